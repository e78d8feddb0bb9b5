// The Procurify side of the sandbox: what happens to a request before and after its route.
import Foundation

/// Answers requests as Procurify does. Every rule carries its section of procurify.md.
struct ProcurifySite: SandboxSite {
    static let system = "procurify"

    /// The credentials and the tenant's name.
    let firm: Firm

    func handle(_ request: SandboxRequest, world: World) async -> SandboxResponse {
        world.write { state in
            let now = state.clock.now
            // The token endpoint alone has no trailing slash (1.1, 1.2).
            if request.rawPath == "/oauth/token" {
                return issueToken(request, at: now, in: &state.procurify)
            }
            let readings = state.readings
            state.procurify.readings = readings
            guard let found = ProcurifyRoute.find(Self.path(of: request, readings)) else {
                return ProcurifyAnswer.notFound
            }
            // A missing slash is a redirect for every method, query kept (1.1); it comes before authentication.
            if !request.rawPath.hasSuffix("/") {
                let query = request.rawQuery.isEmpty ? "" : "?" + request.rawQuery
                return .empty(301, headers: [("location", request.rawPath + "/" + query)])
            }
            if let refusal = Self.refusal(request, at: now, in: state.procurify) {
                return refusal
            }
            let zone = state.procurify.zone
            let call = ProcurifyCall(
                request: ProcurifyPage.sized(request, readings), arguments: found.arguments, now: now,
                zone: readings["day-filters"] == "tenant" ? zone : nil)
            // Budgets, rates, pictures and signed addresses differ from read to read.
            state.procurify.reads &+= 1
            let isHead = request.method == "HEAD"
            guard let handler = found.route.handlers[isHead ? "GET" : request.method] else {
                return request.method == "OPTIONS"
                    ? Self.describe(found.route, call, in: &state.procurify)
                    : ProcurifyAnswer.methodNotAllowed(request.method, allowed: found.route.methods)
            }
            var answer = handler(call, &state.procurify)
            if answer.status == 404, readings["page-past-end"] == "empty", request.parameter("page") != nil {
                answer = Self.emptyPage(handler, call, &state.procurify) ?? answer
            }
            answer = ProcurifyAnswerReadings(readings: readings, zone: zone).applied(to: answer, of: request)
            if isHead { answer.body = [] }
            // Clients look for it when they complain (1.4).
            answer.headers.append(("x-request-id", "pf-\(state.procurify.reads)"))
            return answer
        }
    }

    /// The path that a request means: the plain list of vendors may be that of all (4.1).
    private static func path(of request: SandboxRequest, _ readings: Readings) -> [String] {
        let isPlain = request.method == "GET" && request.path == ["api", "v3", "vendors"]
        return isPlain && readings["plain-vendors"] == "all" ? request.path + ["all"] : request.path
    }

    /// The first page without its rows, in the place of one behind the last; nil where this is no list.
    private static func emptyPage(
        _ handler: ProcurifyRoute.Handler, _ call: ProcurifyCall, _ state: inout ProcurifyState
    ) -> SandboxResponse? {
        var request = call.request
        request.query.removeAll { $0.name == "page" }
        let first = handler(
            ProcurifyCall(request: request, arguments: call.arguments, now: call.now, zone: call.zone), &state)
        guard first.status == 200, var fields = first.value.fields, fields["data"]?.items != nil else { return nil }
        fields["data"] = []
        if var metadata = fields["metadata"]?.fields, var pagination = metadata["pagination"]?.fields {
            pagination["next"] = .null
            pagination["current_page"] = .integer(call.request.parameter("page").flatMap { Int($0) })
            metadata["pagination"] = .object(pagination)
            fields["metadata"] = .object(metadata)
        }
        return .json(200, .object(fields))
    }

    /// The owner of the application behind the token: calls act as that user (1.2).
    func session(of request: SandboxRequest, world: World) -> String? {
        guard let token = Self.bearer(request) else { return nil }
        return world.write { $0.procurify.tokens[token].map { "token \($0.number)" } }
    }

    static func bearer(_ request: SandboxRequest) -> String? {
        guard let header = request.header("authorization") else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }

    func expire(_ request: SandboxRequest, world: World) {
        guard let token = Self.bearer(request) else { return }
        world.write { $0.procurify.tokens[token] = nil }
    }

