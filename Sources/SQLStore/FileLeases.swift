// Leases on SQLite: a lock on a file in the home, which the operating system drops with the process.

package import Core
import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Takes leases by locking `<home>/lease-<name>`. A killed process's lease is free at once.
package final class FileLeases: Leases {
    private let home: String
    private let effects: Effects

    /// `home` is the folder that holds the store.
    package init(home: String, effects: Effects) {
        self.home = home
        self.effects = effects
    }

    package func take(_ name: String, waitSeconds: Double) async throws -> any Lease {
        let path = home + "/" + Self.fileName(of: name)
        let giveUpAt = effects.monotonicSeconds() + max(0, waitSeconds)
        while true {
            if let lease = try FileLease(path: path) { return lease }
            let left = giveUpAt - effects.monotonicSeconds()
            guard left > 0 else { throw Self.busy(holder: FileLease.holder(path), waitSeconds: waitSeconds) }
            try await effects.sleep(min(Limits.leasePollSeconds, left))
        }
    }

    /// A name that is no plain file name keeps what is plain of it, and a digest that tells it from others.
    static func fileName(of name: String) -> String {
        let plain = String(
            name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" }.prefix(80))
        return plain == name ? "lease-\(name)" : "lease-\(plain)-\(Digest.sha256(name).prefix(12))"
    }

    private static func busy(holder: String?, waitSeconds: Double) -> Failure {
        let who = holder.map { "another process (\($0))" } ?? "another process"
        return Failure(
            code: "connection-busy",
            message: "The connection is being worked by \(who), and stayed so for \(Int(waitSeconds.rounded(.up))) s.",
            action: "Wait until it is done, or stop the other `sync` or `serve`.", next: .halt)
    }
}

/// A locked file. The lock is the open file's own, so that two leases of one process exclude each other too.
private final class FileLease: Lease {
    /// Nil once released.
    private let file: Mutex<Int32?>

    /// Nil where another holder has it. Throws `Failure` where the file cannot be made.
    init?(path: String) throws {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw StoreFailure.unreadable(path, String(cString: strerror(errno))) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            close(file)
            guard reason == EWOULDBLOCK || reason == EINTR else {
                throw StoreFailure.unreadable(path, String(cString: strerror(reason)))
            }
            return nil
        }
        // A file that was removed while we waited for its lock excludes nobody.
        guard Self.isLinked(file) else {
            close(file)
            return nil
        }
        self.file = Mutex(file)
        Self.sign(file)
    }

    deinit { release() }

    func check() throws {
        let held = file.withLock { $0.map(Self.isLinked) ?? false }
        guard held else {
            throw Failure(
                code: "lease-lost", message: "The lease on the connection is no longer ours; nothing more is sent.",
                action: "Run `sync` again. Leave the files `lease-…` in the home alone while it runs.", next: .halt)
        }
    }

    func release() {
        file.withLock { file in
            if let open = file { close(open) }
            file = nil
        }
    }

    /// What the holder wrote of itself; nil where it wrote nothing.
    static func holder(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(file, &bytes, bytes.count)
        let digits = bytes.prefix(max(0, count)).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return digits.isEmpty ? nil : "process " + String(decoding: digits, as: UTF8.self)
    }

    /// Writes who holds it, for the message of who waits; the lock stands without it.
    private static func sign(_ file: Int32) {
        let text = Array("\(getpid())\n".utf8)
        if ftruncate(file, 0) == 0 { _ = write(file, text, text.count) }
    }

    private static func isLinked(_ file: Int32) -> Bool {
        var status = stat()
        return fstat(file, &status) == 0 && status.st_nlink > 0
    }
}
