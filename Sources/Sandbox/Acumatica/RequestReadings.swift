// How requests are taken where the reference leaves it open: refused, or turned into what the routes understand.

import Foundation

struct RequestReadings {
    let readings: Readings

    /// Members of a body that are no fields of the contract (acumatica.md 5.1).
    private static let members: Set<String> = [
        "id", "rowNumber", "note", "custom", "files", "delete", "error", "_links",
    ]
    /// Readings of answers too, for what is shown must be understood.
    private static let names = Readings.acumaticaRequests.map(\.name) + ["canceled", "check-type"]

    /// The display texts of older releases, by those of today (acumatica.md 6.8).
    static func checkTypes(_ readings: Readings) -> [String: String] {
        readings["check-type"] == "Check" ? ["Payment": "Check", "Voided Payment": "Void Check"] : [:]
    }

    func taken(_ request: SandboxRequest) throws -> SandboxRequest {
        guard !readings.areDefault(Self.names), request.path.count > 4,
            let type = EntityType.entity(inURL: request.path[4])
        else { return request }
        var request = request
        if request.method == "POST", type.name == "PurchaseOrder", readings["po-actions"] == "404" {
            throw Problem.noResource(request)
        }
        if type.name == "Check", request.path.count == 7 { request.path[5] = today(request.path[5]) }
        try takeQuery(&request, type)
        if ["PUT", "PATCH"].contains(request.method), !request.body.isEmpty { try takeBody(&request, type) }
        return request
    }

    /// A display text of older releases as today's.
    private func today(_ text: String) -> String {
        Self.checkTypes(readings).first { folded($0.value) == folded(text) }?.key ?? text
    }

    // MARK: - Queries

    private func takeQuery(_ request: inout SandboxRequest, _ type: EntityType) throws {
        if request.parameter("$top") == "0" {
            switch readings["top-zero"] {
            case "everything": request.query.removeAll { $0.name == "$top" }
            case "refused": throw Problem.invalid("$top", "The value '0' is not valid.")
            default: break
            }
        }
        for index in request.query.indices where request.query[index].name == "$filter" {
            var text = request.query[index].value
            try checkFilter(text, type)
            if type.name == "PurchaseOrder", readings["canceled"] == "two" {
                text = text.replacingOccurrences(of: "'Cancelled'", with: "'Canceled'")
            }
            if type.name == "Check" {
                for (now, old) in Self.checkTypes(readings) {
                    text = text.replacingOccurrences(of: "'\(old)'", with: "'\(now)'")
                }
            }
            request.query[index].value = text
        }
    }

    /// acumatica.md 12.5
    private func checkFilter(_ text: String, _ type: EntityType) throws {
        let refusesQuotes = readings["quote-doubling"] == "refused"
        let refusesDecimals = readings["decimal-filter"] == "refused"
        let refusesNot = readings["not-operators"] == "refused"
        let refusesDates = readings["date-literal"] == "refused"
        guard refusesQuotes || refusesDecimals || refusesNot || refusesDates else { return }
        for token in try FilterLexer.tokens(text) {
            if refusesQuotes, case .text(let literal) = token, literal.contains("'") {
                throw Problem.filter("There is an unterminated literal in the filter.")
            }
            if refusesNot, token == .name("ne") || token == .name("not") {
                throw Problem.filter("The operator is not supported.")
            }
            if refusesDates, case .typed("date", let literal) = token {
                throw Problem.filter("Unrecognized 'date' literal '\(literal)'.")
            }
            if refusesDecimals, case .name(let name) = token, case .decimal? = type.kind(of: name) {
                throw Problem.error("Specified cast is not valid.", type: "System.InvalidCastException")
            }
        }
    }

    // MARK: - Bodies

    private func takeBody(_ request: inout SandboxRequest, _ type: EntityType) throws {
        let body: Value
        // A body that is no JSON is refused by the route itself.
        do { body = try Value.parse(request.body) } catch { return }
        guard let fields = body.fields else { return }
        request.body = Value.object(try taken(fields, type)).encodedBytes()
    }

    private func taken(_ fields: Fields, _ type: EntityType) throws -> Fields {
        var result = Fields()
        for (name, value) in fields.members {
            guard let field = type[name] else {
                if readings["unknown-members"] == "refused", !Self.members.contains(name) {
                    throw Problem.invalid(name, "Could not find member '\(name)' on object of type '\(type.name)'.")
                }
                result.append(name, value)
                continue
            }
            switch field.shape {
            case .scalar(let kind): result.append(name, scalar(value, kind, of: type))
            case .linked(let inner):
                result.append(name, try value.fields.map { .object(try taken($0, .named(inner))) } ?? value)
            case .details(let inner):
                let rows = try value.items?.map { row in
                    try row.fields.map { Value.object(try taken($0, .named(inner))) } ?? row
                }
                result.append(name, rows.map(Value.array) ?? value)
            }
        }
        return result
    }

    private func scalar(_ value: Value, _ kind: ScalarKind, of type: EntityType) -> Value {
        guard var wrapped = value.fields, let text = wrapped["value"]?.text else { return value }
        switch kind {
        // The day as it is written, whatever its offset (acumatica.md 12.11).
        case .moment where readings["date-shift"] == "kept" && FirmDay(String(text.prefix(10))) != nil:
            wrapped["value"] = .string(String(text.prefix(10)))
        case .text where type.name == "Check": wrapped["value"] = .string(today(text))
        default: return value
        }
        return .object(wrapped)
    }
}
