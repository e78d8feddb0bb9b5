// The way to Procurify: addresses, headers, and what is written down of an exchange.

import Core
import Foundation
import Synchronization

/// A write that may no longer be made, found out immediately before its bytes would have left.
struct PermitRefusal: Error {
    var failure: Failure
}

/// Sends single requests; knows nothing of tokens' renewal and of retries.
final class ProcurifyLine: Sendable {
    let settings: ProcurifySettings
    let effects: Effects
    let redaction: Redaction
    let problems: ProcurifyProblems
    private let transport: any Transport
    private let origin: String
    private let sent = Mutex(0)

    init(settings: ProcurifySettings, clientSecret: String, transport: any Transport, effects: Effects) {
        self.settings = settings
        self.effects = effects
        self.transport = transport
        origin = URLText.origin(of: settings.url) ?? settings.url
        redaction = Redaction(secrets: [clientSecret])
        problems = ProcurifyProblems(settings: settings, redaction: redaction)
    }

    /// How many requests have left.
    var requestCount: Int { sent.withLock { $0 } }

    /// The token endpoint; the one path without a slash at its end (procurify.md 1.1).
    var tokenURL: String { origin + "/oauth/token" }

    /// A former `next` as path and query of the configured host. Throws `Failure` where it is none.
    func place(_ text: String) throws -> String {
        guard let place = URLText.pathAndQuery(of: text, relativeTo: "/"), place.hasPrefix("/api/") else {
            throw Failure(
                code: "bad-place", message: "\(problems.system): the kept place of the walk cannot be used.",
                action: "Read the list again with `sync --since`.", next: .hold)
        }
        return place
    }

    /// `target`: path and query.
    func request(_ method: HTTPRequest.Method, _ target: String, body: JSON?) -> HTTPRequest {
        var request = HTTPRequest(
            method: method, url: origin + target,
            headers: [("Accept", "application/json"), ("X-Procurify-Client", "api")],
            timeoutSeconds: settings.timeoutSeconds)
        if let body {
            request.body = Data(body.encoded().utf8)
            request.headers.append(("Content-Type", "application/json"))
        }
        return request
    }

    /// One exchange; `permit` is asked last of all. Throws `TransportError` and `PermitRefusal`.
    func send(_ request: HTTPRequest, token: String? = nil, permit: Permit? = nil) async throws -> HTTPResponse {
        var request = request
        if let token { request.headers.append(("Authorization", "Bearer \(token)")) }
        if let permit {
            do { try permit() } catch { throw PermitRefusal(failure: problems.notPermitted(error)) }
        }
        sent.withLock { $0 += 1 }
        return try await transport.send(request)
    }
}
