// What a refusal of Procurify means, and what a person does about it.

import Core
import Foundation

/// Turns answers and broken connections into failures (procurify.md 1.4). Every message names the system and its host.
struct ProcurifyProblems: Sendable {
    let settings: ProcurifySettings
    let redaction: Redaction

    /// `Procurify at acme.procurify.com`.
    var system: String { "Procurify at \(URLText.host(of: settings.url))" }

    func failure(_ error: TransportError) -> Failure {
        var failure = error.failure(system: "Procurify", host: URLText.host(of: settings.url))
        failure.message = redaction.text(failure.message)
        return failure
    }

    /// A write that may not leave; `error` says why, where it is a failure of ours.
    func notPermitted(_ error: any Error) -> Failure {
        if let failure = error as? Failure { return failure }
        return Failure(
            code: "not-permitted", message: "\(system): the write was not sent, for it is no longer ours to make.",
            action: "Nothing: it is planned again.", next: .retry(afterSeconds: nil))
    }

    /// What became of a write that ended in an error.
    func outcome(of error: any Error) -> WriteResult.Outcome {
        switch error {
        case let refusal as PermitRefusal: return .notSent(refusal.failure)
        case let error as TransportError: return error.sent ? .unknown(failure(error)) : .notSent(failure(error))
        // Only getting a token throws these, so the write itself did not leave, or was answered with 401.
        case let failure as Failure: return .notSent(failure)
        case is CancellationError:
            return .notSent(
                Failure(
                    code: "cancelled", message: "\(system): stopped before it was sent.",
                    action: "Nothing: it was stopped.", next: .retry(afterSeconds: nil)))
        default:
            return .notSent(
                Failure(
                    code: "session-not-kept",
                    message: "\(system): the token could not be read or stored, so it is not used.",
                    action: "Look at the store and the key of this home.", next: .halt))
        }
    }

    /// The same failure of a write whose outcome is not known: look before anything is sent again.
    func doubtful(_ failure: Failure) -> Failure {
        var failure = failure
        failure.effect = .unknown
        if failure.next == .hold { failure.next = .retry(afterSeconds: nil) }
        return failure
    }

    /// An answer that cannot be read.
    func unusable(_ answer: UnusableAnswer, asking: String) -> Failure {
        Failure(
            code: "unusable-answer",
            message: "\(system), asked for \(path(asking)): \(redaction.text(answer.message)).",
            action: "Look at the address with a browser, and at status.procurify.com.", next: .retry(afterSeconds: nil))
    }

    func notSignedIn(_ answer: HTTPResponse) -> Failure {
        failure(
            "not-signed-in", answer, "does not take a token that it has just given.",
            action: "Check that the user behind the application is active (Settings, Integrations, API).", next: .halt)
    }

    /// A refused request for a token (procurify.md 1.2).
    func signIn(_ answer: HTTPResponse, now: Date) -> Failure {
        if let passing = passing(answer, now: now) { return passing }
        let text = ProcurifyErrorText(answer).text.lowercased()
        if [400, 401, 403].contains(answer.status) || text.contains("invalid_client") {
            return failure(
                "bad-credentials", answer, "does not take the client_id with its client secret.",
                action: "Check procurify.client_id and store its secret again with `secret set`.", next: .halt)
        }
        if answer.status < 500 {
            return failure(
                "instance-not-found", answer, "has no sign-in at this address (status \(answer.status)).",
                action: "Correct procurify.url: https://<your domain>.procurify.com.", next: .halt)
        }
        return failure(
            "sign-in-failed", answer, "failed at the sign-in.", action: "Nothing: it is tried again.",
            next: .retry(afterSeconds: answer.retryAfterSeconds(now: now)))
    }

    /// A refused or failed request; `asking` is its path and query.
    func refusal(_ answer: HTTPResponse, asking: String, now: Date) -> Failure {
        if let passing = passing(answer, now: now) { return passing }
        switch answer.status {
        case 403:
            return failure(
                "forbidden", answer, "does not let the user behind the application use \(path(asking)).",
                action: "Give the user's role the right in Procurify; it works at once.", next: .hold)
        case 404:
            return failure(
                "not-found", answer, "has nothing at \(path(asking)).", action: "Check procurify.url.",
                next: answer.isHTML ? .retry(afterSeconds: nil) : .hold)
        case 500...:
            return failure(
                "procurify-error", answer, "failed at \(path(asking)) (status \(answer.status)).",
                action: "Nothing: it is tried again. See status.procurify.com.", next: .retry(afterSeconds: nil))
        default:
            // A 2xx that no caller expects is as unreadable as a page.
            let known = ProcurifyErrorDictionary.entries.shown(in: ProcurifyErrorText(answer).messages)
            return failure(
                "procurify-refused", answer, "refused \(path(asking)) (status \(answer.status)).\(known.meaning)",
                action: known.remedies ?? "Mend what it names.", next: .hold)
        }
    }

    /// What passes by itself: 408, 429, 502 to 504, and a site that sends us elsewhere.
    private func passing(_ answer: HTTPResponse, now: Date) -> Failure? {
        let named = answer.retryAfterSeconds(now: now)
        if answer.status == 429 {
            return failure(
                "too-many-requests", answer, "declines requests for now.", action: "Nothing: it is tried again.",
                next: .retry(afterSeconds: named))
        }
        if [408, 502, 503, 504].contains(answer.status) {
            return failure(
                "unavailable", answer, "is not available for now (status \(answer.status)).",
                action: "Nothing: it is tried again. See status.procurify.com.", next: .retry(afterSeconds: named))
        }
        if answer.isRedirect {
            return failure(
                "redirected", answer, "sends us to another page instead of answering; it is never followed.",
                action: "Check procurify.url.", next: .retry(afterSeconds: nil))
        }
        return nil
    }

    private func failure(
        _ code: String, _ answer: HTTPResponse, _ words: String, action: String, next: Failure.Next
    ) -> Failure {
        let text = redaction.text(ProcurifyErrorText(answer).text)
        return Failure(
            code: code, message: "\(system) \(words)\(text.isEmpty ? "" : " It says: \(text)")", action: action,
            next: next,
            status: answer.status)
    }

    /// A query can hold names and references of a customer; a message shows the path alone.
    private func path(_ asking: String) -> String { String(asking.prefix { $0 != "?" }) }
}
