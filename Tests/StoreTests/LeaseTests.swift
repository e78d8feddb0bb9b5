// Leases within a process and across processes.

import Core
import Foundation
import TestKit
import Testing

@testable import SQLStore

@Suite("Leases on files")
struct LeaseTests {
    private func code(_ work: () async throws -> Void) async -> String? {
        do {
            try await work()
            return nil
        } catch {
            return (error as? Failure)?.code
        }
    }

    @Test("two leases of one name exclude each other in one process, whoever asks")
    func excludes() async throws {
        let home = try TemporaryHome()
        let clock = VirtualClock()
        let first = FileLeases(home: home.path, effects: .test(clock))
        let second = FileLeases(home: home.path, effects: .test(clock))
        let held = try await first.take("acme", waitSeconds: 0)
        #expect(await code { _ = try await first.take("acme", waitSeconds: 0) } == "connection-busy")
        #expect(await code { _ = try await second.take("acme", waitSeconds: 10) } == "connection-busy")
        #expect(clock.monotonicSeconds >= 10 && clock.monotonicSeconds < 11)
        let other = try await second.take("other", waitSeconds: 0)
        try other.check()
        held.release()
        let taken = try await second.take("acme", waitSeconds: 0)
        try taken.check()
    }

    @Test("a lease that was given back, dropped, or whose file was removed, is no lease")
    func lost() async throws {
        let home = try TemporaryHome()
        let leases = FileLeases(home: home.path, effects: .test())
        let given = try await leases.take("acme", waitSeconds: 0)
        try given.check()
        given.release()
        given.release()
        #expect(await code { try given.check() } == "lease-lost")
        do {
            _ = try await leases.take("acme", waitSeconds: 0)
        }
        let again = try await leases.take("acme", waitSeconds: 0)
        try FileManager.default.removeItem(atPath: home.path + "/lease-acme")
        #expect(await code { try again.check() } == "lease-lost")
    }

    @Test("names that are no file names stay apart and inside the home")
    func names() async throws {
        let names = [
            "acme", "https://acme.example.com/erp", "https://acme.example.com-erp", "../../etc/x", "a/b", "a-b", "..",
            "",
        ]
        let files = names.map(FileLeases.fileName)
        #expect(Set(files).count == names.count)
        #expect(files.allSatisfy { !$0.contains("/") && $0.hasPrefix("lease-") })
        #expect(FileLeases.fileName(of: String(repeating: "x", count: 500)).utf8.count < 120)
    }

    @Test("another process's lease is waited for, named, and free the moment that the process is killed")
    func acrossProcesses() async throws {
        let home = try TemporaryHome()
        let leases = FileLeases(home: home.path, effects: .test())
        let holder = Process()
        let input = Pipe()
        let output = Pipe()
        holder.executableURL = URL(fileURLWithPath: "/bin/bash")
        // It reads what nobody writes, so that it ends with this process whatever becomes of the test.
        holder.arguments = [
            "-c", "exec 9>\"$0\"; flock -x 9; echo $$ >&9; echo held; exec cat >/dev/null", home.path + "/lease-acme",
        ]
        holder.standardInput = input
        holder.standardOutput = output
        try holder.run()
        defer {
            kill(holder.processIdentifier, SIGKILL)
            input.fileHandleForWriting.closeFile()
        }
        #expect(String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) == "held\n")
        let failure = await #expect(throws: Failure.self) { try await leases.take("acme", waitSeconds: 10) }
        #expect(failure?.code == "connection-busy")
        #expect(failure?.message.contains("process \(holder.processIdentifier)") == true)
        kill(holder.processIdentifier, SIGKILL)
        holder.waitUntilExit()
        try await leases.take("acme", waitSeconds: 0).check()
    }

    @Test("who waits for a lease can be cancelled")
    func cancellation() async throws {
        let home = try TemporaryHome()
        let leases = FileLeases(home: home.path, effects: .test())
        let held = try await leases.take("acme", waitSeconds: 0)
        let waiting = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await leases.take("acme", waitSeconds: 1_000_000)
        }
        await #expect(throws: CancellationError.self) { try await waiting.value }
        try held.check()
    }
}
