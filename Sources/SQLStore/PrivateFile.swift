// The mode of the database file: for its owner alone.

import Core
import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

enum PrivateFile {
    private static let ownerOnly: mode_t = 0o600

    /// Makes sure that there is a file at `path` which only its owner may read; SQLite gives its companions the same
    /// mode.
    ///
    /// A file that is there is never opened here: closing it would drop the locks that SQLite holds on it in this
    /// process.
    static func ready(_ path: String, mayCreate: Bool) throws {
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFREG else { throw StoreFailure.unreadable(path, "it is no file") }
            guard status.st_mode & 0o077 != 0 else { return }
            guard chmod(path, ownerOnly) == 0 else {
                throw StoreFailure.unreadable(path, "others may read it, and its mode cannot be changed (\(reason()))")
            }
            return
        }
        guard errno == ENOENT else { throw StoreFailure.unreadable(path, reason()) }
        guard mayCreate else { throw StoreFailure.missing(path) }
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, ownerOnly)
        // Another process that made it in the meantime made it in the same way.
        guard file >= 0 || errno == EEXIST else { throw StoreFailure.unreadable(path, reason()) }
        if file >= 0 { close(file) }
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
