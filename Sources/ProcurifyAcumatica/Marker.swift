// The marker at the head of an ERP description: which source document it stands for, and which installation wrote it.

import Core
import Foundation

/// `[pf:<subdomain>:bill:<group>:<installation>]`, at most 40 characters, so that no limit of a description field can
/// cut it (acumatica.md 6.5, 6.6).
package struct Marker: Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable { case bill, order = "po" }

    /// The Procurify domain as it is written: whole up to 14 characters, else 7, `~` and 6 digits of its digest.
    package let subdomain: String
    package let kind: Kind
    /// The record's key as it is written: up to 8 digits, else in base 36.
    package let key: String
    package let installation: String

    package init(subdomain: String, kind: Kind, key: String, installation: String) {
        self.subdomain = Self.written(subdomain: subdomain)
        self.kind = kind
        self.key = Self.written(key: key)
        self.installation = String(installation.lowercased().prefix(6))
    }

    private init(subdomain: Substring, kind: Kind, key: Substring, installation: Substring) {
        self.subdomain = subdomain.lowercased()
        self.kind = kind
        self.key = key.lowercased()
        self.installation = installation.lowercased()
    }

    package var description: String { "[pf:\(subdomain):\(kind.rawValue):\(key):\(installation)]" }

    /// The first whole marker in a description; people may have written something before it. Nil where there is none.
    package static func parse(_ text: String) -> Marker? {
        var rest = Substring(text)
        while let start = rest.range(of: "[pf:", options: .caseInsensitive) {
            rest = rest[start.lowerBound...]
            if let end = rest.firstIndex(of: "]") {
                let parts = rest[rest.index(after: rest.startIndex)..<end].split(
                    separator: ":", omittingEmptySubsequences: false)
                if parts.count == 5, !parts.contains(""), let kind = Kind(rawValue: parts[2].lowercased()) {
                    return Marker(subdomain: parts[1], kind: kind, key: parts[3], installation: parts[4])
                }
            }
            rest = rest.dropFirst()
        }
        return nil
    }

    /// Whether both stand for the same source document, whoever wrote them.
    package func sameSource(as other: Marker) -> Bool {
        subdomain == other.subdomain && kind == other.kind && key == other.key
    }

    /// The marker and as much of `text` as fits into `charactersMax` UTF-16 units, which is what the ERP's columns
    /// count.
    package func heading(_ text: String, charactersMax: Int) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        var result = description
        guard !line.isEmpty else { return result }
        result += " "
        for character in line {
            if result.utf16.count + String(character).utf16.count > charactersMax { break }
            result.append(character)
        }
        while result.last == " " { result.removeLast() }
        return result
    }

    private static func written(subdomain: String) -> String {
        let name = subdomain.lowercased()
        guard name.count > 14 || !name.allSatisfy({ $0.isASCII && $0 != ":" && $0 != "]" }) else { return name }
        let plain = name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        return plain.prefix(7) + "~" + Digest.sha256(name).prefix(6)
    }

    private static func written(key: String) -> String {
        guard let number = UInt64(key), String(number) == key else { return digested(key) }
        if key.count <= 8 { return key }
        let text = String(number, radix: 36)
        // Decimal keys never start with 0, so a base 36 text of digits alone stays apart from them.
        let apart = text.allSatisfy(\.isNumber) ? "0" + text : text
        return apart.count <= 8 ? apart : digested(key)
    }

    private static func digested(_ key: String) -> String { "~" + Digest.sha256(key).prefix(7) }
}
