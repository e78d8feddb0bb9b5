// When two invoice references are the same to a person.

import Foundation

/// The comparison of invoice references, for duplicates and adoption.
package enum Reference {
    /// The reference without what people write differently each time: case, width, spaces, punctuation and leading
    /// zeros. Groups of digits stay apart, for `1-1` and `11` are two invoices; `INV-0088`, `inv 88` and `INV88` are
    /// one.
    package static func normalised(_ text: String) -> String {
        let folded = text.precomposedStringWithCompatibilityMapping.uppercased()
        var runs: [String] = []
        var current = ""
        var digits = false
        func close() {
            guard !current.isEmpty else { return }
            runs.append(digits ? stripped(current) : current)
            current = ""
        }
        for character in folded {
            let isDigit = character.isASCII && character.isNumber
            guard isDigit || character.isLetter || character.isNumber else {
                close()
                continue
            }
            if isDigit != digits { close() }
            digits = isDigit
            current.append(character)
        }
        close()
        guard !runs.isEmpty else { return text.trimmingCharacters(in: .whitespacesAndNewlines).uppercased() }
        var result = ""
        for run in runs {
            let bothDigits = isDigit(result.last) && isDigit(run.first)
            result += bothDigits ? "-" + run : run
        }
        return result
    }

    /// The second name of an ERP bill in the mirror: `<VendorID>|<normalised reference>`.
    package static func vendorAndReference(vendor: String, reference: String) -> String {
        "\(code(vendor))|\(normalised(reference))"
    }

    /// A code of the ERP as it is compared: selectors are padded and know no case (acumatica.md 10, trap 11).
    package static func code(_ text: String) -> String {
        text.trimmingCharacters(in: .whitespacesAndNewlines).uppercased()
    }

    private static func stripped(_ digits: String) -> String {
        let rest = digits.drop { $0 == "0" }
        return rest.isEmpty ? "0" : String(rest)
    }

    private static func isDigit(_ character: Character?) -> Bool {
        character.map { $0.isASCII && $0.isNumber } ?? false
    }
}
