// Child processes with their own account of time and memory.

import Foundation
import Glibc

/// What one process used.
struct Usage: Codable {
    var wallSeconds: Double
    /// User and system time of all its threads.
    var cpuSeconds: Double
    /// The most memory that was resident at one moment.
    var peakMegabytes: Double
}

/// A child process whose output goes to files.
final class Child {
    let pid: pid_t
    private let output: URL
    private let errors: URL
    private let started = ContinuousClock.now

    init(_ binary: String, _ arguments: [String], input: String = "", in folder: URL) throws {
        let mark = UUID().uuidString
        let source = folder.appendingPathComponent("in-\(mark)")
        output = folder.appendingPathComponent("out-\(mark)")
        errors = folder.appendingPathComponent("err-\(mark)")
        try Data(input.utf8).write(to: source)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, source.path, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output.path, O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors.path, O_WRONLY | O_CREAT, 0o600)
        let words = ([binary] + arguments).map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var child = pid_t()
        let failed = posix_spawn(&child, binary, &actions, nil, words, environ)
        guard failed == 0 else { throw BenchmarkError("cannot start \(binary): \(String(cString: strerror(failed)))") }
        pid = child
    }

    /// What it printed so far.
    func printed() throws -> String { try text(output) }
    func complained() throws -> String { try text(errors) }

    /// Its status and usage once it has ended; nil while it runs. Call it no more after that.
    func ended() throws -> (status: Int32, usage: Usage)? {
        var raw: Int32 = 0
        var used = rusage()
        let found = wait4(pid, &raw, WNOHANG, &used)
        if found == 0 { return nil }
        guard found == pid else { throw BenchmarkError("a process was lost") }
        let wall = started.duration(to: .now)
        let usage = Usage(
            wallSeconds: wall / .seconds(1), cpuSeconds: seconds(used.ru_utime) + seconds(used.ru_stime),
            peakMegabytes: Double(used.ru_maxrss) / 1_024)
        return (raw & 0x7f == 0 ? (raw >> 8) & 0xff : -(raw & 0x7f), usage)
    }

    /// Waits for its end, doing `meanwhile` about once a second.
    func wait(meanwhile: () async throws -> Void = {}) async throws -> (status: Int32, usage: Usage) {
        var next = ContinuousClock.now
        while true {
            if let ended = try ended() { return ended }
            if ContinuousClock.now >= next {
                try await meanwhile()
                next = .now + .seconds(1)
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Asks it to stop, and waits.
    func stop() {
        kill(pid, SIGTERM)
        var raw: Int32 = 0
        waitpid(pid, &raw, 0)
    }

    private func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
    private func text(_ file: URL) throws -> String { String(decoding: try Data(contentsOf: file), as: UTF8.self) }
}
