// The key in force, also after another process has rotated it.

package import Core
import Synchronization

/// Gives the vault of the key that sealed the store; a key that was rotated meanwhile is read anew.
package final class KeyRing: Sendable {
    private let current: Mutex<Vault>
    private let candidates: @Sendable () throws -> [VaultKey]

    /// `candidates` reads the keys that this process has, the one in use first. Throws what it throws.
    package init(_ candidates: @escaping @Sendable () throws -> [VaultKey]) throws {
        guard let first = try candidates().first else { throw Self.noKey }
        current = Mutex(Vault(key: first))
        self.candidates = candidates
    }

    /// A ring of one vault.
    package init(_ vault: Vault) {
        current = Mutex(vault)
        candidates = { [] }
    }

    /// The vault that the store's secrets are sealed with, told by its check value; asked in the transaction that uses it,
    /// so that no secret is sealed with a key that is out of force. Throws `Failure`: `wrong-key`, `secret-damaged`.
    package func vault(of reader: any StoreReader) throws -> Vault {
        try current.withLock { current in
            guard let check = try reader.fact(FactName.keyCheck, connection: "") else { return current }
            let refusal: any Error
            do {
                try current.verify(checkValue: check)
                return current
            } catch { refusal = error }
            for key in try candidates() {
                let vault = Vault(key: key)
                do { try vault.verify(checkValue: check) } catch { continue }
                current = vault
                return vault
            }
            throw refusal
        }
    }

    private static let noKey = Failure(
        code: "key-missing", message: "There is no key.", action: "Put the key of this home back.", next: .halt)
}
