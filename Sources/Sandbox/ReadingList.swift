// The readings as a person or a test finds them: what there is, what it means, what is in force without a word.

import Foundation

/// One open question of the references, and the answers between which the sandbox chooses.
package struct ReadingEntry: Sendable {
    package var name: String
    /// The first is the default.
    package var values: [String]
    package var meaning: String
    /// The section of the reference that leaves it open, `acumatica.md 7.1`.
    package var section: String

    package var standard: String { values.first ?? "" }

    /// Every reading of both systems, by name.
    package static var all: [ReadingEntry] {
        Readings.rules.map { rule in
            let meaning =
                rule.meaning.hasSuffix("(\(rule.section))")
                ? rule.meaning.dropLast(rule.section.count + 2) : rule.meaning[...]
            return ReadingEntry(
                name: rule.name, values: rule.values, meaning: String(meaning).trimmingCharacters(in: .whitespaces),
                section: rule.section)
        }.sorted { $0.name < $1.name }
    }
}
