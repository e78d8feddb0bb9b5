// One sandbox and one home, made for one test and removed after it.

import Foundation
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// What a test changes of the usual configuration.
struct StageOptions {
    var seed = 1
    var readings: [String] = []
    var faults: String?
    /// Lines below `posting:`, for instance `bill_state: released`.
    var posting: [String] = []
    /// Lines below `procurify:`, for instance `link_template: …`.
    var procurify: [String] = []
    /// Lines below the connection, for instance `vendors: {match: unambiguous-name}`.
    var connection: [String] = ["vendors: {match: unambiguous-name}"]
    var auth = "password"
    var endpointVersion = "24.200.001"
    var resendAfter = "1s"
}

/// A sandbox and a home that talks to it.
final class Stage {
    let folder: URL
    let home: URL
    let about: [String: Any]
    let control: Control
    private let sandbox: Running

    private init(folder: URL, home: URL, about: [String: Any], control: Control, sandbox: Running) {
        self.folder = folder
        self.home = home
        self.about = about
        self.control = control
        self.sandbox = sandbox
    }

    /// Starts the sandbox, makes the home, runs `body`, and ends and removes both whatever happens.
    static func with(_ options: StageOptions = StageOptions(), _ body: (Stage) async throws -> Void) async throws {
        await Slots.stages.take()
        let result: Result<Void, any Error>
        do { result = .success(try await perform(options, body)) } catch { result = .failure(error) }
        await Slots.stages.give()
        try result.get()
    }

    private static func perform(_ options: StageOptions, _ body: (Stage) async throws -> Void) async throws {
        let stage = try await start(options)
        do { try await body(stage) } catch {
            try await stage.end()
            throw error
        }
        try await stage.end()
    }

    /// Runs a command on the home.
    func run(_ arguments: String..., input: String? = nil) async throws -> Ran {
        try await run(arguments, input: input)
    }

    func run(_ arguments: [String], input: String? = nil) async throws -> Ran {
        try await Binary.run(arguments + ["--home", home.path], input: input, in: folder)
    }

    func start(_ arguments: String...) throws -> Running {
        try Binary.start(arguments + ["--home", home.path], in: folder)
    }

