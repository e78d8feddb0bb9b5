// Names as they are compared: what a person would call the same name is the same text.

import Foundation

/// Normalised names of vendors and departments.
package enum Names {
    /// Trimmed, runs of white space made one space, characters that cannot be seen dropped, case folded, composed
    /// (NFC).
    ///
    /// Accents and width stay distinct: `Müller` and `Muller`, or full-width and plain letters, may be two vendors, and
    /// a wrong match sends money to the wrong one, while a missed match only asks a person. Punctuation counts for the
    /// same reason: `Smith, Inc` and `Smith Inc` are proposed to nobody.
    package static func normalised(_ name: String) -> String {
        let visible = String(String.UnicodeScalarView(name.unicodeScalars.filter { !invisible.contains($0) }))
        let words = visible.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.precomposedStringWithCanonicalMapping.lowercased().precomposedStringWithCanonicalMapping
    }

    /// The name as it is written: trimmed, on one line, without control characters; otherwise as it stands.
    package static func written(_ name: String) -> String {
        let plain = name.unicodeScalars.map { scalar in
            scalar.properties.generalCategory == .control ? " " : String(Character(scalar))
        }.joined()
        return plain.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Zero-width space, word joiner, byte order mark, soft hyphen: copied along from web pages and PDFs.
    private static let invisible: Set<Unicode.Scalar> = ["\u{200B}", "\u{2060}", "\u{FEFF}", "\u{AD}"]
}
