// The client of the Procurify API: pages, single records and writes.

package import Core
import Foundation

/// Asks one Procurify domain, one request at a time, with one token. Reads are tried again; a write is never sent twice, save
/// once after a 401, which tells that nothing happened.
package final class ProcurifyClient: Sendable {
    private let line: ProcurifyLine
    private let token: ProcurifyToken
    private let turnstile = Turnstile()
    private let retry = RetryPolicy()

    /// `keeper` keeps the token between processes.
    package init(
        settings: ProcurifySettings, clientSecret: String, transport: any Transport, effects: Effects,
        keeper: any SessionKeeper
    ) {
        line = ProcurifyLine(settings: settings, clientSecret: clientSecret, transport: transport, effects: effects)
        token = ProcurifyToken(line: line, clientSecret: clientSecret, keeper: keeper)
    }

    /// Requests sent so far, those for tokens included.
    package var requestCount: Int { line.requestCount }

    /// One page of the list at `path`, for instance `/api/v3/ap/bills/`. `place` is the former page's `next` and counts
    /// alone; without it the first page is asked for, `Limits.procurifyPageRows` rows unless `query` says otherwise. Throws
    /// `Failure`.
    package func page(_ path: String, query: [(String, String)], place: String?) async throws -> ProcurifyPage {
        let target = try place.map(line.place) ?? Self.first(path, query)
        return try await read(target) { [line] answer in
            if answer.status == 404, Self.isLater(target), !answer.isHTML {
                return ProcurifyPage(rows: [], serverTime: answer.serverTime, vanished: true)
            }
            guard answer.status == 200 else {
                throw line.problems.refusal(answer, asking: target, now: line.effects.now())
            }
            do throws(UnusableAnswer) {
                return try ProcurifyPage(try answer.json(), place: target, serverTime: answer.serverTime)
            } catch {
                throw line.problems.unusable(error, asking: target)
            }
        }
    }

    /// One record: the `data` of envelope D, or the bare body (procurify.md 2); nil for 404. Throws `Failure`.
    package func get(_ path: String, query: [(String, String)] = []) async throws -> JSON? {
        let target = Self.slashed(path) + URLText.query(query)
        return try await read(target) { [line] answer in
            // A page for a browser says that the route is missing, or stands in for something else.
            if answer.status == 404, !answer.isHTML { return nil }
            guard answer.status == 200 else {
                throw line.problems.refusal(answer, asking: target, now: line.effects.now())
            }
            do throws(UnusableAnswer) {
                return Self.content(try answer.json())
            } catch {
                throw line.problems.unusable(error, asking: target)
            }
        }
    }

    /// A write; done gives `data` or the bare body, null where the answer has none (procurify.md 9.17). `permit` is asked
    /// immediately before the bytes leave.
    package func send(
        _ method: HTTPRequest.Method, _ path: String, body: JSON?, permit: @escaping Permit
    ) async -> WriteResult {
        let target = Self.slashed(path)
        let request = line.request(method, target, body: body)
        let written = line.redaction.request(request)
        do {
            let answer = try await turnstile.pass { try await self.signed(request, permit: permit) }
            return WriteResult(
                outcome: outcome(of: answer, asking: target), request: written,
                response: line.redaction.response(answer))
        } catch {
            return WriteResult(outcome: line.problems.outcome(of: error), request: written, response: nil)
        }
    }
}

// MARK: - Exchanges

extension ProcurifyClient {
    private func read<Value: Sendable>(
        _ target: String, _ take: @escaping @Sendable (HTTPResponse) throws -> Value
    ) async throws -> Value {
        let request = line.request(.get, target, body: nil)
        return try await retry.reading(line.effects) { [line, turnstile] in
            do {
                return try take(try await turnstile.pass { try await self.signed(request, permit: nil) })
            } catch let error as TransportError {
                if error.kind == .cancelled { throw CancellationError() }
                var failure = line.problems.failure(error)
                // A read does nothing, whatever became of it.
                failure.effect = .none
                throw failure
            }
        }
    }

    /// One exchange, and one more with another token after a 401 (procurify.md 1.2).
    private func signed(_ request: HTTPRequest, permit: Permit?) async throws -> HTTPResponse {
        let first = try await token.current()
        let answer = try await line.send(request, token: first, permit: permit)
        guard answer.status == 401 else { return answer }
        let second = try await line.send(request, token: try await token.renewed(insteadOf: first), permit: permit)
        guard second.status != 401 else { throw line.problems.notSignedIn(second) }
        return second
    }

    private func outcome(of answer: HTTPResponse, asking: String) -> WriteResult.Outcome {
        if (200..<300).contains(answer.status) {
            if answer.status == 204 || answer.body.isEmpty { return .done(.null) }
            do { return .done(Self.content(try answer.json())) } catch {
                return .unknown(line.problems.doubtful(line.problems.unusable(error, asking: asking)))
            }
        }
        var failure = line.problems.refusal(answer, asking: asking, now: line.effects.now())
        switch answer.status {
        case 412:
            failure.code = "precondition-failed"
            return .preconditionFailed(failure)
        case 429: return .notSent(failure)
        case 408: return .unknown(line.problems.doubtful(failure))
        case 400..<500: return .refused(failure)
        default: return .unknown(line.problems.doubtful(failure))
        }
    }

    /// `data` of an envelope, or the body itself.
    private static func content(_ body: JSON) -> JSON {
        guard let object = body.object, let data = object["data"] else { return body }
        return data
    }

    private static func first(_ path: String, _ query: [(String, String)]) -> String {
        var query = query
        if !query.contains(where: { $0.0 == "page_size" }) {
            query.append(("page_size", String(Limits.procurifyPageRows)))
        }
        return slashed(path) + URLText.query(query)
    }

    /// Every path ends in a slash: without it the server redirects, and redirects are not followed (procurify.md 1.1).
    private static func slashed(_ path: String) -> String { path.hasSuffix("/") ? path : path + "/" }

    private static func isLater(_ target: String) -> Bool {
        let query = URLComponents(string: target)?.queryItems ?? []
        return query.contains { $0.name == "page" && $0.value != "1" }
    }
}
