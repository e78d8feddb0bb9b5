// HTTP clients that are each bound to one checked address.

import AsyncHTTPClient
import Core
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A host and the address that was checked for it. The client connects to the address and to no other, and still sends,
/// and verifies the certificate for, the name.
struct Pin: Hashable {
    var host: String
    var address: String
}

/// Keeps one client per pin, for its open connections, and closes those that are no longer used.
final class PinnedClients: Sendable {
    private struct Entry {
        var client: HTTPClient
        var users: Int
        var lastUse: Int
    }
    private struct State {
        var entries: [Pin: Entry] = [:]
        var uses = 0
        var isClosed = false
    }

    private static let clientsMax = 6
    private let state = Mutex(State())
    private let tls: TLSConfiguration

    init(tls: TLSConfiguration) { self.tls = tls }

    /// Runs `body` with the client of `pin`. Throws what it throws, and `TransportError` after `shutdown`.
    func with<Value: Sendable>(_ pin: Pin, _ body: @Sendable (HTTPClient) async throws -> Value) async throws -> Value {
        let client = try lease(pin)
        do {
            let value = try await body(client)
            await release(pin)
            return value
        } catch {
            await release(pin)
            throw error
        }
    }

    /// Closes everything; requests that are under way end with an error.
    func shutdown() async {
        let entries = state.withLock { state in
            state.isClosed = true
            defer { state.entries = [:] }
            return state.entries.values.map(\.client)
        }
        for client in entries { await close(client) }
    }

    private func lease(_ pin: Pin) throws -> HTTPClient {
        try state.withLock { state in
            guard !state.isClosed else {
                throw TransportError(kind: .cancelled, message: "the connector is stopping", sent: false)
            }
            state.uses += 1
            let client = state.entries[pin]?.client ?? client(for: pin)
            let users = state.entries[pin]?.users ?? 0
            state.entries[pin] = Entry(client: client, users: users + 1, lastUse: state.uses)
            return client
        }
    }

    private func release(_ pin: Pin) async {
        let idle: [HTTPClient] = state.withLock { state in
            state.entries[pin]?.users -= 1
            var closed: [HTTPClient] = []
            while state.entries.count > Self.clientsMax {
                let unused = state.entries.filter { $0.value.users == 0 }
                guard let oldest = unused.min(by: { $0.value.lastUse < $1.value.lastUse }) else { break }
                state.entries[oldest.key] = nil
                closed.append(oldest.value.client)
            }
            return closed
        }
        for client in idle { await close(client) }
    }

    private func close(_ client: HTTPClient) async {
        // It fails only where it was closed already.
        do { try await client.shutdown() } catch { return }
    }

    private func client(for pin: Pin) -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.tlsConfiguration = tls
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: .seconds(NetworkTransport.connectSeconds))
        configuration.connectionPool.idleTimeout = .seconds(30)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 4
        // What is wrong with a connection is told at once, and told as it is.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        if pin.host != pin.address { configuration.dnsOverride = [pin.host: pin.address] }
        return HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
    }
}
