// A model of the ERP's documents: lists by reference, marker and stamp; reads by key; creates, plain and conditional.

import Core
import Foundation
import Synchronization

/// Answers what the document flows ask, from memory, and counts it.
final class ModelLedger: Transport {
    struct State {
        /// Wrapped entities by `Entity/Type/Number`.
        var documents: [String: JSON] = [:]
        var next = 1
        var requests: [HTTPRequest] = []
        /// Documents that lists do not show although they are there.
        var hidden: Set<String> = []
        var honoursCondition = true
        /// A PUT whose filter finds nothing is 404.
        var refusesUnfound = false
        /// A filter with a doubled quote is 500.
        var refusesQuotes = false
        /// What a create answers instead of the new document, by its key.
        var answersWith: String?
        /// Added to every document that a create makes.
        var surcharge: Decimal = 0
        var statusOnCreate: String?
        var ignoresRelease = false
        /// The answer of an action is lost after its effect.
        var losesActions = false
    }

    private let state = Mutex(State())

    func change(_ body: (inout State) -> Void) {
        state.withLock { body(&$0) }
    }

    var requests: [HTTPRequest] { state.withLock { $0.requests.filter { !$0.url.contains("/identity/") } } }
    var documents: [String: JSON] { state.withLock { $0.documents } }

    /// `GET PurchaseOrder?…` of every request, the query decoded.
    var log: [String] {
        requests.map { request in
            let path = request.url.components(separatedBy: "24.200.001/").last ?? request.url
            return "\(request.method.rawValue) \(path.removingPercentEncoding ?? path)"
        }
    }

    func put(_ entity: String, _ fields: [(String, JSON)], details: [JSON] = []) {
        state.withLock { state in
            let object = JSONObject(fields.map { ($0.0, ["value": $0.1]) } + [("Details", .array(details))])
            let key = Self.key(entity, .object(object))
            state.documents[key] = .object(object)
        }
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let (answer, isLost) = state.withLock { state in
            state.requests.append(request)
            return (Self.answer(request, &state), state.losesActions && request.url.contains("/ReleaseBill"))
        }
        if isLost { throw TransportError(kind: .reset, message: "reset", sent: true) }
        return answer
    }

