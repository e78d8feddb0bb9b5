// The client of the contract-based REST API: lists, records, writes and actions of one endpoint.

package import Core
import Foundation

/// Asks one ERP tenant, one request at a time, under one session (acumatica.md 2.4, 10.1). Reads are tried again; a write is
/// never sent twice, save once after a 401, which tells that nothing happened. Close it with `signOut`.
package final class AcumaticaClient: Sendable {
    private let line: ERPLine
    private let session: ERPSession
    private let exchange: ERPExchange
    private let retry = RetryPolicy()
    private let listed = ListedFields()

    /// `keeper` keeps the session between processes; `requestsPerMinute` is our share of the licence.
    package init(
        settings: AcumaticaSettings, secrets: AcumaticaSecrets, transport: any Transport, effects: Effects,
        keeper: any SessionKeeper, requestsPerMinute: Int
    ) {
        line = ERPLine(
            settings: settings, secrets: secrets, transport: transport, effects: effects, perMinute: requestsPerMinute)
        session = ERPSession(signIn: SignIn(line: line, secrets: secrets), keeper: keeper)
        exchange = ERPExchange(line: line, session: session)
    }

    /// Requests sent so far, those of signing in and out included.
    package var requestCount: Int { line.requestCount }

    /// Rows that satisfy `filter`, without their details unless expanded (acumatica.md 4.1). Without `top` everything comes.
    /// Fields of `select` that cannot be listed are read record by record; otherwise throws `Failure`, among others
    /// `optimization-failed` with the fields (4.3).
    package func list(
        _ entity: String, filter: Filter?, select: [String], expand: [String] = [], top: Int?, skip: Int = 0
    ) async throws -> ERPPage {
        if let filter, filter.matchesNothing { return ERPPage(rows: [], serverTime: nil) }
        while true {
            let missing = listed.missing(select, of: entity)
            let fields = select.filter { !missing.contains($0) }
            do {
                var page = try await listOnce(
                    entity, filter: filter, select: fields, expand: expand, top: top, skip: skip)
                page.rows = try await completed(page.rows, of: entity, with: missing)
                return page
            } catch let refused as UnlistableFields {
                guard listed.learn(refused.fields, select: select, of: entity) else { throw refused.failure }
            }
        }
    }

    private func listOnce(
        _ entity: String, filter: Filter?, select: [String], expand: [String], top: Int?, skip: Int
    ) async throws -> ERPPage {
        var query = Self.query(filter: filter, select: select, expand: expand)
        if let top { query.append(("$top", String(top))) }
        if skip > 0 { query.append(("$skip", String(skip))) }
        let url = line.endpointURL("/\(URLText.segment(entity))\(URLText.query(query))")
        return try await read(url, asking: entity) { [line] answer in
            guard answer.status == 200 else {
                let failure = await self.explained(answer, asking: entity)
                guard failure.code == "optimization-failed" else { throw failure }
                throw UnlistableFields(
                    fields: ERPProblems.culprits(ERPErrorBody(answer).everything), failure: failure)
            }
            let body = try Self.decoded(answer, line, asking: entity)
            guard let rows = body.items ?? body["value"]?.items else {
                throw line.problems.unusable(UnusableAnswer(message: "its answer is no list"), asking: entity)
            }
            return ERPPage(rows: rows, serverTime: answer.serverTime)
        }
    }

    /// One record by its keys in the order of the form; nil where there is none: the ERP says so with 500
    /// `NoEntitySatisfiesTheConditionException` (acumatica.md 0.6), or with a 404 of an endpoint that it does serve.
    package func get(
        _ entity: String, keys: [String], select: [String] = [], expand: [String] = []
    ) async throws -> JSON? {
        // An empty key would turn the record's address into the list's.
        guard !keys.isEmpty, !keys.contains("") else { return nil }
        let path = ([entity] + keys).map(URLText.segment).joined(separator: "/")
        let url = line.endpointURL("/\(path)\(URLText.query(Self.query(filter: nil, select: select, expand: expand)))")
        return try await read(url, asking: entity) { [line] answer in
            if answer.status == 200 {
                let body = try Self.decoded(answer, line, asking: entity)
                guard case .object = body else {
                    throw line.problems.unusable(UnusableAnswer(message: "its answer is no record"), asking: entity)
                }
                return body
            }
            if ERPErrorBody(answer).mentions("NoEntitySatisfies", "No entity satisfies the condition") { return nil }
            let failure = await self.explained(answer, asking: entity)
            // The endpoint is there, so it is the record that is missing.
            if failure.code == "entity-not-found", !answer.isHTML { return nil }
            throw failure
        }
    }

    /// Creates or updates a record (acumatica.md 7.1). Done gives the answer's record, whose details are there only where
    /// they are expanded. `permit` is asked immediately before the bytes leave.
    package func put(
        _ entity: String, body: JSON, filter: Filter? = nil, precondition: Precondition? = nil, expand: [String] = [],
        permit: @escaping Permit
    ) async -> WriteResult {
        let query = Self.query(filter: filter, select: [], expand: expand)
        var request = self.request(
            .put, line.endpointURL("/\(URLText.segment(entity))\(URLText.query(query))"), body: body)
        if let precondition { request.headers.append(precondition.header) }
        return await write(request, asking: entity, permit: permit) { [line] answer in
            do throws(UnusableAnswer) {
                let record = try answer.json()
                guard case .object = record else { throw UnusableAnswer(message: "its answer is no record") }
                return (.done(record), [])
            } catch {
                return (.unknown(line.problems.unusable(error, asking: entity, effect: .unknown)), [])
            }
        }
    }

    /// Runs an action and follows it to its end (acumatica.md 7.3): 202 is polled in the same session, and no other request
    /// leaves meanwhile. Done proves nothing: read the document again. `body` is `{"entity": …, "parameters": {}}`.
    package func act(_ entity: String, _ action: String, body: JSON, permit: @escaping Permit) async -> WriteResult {
        let path = "/\(URLText.segment(entity))/\(URLText.segment(action))"
        let asking = "\(entity)/\(action)"
        return await write(request(.post, line.endpointURL(path), body: body), asking: asking, permit: permit) {
            [exchange] answer in
            guard answer.status == 202 else { return (.done(.null), []) }
            let (outcome, last) = await exchange.follow(answer, asking: asking)
            return (outcome, last.map { [$0] } ?? [])
        }
    }

    /// The build and the endpoints on offer; open without a session (acumatica.md 1.2). Throws `Failure`.
    package func endpoints() async throws -> EndpointList {
        try await retry.reading(line.effects) { try await self.endpointsOnce() }
    }

    /// Signs in if need be; says nothing of rights. Throws `Failure`.
    package func signedInCheck() async throws { try await exchange.alone { _ = try await self.session.headers() } }

    /// Gives back a cookie session, or a token that cannot be refreshed; one that can be stays for the next process, and
    /// holds no second seat (acumatica.md 2.1). Works in a cancelled task too, for it belongs to every way out.
    package func signOut() async {
        // A child of the caller's would be cancelled with it before the ERP heard of it.
        await Task { [session, exchange] in
            do { try await exchange.alone { await session.giveBack() } } catch { return }
        }.value
    }
}

