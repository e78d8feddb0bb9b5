// A message of a system that is known: what it means in plain words, who mends it, and where.

/// One entry of a system's dictionary of errors; docs/ERRORS.md lists them all.
package struct KnownError: Sendable, Equatable {
    /// Who can mend it.
    package enum Fixer: String, Sendable, CaseIterable {
        case accountsPayable = "an accounts payable clerk"
        case controller = "the controller"
        case erpAdministrator = "the Acumatica administrator"
        case procurifyAdministrator = "the Procurify administrator"
        case engineer = "whoever runs the connector"
        case nobody = "nobody: it passes by itself"
    }

    /// Stable, kebab-case, unique in its dictionary.
    package var id: String
    /// What the message contains, in any case; `*` stands for any text in between.
    package var pattern: String
    /// What it means, as a sentence.
    package var words: String
    package var fixer: Fixer
    /// What to do, with the screen and its id where there is one; a sentence.
    package var remedy: String

    package init(_ id: String, _ pattern: String, _ words: String, _ fixer: Fixer, _ remedy: String) {
        self.id = id
        self.pattern = pattern
        self.words = words
        self.fixer = fixer
        self.remedy = remedy
    }

    /// Whether `text` shows this error: every piece of the pattern occurs, in order.
    package func matches(_ text: String) -> Bool {
        var rest = text.lowercased()[...]
        for piece in pattern.lowercased().split(separator: "*") {
            guard let found = rest.firstRange(of: piece) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }
}

extension [KnownError] {
    /// What `messages` show: of each the first entry that fits, for a particular one stands before a general one; each
    /// entry once.
    package func shown(in messages: [String]) -> [KnownError] {
        var found: [KnownError] = []
        for message in messages.prefix(Limits.errorMessagesMax) {
            guard let known = first(where: { $0.matches(message) }), !found.contains(known) else { continue }
            found.append(known)
        }
        return found
    }

    /// What they mean, behind a space; empty where there is none.
    package var meaning: String { map { " \($0.words)" }.joined() }

    /// What to do and who does it, each once; nil where there is none.
    package var remedies: String? {
        guard !isEmpty else { return nil }
        return reduce(into: [String]()) { lines, error in
            let line = "\(error.remedy) (\(error.fixer.rawValue))"
            if !lines.contains(line) { lines.append(line) }
        }.joined(separator: " ")
    }
}