    private static func answer(_ request: HTTPRequest, _ state: inout State) -> HTTPResponse {
        if request.url.contains("/identity/connect/token") {
            return json(200, #"{"access_token":"a","refresh_token":"r","expires_in":3600,"token_type":"Bearer"}"#)
        }
        guard let url = URLComponents(string: request.url) else { return json(400, "{}") }
        if url.path.hasSuffix("/entity/") {
            return json(
                200,
                #"{"version":{"acumaticaBuildVersion":"25.201.0213"},"endpoints":"#
                    + #"[{"name":"Default","version":"24.200.001","href":"/erp/entity/Default/24.200.001/"}]}"#
            )
        }
        let parts = url.path.components(separatedBy: "24.200.001/").last?.split(separator: "/").map(String.init) ?? []
        let query = Dictionary(
            (url.queryItems ?? []).map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { first, _ in first })
        switch (request.method, parts.count) {
        case (.get, 1): return list(parts[0], query, state)
        case (.get, 3):
            guard let found = state.documents[parts.joined(separator: "/")] else {
                return json(
                    500,
                    #"{"exceptionType":"PX.Api.ContractBased.NoEntitySatisfiesTheConditionException"}"#
                )
            }
            return json(200, found.encoded())
        case (.put, 1): return put(parts[0], request, query, &state)
        case (.post, 2): return act(request, &state)
        default: return json(404, #"{"message":"no such route"}"#)
        }
    }

    private static func list(_ entity: String, _ query: [String: String], _ state: State) -> HTTPResponse {
        let filter = query["$filter"]
        if filter?.contains("''") == true, state.refusesQuotes {
            return json(500, #"{"exceptionType":"Microsoft.Data.OData.ODataException"}"#)
        }
        let rows = state.documents.keys.sorted()
            .filter { $0.hasPrefix(entity + "/") && !state.hidden.contains($0) }
            .compactMap { state.documents[$0] }
            .filter { row in filter.map { fits(row, $0) } ?? true }
        let skip = Int(query["$skip"] ?? "0") ?? 0
        let top = Int(query["$top"] ?? "100000") ?? 0
        return json(200, JSON.array(Array(rows.dropFirst(skip).prefix(top))).encoded())
    }

    /// `A eq 'x' or startswith(B,'y')`, `… and …`, and `ge`, as far as these flows send them.
    private static func fits(_ row: JSON, _ filter: String) -> Bool {
        if filter.contains(" or ") { return filter.components(separatedBy: " or ").contains { fits(row, $0) } }
        if filter.contains(" and ") { return filter.components(separatedBy: " and ").allSatisfy { fits(row, $0) } }
        func text(_ field: String) -> String { row[field]?["value"]?.text ?? "" }
        if let range = filter.range(of: " eq ") {
            let wanted = filter[range.upperBound...].dropFirst().dropLast().replacingOccurrences(of: "''", with: "'")
            return text(String(filter[..<range.lowerBound])).lowercased() == wanted.lowercased()
        }
        if filter.hasPrefix("substringof('") {
            let parts = filter.dropFirst("substringof('".count).dropLast().components(separatedBy: "',")
            return parts.count == 2 && text(parts[1]).contains(parts[0])
        }
        if filter.hasPrefix("startswith(") {
            let inside = filter.dropFirst("startswith(".count).dropLast()
            guard let comma = inside.firstIndex(of: ",") else { return false }
            let wanted = inside[inside.index(after: comma)...].dropFirst().dropLast()
            return text(String(inside[..<comma])).hasPrefix(wanted)
        }
        if let range = filter.range(of: " ge datetimeoffset'") {
            let field = String(filter[..<range.lowerBound])
            guard let bound = Timestamp.parse(String(filter[range.upperBound...].dropLast())),
                let stamp = Timestamp.parse(text(field))
            else { return false }
            return stamp >= bound
        }
        return false
    }

    private static func put(
        _ entity: String, _ request: HTTPRequest, _ query: [String: String], _ state: inout State
    ) -> HTTPResponse {
        let body = parsed(request)
        let known = key(entity, body)
        if let filter = query["$filter"], state.honoursCondition,
            state.documents.contains(where: { $0.key.hasPrefix(entity + "/") && fits($0.value, filter) })
        {
            return json(412, #"{"message":"The precondition failed."}"#)
        }
        if query["$filter"] != nil, state.refusesUnfound { return json(404, #"{"message":"not found"}"#) }
        if let other = state.answersWith, let document = state.documents[other] { return json(200, document.encoded()) }
        if var document = state.documents[known]?.object {
            for member in body.object?.members ?? [] { document[member.key] = member.value }
            document["Status"] = ["value": document["Hold"]?["value"]?.flag == true ? "On Hold" : "Balanced"]
            state.documents[known] = .object(document)
            return json(200, JSON.object(document).encoded())
        }
        let number = String(repeating: "0", count: 6 - String(state.next).count) + String(state.next)
        state.next += 1
        var document = body.object ?? JSONObject()
        let details = (body["Details"]?.items ?? []).enumerated().map { index, line in
            line.replacing("LineNbr", with: ["value": .integer(index + 1)])
        }
        let sum = details.reduce(Decimal.zero) { $0 + ($1["ExtendedCost"]?["value"]?.decimal ?? 0) } + state.surcharge
        let isBill = entity == "Bill"
        document[isBill ? "ReferenceNbr" : "OrderNbr"] = ["value": .string(number)]
        document[isBill ? "Amount" : "OrderTotal"] = ["value": .decimal(sum)]
        document["Details"] = .array(details)
        let open = isBill ? "Balanced" : "Open"
        let status = state.statusOnCreate ?? (body["Hold"]?["value"]?.flag == true ? "On Hold" : open)
        document["Status"] = ["value": .string(status)]
        document["LastModifiedDateTime"] = ["value": "2026-07-20T12:00:00.000+00:00"]
        state.documents[key(entity, .object(document))] = .object(document)
        if query["$expand"] == nil { document["Details"] = nil }
        return json(200, JSON.object(document).encoded())
    }

    private static func parsed(_ request: HTTPRequest) -> JSON {
        do { return try JSON.parse(request.body ?? Data()) } catch { return [:] }
    }

    private static func act(_ request: HTTPRequest, _ state: inout State) -> HTTPResponse {
        let body = parsed(request)
        let name = key("Bill", body["entity"] ?? .null)
        if !state.ignoresRelease {
            state.documents[name] = state.documents[name]?.replacing("Status", with: ["value": "Open"])
        }
        return HTTPResponse(status: 204)
    }

    private static func key(_ entity: String, _ document: JSON) -> String {
        func text(_ name: String) -> String { document[name]?["value"]?.text ?? "" }
        return "\(entity)/\(text("Type"))/\(entity == "Bill" ? text("ReferenceNbr") : text("OrderNbr"))"
    }

    private static func json(_ status: Int, _ body: String) -> HTTPResponse {
        HTTPResponse(status: status, headers: [("Content-Type", "application/json")], body: Data(body.utf8))
    }
}
