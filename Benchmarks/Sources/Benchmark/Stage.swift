// One sandbox in a process of its own, and a home that is connected to it.

import Foundation

/// A firm and a connector for it.
struct Stage {
    let control: Control
    private let binary: String
    private let folder: URL
    private let sandbox: Child

    /// One sync that was measured.
    struct Ran {
        var usage: Usage
        var output: String
        /// Documents and reference data made in all flows, and bills alone.
        var created: Int
        var createdBills: Int
        /// All requests of both systems, in their order.
        var lines: [Line]
    }

    private struct Announcement: Decodable {
        struct Acumatica: Decodable {
            var url, tenant, client_id, client_secret, username, password: String
        }
        struct Procurify: Decodable { var url, client_id, client_secret: String }
        struct Control: Decodable { var url: String }
        var acumatica: Acumatica
        var procurify: Procurify
        var control: Control
        var start_date: String
    }

    private struct Report: Decodable {
        struct Connection: Decodable { var flows: [Flow] }
        struct Flow: Decodable {
            var flow: String
            var created: Int
            var errors: Int
        }
        var connections: [Connection]
    }

    /// Starts a sandbox on ports that are free, and makes a home for it.
    static func start(binary: String, seed: Int) async throws -> Stage {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let sandbox = try Child(binary, ["sandbox", "--seed", String(seed)], in: folder)
        do {
            let about = try await announcement(of: sandbox)
            let stage = Stage(
                control: try Control(about.control.url), binary: binary, folder: folder, sandbox: sandbox)
            try await stage.prepare(about)
            return stage
        } catch {
            sandbox.stop()
            try FileManager.default.removeItem(at: folder)
            throw error
        }
    }

    private static func announcement(of sandbox: Child) async throws -> Announcement {
        for _ in 0..<600 {
            let printed = try sandbox.printed()
            if printed.hasSuffix("\n") { return try JSONDecoder().decode(Announcement.self, from: Data(printed.utf8)) }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw BenchmarkError("the sandbox did not start: \(try sandbox.complained())")
    }

    /// Nothing limits the pace but the two processes.
    private func prepare(_ about: Announcement) async throws {
        try await command(["init"])
        let configuration = """
            allow_loopback: true
            connections:
              - name: acme
                procurify: {url: "\(about.procurify.url)", client_id: "\(about.procurify.client_id)"}
                acumatica:
                  url: "\(about.acumatica.url)"
                  tenant: \(about.acumatica.tenant)
                  endpoint_version: 24.200.001
                  branch: HEADOFFICE
                  auth: password
                  client_id: "\(about.acumatica.client_id)"
                  username: \(about.acumatica.username)
                license: {requests_per_minute: 1000000}
                vendors: {match: unambiguous-name}
                posting:
                  start_date: \(about.start_date)
                  bill_state: balanced
                  create: conditional

            """
        try configuration.write(
            to: home.appendingPathComponent("ml-connector.yaml"), atomically: true, encoding: .utf8)
        for (name, value) in [
            ("procurify.client_secret", about.procurify.client_secret),
            ("acumatica.client_secret", about.acumatica.client_secret),
            ("acumatica.password", about.acumatica.password),
        ] {
            try await command(["secret", "set", "acme.\(name)"], input: value)
        }
    }

    private var home: URL { folder.appendingPathComponent("home") }

    private func command(_ arguments: [String], input: String = "") async throws {
        let child = try Child(binary, arguments + ["--home", home.path], input: input, in: folder)
        let (status, _) = try await child.wait()
        guard status == 0 else {
            throw BenchmarkError(
                "`\(arguments.joined(separator: " "))` ended with \(status): \(try child.complained())")
        }
    }

    /// Runs `sync` once and measures it. The log keeps 2,000 lines, so it is read while the sync runs too.
    func sync() async throws -> Ran {
        try await control.resetRequests()
        var lines: [Int: Line] = [:]
        let child = try Child(binary, ["sync", "--json", "--home", home.path], in: folder)
        let (status, usage) = try await child.wait {
            for line in try await control.requests().lines { lines[line.number] = line }
        }
        let last = try await control.requests()
        for line in last.lines { lines[line.number] = line }
        guard status == 0 else { throw BenchmarkError("sync ended with \(status): \(try child.complained())") }
        guard lines.count == last.total else {
            throw BenchmarkError("of \(last.total) requests only \(lines.count) were seen in the log")
        }
        let output = try child.printed()
        let flows = try JSONDecoder().decode(Report.self, from: Data(output.utf8)).connections.flatMap(\.flows)
        guard flows.allSatisfy({ $0.errors == 0 }) else { throw BenchmarkError("a flow had errors: \(output)") }
        return Ran(
            usage: usage, output: output, created: flows.reduce(0) { $0 + $1.created },
            createdBills: flows.first { $0.flow == "bills" }?.created ?? 0,
            lines: lines.values.sorted { $0.number < $1.number })
    }

    /// Ends the sandbox and removes everything.
    func end() {
        sandbox.stop()
        do { try FileManager.default.removeItem(at: folder) } catch {
            Progress.note("\(folder.path) could not be removed: \(error)")
        }
    }
}
