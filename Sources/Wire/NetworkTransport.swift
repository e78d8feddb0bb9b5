// The HTTP port made real: one request, one answer, bounded in time, size and in whom it asks.

import AsyncHTTPClient
package import Core
package import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Sends over the network. It never retries a request and never follows a redirect. Only configured origins are asked, only
/// over verified TLS and only at public addresses; with `allowLoopback` also at addresses of this machine and its network,
/// loopback ones over `http://` too. The name is resolved here, each address is checked, and the connection goes to the checked address.
package final class NetworkTransport: Transport {
    static let connectSeconds: Int64 = 10
    private let origins: Set<String>
    private let rule: AddressRule
    private let clients: PinnedClients
    private let resolver = NameResolver()
    private let certificates: CertificateReading
    private let bodyBytesMax: Int

    /// `origins`: the URLs of the configured systems; their paths do not matter. `caFile`: PEM certificates of private
    /// authorities, which are trusted besides the system's own. `now` tells an expired certificate from an unknown one.
    /// Throws `Failure` with `bad-ca-file` or `bad-url`.
    package init(
        origins: [String], allowLoopback: Bool, caFile: String?, bodyBytesMax: Int = Limits.bodyBytesMax,
        now: @escaping @Sendable () -> Date
    ) throws {
        self.bodyBytesMax = bodyBytesMax
        self.origins = Set(
            try origins.map { url in
                guard let origin = URLText.origin(of: url), allowLoopback || origin.hasPrefix("https://") else {
                    throw Failure(
                        code: "bad-url", message: "\(url) is no address of a system.",
                        action: "Write it as https://host, without a user name.", next: .halt)
                }
                return origin
            })
        rule = AddressRule(allowLoopback: allowLoopback)
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if let caFile { tls.additionalTrustRoots = [.certificates(try Self.authorities(caFile))] }
        clients = PinnedClients(tls: tls)
        certificates = CertificateReading(now: now)
    }

    package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard let origin = URLText.origin(of: request.url), origins.contains(origin),
            let url = URL(string: request.url), let host = url.host
        else {
            throw TransportError(
                kind: .notAllowed, message: "this host is not configured, so it is not asked", sent: false)
        }
        let progress = ExchangeProgress()
        let target = Target(
            host: host, port: url.port ?? (origin.hasPrefix("https") ? 443 : 80), isPlain: origin.hasPrefix("http:"))
        let seconds = request.timeoutSeconds
        return try await withThrowingTaskGroup(of: HTTPResponse.self) { group in
            group.addTask { try await self.exchange(request, with: target, progress) }
            group.addTask {
                try await Self.elapse(seconds)
                let words = "no whole answer came within \(Int(seconds.rounded(.up))) seconds"
                throw TransportError(kind: .timedOut, message: words, sent: progress.mayHaveLeft)
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() else { throw CancellationError() }
            return answer
        }
    }

    /// Closes all connections; nothing can be sent afterwards.
    package func shutdown() async { await clients.shutdown() }
}

extension NetworkTransport {
    fileprivate struct Target: Sendable {
        var host: String
        var port: Int
        var isPlain: Bool
    }

    /// Tries the addresses in turn for as long as no connection comes about; once one does, its outcome is final.
    private func exchange(
        _ request: HTTPRequest, with target: Target, _ progress: ExchangeProgress
    ) async throws -> HTTPResponse {
        let addresses = try await checked(target)
        for (index, address) in addresses.enumerated() {
            do {
                return try await exchange(request, with: target, at: address, progress)
            } catch let error as TransportError where !error.sent && index + 1 < addresses.count {
                if [.refused, .timedOut].contains(error.kind) { continue }
                throw error
            }
        }
        throw TransportError(kind: .nameNotFound, message: "its name has no address", sent: false)
    }

