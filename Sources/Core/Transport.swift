// The HTTP port: what a client asks of the network, and nothing of how it is done.

package import Foundation

/// One request to one of the two systems.
package struct HTTPRequest: Sendable {
    package enum Method: String, Sendable {
        case get = "GET", post = "POST", put = "PUT", patch = "PATCH", delete = "DELETE"
    }

    package var method: Method
    /// The absolute URL, percent-encoded.
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: Data?
    /// How long the whole exchange may take.
    package var timeoutSeconds: Double

    package init(
        method: Method, url: String, headers: [(name: String, value: String)] = [], body: Data? = nil,
        timeoutSeconds: Double = 120
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeoutSeconds = timeoutSeconds
    }
}

/// The answer to a request, read whole.
package struct HTTPResponse: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: Data

    package init(status: Int, headers: [(name: String, value: String)] = [], body: Data = Data()) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of that name, in any case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    package func headers(_ name: String) -> [String] {
        headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }
}

/// Why no whole answer came.
package struct TransportError: Error, Sendable {
    package enum Kind: String, Sendable {
        case nameNotFound, refused, certificate, timedOut, reset, truncated, tooLarge, notAllowed, cancelled
    }

    package var kind: Kind
    /// Plain words, without secrets.
    package var message: String
    /// Whether bytes of the request may have left: then the outcome of a write is unknown.
    package var sent: Bool

    package init(kind: Kind, message: String, sent: Bool) {
        self.kind = kind
        self.message = message
        self.sent = sent
    }
}

/// Sends one request and reads one answer; never retries, never follows a redirect.
package protocol Transport: Sendable {
    /// Throws `TransportError`.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse
}
