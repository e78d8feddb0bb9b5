// The key file: made once, read only where its owner alone can read it.

import Core
import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The file that holds the key in base64.
package enum KeyFile {
    private static let ownerOnly: mode_t = 0o600
    private static let bytesMax = 1_024

    /// Writes a new key to `path` with mode 0600, durably. Throws `Failure`: `key-exists` where there is a file
    /// already, `key-unreadable` where it cannot be written.
    package static func create(at path: String, key: VaultKey = .generate()) throws -> VaultKey {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, ownerOnly)
        guard file >= 0 else {
            guard errno == EEXIST else { throw unreadable(path, "written") }
            throw Failure(
                code: "key-exists", message: "There is a key at \(path) already; it was left as it is.",
                action: "Choose another home, or go on with the one that is there.", next: .halt)
        }
        defer { close(file) }
        let text = Array((key.base64 + "\n").utf8)
        guard fchmod(file, ownerOnly) == 0, write(file, text, text.count) == text.count, fsync(file) == 0 else {
            throw unreadable(path, "written")
        }
        return key
    }

    /// The key at `path`; nil where there is none, or one whose writing was cut off: nothing was sealed with it, for a key is
    /// durable before it is used. Throws `Failure`: `key-readable-by-others`, `key-unreadable`.
    package static func loadIfWhole(at path: String) throws -> VaultKey? {
        do { return try load(at: path) } catch let failure as Failure
            where ["key-missing", "key-malformed"].contains(failure.code)
        { return nil }
    }

    /// Puts the key at `next` in the place of the one at `path`, durably and at once; nothing where `next` is not there any
    /// more, for then it was done. Throws `Failure` (`key-unreadable`).
    package static func replace(_ path: String, with next: String) throws {
        guard rename(next, path) == 0 else {
            guard errno == ENOENT else { throw unreadable(path, "replaced") }
            return
        }
        let folder = open(URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { throw unreadable(path, "replaced") }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw unreadable(path, "replaced") }
    }

    /// Reads the key at `path`. Throws `Failure`: `key-missing`, `key-readable-by-others`, `key-malformed`,
    /// `key-unreadable`.
    package static func load(at path: String) throws -> VaultKey {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            guard errno == ENOENT || errno == ENOTDIR else { throw unreadable(path, "read") }
            throw Failure(
                code: "key-missing", message: "There is no key at \(path).",
                action: "Put the key of this home back there, or set ML_CONNECTOR_KEY to it.", next: .halt)
        }
        defer { close(file) }
        // The open file is asked, not the path: nobody can change the one for the other in between.
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw unreadable(path, "read") }
        guard status.st_mode & 0o077 == 0 else {
            throw Failure(
                code: "key-readable-by-others",
                message:
                    "The key at \(path) has mode \(String(status.st_mode & 0o777, radix: 8)): others than its "
                    + "owner may read or change it.",
                action: "Run `chmod 600 \(path)`. If others may have read it, make new secrets in both systems.",
                next: .halt)
        }
        var bytes = [UInt8](repeating: 0, count: bytesMax)
        let count = read(file, &bytes, bytes.count)
        guard count >= 0 else { throw unreadable(path, "read") }
        return try VaultKey(base64: String(decoding: bytes.prefix(count), as: UTF8.self))
    }

    private static func unreadable(_ path: String, _ what: String) -> Failure {
        Failure(
            code: "key-unreadable",
            message: "The key at \(path) cannot be \(what): \(String(cString: strerror(errno))).",
            action: "Check that it is a file, and that this user may read and write it.", next: .halt)
    }
}
