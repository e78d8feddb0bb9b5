// Sealing of secrets at rest: AES-256-GCM, bound to the place where a secret stands.

package import Foundation
import Core
import Crypto

/// Seals and opens secrets with one key. A sealed secret opens only with its key and in its own place.
package struct Vault: Sendable {
    private static let version: UInt8 = 1
    private static let nonceBytes = 12
    private static let tagBytes = 16
    private static let headerBytes = 1 + VaultKey.idBytes
    private static let checkIdentity = "key-check"
    private static let checkText = "ml-connector"

    private let key: VaultKey

    package init(key: VaultKey) {
        self.key = key
    }

    /// The id of its key, for people and the audit trail.
    package var keyID: String { key.id }

    /// Version, key id, a random nonce of 96 bits, ciphertext and tag. `identity` says where the secret stands; it is
    /// authenticated and not stored. Throws `Failure` (`secret-not-sealed`).
    package func seal(_ secret: Data, identity: String) throws -> Data {
        let header = Data([Self.version]) + key.idData
        do {
            let box = try AES.GCM.seal(
                secret, using: key.symmetric, nonce: AES.GCM.Nonce(),
                authenticating: Self.authenticated(header, identity))
            return header + Data(box.nonce) + box.ciphertext + box.tag
        } catch {
            throw Failure(
                code: "secret-not-sealed", message: "The secret could not be sealed.",
                action: "Run the command again; if it stays, report it.", next: .halt)
        }
    }

    /// The secret that was sealed with this key for this identity. Throws `Failure`: `wrong-key` where another key
    /// sealed it, `secret-damaged` where it was changed, cut or moved.
    package func open(_ sealed: Data, identity: String) throws -> Data {
        let bytes = Data(sealed)
        guard bytes.count >= Self.headerBytes + Self.nonceBytes + Self.tagBytes, bytes[0] == Self.version else {
            throw Self.damaged()
        }
        let header = bytes.prefix(Self.headerBytes)
        guard header.dropFirst() == key.idData else { throw wrongKey(Data(header.dropFirst())) }
        let ciphertext = bytes.dropFirst(Self.headerBytes + Self.nonceBytes).dropLast(Self.tagBytes)
        do {
            let nonce = try AES.GCM.Nonce(data: bytes.dropFirst(Self.headerBytes).prefix(Self.nonceBytes))
            let box = try AES.GCM.SealedBox(nonce: nonce, ciphertext: ciphertext, tag: bytes.suffix(Self.tagBytes))
            return try AES.GCM.open(
                box, using: key.symmetric, authenticating: Self.authenticated(Data(header), identity))
        } catch {
            // Deliberately without the library's reason: damage, a move and a forged key id look the same.
            throw Self.damaged()
        }
    }

    /// A text to be kept beside the secrets, by which a wrong key is told at once.
    package func checkValue() throws -> String {
        try seal(Data(Self.checkText.utf8), identity: Self.checkIdentity).base64EncodedString()
    }

    /// Throws `Failure`: `wrong-key`, or `secret-damaged` where the check value itself is damaged.
    package func verify(checkValue: String) throws {
        guard let sealed = Data(base64Encoded: checkValue) else { throw Self.damaged() }
        guard try open(sealed, identity: Self.checkIdentity) == Data(Self.checkText.utf8) else { throw Self.damaged() }
    }

    /// What the tag covers besides the secret: the header, and the place, apart from texts of other use.
    private static func authenticated(_ header: Data, _ identity: String) -> Data {
        Data("ml-connector secret\n".utf8) + header + Data(identity.utf8)
    }

    private func wrongKey(_ id: Data) -> Failure {
        Failure(
            code: "wrong-key",
            message:
                "The key is not the one that sealed the secrets: this is key \(key.id), they are sealed with "
                + "\(VaultKey.hex(id)).",
            action:
                "Put the right key back into the home, or name it in ML_CONNECTOR_KEY. Without it, set every "
                + "secret anew.",
            next: .halt)
    }

    private static func damaged() -> Failure {
        Failure(
            code: "secret-damaged", message: "A stored secret was changed, or moved from another place.",
            action: "Set the secret anew with `secret set`, or go back to a backup.", next: .halt)
    }
}
