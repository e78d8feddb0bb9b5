// What went wrong on the wire, in plain words, and whether anything may have left.

import AsyncHTTPClient
import Core
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads the errors of the libraries below. `sent` is false only where surely no byte of the request left: before and
/// during the connection and its handshake.
struct WireError {
    let transport: TransportError
    /// The certificate was not trusted, for a reason that the library does not tell.
    var isUntrustedCertificate = false

    init(_ error: any Error, headArrived: Bool) {
        switch error {
        case let error as TransportError: transport = error
        case is CancellationError: transport = Self.cancelled
        case let error as HTTPClientError: transport = Self.reading(error, headArrived: headArrived)
        case let error as NIOSSLError:
            if case .handshakeFailed(let cause) = error {
                isUntrustedCertificate = "\(cause)".contains("CERTIFICATE_VERIFY_FAILED")
                transport = Self.handshake(cause, isUntrusted: isUntrustedCertificate)
            } else {
                transport = Self.broken(headArrived: headArrived)
            }
        case let error as BoringSSLError where error == .zeroReturn: transport = Self.broken(headArrived: headArrived)
        case let error as NIOSSLExtraError:
            let isName = [.failedToValidateHostname, .serverHostnameImpossibleToMatch].contains(error)
            transport =
                isName
                ? TransportError(kind: .certificate, message: "its certificate is for another host", sent: false)
                : Self.broken(headArrived: headArrived)
        case let error as NIOConnectionError:
            let single = error.connectionErrors.first?.error
            transport =
                single.map { Self.connecting($0) }
                ?? TransportError(kind: .nameNotFound, message: "there is no host of this name", sent: false)
        case let error as IOError: transport = Self.reading(error, headArrived: headArrived)
        case let error as ChannelError:
            if case .connectTimeout = error {
                transport = Self.connectTimedOut
            } else {
                transport = Self.broken(headArrived: headArrived)
            }
        case is HTTPParserError:
            transport =
                headArrived
                ? Self.broken(headArrived: true)
                : TransportError(kind: .reset, message: "its answer is not HTTP", sent: true)
        default: transport = Self.broken(headArrived: headArrived)
        }
    }

    private static let cancelled = TransportError(kind: .cancelled, message: "the request was stopped", sent: true)
    private static let connectTimedOut = TransportError(
        kind: .timedOut, message: "no connection came about within \(NetworkTransport.connectSeconds) seconds",
        sent: false)

    private static func broken(headArrived: Bool) -> TransportError {
        headArrived
            ? TransportError(kind: .truncated, message: "its answer broke off", sent: true)
            : TransportError(kind: .reset, message: "the connection broke off before an answer came", sent: true)
    }

    private static func reading(_ error: HTTPClientError, headArrived: Bool) -> TransportError {
        switch error {
        case .cancelled: cancelled
        case .connectTimeout: connectTimedOut
        case .tlsHandshakeTimeout:
            TransportError(kind: .timedOut, message: "the secure connection did not come about in time", sent: false)
        case .getConnectionFromPoolTimeout:
            TransportError(kind: .timedOut, message: "no connection was free in time", sent: false)
        case .deadlineExceeded, .readTimeout, .writeTimeout:
            TransportError(kind: .timedOut, message: "no whole answer came in time", sent: true)
        case .alreadyShutdown:
            TransportError(kind: .cancelled, message: "the connector is stopping", sent: false)
        case .invalidURL, .emptyHost, .emptyScheme:
            TransportError(kind: .notAllowed, message: "the request is not well formed", sent: false)
        default: broken(headArrived: headArrived)
        }
    }

    private static func reading(_ error: IOError, headArrived: Bool) -> TransportError {
        // The one mark of an error of connecting: `connect` is the call that failed.
        let isConnecting = error.errnoCode == ECONNREFUSED || error.description.hasPrefix("connect")
        return isConnecting && !headArrived ? connecting(error) : broken(headArrived: headArrived)
    }

    private static func connecting(_ error: any Error) -> TransportError {
        if case .connectTimeout? = error as? ChannelError { return connectTimedOut }
        switch (error as? IOError)?.errnoCode {
        case ECONNREFUSED?:
            return TransportError(kind: .refused, message: "nothing answers at this address", sent: false)
        case ETIMEDOUT?: return connectTimedOut
        default: return TransportError(kind: .refused, message: "the address cannot be reached from here", sent: false)
        }
    }

    private static func handshake(_ cause: BoringSSLError, isUntrusted: Bool) -> TransportError {
        if isUntrusted {
            return TransportError(
                kind: .certificate, message: "its certificate is signed by an authority that is not trusted here",
                sent: false)
        }
        // The other side hung up: nothing is wrong with its certificate.
        if "\(cause)".contains("EOF during handshake") {
            return TransportError(kind: .reset, message: "the connection broke off in the handshake", sent: false)
        }
        return TransportError(kind: .certificate, message: "it does not speak TLS as we do", sent: false)
    }
}
