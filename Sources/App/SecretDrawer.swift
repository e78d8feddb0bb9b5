// The secrets of a home, by the names that the interface gives them.

package import Core
import Engine
import Foundation
import SQLStore
import Vault

/// Sets and lists secrets; what is in them is never shown.
package struct SecretDrawer: Sendable {
    private let secrets: SecretStore
    private let store: any Store
    private let effects: Effects
    /// The configured connections; empty where the configuration cannot be read yet.
    private let connections: [String]

    init(store: any Store, ring: KeyRing, effects: Effects, connections: [String]) {
        secrets = SecretStore(store: store, ring: ring, now: effects.now)
        self.store = store
        self.effects = effects
        self.connections = connections
    }

    /// Opens the drawer of a home; its configuration need not be whole yet. Throws `Failure` for the store and the key.
    package static func open(_ home: Home, effects: Effects) async throws -> SecretDrawer {
        let store = try SQLiteStore(path: home.database, mayCreate: false)
        let ring = try await KeyChoice.ring(home, store: store)
        var connections: [String] = []
        do { connections = try home.settings().connections.map(\.name) } catch is ConfigurationFailure {
            // Secrets may be stored before the file is right; their names are then checked by form alone.
        }
        return SecretDrawer(store: store, ring: ring, effects: effects, connections: connections)
    }

    /// Throws `OperationRefused` for a name that nothing would ever read.
    package func check(_ name: String) throws {
        let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard name != "store.password" else {
            throw OperationRefused(
                code: "not-available",
                message: "`store.password` belongs to a PostgreSQL store, which is not available in this version yet.",
                action: "Leave it out.")
        }
        guard parts.count == 2, SecretName.suffixes.contains(parts[1]), !parts[0].isEmpty else {
            let forms = SecretName.suffixes.map { "<connection>.\($0)" }.joined(separator: ", ")
            throw OperationRefused(
                code: "unknown-secret", message: "There is no secret of the name `\(Printable.line(name))`.",
                action: "Choose one of \(forms).")
        }
        guard connections.isEmpty || connections.contains(parts[0]) else {
            throw OperationRefused(
                code: "unknown-connection", message: "There is no connection `\(Printable.line(parts[0]))`.",
                action: "Choose one of \(connections.joined(separator: ", ")).")
        }
    }

    /// Stores the secret sealed; that it was set is audited, what it is never.
    package func set(_ name: String, to secret: String) async throws {
        try await secrets.set(name, to: secret)
        // A session that the former secret opened would hide that the new one is wrong.
        if let system = Self.system(of: name) { try await StoredSession(secrets: secrets, name: system).keep(nil) }
        let event = AuditEvent(
            at: effects.now(), connection: "", record: nil, actor: Person.name, action: "secret-set",
            detail: ["name": .string(name)])
        try await store.write { try $0.append(event) }
    }

    /// `acme.procurify` of `acme.procurify.client_secret`.
    private static func system(of name: String) -> String? {
        name.lastIndex(of: ".").map { String(name[..<$0]) }
    }

    /// The document of `secret list`: names and dates.
    package func list() async throws -> JSON {
        let entries = try await secrets.list().map { entry -> JSON in
            [
                "name": .string(entry.name), "created_at": .string(Timestamp.format(entry.createdAt)),
                "updated_at": .string(Timestamp.format(entry.updatedAt)),
            ]
        }
        return ["secrets": .array(entries)]
    }
}

/// The names of a connection's secrets.
enum SecretName {
    static let procurifyClientSecret = "procurify.client_secret"
    static let acumaticaClientSecret = "acumatica.client_secret"
    static let acumaticaPassword = "acumatica.password"
    static let suffixes = [procurifyClientSecret, acumaticaClientSecret, acumaticaPassword]
}