    private func exchange(
        _ request: HTTPRequest, with target: Target, at address: HostAddress, _ progress: ExchangeProgress
    ) async throws -> HTTPResponse {
        do {
            return try await clients.with(Pin(host: target.host, address: address.text)) { client in
                progress.requestLeaves()
                // The exchange as a whole is bounded by `send`.
                let answer = try await client.execute(Self.outgoing(request), deadline: .distantFuture)
                progress.answerBegins()
                try Self.checkEncoding(answer.headers)
                return HTTPResponse(
                    status: Int(answer.status.code), headers: answer.headers.map { ($0.name, $0.value) },
                    body: try await self.read(answer))
            }
        } catch {
            let reading = WireError(error, headArrived: progress.headArrived)
            guard reading.isUntrustedCertificate else { throw reading.transport }
            throw await certificates.explained(
                reading.transport, host: target.host, address: address.text, port: target.port)
        }
    }

    /// The addresses of the target that may be asked. Throws `TransportError` where there is none.
    private func checked(_ target: Target) async throws -> [HostAddress] {
        let found = try await resolver.addresses(of: target.host)
        let good = found.filter {
            rule.objection(to: $0.bytes) == nil && (!target.isPlain || AddressRule.isLoopback($0.bytes))
        }
        guard let first = found.first, good.isEmpty else { return good }
        let words = rule.objection(to: first.bytes).map { "its name leads to \(first.text), \($0), which is not asked" }
        throw TransportError(
            kind: .notAllowed,
            message: words ?? "http:// is for loopback addresses alone, others are asked by https://",
            sent: false)
    }

    private static func outgoing(_ request: HTTPRequest) -> HTTPClientRequest {
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
        for header in request.headers where header.name.lowercased() != "content-length" {
            outgoing.headers.add(name: header.name, value: header.value)
        }
        outgoing.headers.replaceOrAdd(name: "Accept-Encoding", value: "identity")
        outgoing.headers.replaceOrAdd(name: "User-Agent", value: "ml-connector")
        // Also for an empty body: IIS refuses a POST without Content-Length (acumatica.md 2.1).
        if let body = request.body { outgoing.body = .bytes(body) }
        return outgoing
    }

    /// We ask for no compression, so that the bound on the body is a bound on memory.
    private static func checkEncoding(_ headers: HTTPHeaders) throws {
        guard let coding = headers.first(name: "Content-Encoding")?.lowercased(), coding != "identity" else { return }
        throw TransportError(
            kind: .truncated, message: "its answer is compressed, although none of that was asked for", sent: true)
    }

    private func read(_ answer: HTTPClientResponse) async throws -> Data {
        let tooLarge = TransportError(
            kind: .tooLarge, message: "its answer is larger than \(bodyBytesMax) bytes", sent: true)
        let announced = answer.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
        guard announced <= bodyBytesMax else { throw tooLarge }
        var whole = Data()
        for try await part in answer.body {
            guard whole.count + part.readableBytes <= bodyBytesMax else { throw tooLarge }
            whole.append(contentsOf: part.readableBytesView)
        }
        return whole
    }

    private static func elapse(_ seconds: Double) async throws {
        let timer = MultiThreadedEventLoopGroup.singleton.any().scheduleTask(
            in: .milliseconds(Int64(max(seconds, 0) * 1_000))
        ) {}
        try await withTaskCancellationHandler {
            try await timer.futureResult.get()
        } onCancel: {
            timer.cancel()
        }
    }

    private static func authorities(_ file: String) throws -> [NIOSSLCertificate] {
        do {
            let found = try NIOSSLCertificate.fromPEMFile(file)
            if !found.isEmpty { return found }
        } catch {
            throw badAuthorities(file)
        }
        throw badAuthorities(file)
    }

    private static func badAuthorities(_ file: String) -> Failure {
        Failure(
            code: "bad-ca-file", message: "\(file) cannot be read as certificates.",
            action: "Set tls.ca_file to a readable file with certificates in PEM form.", next: .halt)
    }
}
