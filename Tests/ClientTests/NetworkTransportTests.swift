// The network for real, over loopback.

import Core
import Foundation
import Testing
import Wire

@Suite struct NetworkTransportTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"

    /// Sends one request to `server` and gives the answer or the error.
    private func exchange(
        _ server: LoopbackServer, timeoutSeconds: Double = 60, body: Data? = nil,
        bodyBytesMax: Int = Limits.bodyBytesMax
    ) async throws -> Result<HTTPResponse, TransportError> {
        defer { server.stop() }
        let network = try NetworkTransport(
            origins: [server.url], allowLoopback: true, caFile: nil, bodyBytesMax: bodyBytesMax, now: { .distantPast })
        let result = await Self.result {
            try await network.send(
                HTTPRequest(
                    method: body == nil ? .get : .post, url: server.url + "/erp/x?$filter=A%20eq%20'b'",
                    headers: [("Accept", "application/json")], body: body, timeoutSeconds: timeoutSeconds))
        }
        await network.shutdown()
        return result
    }

    private static func result(_ body: () async throws -> HTTPResponse) async -> Result<HTTPResponse, TransportError> {
        do { return .success(try await body()) } catch {
            return .failure(
                (error as? TransportError) ?? TransportError(kind: .cancelled, message: "\(error)", sent: true))
        }
    }

    private func error(_ result: Result<HTTPResponse, TransportError>) throws -> TransportError {
        guard case .failure(let error) = result else {
            Issue.record("\(result)")
            throw CancellationError()
        }
        return error
    }

    @Test("an answer comes whole, with every header, and asks for no compression")
    func answer() async throws {
        let server = try LoopbackServer(
            .send("HTTP/1.1 201 Created\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nTransfer-Encoding: chunked\r\n\r\n"),
            .send("3\r\nabc\r\n"), .send("2\r\nde\r\n0\r\n\r\n"))
        let answer = try await exchange(server).get()
        #expect(answer.status == 201)
        #expect(answer.headers("set-cookie") == ["a=1", "b=2"])
        #expect(answer.body == Data("abcde".utf8))
        let head = try #require(server.requests.first)
        #expect(head.hasPrefix("GET /erp/x?$filter=A%20eq%20'b' HTTP/1.1\r\n"))
        #expect(head.lowercased().contains("accept-encoding: identity"))
    }

    @Test("an empty body is sent with Content-Length 0")
    func emptyBody() async throws {
        let server = try LoopbackServer(.send("HTTP/1.1 204 No Content\r\n\r\n"))
        #expect(try await exchange(server, body: Data()).get().status == 204)
        #expect(server.requests.first?.lowercased().contains("content-length: 0\r\n") == true)
    }

    @Test("a redirect is handed back, not followed")
    func redirect() async throws {
        let server = try LoopbackServer(
            .send("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"))
        #expect(try await exchange(server).get().status == 302)
        #expect(server.requests.count == 1)
    }

    @Test(
        "a request that is reset before or after it was read may have left, and is sent once", arguments: [true, false])
    func reset(_ reads: Bool) async throws {
        let server = try LoopbackServer(.reset, reads: reads)
        let error = try error(try await exchange(server, body: Data("{}".utf8)))
        // A reset that comes at once can end the connecting itself: then nothing left.
        let endedConnecting = !reads && error.kind == .refused && !error.sent
        #expect(endedConnecting || (error.kind == .reset && error.sent))
        #expect(server.requests.count <= 1)
    }

    @Test(
        "an answer that breaks off is told from one that never came",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        ])
    func truncated(_ text: String) async throws {
        let closed = try error(try await exchange(try LoopbackServer(.send(text))))
        #expect(closed.kind == .truncated && closed.sent)
        // A reset may overtake what was sent before it.
        let reset = try error(try await exchange(try LoopbackServer(.send(text), .pause(50), .reset)))
        #expect([.truncated, .reset].contains(reset.kind) && reset.sent)
    }

    @Test("what is not HTTP is no answer")
    func notHTTP() async throws {
        let error = try error(try await exchange(try LoopbackServer(.send("SSH-2.0-OpenSSH_9.2\r\n"))))
        #expect(error.kind == .reset)
        #expect(error.sent)
    }

    @Test("a compressed answer is refused, for its size is not bounded")
    func compressed() async throws {
        let server = try LoopbackServer(
            .send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx"))
        #expect(try error(try await exchange(server)).kind == .truncated)
    }

    @Test("a slow answer ends with the whole time, however it drips")
    func drip() async throws {
        let server = try LoopbackServer(
            .send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"), .send("a"), .pause(150), .send("b"), .pause(150),
            .send("c"),
            .pause(150), .send("d"), .pause(150), .send("e"), .pause(30_000))
        let error = try error(try await exchange(server, timeoutSeconds: 0.4))
        #expect(error.kind == .timedOut)
        #expect(error.sent)
    }

    @Test("a server that says nothing ends with the whole time")
    func silence() async throws {
        let error = try error(try await exchange(try LoopbackServer(.pause(30_000)), timeoutSeconds: 0.2))
        #expect(error.kind == .timedOut)
        #expect(error.sent)
    }

    @Test(
        "an answer beyond the bound is not taken, announced or not",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
        ])
    func oversize(_ head: String) async throws {
        let server = try LoopbackServer(.send(head), .bulk(200_000))
        #expect(try error(try await exchange(server, timeoutSeconds: 60, bodyBytesMax: 100_000)).kind == .tooLarge)
    }

    @Test("where nothing listens surely nothing was sent")
    func refused() async throws {
        let error = try error(try await exchange(try LoopbackServer(listens: false)))
        #expect(error.kind == .refused)
        #expect(!error.sent)
    }

    @Test("a name that does not exist is told, and nothing was sent")
    func noName() async throws {
        let network = try NetworkTransport(
            origins: ["https://no-such-host.invalid"], allowLoopback: false, caFile: nil, now: { .distantPast })
        let result = await Self.result {
            try await network.send(HTTPRequest(method: .get, url: "https://no-such-host.invalid/x", timeoutSeconds: 20))
        }
        await network.shutdown()
        let error = try error(result)
        #expect(error.kind == .nameNotFound)
        #expect(!error.sent)
    }

    @Test("a cancelled request ends at once")
    func cancelled() async throws {
        let server = try LoopbackServer(.pause(2_000))
        let network = try NetworkTransport(
            origins: [server.url], allowLoopback: true, caFile: nil, now: { .distantPast })
        let url = server.url
        let task = Task { try await network.send(HTTPRequest(method: .get, url: url, timeoutSeconds: 60)) }
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
        server.stop()
        await network.shutdown()
    }

    @Test(
        "only configured origins are asked",
        arguments: [
            "http://127.0.0.1:1/", "https://127.0.0.1/", "http://localhost/", "file:///etc/passwd",
            "http://user@127.0.0.1/", "nonsense",
        ])
    func origins(_ url: String) async throws {
        let network = try NetworkTransport(
            origins: ["http://127.0.0.1"], allowLoopback: true, caFile: nil, now: { .distantPast })
        let result = await Self.result { try await network.send(HTTPRequest(method: .get, url: url)) }
        await network.shutdown()
        let error = try error(result)
        #expect(error.kind == .notAllowed)
        #expect(!error.sent)
    }

    @Test(
        "loopback and private addresses are refused after resolution, in every spelling",
        arguments: [
            "https://localhost", "https://127.0.0.1", "https://127.1", "https://2130706433", "https://[::1]",
            "https://10.1.2.3",
            "https://[::ffff:10.1.2.3]", "https://169.254.169.254", "https://100.64.0.1", "https://0.0.0.0",
            "https://[fe80::1]",
            "https://[fd00::1]", "https://224.0.0.1", "https://[64:ff9b::a00:1]",
        ])
    func addresses(_ origin: String) async throws {
        let network = try NetworkTransport(origins: [origin], allowLoopback: false, caFile: nil, now: { .distantPast })
        let result = await Self.result { try await network.send(HTTPRequest(method: .get, url: origin + "/")) }
        await network.shutdown()
        #expect(try error(result).kind == .notAllowed)
    }

    @Test("plain http is for loopback alone, and only where it is allowed")
    func plain() async throws {
        #expect(throws: Failure.self) {
            try NetworkTransport(
                origins: ["http://127.0.0.1"], allowLoopback: false, caFile: nil, now: { .distantPast })
        }
        let network = try NetworkTransport(
            origins: ["http://192.0.2.1"], allowLoopback: true, caFile: nil, now: { .distantPast })
        let result = await Self.result { try await network.send(HTTPRequest(method: .get, url: "http://192.0.2.1/")) }
        await network.shutdown()
        #expect(try error(result).kind == .notAllowed)
    }

    @Test("a file without certificates is refused at the start")
    func badAuthorities() {
        #expect(throws: Failure.self) {
            try NetworkTransport(origins: [], allowLoopback: true, caFile: "/nonexistent.pem", now: { .distantPast })
        }
    }

    @Test("after the shutdown nothing is sent")
    func shutdown() async throws {
        let server = try LoopbackServer(.send(Self.ok))
        let network = try NetworkTransport(
            origins: [server.url], allowLoopback: true, caFile: nil, now: { .distantPast })
        await network.shutdown()
        let url = server.url
        let result = await Self.result { try await network.send(HTTPRequest(method: .get, url: url)) }
        #expect(try !error(result).sent)
        #expect(server.requests.isEmpty)
        server.stop()
    }
}
