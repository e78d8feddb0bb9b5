// Where the references leave a behaviour open, a reading chooses: the product must survive each.

/// The chosen readings. A name or a value that does not exist is an error that names what does.
struct Readings: Sendable {
    struct Rule: Sendable {
        var name: String
        /// The first is the default.
        var values: [String]
        /// One clause, with the section of the reference in brackets, `(acumatica.md 7.1)`.
        var meaning: String

        /// `acumatica.md 7.1`; empty where the meaning names none.
        var section: String {
            let brackets = meaning.split(separator: "(").dropFirst().compactMap { $0.split(separator: ")").first }
            return brackets.last { $0.contains(".md ") }.map(String.init) ?? ""
        }
    }

    static let rules = acumatica + acumaticaAnswers + acumaticaRequests + acumaticaRules + procurify

    private static let defaults = Dictionary(
        rules.map { ($0.name, $0.values.first ?? "") }, uniquingKeysWith: { first, _ in first })

    private var chosen: [String: String] = [:]

    init() {}

    init(_ values: [String: String]) throws {
        for (name, value) in values.sorted(by: { $0.key < $1.key }) { try set(name, to: value) }
    }

    /// The value in force; empty for a name that does not exist.
    subscript(name: String) -> String {
        chosen[name] ?? Self.defaults[name] ?? ""
    }

    /// Whether none of `names` is read in another way than the default one.
    func areDefault(_ names: [String]) -> Bool {
        chosen.isEmpty || names.allSatisfy { self[$0] == Self.defaults[$0] }
    }

    mutating func set(_ name: String, to value: String) throws {
        guard let rule = Self.rules.first(where: { $0.name == name }) else {
            let known = Self.rules.map(\.name).joined(separator: ", ")
            throw SandboxError("There is no reading \"\(name)\"; there are: \(known).")
        }
        guard rule.values.contains(value) else {
            let known = rule.values.joined(separator: ", ")
            throw SandboxError("The reading \"\(name)\" cannot be \"\(value)\"; it can be: \(known).")
        }
        chosen[name] = value
    }
}

/// A mistake in what the sandbox was asked for, in one plain sentence.
package struct SandboxError: Error, Sendable, CustomStringConvertible {
    package var description: String

    init(_ description: String) { self.description = description }
}
