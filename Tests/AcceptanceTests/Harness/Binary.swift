// Runs the built binary as a user does: arguments in, exit status and output back.

import Foundation
import Glibc
import Synchronization

/// What a command answered.
struct Ran: Sendable {
    /// The exit status; minus the signal's number where one ended it.
    var status: Int32
    var output: String
    var errors: String

    /// Standard output as JSON; empty where it is none, so that an expectation on it fails.
    var json: [String: Any] {
        do {
            return try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any] ?? [:]
        } catch {
            return [:]
        }
    }
}

/// The executable that was built beside these tests.
enum Binary {
    static let root = (0..<4).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    static let url = root.appendingPathComponent(".build/debug/ml-connector")

    /// Starts a command in its own signal mask, for a thread of the test runner may block SIGTERM. Output goes to files, so
    /// that a full pipe never blocks it; `announces` gives it a pipe instead, for `firstLine`.
    static func start(
        _ arguments: [String], input: String? = nil, in folder: URL, environment: [String: String] = [:],
        announces: Bool = false
    ) throws -> Running {
        let mark = UUID().uuidString
        let files = ["in", "out", "err"].map { folder.appendingPathComponent("\($0)-\(mark)") }
        try Data((input ?? "").utf8).write(to: files[0])
        try Data().write(to: files[2])
        var lines: Int32 = -1
        if announces {
            // Opened for both directions first, so that neither side waits for the other.
            guard mkfifo(files[1].path, 0o600) == 0 else { throw StageError(message: "cannot make a pipe") }
            lines = open(files[1].path, O_RDWR | O_CLOEXEC)
        } else {
            try Data().write(to: files[1])
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, files[0].path, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, files[1].path, O_WRONLY | O_APPEND, 0)
        posix_spawn_file_actions_addopen(&actions, 2, files[2].path, O_WRONLY | O_APPEND, 0)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var variables = ProcessInfo.processInfo.environment
        variables["SWIFT_BACKTRACE"] = "enable=no"
        variables.merge(environment) { $1 }
        let words = ([url.path] + arguments).map { strdup($0) } + [nil]
        let settings = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (words + settings).forEach { free($0) } }
        var child = pid_t()
        let failed = posix_spawn(&child, url.path, &actions, &attributes, words, settings)
        guard failed == 0 else {
            throw StageError(message: "cannot start \(url.path): \(String(cString: strerror(failed)))")
        }
        return Running(pid: child, output: files[1], errors: files[2], lines: lines)
    }

    /// Runs a command to its end.
    static func run(
        _ arguments: [String], input: String? = nil, in folder: URL, environment: [String: String] = [:]
    ) async throws -> Ran {
        try await start(arguments, input: input, in: folder, environment: environment).wait()
    }
}

/// A command that runs.
final class Running: Sendable {
    let pid: pid_t
    private let output: URL
    private let errors: URL
    private let lines: Int32
    private let ended = Mutex<Int32?>(nil)

    init(pid: pid_t, output: URL, errors: URL, lines: Int32) {
        self.pid = pid
        self.output = output
        self.errors = errors
        self.lines = lines
    }

    deinit { if lines >= 0 { close(lines) } }

    /// The first line that a command with `announces` prints; nil where it ended before, or a minute passed.
    func firstLine() async -> String? {
        await withCheckedContinuation { continuation in
            Thread { [self] in continuation.resume(returning: readLine()) }.start()
        }
    }

    private func readLine() -> String? {
        var line: [UInt8] = []
        for _ in 0..<600 {
            var waiting = pollfd(fd: lines, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 100) > 0 else {
                if !isRunning { return nil }
                continue
            }
            var bytes = [UInt8](repeating: 0, count: 4_096)
            let count = read(lines, &bytes, bytes.count)
            guard count > 0 else { return nil }
            line += bytes[..<count]
            guard let end = line.firstIndex(of: UInt8(ascii: "\n")) else { continue }
            return String(decoding: line[..<end], as: UTF8.self)
        }
        return nil
    }

    /// Waits for its end, on a thread of its own.
    func wait() async throws -> Ran {
        let status = await withCheckedContinuation { continuation in
            Thread { [self] in continuation.resume(returning: reap(waiting: true) ?? -1) }.start()
        }
        return try Ran(status: status, output: lines < 0 ? text(output) : "", errors: text(errors))
    }

    var isRunning: Bool { reap(waiting: false) == nil }

    /// What it printed so far.
    func printed() throws -> String { try text(output) }
    func complained() throws -> String { try text(errors) }

    /// `kill -9`.
    func kill() { Glibc.kill(pid, SIGKILL) }
    func terminate() { Glibc.kill(pid, SIGTERM) }

    /// The exit status once it has ended; each child is reaped once.
    private func reap(waiting: Bool) -> Int32? {
        ended.withLock { ended in
            if let ended { return ended }
            var raw: Int32 = 0
            let found = waitpid(pid, &raw, waiting ? 0 : WNOHANG)
            guard found == pid else { return found == 0 ? nil : -1 }
            let signal = raw & 0x7f
            ended = signal == 0 ? (raw >> 8) & 0xff : -signal
            return ended
        }
    }

    private func text(_ file: URL) throws -> String { String(decoding: try Data(contentsOf: file), as: UTF8.self) }
}
