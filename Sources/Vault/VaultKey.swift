// The key that seals secrets, and its id.

import Core
import Crypto
import Foundation

/// 32 bytes. Printed, dumped or logged, it shows its id alone.
package struct VaultKey: Sendable, Equatable {
    static let bytes = 32
    static let idBytes = 4

    let symmetric: SymmetricKey

    /// A new key from the system's random source.
    package static func generate() -> VaultKey {
        VaultKey(symmetric: SymmetricKey(size: .bits256))
    }

    private init(symmetric: SymmetricKey) {
        self.symmetric = symmetric
    }

    /// Reads base64 of exactly 32 bytes; white space around it does not count. Throws `Failure` (`key-malformed`).
    package init(base64 text: String) throws {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let data = Data(base64Encoded: trimmed), data.count == Self.bytes else {
            throw Failure(
                code: "key-malformed", message: "The key is not base64 of 32 bytes.",
                action: "Put the key that `init` made back in its place, or set ML_CONNECTOR_KEY to it.", next: .halt)
        }
        symmetric = SymmetricKey(data: data)
    }

    /// The key itself, for the key file alone.
    package var base64: String { symmetric.withUnsafeBytes { Data($0).base64EncodedString() } }

    /// Eight hex digits by which people and sealed secrets name the key; they say nothing of it.
    package var id: String { Self.hex(idData) }

    var idData: Data {
        var hash = SHA256()
        hash.update(data: Data("ml-connector key id\n".utf8))
        symmetric.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return Data(hash.finalize().prefix(Self.idBytes))
    }

    static func hex(_ data: Data) -> String {
        data.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension VaultKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "key \(id)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["id": id]) }
}
