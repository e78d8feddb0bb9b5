// Text of strangers made safe to show: on a terminal, in a log line, in a table.

/// Takes out of a text what would act on a terminal or hide what it says.
package enum Printable {
    /// One line: control characters (escape sequences with them), line breaks and marks that turn the writing direction
    /// become the replacement character.
    package static func line(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: acts) else { return text }
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { clean.append(acts(scalar) ? "\u{FFFD}" : scalar) }
        return String(clean)
    }

    /// Several lines: as `line`, but tabs and line feeds stay.
    package static func block(_ text: String) -> String {
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            clean.append(acts(scalar) && scalar != "\n" && scalar != "\t" ? "\u{FFFD}" : scalar)
        }
        return String(clean)
    }

    private static func acts(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0: true
        case 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }
}
