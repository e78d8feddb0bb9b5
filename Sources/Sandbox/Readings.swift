// Where the references leave a behaviour open, a reading chooses: the product must survive each.

/// The chosen readings. A name or a value that does not exist is an error that names what does.
struct Readings: Sendable {
    struct Rule: Sendable {
        var name: String
        /// The first is the default.
        var values: [String]
        var meaning: String
    }

    static let rules = acumatica + procurify

    private var chosen: [String: String] = [:]

    init() {}

    init(_ values: [String: String]) throws {
        for (name, value) in values.sorted(by: { $0.key < $1.key }) { try set(name, to: value) }
    }

    /// The value in force; empty for a name that does not exist.
    subscript(name: String) -> String {
        chosen[name] ?? Self.rules.first { $0.name == name }?.values.first ?? ""
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