    func shifted(_ request: SandboxRequest, world: World) async -> SandboxResponse {
        let answer = await handle(request, world: world)
        guard (request.parameter("page").flatMap { Int($0) } ?? 1) > 1, answer.status == 200,
            var fields = answer.value.fields, let rows = fields["data"]?.items
        else { return answer }
        fields["data"] = .array(Array(rows.dropFirst()))
        return .json(200, .object(fields))
    }

    /// 1.3 and 1.4: an absent token, an unknown or expired one, and a missing client header.
    private static func refusal(
        _ request: SandboxRequest, at now: Date, in state: ProcurifyState
    ) -> SandboxResponse? {
        guard let token = bearer(request),
            request.header("x-procurify-client") == "api" || state.readings["missing-client-header"] == "accepted"
        else {
            return ProcurifyAnswer.unauthorized("Authentication credentials were not provided.")
        }
        guard let known = state.tokens[token], known.expires > now else {
            return ProcurifyAnswer.unauthorized("Invalid token.")
        }
        return nil
    }

    /// 1.2: JSON body, `audience` required with its trailing slash, 86,400 seconds, no refresh token.
    private func issueToken(
        _ request: SandboxRequest, at now: Date, in state: inout ProcurifyState
    ) -> SandboxResponse {
        guard request.method == "POST" else {
            return ProcurifyAnswer.methodNotAllowed(request.method, allowed: ["OPTIONS", "POST"])
        }
        let body = request.json
        guard body.fields != nil else {
            return .json(400, ["error": "invalid_request", "error_description": "The body is not a JSON object."])
        }
        guard body["grant_type"]?.text == "client_credentials" else {
            return .json(
                400, ["error": "unsupported_grant_type", "error_description": "Unsupported grant type."])
        }
        guard body["audience"]?.text == firm.credentials.procurifyAudience else {
            return .json(
                403, ["error": "access_denied", "error_description": "Service not enabled within domain."])
        }
        guard body["client_id"]?.text == firm.credentials.procurifyClientID,
            body["client_secret"]?.text == firm.credentials.procurifyClientSecret
        else {
            return .json(401, ["error": "invalid_client", "error_description": "Unauthorized"])
        }
        let token = state.issueToken(at: now)
        let owner = state.owner.email
        return .json(
            200,
            record([
                ("access_token", .string(token)),
                ("scope", .string("urn:procurify-api:domain:\(firm.subdomain) urn:procurify-api:email:\(owner)")),
                ("expires_in", .integer(ProcurifyState.tokenSeconds)), ("token_type", "Bearer"),
            ]))
    }

    /// OPTIONS tells the fields of a list and their types, taken from one of its rows (4.5, 6).
    private static func describe(
        _ route: ProcurifyRoute, _ call: ProcurifyCall, in state: inout ProcurifyState
    ) -> SandboxResponse {
        var members: [(key: String, value: Value)] = [
            ("name", .string(route.name)), ("description", ""),
            ("renders", ["application/json", "text/html", "text/csv"]),
            ("parses", ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"]),
        ]
        let rows = route.handlers["GET"]?(call, &state).value["data"]
        if let row = (rows?[0] ?? rows)?.fields {
            let fields = row.members.map { member in
                (
                    key: member.key,
                    value: record([
                        ("type", .string(type(of: member.value))), ("required", false), ("read_only", true),
                        ("label", .string(member.key.replacingOccurrences(of: "_", with: " ").capitalized)),
                    ])
                )
            }
            members.append(("actions", record([("GET", record(fields))])))
        }
        return .json(200, record(members), headers: [("allow", route.methods.joined(separator: ", "))])
    }

    private static func type(of value: Value) -> String {
        switch value {
        case .null, .string: "string"
        case .bool: "boolean"
        case .number(let digits): digits.contains(".") ? "float" : "integer"
        case .array: "list"
        case .object: "nested object"
        }
    }
}

extension SandboxRequest {
    /// The body as JSON; null where it is none.
    var json: Value {
        do { return try Value.parse(body) } catch { return .null }
    }
}

/// An object whose keys are known to be distinct.
func record(_ members: [(key: String, value: Value)]) -> Value { .object(Fields(distinct: members)) }
