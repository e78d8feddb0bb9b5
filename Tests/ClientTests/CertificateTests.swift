// Certificates that must not be trusted, against a TLS server of the openssl command.

import Core
import Foundation
import Testing
import Wire

/// Whether the openssl command is here to make certificates and to serve with them.
private let openssl = ["/usr/bin/openssl", "/usr/local/bin/openssl", "/opt/homebrew/bin/openssl"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

@Suite(.enabled(if: openssl != nil, "the openssl command is missing")) struct CertificateTests {
    /// A certificate that signs itself, and a server that shows it until it goes.
    private final class Server {
        let folder: URL
        let port: Int
        private let process = Process()

        init(name: String, days: Int) throws {
            // A free port: the system gives it, and it is free again by the time the server asks for it.
            let holder = try LoopbackServer()
            port = holder.port
            holder.stop()
            folder = FileManager.default.temporaryDirectory.appending(
                path: "ml-connector-\(ProcessInfo.processInfo.processIdentifier)-\(port)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Server.run(
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
                    "/CN=\(name)",
                    "-addext", "subjectAltName=DNS:\(name)", "-keyout", folder.path + "/key.pem", "-out",
                    certificate.path, "-days", String(days),
                ])
            process.executableURL = URL(filePath: openssl ?? "")
            process.arguments = [
                "s_server", "-accept", "127.0.0.1:\(port)", "-cert", certificate.path, "-key", folder.path + "/key.pem",
                "-www",
            ]
            let output = Pipe()
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            process.standardInput = Pipe()
            try process.run()
            // It says ACCEPT once it listens.
            while !String(decoding: output.fileHandleForReading.availableData, as: UTF8.self).contains("ACCEPT"),
                process.isRunning
            {}
        }

        var certificate: URL { folder.appending(path: "cert.pem") }

        func stop() throws {
            // Not SIGTERM: a process started from a worker thread inherits its mask, which blocks that.
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            try FileManager.default.removeItem(at: folder)
        }

        private static func run(_ arguments: [String]) throws {
            let process = Process()
            process.executableURL = URL(filePath: openssl ?? "")
            process.arguments = arguments
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
        }
    }

    /// Asks `server` by `host` and gives the error; nil where it answers.
    private func error(_ server: Server, host: String = "localhost", trusts: Bool, now: Date) async throws
        -> TransportError?
    {
        let origin = "https://\(host):\(server.port)"
        let network = try NetworkTransport(
            origins: [origin], allowLoopback: true, caFile: trusts ? server.certificate.path : nil, now: { now })
        var found: TransportError?
        do { _ = try await network.send(HTTPRequest(method: .get, url: origin + "/", timeoutSeconds: 20)) } catch {
            found = error as? TransportError
        }
        await network.shutdown()
        return found
    }

    /// In 2096: within a validity of 80 years, and long after one of a month.
    private static let late = Date(timeIntervalSince1970: 4_000_000_000)

    @Test("a private authority is trusted where it is configured, and not where it is not")
    func privateAuthority() async throws {
        let server = try Server(name: "localhost", days: 30_000)
        #expect(try await error(server, trusts: true, now: Self.late) == nil)
        let unknown = try #require(try await error(server, trusts: false, now: Self.late))
        #expect(unknown.kind == .certificate)
        #expect(unknown.message.contains("authority"))
        #expect(!unknown.sent)
        try server.stop()
    }

    @Test("a certificate of another host is told apart")
    func wrongHost() async throws {
        let server = try Server(name: "other.example.com", days: 30_000)
        let found = try #require(try await error(server, trusts: true, now: Self.late))
        #expect(found.kind == .certificate)
        #expect(found.message.contains("another host"))
        #expect(!found.sent)
        try server.stop()
    }

    @Test("a refused certificate that has expired is told with its date, one of the future likewise")
    func dates() async throws {
        let server = try Server(name: "localhost", days: 30)
        let expired = try #require(try await error(server, trusts: false, now: Self.late))
        #expect(expired.kind == .certificate)
        #expect(expired.message.contains("expired on 20"))
        #expect(!expired.sent)
        let early = try #require(try await error(server, trusts: false, now: Date(timeIntervalSince1970: 0)))
        #expect(early.message.contains("valid only from 20"))
        try server.stop()
    }

    @Test("a server without TLS behind https is told as such")
    func noTLS() async throws {
        let server = try LoopbackServer(
            .send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"), .pause(300), reads: false)
        let origin = "https://127.0.0.1:\(server.port)"
        let network = try NetworkTransport(origins: [origin], allowLoopback: true, caFile: nil, now: { .distantPast })
        do {
            _ = try await network.send(HTTPRequest(method: .get, url: origin + "/", timeoutSeconds: 20))
            Issue.record("it must not answer")
        } catch {
            #expect((error as? TransportError)?.kind == .certificate)
            #expect((error as? TransportError)?.sent == false)
        }
        await network.shutdown()
        server.stop()
    }
}
