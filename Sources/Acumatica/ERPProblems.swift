// What a refusal of the ERP means, and what a person does about it.

import Core
import Foundation

/// Turns answers and broken connections into failures (acumatica.md 8). Every message names the system and its host.
struct ERPProblems: Sendable {
    /// A cookie session ends after about ten minutes, and with it the seat that is missing (acumatica.md 2.5).
    private static let seatWaitSeconds = 600.0
    /// Longer than any command waits: a text that we do not know may mean a wrong password, and those lock the user (2.2).
    private static let signInWaitSeconds = 300.0
    let settings: AcumaticaSettings
    let redaction: Redaction

    /// `Acumatica at acme.example.com`.
    var system: String { "Acumatica at \(URLText.host(of: settings.url))" }

    func failure(_ error: TransportError) -> Failure {
        var failure = error.failure(system: "Acumatica", host: URLText.host(of: settings.url))
        failure.message = redaction.text(failure.message)
        return failure
    }

    func missing(_ what: String, action: String) -> Failure {
        Failure(code: "secret-missing", message: "\(system): \(what) is missing.", action: action, next: .halt)
    }

    func tenantMismatch(named: String) -> Failure {
        Failure(
            code: "unknown-tenant",
            message:
                "\(system): the client_id belongs to the tenant \(named), the configuration names \(settings.tenant).",
            action: "Set acumatica.tenant and acumatica.client_id to the same tenant.", next: .halt)
    }

    /// A write that may not leave; `error` says why, where it is a failure of ours.
    func notPermitted(_ error: any Error) -> Failure {
        if let failure = error as? Failure { return failure }
        return Failure(
            code: "not-permitted", message: "\(system): the write was not sent, for it is no longer ours to make.",
            action: "Nothing: it is planned again.", next: .retry(afterSeconds: nil))
    }

    /// An answer that cannot be read.
    func unusable(_ answer: UnusableAnswer, asking: String, effect: Failure.Effect = .none) -> Failure {
        Failure(
            code: "unusable-answer", message: "\(system), asked for \(asking): \(redaction.text(answer.message)).",
            action: "Look at the site in a browser; a broken customization answers so.",
            next: .retry(afterSeconds: nil),
            effect: effect)
    }

    func cancelled() -> Failure {
        Failure(
            code: "cancelled", message: "\(system): stopped before it was sent.", action: "Nothing: it was stopped.",
            next: .retry(afterSeconds: nil))
    }

    func sessionNotKept() -> Failure {
        Failure(
            code: "session-not-kept", message: "\(system): the session could not be read or stored, so it is not used.",
            action: "Look at the store and the key of this home.", next: .halt)
    }

    /// The same failure of a write whose outcome is not known: look before anything is sent again.
    func doubtful(_ failure: Failure) -> Failure {
        var failure = failure
        failure.effect = .unknown
        if failure.next == .hold { failure.next = .retry(afterSeconds: nil) }
        return failure
    }

    func preconditionFailed(_ answer: HTTPResponse, asking: String) -> Failure {
        failure(
            "precondition-failed", answer, "did not write \(asking): it is there already, or is not there.",
            action: "Nothing: it is looked up.", next: .hold)
    }

    func stillRunning(_ asking: String) -> Failure {
        Failure(
            code: "action-still-running", message: "\(system): \(asking) has not ended yet.",
            action: "Nothing: it is looked up before anything is sent again.", next: .retry(afterSeconds: nil),
            effect: .unknown)
    }

    /// The list of endpoints is the first thing every Acumatica answers; where it is not, the address is wrong.
    func noEndpointList(_ answer: HTTPResponse, now: Date) -> Failure {
        if let passing = passing(answer, now: now) { return passing }
        if answer.status >= 500 { return refusal(answer, asking: "the list of endpoints", now: now) }
        return failure(
            "instance-not-found", answer, "has no Acumatica at this address (status \(answer.status)).",
            action: "Correct acumatica.url: the full address with the instance directory.", next: .halt)
    }

    func notSignedIn(_ answer: HTTPResponse) -> Failure {
        Failure(
            code: "not-signed-in",
            message:
                "\(system) does not take a session that it has just given (status \(answer.status)).\(said(answer))",
            action: "Check that the user \(settings.username) may use the API.", next: .halt, status: answer.status)
    }

    /// Whether all seats of the licence are taken. The text differs from build to build, so it is matched loosely
    /// (acumatica.md 2.5).
    func isLoginLimit(_ answer: HTTPResponse) -> Bool {
        let text = ERPErrorBody(answer).everything.lowercased()
        if text.contains("api login limit") { return true }
        return ["maximum", "concurrent", "exceed"].contains { text.contains($0) }
            && ["users", "logins", "sessions", "sign-ins"].contains { text.contains($0) }
    }

    /// A refused sign-in (acumatica.md 2.1, 2.2, 2.5).
    func signIn(_ answer: HTTPResponse, now: Date) -> Failure {
        let body = ERPErrorBody(answer)
        if [400, 429, 500].contains(answer.status), isLoginLimit(answer) { return loginLimit(answer) }
        if body.mentions("PXUndefinedCompany", "undefined company", "tenant") {
            return failure(
                "unknown-tenant", answer, "does not know the tenant \(settings.tenant).",
                action: "Correct acumatica.tenant: it is the tenant's login name (SM203520).", next: .halt)
        }
        if [400, 401, 403].contains(answer.status)
            || body.mentions("invalid credentials", "invalid_grant", "invalid_client")
        {
            return badCredentials(answer, body)
        }
        if answer.status == 404 {
            return failure(
                "instance-not-found", answer, "has no sign-in at this address.",
                action: "Correct acumatica.url: the full address with the instance directory.", next: .halt)
        }
        return passing(answer, now: now)
            ?? failure(
                "sign-in-failed", answer, "refused the sign-in of \(settings.username).",
                action: "Sign in to the site with a browser.", next: .retry(afterSeconds: Self.signInWaitSeconds))
    }

