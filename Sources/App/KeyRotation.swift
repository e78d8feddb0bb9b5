// A new key: everything is sealed anew while the connector runs; interrupted, it is taken up where it was.

package import Core
import Engine
import Foundation
import SQLStore
import Vault

/// `secret rotate-key`. The new key is durable before anything is sealed with it, all secrets change in one transaction,
/// and the key file follows: at every moment one of the two keys on disk opens the store, and a running process finds it.
package struct KeyRotation: Sendable {
    private let home: Home
    private let effects: Effects

    package init(home: Home, effects: Effects) {
        self.home = home
        self.effects = effects
    }

    /// Whether the key stands in the environment: then the new one comes from the person who keeps it.
    package static func isOutside() throws -> Bool { try KeyChoice.fromEnvironment() != nil }

    /// Rotates to the key `given` in base64, or to a key of our own in the home's file. Gives the document of the command. Throws `Failure`
    /// for the store and the keys, and `OperationRefused` (`same-key`).
    package func run(given text: String? = nil) async throws -> JSON {
        let given = try text.map(VaultKey.init(base64:))
        let store = try SQLiteStore(path: home.database, mayCreate: false)
        let ring = try await ring(store, given: given)
        let former = try await store.read { try ring.vault(of: $0).keyID }
        let new = try given ?? nextKey()
        let (at, actor) = (effects.now(), Person.name)
        let secrets = SecretStore(store: store, ring: ring, now: effects.now)
        let count = try await secrets.rotate(to: new) { count in
            AuditEvent(
                at: at, connection: "", record: nil, actor: actor, action: "key-rotated",
                detail: ["from": .string(former), "to": .string(new.id), "secrets": .integer(count)])
        }
        if given == nil { try KeyFile.replace(home.key, with: home.nextKey) }
        return ["key": .string(new.id), "secrets": .integer(count)]
    }

    /// With a key of the environment the store may be sealed with the given one already, by a run that was interrupted.
    private func ring(_ store: SQLiteStore, given: VaultKey?) async throws -> KeyRing {
        guard let given else { return try await KeyChoice.ring(home, store: store) }
        let keys = try KeyChoice.all(home)
        guard !keys.contains(given) else {
            throw OperationRefused(
                code: "same-key", message: "The new key is the one that ML_CONNECTOR_KEY names.",
                action: "Give another key on standard input: base64 of 32 random bytes.")
        }
        let ring = try KeyRing { keys + [given] }
        _ = try await store.read { try ring.vault(of: $0) }
        return ring
    }

    /// The key that an interrupted run had made, or a new one.
    private func nextKey() throws -> VaultKey {
        if let key = try KeyFile.loadIfWhole(at: home.nextKey) { return key }
        let files = FileManager.default
        if files.fileExists(atPath: home.nextKey) { try files.removeItem(atPath: home.nextKey) }
        return try KeyFile.create(at: home.nextKey)
    }
}
