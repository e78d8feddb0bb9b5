// Runs the built binary as a user does: arguments in, exit status and output back.

import Foundation
import Synchronization

/// What a command answered.
struct Ran: Sendable {
    var status: Int32
    var output: String
    var errors: String

    /// Standard output as JSON; an empty object where it is none, so that an expectation on it fails with the text at hand.
    var json: [String: Any] {
        let parsed = try? JSONSerialization.jsonObject(with: Data(output.utf8))
        return parsed as? [String: Any] ?? [:]
    }
}

/// The executable that was built beside these tests.
enum Binary {
    static var root: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    static var url: URL { root.appendingPathComponent(".build/debug/ml-connector") }

    /// Starts a command. Output goes to files, so that a full pipe never blocks it.
    static func start(_ arguments: [String], input: String? = nil, in folder: URL, environment: [String: String] = [:])
        throws
        -> Running
    {
        let process = Process()
        process.executableURL = url
        process.arguments = arguments
        var all = ProcessInfo.processInfo.environment
        all["SWIFT_BACKTRACE"] = "enable=no"
        all.merge(environment) { $1 }
        process.environment = all
        let output = folder.appendingPathComponent("out-\(UUID().uuidString)")
        let errors = folder.appendingPathComponent("err-\(UUID().uuidString)")
        for file in [output, errors] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        let pipe = Pipe()
        process.standardInput = input == nil ? FileHandle.nullDevice : pipe
        let (ended, end) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            end.yield(process.terminationStatus)
            end.finish()
        }
        try process.run()
        if let input {
            try pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try pipe.fileHandleForWriting.close()
        }
        return Running(process: process, output: output, errors: errors, ended: ended)
    }

    /// Runs a command to its end.
    static func run(_ arguments: [String], input: String? = nil, in folder: URL, environment: [String: String] = [:])
        async throws
        -> Ran
    {
        try await start(arguments, input: input, in: folder, environment: environment).wait()
    }
}

/// A command that runs.
final class Running {
    let process: Process
    private let output: URL
    private let errors: URL
    private let ended: AsyncStream<Int32>

    init(process: Process, output: URL, errors: URL, ended: AsyncStream<Int32>) {
        self.process = process
        self.output = output
        self.errors = errors
        self.ended = ended
    }

    func wait() async throws -> Ran {
        for await _ in ended {}
        return try Ran(status: process.terminationStatus, output: text(output), errors: text(errors))
    }

    /// What it printed so far.
    func printed() throws -> String { try text(output) }
    func complained() throws -> String { try text(errors) }

    /// `kill -9`.
    func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }
    func terminate() { Foundation.kill(process.processIdentifier, SIGTERM) }

    private func text(_ file: URL) throws -> String { String(decoding: try Data(contentsOf: file), as: UTF8.self) }
}
