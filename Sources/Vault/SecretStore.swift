// Secrets by name, sealed in the store.

package import Core
package import Foundation

/// The secrets of one store. Each is bound to its name and to the store's installation: a row that was copied to
/// another name or another home does not open.
package struct SecretStore: Sendable {
    /// The fact that names the installation.
    package static let installationFact = "installation"
    /// What sessions are kept under; they are no secrets that a person set.
    static let sessionPrefix = "session:"

    private let store: any Store
    private let vault: Vault
    private let now: @Sendable () -> Date

    package init(store: any Store, vault: Vault, now: @escaping @Sendable () -> Date) {
        self.store = store
        self.vault = vault
        self.now = now
    }

    /// The secret of this name; nil where it was never set. Throws `Failure`: `wrong-key`, `secret-damaged`.
    package func get(_ name: String) async throws -> String? {
        try await store.read { [vault] reader in
            guard let row = try reader.sealedSecret(name) else { return nil }
            let secret = try vault.open(row.sealed, identity: Self.identity(of: name, reader))
            return String(decoding: secret, as: UTF8.self)
        }
    }

    /// Sets or replaces the secret; the date of its making stays. Throws `Failure`.
    package func set(_ name: String, to secret: String) async throws {
        let at = now()
        try await store.write { [vault] writer in
            let sealed = try vault.seal(Data(secret.utf8), identity: Self.identity(of: name, writer))
            let createdAt = try writer.sealedSecret(name)?.createdAt ?? at
            try writer.setSecret(SealedSecret(name: name, sealed: sealed, createdAt: createdAt, updatedAt: at))
        }
    }

    /// Forgets the secret, whether or not there is one.
    package func remove(_ name: String) async throws {
        try await store.write { try $0.removeSecret(name) }
    }

    /// Names and dates of what people set, in the order of names; nothing is opened.
    package func list() async throws -> [SecretEntry] {
        try await store.read { reader in
            try reader.sealedSecrets(prefix: "").filter { !$0.name.hasPrefix(Self.sessionPrefix) }
                .map { SecretEntry(name: $0.name, createdAt: $0.createdAt, updatedAt: $0.updatedAt) }
        }
    }

    /// Names start with the length of the installation, so that no two places share one identity.
    private static func identity(of name: String, _ reader: any StoreReader) throws -> String {
        guard let installation = try reader.fact(installationFact, connection: "") else {
            throw Failure(
                code: "store-not-initialised", message: "The store does not say which installation it belongs to.",
                action: "Make the home with `init`.", next: .halt)
        }
        return "\(installation.utf8.count):\(installation):\(name)"
    }
}

/// What is shown of a secret.
package struct SecretEntry: Sendable, Equatable {
    package var name: String
    package var createdAt: Date
    package var updatedAt: Date

    package init(name: String, createdAt: Date, updatedAt: Date) {
        self.name = name
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
