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
    private let ring: KeyRing
    private let now: @Sendable () -> Date

    package init(store: any Store, ring: KeyRing, now: @escaping @Sendable () -> Date) {
        self.store = store
        self.ring = ring
        self.now = now
    }

    /// The secret of this name; nil where it was never set. Throws `Failure`: `wrong-key`, `secret-damaged`.
    package func get(_ name: String) async throws -> String? {
        try await store.read { [ring] reader in
            guard let row = try reader.sealedSecret(name) else { return nil }
            let secret = try ring.vault(of: reader).open(row.sealed, identity: Self.identity(of: name, reader))
            return String(decoding: secret, as: UTF8.self)
        }
    }

    /// Sets or replaces the secret; the date of its making stays. Throws `Failure`.
    package func set(_ name: String, to secret: String) async throws {
        let at = now()
        try await store.write { [ring] writer in
            let sealed = try ring.vault(of: writer).seal(Data(secret.utf8), identity: Self.identity(of: name, writer))
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

    /// Seals everything anew with `key`, the check value too, and appends `event` with how many secrets there are; one
    /// transaction, so that a crash leaves all of them or none. Where `key` is in force already nothing is done. Gives how
    /// many there are. Throws `Failure` that names the secret which cannot be opened; nothing is changed then.
    package func rotate(to key: VaultKey, event: @escaping @Sendable (_ secrets: Int) -> AuditEvent) async throws -> Int
    {
        try await store.write { [ring] writer in
            let (old, new) = (try ring.vault(of: writer), Vault(key: key))
            let rows = try writer.sealedSecrets(prefix: "")
            guard old.keyID != new.keyID else { return rows.count }
            for var row in rows {
                let identity = try Self.identity(of: row.name, writer)
                do { row.sealed = try new.seal(try old.open(row.sealed, identity: identity), identity: identity) } catch
                {
                    throw Self.notResealed(row.name, error)
                }
                try writer.setSecret(row)
            }
            try writer.setFact(FactName.keyCheck, connection: "", to: try new.checkValue())
            try writer.append(event(rows.count))
            return rows.count
        }
    }

    private static func notResealed(_ name: String, _ error: any Error) -> Failure {
        Failure(
            code: "secret-damaged",
            message:
                "The secret \(name) cannot be opened, so no key was changed. \((error as? Failure)?.message ?? "")",
            action: "Set \(name) anew with `secret set`, then run `secret rotate-key` again.", next: .halt)
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