    private func badCredentials(_ answer: HTTPResponse, _ body: ERPErrorBody) -> Failure {
        let client = body.mentions("invalid_client", "unauthorized_client", "invalid_scope", "unsupported_grant_type")
        return client
            ? failure(
                "bad-credentials", answer, "does not take the client_id with its client secret.",
                action:
                    "Check acumatica.client_id and its secret, and that the connected application allows this flow.",
                next: .halt)
            : failure(
                "bad-credentials", answer, "does not take the user name \(settings.username) with its password.",
                action: "Store the right password with `secret set`; repeated wrong ones lock the user.", next: .halt)
    }

    private func loginLimit(_ answer: HTTPResponse) -> Failure {
        failure(
            "login-limit", answer, "has no seat left: all API users of its licence are signed in (API Login Limit).",
            action: "End a session that is not needed (SM201010), or wait: sessions end by themselves within the hour.",
            next: .retry(afterSeconds: Self.seatWaitSeconds))
    }

    /// What passes by itself: 429, 502 to 504, and a site that sends us elsewhere or shows a page. Nil for the rest.
    func passing(_ answer: HTTPResponse, now: Date) -> Failure? {
        let named = answer.retryAfterSeconds(now: now)
        if answer.status == 429 {
            return failure(
                "too-many-requests", answer, "declines requests for now: the licence's limit is reached.",
                action: "Nothing: it is tried again. Lower license.requests_per_minute if it comes often.",
                next: .retry(afterSeconds: named))
        }
        if [408, 502, 503, 504].contains(answer.status) {
            return failure(
                "unavailable", answer, "is not available for now.", action: "Nothing: it is tried again.",
                next: .retry(afterSeconds: named))
        }
        if answer.isRedirect {
            return failure(
                "redirected", answer, "sends us to another page instead of answering; it is never followed.",
                action: "Check acumatica.url. A broken customization answers so too.", next: .retry(afterSeconds: nil))
        }
        return nil
    }

    /// A refused or failed request for `asking`, for instance `Bill`. `endpoint-not-found` is completed by the client.
    func refusal(_ answer: HTTPResponse, asking: String, now: Date) -> Failure {
        let body = ERPErrorBody(answer)
        if let passing = passing(answer, now: now) { return passing }
        if body.mentions("Optimization cannot be performed") {
            let fields = Self.culprits(body.everything)
            return failure(
                "optimization-failed", answer,
                "cannot list \(asking) with these fields: \(redaction.text(fields.isEmpty ? body.text : fields.joined(separator: ", "))).",
                action: "Report it: the list must leave these fields out.", next: .hold, telling: false)
        }
        switch answer.status {
        case 403:
            return failure(
                "forbidden", answer, "does not let \(settings.username) use \(asking).",
                action: "Give the user rights to the screen, or enable its feature in Acumatica.", next: .hold)
        case 404:
            return failure(
                "endpoint-not-found", answer,
                "has no \(asking) in the endpoint \(settings.endpoint)/\(settings.endpointVersion).",
                action: "Correct acumatica.endpoint and acumatica.endpoint_version.", next: .halt)
        case 500 where body.mentions("PXSetupNotEntered"):
            return failure(
                "erp-setup-missing", answer, "is not configured for \(asking).",
                action: "Fill in the form that the message names.", next: .hold)
        case 500
        where body.mentions("incompatible types", "ODataException", "given key was not present", "NoEntitySatisfies"):
            return failure("erp-error", answer, "cannot answer for \(asking).", action: "Report it.", next: .hold)
        case 500...:
            let known = ERPErrorDictionary.entries.shown(in: body.messages)
            return failure(
                "erp-error", answer, "failed at \(asking).\(known.meaning)",
                action: known.remedies ?? "Nothing: it is tried again. Then look at its trace.",
                next: .retry(afterSeconds: nil))
        default:
            let known = ERPErrorDictionary.entries.shown(in: body.messages)
            return failure(
                "erp-refused", answer, "refused \(asking).\(known.meaning)",
                action: known.remedies ?? "Mend what it names.", next: .hold)
        }
    }

    /// The fields of `Field: View X has BQL delegate`, one a line (acumatica.md 4.3).
    static func culprits(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            guard let mark = line.range(of: ": View ") else { return nil }
            return line[..<mark.lowerBound].trimmingCharacters(in: .whitespaces)
        }
    }

    private func failure(
        _ code: String, _ answer: HTTPResponse, _ words: String, action: String, next: Failure.Next,
        telling: Bool = true
    ) -> Failure {
        Failure(
            code: code, message: "\(system) \(words)\(telling ? said(answer) : "")", action: action, next: next,
            status: answer.status)
    }

    /// What the ERP itself says, as a sentence behind ours.
    private func said(_ answer: HTTPResponse) -> String {
        let text = redaction.text(ERPErrorBody(answer).text)
        return text.isEmpty ? "" : " It says: \(text)"
    }
}
