// Why a certificate is not trusted: the library says only that it is not.

import Core
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Looks at the dates of a certificate that was refused, over a connection that is given up within the handshake.
struct CertificateReading: Sendable {
    private static let secondsMax: Int64 = 5
    let now: @Sendable () -> Date

    /// The same error with a better reason where one is found. No byte of a request leaves here.
    func explained(_ error: TransportError, host: String, address: String, port: Int) async -> TransportError {
        guard let (from, until) = await dates(host: host, address: address, port: port) else { return error }
        var error = error
        if until < now() {
            error.message = "its certificate expired on \(day(until))"
        } else if from > now() {
            error.message = "its certificate is valid only from \(day(from)); check the clock of this machine"
        }
        return error
    }

    private func day(_ date: Date) -> String { CalendarDate(date, in: .gmt).description }

    private func dates(host: String, address: String, port: Int) async -> (from: Date, until: Date)? {
        let seen = SeenDates()
        do {
            let context = try NIOSSLContext(configuration: .makeClientConfiguration())
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.seconds(Self.secondsMax))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        // An address has no place in the server name of a handshake.
                        let handler = try NIOSSLClientHandler(
                            context: context, serverHostname: host == address ? nil : host,
                            customVerificationCallback: { chain, verdict in
                                seen.take(chain.first)
                                // The connection has served its purpose.
                                verdict.succeed(.failed)
                            })
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                }
                .connect(to: SocketAddress(ipAddress: address, port: port)).get()
            let timer = channel.eventLoop.scheduleTask(in: .seconds(Self.secondsMax)) { channel.close(promise: nil) }
            defer { timer.cancel() }
            try await channel.closeFuture.get()
        } catch {
            // The first error stands as it is.
            return seen.dates
        }
        return seen.dates
    }
}

/// Carries the dates out of the handshake.
private final class SeenDates: Sendable {
    private let found = Mutex<(from: Date, until: Date)?>(nil)

    var dates: (from: Date, until: Date)? { found.withLock { $0 } }

    func take(_ certificate: NIOSSLCertificate?) {
        guard let certificate else { return }
        found.withLock {
            $0 = (
                Date(timeIntervalSince1970: Double(certificate.notValidBefore)),
                Date(timeIntervalSince1970: Double(certificate.notValidAfter))
            )
        }
    }
}
