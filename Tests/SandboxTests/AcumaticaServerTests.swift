// The ports themselves: faults on real connections, the control port, and mistakes in the options.

import Foundation
import Testing

@testable import Sandbox

#if canImport(Glibc)
    import Glibc
#endif

@Suite("The sandbox on its ports")
struct AcumaticaServerTests {
    /// What came back on one connection: nothing at all, or the bytes of an answer.
    struct Reply: Sendable {
        var bytes: [UInt8]
        var wasReset: Bool

        var text: String { String(decoding: bytes, as: UTF8.self) }
        var status: Int? { text.split(separator: " ").dropFirst().first.flatMap { Int($0) } }
        var body: Value {
            guard let range = text.range(of: "\r\n\r\n") else { return .null }
            do { return try Value.parse(String(text[range.upperBound...])) } catch { return .null }
        }
    }

    /// One request on a connection of its own, read to its end. Blocking, so never on a thread of the pool.
    private static func ask(
        _ port: Int, _ method: String, _ target: String, _ headers: [String] = [], _ body: String = ""
    ) async -> Reply {
        let lines = [
            "\(method) \(target) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close",
            "Content-Length: \(body.utf8.count)",
        ]
        let text = (lines + headers).joined(separator: "\r\n") + "\r\n\r\n" + body
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: exchange(port, Array(text.utf8))) }
        }
    }

    /// An open connection, or one that failed: then it answers nothing.
    private static func connection(to port: Int) -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        // A server that neither answers nor closes must fail a test, not hang it.
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
        }
        return descriptor
    }

    private static func exchange(_ port: Int, _ request: [UInt8]) -> Reply {
        let descriptor = connection(to: port)
        defer { close(descriptor) }
        _ = send(descriptor, request, request.count, Int32(MSG_NOSIGNAL))
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0 { return Reply(bytes: bytes, wasReset: errno == ECONNRESET) }
            if count == 0 { return Reply(bytes: bytes, wasReset: false) }
            bytes += buffer[..<count]
        }
    }

    private struct Running {
        var sandbox: Sandbox
        var document: Value
        var token = ""

        func port(_ system: String) -> Int {
            document[system]?["url"]?.text.flatMap { URL(string: $0)?.port } ?? 0
        }

        func control(_ method: String, _ target: String, _ body: String = "") async -> Reply {
            await AcumaticaServerTests.ask(port("control"), method, target, [], body)
        }

        func erp(_ method: String, _ path: String, _ body: String = "") async -> Reply {
            await AcumaticaServerTests.ask(
                port("acumatica"), method, "/erp/entity/Default/24.200.001/\(path)",
                ["Authorization: Bearer \(token)", "Content-Type: application/json"], body)
        }

        func bills() async -> Int { await control("GET", "/state/acumatica/Bill").body.items?.count ?? -1 }
    }

    private func withSandbox(_ body: (Running) async throws -> Void) async throws {
        let sandbox = try Sandbox(options: SandboxOptions())
        try await sandbox.start()
        do {
            var running = Running(sandbox: sandbox, document: try Value.parse(sandbox.description))
            let login = running.document["acumatica"]
            let form = ["client_id", "client_secret", "username", "password"].map {
                "\($0)=\(ERP.encoded(login?[$0]?.text ?? ""))"
            }.joined(separator: "&")
            let answer = await Self.ask(
                running.port("acumatica"), "POST", "/erp/identity/connect/token",
                ["Content-Type: application/x-www-form-urlencoded"],
                form + "&grant_type=password&scope=api%20offline_access")
            running.token = answer.body["access_token"]?.text ?? ""
            try await body(running)
        } catch {
            await sandbox.stop()
            throw error
        }
        await sandbox.stop()
    }

    private func billBody(_ running: Running) -> String {
        let firm = running.sandbox.firm
        let erp = ERP(world: running.sandbox.world, site: AcumaticaSite(firm: firm), firm: firm)
        return erp.bill().encoded()
    }

    @Test("a reset drops the connection without a byte, before or after the effect")
    func resets() async throws {
        try await withSandbox { running in
            let start = await running.bills()
            for (kind, added) in [("reset-before", 0), ("reset-after", 1)] {
                _ = await running.control(
                    "POST", "/faults",
                    "rules: [{system: acumatica, method: PUT, route: '/erp/**/Bill', kind: \(kind), times: 1}]")
                let reply = await running.erp("PUT", "Bill", billBody(running))
                #expect(reply.bytes.isEmpty)
                #expect(reply.wasReset)
                #expect(await running.bills() == start + added)
            }
            #expect(await running.erp("PUT", "Bill", billBody(running)).status == 200)
            let log = await running.control("GET", "/requests?system=acumatica&route=/erp/**/Bill").body
            #expect(log["lines"]?.items?.compactMap { $0["fault"]?.text } == ["reset-before", "reset-after"])
            #expect(log["counters"]?["acumatica"]?.fields?.members.first?.value == 3)
            #expect(log["lines"]?[0]?["session"] == "token-1")
            #expect(running.token.count > 20)
            #expect(!log.encoded().contains(running.token))
        }
    }

    @Test("a time-out withholds the answer, then closes, before or after the effect")
    func timeouts() async throws {
        try await withSandbox { running in
            let start = await running.bills()
            for (kind, added) in [("timeout-before", 0), ("timeout-after", 1)] {
                _ = await running.control(
                    "POST", "/faults", "{\"rules\": [{\"kind\": \"\(kind)\", \"milliseconds\": 50, \"times\": 1}]}")
                #expect(await running.erp("PUT", "Bill", billBody(running)).bytes.isEmpty)
                #expect(await running.bills() == start + added)
            }
        }
    }

    @Test("a truncated answer announces more than it sends, after the effect")
    func truncation() async throws {
        try await withSandbox { running in
            _ = await running.control("POST", "/faults", "rules: [{kind: truncated}]")
            let start = await running.bills()
            let reply = await running.erp("PUT", "Bill", billBody(running))
            #expect(reply.status == 200)
            let length =
                reply.text.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
                .flatMap { Int($0.split(separator: " ").last ?? "") } ?? 0
            let sent = reply.text.range(of: "\r\n\r\n").map { reply.text[$0.upperBound...].utf8.count } ?? 0
            #expect(sent > 0)
            #expect(sent < length)
            #expect(await running.bills() == start + 1)
        }
    }

    @Test("429, 5xx and HTML come without an effect, as often as the rule says")
    func answers() async throws {
        try await withSandbox { running in
            let plan = """
                rules:
                  - {kind: status-429, retry_after: 2, method: PUT, times: 1}
                  - {kind: status-5xx, status: 502, method: PUT, times: 1}
                  - {kind: html-200, method: PUT, times: 1, skip: 1}
                """
            let start = await running.bills()
            _ = await running.control("POST", "/faults", plan)
            let replies = [
                await running.erp("PUT", "Bill", billBody(running)),
                await running.erp("PUT", "Bill", billBody(running)),
                await running.erp("PUT", "Bill", billBody(running)),
                await running.erp("PUT", "Bill", billBody(running)),
            ]
            #expect(replies.map(\.status) == [429, 502, 200, 200])
            #expect(replies[0].text.lowercased().contains("retry-after: 2"))
            #expect(replies[1].text.contains("<html>"))
            #expect(await running.bills() == start + 1)
        }
    }

    @Test("the control port explains itself, refuses what does not exist, and pages through the state")
    func control() async throws {
        try await withSandbox { running in
            let guide = await running.control("GET", "/").body
            let names =
                guide["actions"]?.items?.compactMap { "\($0["system"]?.text ?? "")/\($0["name"]?.text ?? "")" } ?? []
            #expect(names.count == Set(names).count)
            #expect(names.contains("acumatica/pay-bill") && names.contains("procurify/approve-bill"))
            let both = await running.control("POST", "/actions/pay-bill", "{}")
            #expect(both.body["error"]?.text?.contains("/actions/acumatica/pay-bill") == true)
            #expect(await running.control("POST", "/actions/acumatica/set-preference", "{}").status == 200)
            #expect(guide["actions"]?.items?.allSatisfy { $0["curl"]?.text?.hasPrefix("curl ") == true } == true)
            #expect(await running.control("POST", "/actions/nothing").status == 404)
            let unknown = await running.control("POST", "/actions/close-period", "{\"month\": 7}")
            #expect(unknown.status == 400)
            #expect(unknown.body["error"]?.text?.contains("month") == true)
            #expect(
                await running.control("POST", "/actions/close-period", "{}").body["error"]?.text?.contains("period")
                    == true)
            let first = await running.control("GET", "/state/acumatica/Account?limit=3").body.items ?? []
            #expect(first.count == 3)
            let next = await running.control(
                "GET", "/state/acumatica/Account?limit=3&after=\(first[2]["key"]?.text ?? "")"
            ).body
            #expect((next[0]?["key"]?.text ?? "") > (first[2]["key"]?.text ?? "~"))
            let sessions = await running.control("GET", "/sessions").body
            #expect(sessions["current"] == 1 && sessions["highest"] == 1 && sessions["limit"] == 2)
            #expect(
                await running.control("POST", "/readings", "{\"release\": \"immediate\"}").body["release"]
                    == "immediate")
            #expect(await running.control("POST", "/readings", "{\"release\": \"never\"}").status == 400)
        }
    }

    @Test("sizes, readings and faults that do not exist are errors that name them; so is a port that is taken")
    func mistakes() async throws {
        func message(_ change: (inout SandboxOptions) -> Void) -> String {
            var options = SandboxOptions()
            change(&options)
            do { _ = try Sandbox(options: options) } catch { return "\(error)" }
            return ""
        }
        #expect(message { $0.size = "huge" }.contains("huge"))
        #expect(message { $0.readings = ["mood": "good"] }.contains("mood"))
        #expect(message { $0.readings = ["release": "never"] }.contains("never"))
        #expect(message { $0.faults = "rules: [{kind: flood}]" }.contains("flood"))
        #expect(message { $0.faults = "rules: [{kind: latency, speed: 3}]" }.contains("speed"))
        #expect(message { $0.faults = "rules: [{kind: latency, probability: 2}]" }.contains("probability"))
        #expect(message { $0.faults = "kinds: []" }.contains("kinds"))
        try await withSandbox { running in
            var options = SandboxOptions()
            options.controlPort = running.port("control")
            let second = try Sandbox(options: options)
            let error = await #expect(throws: SandboxError.self) { try await second.start() }
            #expect(error?.description.contains("\(options.controlPort)") == true)
        }
    }

    @Test("ends when its task is cancelled, with a connection open")
    func ends() async throws {
        let sandbox = try Sandbox(options: SandboxOptions())
        try await sandbox.start()
        let port = try Value.parse(sandbox.description)["control"]?["url"]?.text.flatMap { URL(string: $0)?.port } ?? 0
        let idle = Self.connection(to: port)
        defer { close(idle) }
        let running = Task { try await sandbox.run() }
        running.cancel()
        try await running.value
        await sandbox.stop()
    }

    @Test("the documentation names every action and kind of fault, and where the readings are listed")
    func documented() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "docs/SANDBOX.md"), encoding: .utf8)
        let names = (acumaticaActions + procurifyActions).map(\.name) + FaultRule.kinds
        #expect(names.filter { !text.contains("`\($0)`") } == [])
        #expect(text.contains("--list-readings"))
    }

    @Test("the same seed gives the same chances; patterns match segments")
    func chances() throws {
        func outcomes(_ seed: UInt64) throws -> [Bool] {
            let layer = FaultLayer(rules: try FaultRule.plan("rules: [{kind: html-200, probability: 0.3}]"), seed: seed)
            return (0..<200).map { _ in layer.strike(system: "acumatica", request: SandboxRequest("GET", "/a")) != nil }
        }
        #expect(try outcomes(3) == outcomes(3))
        #expect(try outcomes(3) != outcomes(4))
        let struck = try outcomes(3).filter { $0 }.count
        #expect((30...90).contains(struck))
        let every = FaultLayer(
            rules: try FaultRule.plan("rules: [{kind: html-200, every: 3, skip: 1, route: /api/*/bills}]"), seed: 1)
        let hits = (0..<10).map { _ in
            every.strike(system: "procurify", request: SandboxRequest("GET", "/api/v3/bills/")) != nil
        }
        #expect(hits == [false, false, false, true, false, false, true, false, false, true])
        #expect(every.strike(system: "procurify", request: SandboxRequest("GET", "/api/v3/vendors/")) == nil)
    }
}