// MARK: - Requests

extension AcumaticaClient {
    private static func query(filter: Filter?, select: [String], expand: [String]) -> [(String, String)] {
        var query: [(String, String)] = []
        if let filter, !filter.text.isEmpty { query.append(("$filter", filter.text)) }
        if !select.isEmpty { query.append(("$select", select.joined(separator: ","))) }
        if !expand.isEmpty { query.append(("$expand", expand.joined(separator: ","))) }
        return query
    }

    private static func decoded(_ answer: HTTPResponse, _ line: ERPLine, asking: String) throws -> JSON {
        do { return try answer.json() } catch { throw line.problems.unusable(error, asking: asking) }
    }

    private func request(_ method: HTTPRequest.Method, _ url: String, body: JSON?) -> HTTPRequest {
        var request = HTTPRequest(
            method: method, url: url, headers: [("Accept", "application/json")],
            timeoutSeconds: line.settings.timeoutSeconds)
        if let body {
            request.body = Data(body.encoded().utf8)
            request.headers.append(("Content-Type", "application/json"))
        }
        return request
    }

    private func read<Value: Sendable>(
        _ url: String, asking: String, _ take: @escaping @Sendable (HTTPResponse) async throws -> Value
    ) async throws -> Value {
        let request = self.request(.get, url, body: nil)
        return try await retry.reading(line.effects) {
            try await take(try await self.exchange.read(request))
        }
    }

    private func write(
        _ request: HTTPRequest, asking: String, permit: @escaping Permit,
        _ take: @escaping @Sendable (HTTPResponse) async -> (WriteResult.Outcome, [HTTPResponse])
    ) async -> WriteResult {
        let written = line.redaction.request(request)
        let (outcome, answers) = await exchange.write(request, asking: asking, permit: permit, take)
        let read = answers.map(line.redaction.response).joined(separator: "\n\n")
        guard case .refused(let failure) = outcome, failure.code == "endpoint-not-found" else {
            return WriteResult(outcome: outcome, request: written, response: answers.isEmpty ? nil : read)
        }
        return WriteResult(
            outcome: .refused(await explained(failure, asking: asking)), request: written, response: read)
    }

    private func explained(_ answer: HTTPResponse, asking: String) async -> Failure {
        await explained(line.problems.refusal(answer, asking: asking, now: line.effects.now()), asking: asking)
    }

    /// A 404 means a wrong endpoint or a wrong entity: the list of endpoints tells which, and what is on offer.
    private func explained(_ failure: Failure, asking: String) async -> Failure {
        guard failure.code == "endpoint-not-found" else { return failure }
        let offers: EndpointList
        do { offers = try await endpointsOnce() } catch { return failure }
        var failure = failure
        if offers.offers(line.settings.endpoint, line.settings.endpointVersion) {
            failure.code = "entity-not-found"
            failure.action = "Report it: the endpoint is there, but not this part of it."
            failure.next = .hold
        } else {
            failure.message += " On offer: \(offers.listed)."
        }
        return failure
    }

    private func endpointsOnce() async throws -> EndpointList {
        let asking = "the list of endpoints"
        let answer = try await exchange.readOpen(request(.get, line.url("/entity/"), body: nil))
        guard answer.status == 200 else { throw line.problems.noEndpointList(answer, now: line.effects.now()) }
        guard let list = EndpointList(try Self.decoded(answer, line, asking: asking)) else {
            throw line.problems.unusable(UnusableAnswer(message: "its answer names no endpoints"), asking: asking)
        }
        return list
    }
}
