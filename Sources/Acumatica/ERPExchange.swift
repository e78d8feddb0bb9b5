// Exchanges under the session: one at a time, one new sign-in after a 401, and what became of a write.

import Core
import Foundation

/// The rules that every request of the client shares.
struct ERPExchange: Sendable {
    typealias Ending = (WriteResult.Outcome, [HTTPResponse])

    /// How long an action is followed; the ERP may queue a request for ten minutes (acumatica.md 3).
    private static let actionSecondsMax = 600.0
    private static let pollSecondsMax = 10.0
    let line: ERPLine
    let session: ERPSession
    private let turnstile = Turnstile()

    init(line: ERPLine, session: ERPSession) {
        self.line = line
        self.session = session
    }

    /// Runs `body` while no request is under way.
    func alone<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
        try await turnstile.pass(body)
    }

    /// A read under the session. Throws `Failure` and `CancellationError`.
    func read(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await failing { try await turnstile.pass { try await signed(request, permit: nil) } }
    }

    /// A read without a session.
    func readOpen(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await failing { try await turnstile.pass { try await line.send(request) } }
    }

    /// A write under the session; `take` reads a 2xx, and may go on while no other request leaves.
    func write(
        _ request: HTTPRequest, asking: String, permit: @escaping Permit,
        _ take: @escaping @Sendable (HTTPResponse) async -> Ending
    ) async -> Ending {
        do {
            return try await turnstile.pass {
                let answer = try await signed(request, permit: permit)
                guard (200..<300).contains(answer.status) else {
                    return (outcome(of: answer, asking: asking), [answer])
                }
                let (outcome, more) = await take(answer)
                return (outcome, [answer] + more)
            }
        } catch let refusal as PermitRefusal {
            return (.notSent(refusal.failure), [])
        } catch let error as TransportError {
            let failure = line.problems.failure(error)
            return (error.sent ? .unknown(failure) : .notSent(failure), [])
        } catch let failure as Failure {
            // Only signing in throws these, so the write itself did not leave, or the ERP answered it with 401.
            return (.notSent(failure), [])
        } catch is CancellationError {
            return (.notSent(line.problems.cancelled()), [])
        } catch {
            return (.notSent(line.problems.sessionNotKept()), [])
        }
    }

    /// One exchange, and one more under a new session where the first one was not known. Throws `TransportError` of the
    /// exchange itself, and `Failure` of signing in.
    private func signed(_ request: HTTPRequest, permit: Permit?) async throws -> HTTPResponse {
        let answer = try await once(request, try await session.headers(), permit: permit)
        guard isUnknownSession(answer, isWrite: permit != nil) else { return answer }
        let second = try await once(request, try await session.renewAfterRefusal(), permit: permit)
        guard !isUnknownSession(second, isWrite: permit != nil) else { throw line.problems.notSignedIn(second) }
        return second
    }

    private func once(
        _ request: HTTPRequest, _ proof: [(name: String, value: String)], permit: Permit?
    ) async throws -> HTTPResponse {
        var request = request
        request.headers += proof
        let answer = try await line.send(request, permit: permit)
        await session.learn(from: answer)
        return answer
    }

    /// 401, or for reads the way to the sign-in page (acumatica.md 2.3); a write that was sent there is a doubt.
    private func isUnknownSession(_ answer: HTTPResponse, isWrite: Bool) -> Bool {
        if answer.status == 401 { return true }
        return !isWrite && answer.isRedirect && answer.header("Location")?.lowercased().contains("login") == true
    }

    /// What an answer that is no success says of a write.
    private func outcome(of answer: HTTPResponse, asking: String) -> WriteResult.Outcome {
        let failure = line.problems.refusal(answer, asking: asking, now: line.effects.now())
        switch answer.status {
        case 412: return .preconditionFailed(line.problems.preconditionFailed(answer, asking: asking))
        case 429: return .notSent(failure)
        case 408: return .unknown(line.problems.doubtful(failure))
        case 400..<500: return .refused(failure)
        // Even where a 500 says why, half of the work may be done.
        default: return .unknown(line.problems.doubtful(failure))
        }
    }

    private func failing<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as TransportError {
            if error.kind == .cancelled { throw CancellationError() }
            var failure = line.problems.failure(error)
            // A read does nothing, whatever became of it.
            failure.effect = .none
            throw failure
        }
    }
}

// MARK: - Actions

extension ERPExchange {
    /// Polls the operation that a 202 names until it ends (acumatica.md 7.3): 202 runs, 204 is done, an error code failed.
    func follow(_ accepted: HTTPResponse, asking: String) async -> (WriteResult.Outcome, HTTPResponse?) {
        guard let url = accepted.header("Location").flatMap(line.url(ofLink:)) else {
            let lost = UnusableAnswer(message: "its answer does not say where to ask for the outcome")
            return (.unknown(line.problems.unusable(lost, asking: asking, effect: .unknown)), nil)
        }
        let request = HTTPRequest(
            method: .get, url: url, headers: [("Accept", "application/json")],
            timeoutSeconds: line.settings.timeoutSeconds)
        let start = line.effects.monotonicSeconds()
        var pause = 1.0
        while line.effects.monotonicSeconds() - start < Self.actionSecondsMax {
            do {
                try await line.effects.sleep(pause)
                pause = min(pause * 1.5, Self.pollSecondsMax)
                let answer = try await signed(request, permit: nil)
                if let outcome = ending(answer, asking: asking) { return (outcome, answer) }
                if let named = answer.retryAfterSeconds(now: line.effects.now()) {
                    pause = max(pause, min(named, Double(Limits.retryWaitSecondsMax)))
                }
            } catch let error as TransportError where error.kind != .cancelled {
                // The operation runs on, whatever becomes of a poll.
                continue
            } catch let failure as Failure {
                return (.unknown(line.problems.doubtful(failure)), nil)
            } catch {
                return (.unknown(line.problems.doubtful(line.problems.cancelled())), nil)
            }
        }
        return (.unknown(line.problems.stillRunning(asking)), nil)
    }

    /// What a poll says; nil while it runs, and where the answer is no answer to the poll.
    private func ending(_ answer: HTTPResponse, asking: String) -> WriteResult.Outcome? {
        let failure = line.problems.refusal(answer, asking: asking, now: line.effects.now())
        switch answer.status {
        case 200, 204: return answer.isHTML ? nil : .done(.null)
        case 202, 408, 429, 502, 503, 504, 300..<400: return nil
        case 400, 409, 412, 422: return .refused(failure)
        default: return .unknown(line.problems.doubtful(failure))
        }
    }
}