    /// Syncs and expects success; gives the flows of the report by name.
    @discardableResult
    func sync(_ more: String..., status: Int32 = 0, _ location: SourceLocation = #_sourceLocation) async throws
        -> [String: [String: Any]]
    {
        let ran = try await run(["sync", "--json"] + more)
        #expect(ran.status == status, "\(ran.output) \(ran.errors)", sourceLocation: location)
        let connections = ran.json["connections"] as? [[String: Any]] ?? []
        let flows = connections.first?["flows"] as? [[String: Any]] ?? []
        return Dictionary(flows.map { ($0["flow"] as? String ?? "", $0) }) { $1 }
    }

    /// Syncs until nothing is in doubt any more and nothing is due.
    func settle(_ location: SourceLocation = #_sourceLocation) async throws {
        for _ in 0..<20 {
            let ran = try await run("sync", "--wait", "60s", "--json")
            let open =
                try await records("--state", "pending") + records("--state", "unconfirmed")
                + records("--state", "posting")
            if ran.status == 0, open.isEmpty { return }
        }
        Issue.record("the connection never came to rest", sourceLocation: location)
    }

    /// Writes the configuration anew, as a person edits it between two syncs.
    func configure(_ options: StageOptions) throws {
        try configuration(options).write(
            to: home.appendingPathComponent("ml-connector.yaml"), atomically: true, encoding: .utf8)
    }

    /// All records that `records` lists with these options, page by page.
    func records(_ options: String...) async throws -> [[String: Any]] {
        var all: [[String: Any]] = []
        var next: String?
        repeat {
            let ran = try await run(["records", "--json"] + options + (next.map { ["--after", $0] } ?? []))
            #expect(ran.status == 0, "\(ran.errors)")
            all += ran.json["records"] as? [[String: Any]] ?? []
            next = ran.json["next"] as? String
        } while next != nil
        return all
    }

    private static func start(_ options: StageOptions) async throws -> Stage {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("acceptance-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var arguments = ["sandbox", "--acumatica-port", "0", "--procurify-port", "0", "--control-port", "0"]
        arguments += ["--seed", String(options.seed)] + options.readings.flatMap { ["--reading", $0] }
        if let faults = options.faults {
            let file = folder.appendingPathComponent("faults.yaml")
            try faults.write(to: file, atomically: true, encoding: .utf8)
            arguments += ["--faults", file.path]
        }
        let sandbox = try Binary.start(arguments, in: folder, announces: true)
        let about = try await ready(sandbox)
        let control = Control(url: try #require((about["control"] as? [String: Any])?["url"] as? String))
        let stage = Stage(
            folder: folder, home: folder.appendingPathComponent("home"), about: about, control: control,
            sandbox: sandbox)
        try await stage.prepare(options)
        return stage
    }

    private static func ready(_ sandbox: Running) async throws -> [String: Any] {
        guard let line = await sandbox.firstLine() else {
            throw StageError(message: "the sandbox did not start: \(try sandbox.complained())")
        }
        return try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
    }

    private func prepare(_ options: StageOptions) async throws {
        let made = try await run("init")
        #expect(made.status == 0, "\(made.errors)")
        try configure(options)
        let acumatica = about["acumatica"] as? [String: Any] ?? [:]
        let procurify = about["procurify"] as? [String: Any] ?? [:]
        for (name, value) in [
            ("acme.procurify.client_secret", procurify["client_secret"]),
            ("acme.acumatica.client_secret", acumatica["client_secret"]),
            ("acme.acumatica.password", acumatica["password"]),
        ] {
            let kept = try await run("secret", "set", name, input: try #require(value as? String))
            #expect(kept.status == 0, "\(kept.errors)")
        }
    }

    /// The usual configuration for this sandbox.
    func configuration(_ options: StageOptions) throws -> String {
        let acumatica = about["acumatica"] as? [String: Any] ?? [:]
        let procurify = about["procurify"] as? [String: Any] ?? [:]
        let clientID = options.auth == "session" ? "" : "\n      client_id: \(acumatica["client_id"] ?? "")"
        return """
            allow_loopback: true
            connections:
              - name: acme
                procurify:
                  url: \(procurify["url"] ?? "")
                  client_id: \(procurify["client_id"] ?? "")
            \(options.procurify.map { "      " + $0 }.joined(separator: "\n"))
                acumatica:
                  url: \(acumatica["url"] ?? "")
                  tenant: \(acumatica["tenant"] ?? "")
                  endpoint_version: \(options.endpointVersion)
                  branch: \(acumatica["branch"] ?? "HEADOFFICE")
                  auth: \(options.auth)\(clientID)
                  username: \(acumatica["username"] ?? "")
                license: {requests_per_minute: 100000}
                posting:
                  start_date: \(about["start_date"] ?? "")
                  resend_after: \(options.resendAfter)
            \(options.posting.map { "      " + $0 }.joined(separator: "\n"))
            \(options.connection.map { "    " + $0 }.joined(separator: "\n"))

            """
    }

    private func end() async throws {
        sandbox.terminate()
        _ = try await sandbox.wait()
        try FileManager.default.removeItem(at: folder)
    }
}

struct StageError: Error { var message: String }

/// The control port of a sandbox: people's actions and what both systems hold.
struct Control: Sendable {
    let url: String

    /// A person's action; gives what it answered.
    @discardableResult
    func act(_ action: String, _ fields: [String: Any] = [:]) async throws -> [String: Any] {
        let answer = try await send("POST", "/actions/\(action)", fields)
        return answer as? [String: Any] ?? [:]
    }

    /// Everything of an entity that a system holds, read without its API.
    func state(_ system: String, _ entity: String) async throws -> [[String: Any]] {
        try await send("GET", "/state/\(system)/\(entity)", nil) as? [[String: Any]] ?? []
    }

    /// How often the rules of the fault plan struck, by system.
    func struck() async throws -> [String: Int] {
        let report = try await send("GET", "/faults", nil) as? [String: Any]
        return (report?["rules"] as? [[String: Any]] ?? []).reduce(into: [:]) { counts, rule in
            counts[rule["system"] as? String ?? "", default: 0] += rule["struck"] as? Int ?? 0
        }
    }

    func faults(_ yaml: String) async throws { _ = try await send("POST", "/faults", raw: yaml) }
    func reading(_ name: String, _ value: String) async throws {
        _ = try await send("POST", "/readings", [name: value])
    }
    func resetRequests() async throws { _ = try await send("DELETE", "/requests", nil) }

    /// The lines of the request log: method, target, status, fault.
    func requests(_ system: String) async throws -> [[String: Any]] {
        let report = try await send("GET", "/requests?system=\(system)", nil) as? [String: Any]
        return report?["lines"] as? [[String: Any]] ?? []
    }

    func sessions() async throws -> [String: Any] { try await send("GET", "/sessions", nil) as? [String: Any] ?? [:] }

    private func send(_ method: String, _ path: String, _ body: [String: Any]?) async throws -> Any {
        let text = try body.map { String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self) }
        return try await send(method, path, raw: text)
    }

    private func send(_ method: String, _ path: String, raw: String?) async throws -> Any {
        var request = URLRequest(url: try #require(URL(string: url + path)))
        request.httpMethod = method
        request.httpBody = raw.map { Data($0.utf8) }
        let (data, response) = try await URLSession.shared.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        guard (200..<300).contains(status) else {
            throw StageError(message: "\(method) \(path) answered \(status): \(String(decoding: data, as: UTF8.self))")
        }
        return data.isEmpty ? [String: Any]() : try JSONSerialization.jsonObject(with: data)
    }
}
