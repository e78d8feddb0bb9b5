// The way to the ERP: addresses, the licence's rate, and what is written down of an exchange.

import Core
import Foundation
import Synchronization

/// A write that may no longer be made, found out immediately before its bytes would have left.
struct PermitRefusal: Error {
    var failure: Failure
}

/// Sends single requests; knows nothing of sessions and retries.
final class ERPLine: Sendable {
    let settings: AcumaticaSettings
    let effects: Effects
    let redaction: Redaction
    let problems: ERPProblems
    private let transport: any Transport
    private let rate: RateLimit
    private let sent = Mutex(0)

    init(
        settings: AcumaticaSettings, secrets: AcumaticaSecrets, transport: any Transport, effects: Effects,
        perMinute: Int
    ) {
        self.settings = settings
        self.effects = effects
        self.transport = transport
        rate = RateLimit(perMinute: perMinute, effects: effects)
        redaction = Redaction(secrets: [secrets.clientSecret, secrets.password].compactMap(\.self))
        problems = ERPProblems(settings: settings, redaction: redaction)
    }

    /// How many requests have left.
    var requestCount: Int { sent.withLock { $0 } }

    /// A URL below the instance, for instance `/entity/auth/login`.
    func url(_ path: String) -> String {
        var base = Substring(settings.url)
        while base.hasSuffix("/") { base.removeLast() }
        return base + path
    }

    /// A URL below the endpoint, for instance `/Bill`.
    func endpointURL(_ path: String) -> String {
        let endpoint = URLText.segment(settings.endpoint) + "/" + URLText.segment(settings.endpointVersion)
        return url("/entity/\(endpoint)\(path)")
    }

    /// A link of an answer as a URL of the configured origin, whatever host it names: links are site-absolute and contain
    /// the instance directory already (acumatica.md 5.1, 7.3). Nil where it is no link.
    func url(ofLink link: String) -> String? {
        guard let origin = URLText.origin(of: settings.url),
            let path = URLText.pathAndQuery(of: link, relativeTo: "/")
        else { return nil }
        return origin + path
    }

    /// One exchange. A sign-out is not `counted`: it does not enter the ERP's queue (acumatica.md 3). `permit` is asked
    /// last of all. Throws `TransportError`, `PermitRefusal`, `CancellationError`.
    func send(_ request: HTTPRequest, counted: Bool = true, permit: Permit? = nil) async throws -> HTTPResponse {
        if counted { try await rate.take() }
        if let permit {
            do { try permit() } catch { throw PermitRefusal(failure: problems.notPermitted(error)) }
        }
        sent.withLock { $0 += 1 }
        return try await transport.send(request)
    }
}
