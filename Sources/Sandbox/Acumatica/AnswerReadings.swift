// How answers look where the reference leaves it open: applied to what the site would answer by default.

import Foundation

struct AnswerReadings {
    let readings: Readings
    let request: SandboxRequest

    /// The offset of the tenant of which a cookie tells `GMTM0700A` (acumatica.md 2.2).
    private static let localHours = 7
    private static let codes: Set<String> = [
        "Vendor", "VendorID", "VendorClass", "ClassID", "Account", "AccountCD", "BranchID", "Branch", "InventoryID",
        "Project", "Terms", "LocationID", "Location", "LedgerID", "CurrencyID",
    ]
    private static let paddedTo = 10
    private static let names = Readings.acumaticaAnswers.map(\.name)

    func applied(to answer: SandboxResponse) -> SandboxResponse {
        guard !readings.areDefault(Self.names) else { return answer }
        var answer = refusal(answer)
        if readings["action-location"] == "absolute" {
            for index in answer.headers.indices
            where answer.headers[index].name == "Location" && answer.headers[index].value.hasPrefix("/") {
                answer.headers[index].value = origin + answer.headers[index].value
            }
        }
        if request.method == "POST", answer.status == 204, readings["done-location"] == "absent" {
            answer.headers.removeAll { $0.name == "Location" }
        }
        guard [200, 422].contains(answer.status), isJSON(answer) else { return answer }
        let path = request.path.map { $0.lowercased() }
        if path.count == 2, path[1] == "entity" {
            answer.body = endpoints(answer.value).encodedBytes()
        } else if path.count > 4, path[1] == "entity" {
            var value = shown(answer.value, isRow: false)
            if answer.status == 422, readings["refusal-body"] == "with-exception" { value = withException(value) }
            answer.body = value.encodedBytes()
        }
        return answer
    }

    private var origin: String { "\(request.scheme)://\(request.host)" }

    private func isJSON(_ answer: SandboxResponse) -> Bool {
        (answer.header("content-type") ?? "").hasPrefix("application/json")
    }

    // MARK: - Refusals (acumatica.md 12.1)

    private func refusal(_ answer: SandboxResponse) -> SandboxResponse {
        guard answer.status >= 400, isJSON(answer) else { return answer }
        var answer = answer
        let isEntity = request.path.count > 4 && request.path[1].lowercased() == "entity"
        let type = answer.value["exceptionType"]?.text ?? ""
        let said = answer.value["exceptionMessage"]?.text ?? ""
        switch answer.status {
        case 401 where isEntity: return unauthorised(answer)
        case 404 where isEntity && readings["entity-404"] == "html":
            return .html(404, "<h2>HTTP Error 404.0 - Not Found</h2>")
        case 406 where request.method == "POST" && request.path.count == 5:
            answer.status = number("collection-post", 406)
        case 400 where answer.value["error_description"] != nil:
            answer.status = number("token-error-status", 400)
        case 500 where said.contains("API Login Limit"): answer.status = number("login-limit-status", 500)
        case 500 where request.method == "DELETE" && said.contains("cannot be deleted"):
            answer.status = number("delete-refusal", 500)
        case 500 where type.contains("NoEntitySatisfies") && request.method == "GET":
            answer.status = number("missing-record", 500)
        case 500 where type.contains("ODataException"): answer.status = number("filter-error-status", 500)
        default: break
        }
        return answer
    }

    private func number(_ reading: String, _ usual: Int) -> Int { Int(readings[reading]) ?? usual }

    private func unauthorised(_ answer: SandboxResponse) -> SandboxResponse {
        switch readings["unauthorised-body"] {
        case "empty": return .empty(401)
        case "html": return .html(401, "<h2>401 - Unauthorized: Access is denied.</h2>")
        case "redirect":
            let page = "/\(AcumaticaSite.directory)/Frames/Login.aspx"
            return .empty(302, headers: [("Location", page)])
        default: return answer
        }
    }

    private func withException(_ value: Value) -> Value {
        guard var fields = value.fields else { return value }
        fields["exceptionMessage"] = fields["error"] ?? "The entity has errors."
        fields["exceptionType"] = "PX.Api.ContractBased.OutcomeEntityHasErrorsException"
        return .object(fields)
    }

    // MARK: - The list of endpoints (acumatica.md 1.2)

    private func endpoints(_ value: Value) -> Value {
        guard var list = value.fields, let items = list["endpoints"]?.items else { return value }
        let shown = items.map { item -> Value in
            guard var fields = item.fields, readings["endpoint-links"] == "url" else { return item }
            fields["href"] = .string(origin + (fields["href"]?.text ?? ""))
            return .object(fields)
        }
        if readings["endpoint-list"] == "array" { return .array(shown) }
        list["endpoints"] = .array(shown)
        if readings["endpoint-features"] == "present" {
            list["features"] = ["PX.Objects.CS.FeaturesSet+financialModule"]
        }
        return .object(list)
    }

    // MARK: - Records (acumatica.md 5)

    private func shown(_ value: Value, isRow: Bool) -> Value {
        if let items = value.items { return .array(items.map { shown($0, isRow: isRow) }) }
        guard let fields = value.fields else { return value }
        var result = Fields()
        for (name, member) in fields.members {
            switch name {
            case "custom", "files", "error": result.append(name, member)
            case "_links": links(member).map { result.append(name, $0) }
            case "note": result.append(name, isRow ? note(member) : member)
            default: result.append(name, field(name, member))
            }
        }
        return .object(result)
    }

    private func field(_ name: String, _ member: Value) -> Value {
        if member.items != nil { return shown(member, isRow: true) }
        guard var wrapped = member.fields else { return member }
        guard let value = wrapped["value"] else {
            return wrapped["id"] == nil ? member : shown(member, isRow: false)
        }
        wrapped["value"] = scalar(name, value)
        if let error = wrapped["error"]?.text { wrapped["error"] = .string(message(error, value)) }
        return .object(wrapped)
    }

    /// `'Vendor' cannot be found in the system.` as `Vendor 'X' cannot be found in the system.` (acumatica.md 8)
    private func message(_ text: String, _ value: Value) -> String {
        let ending = "' cannot be found in the system."
        guard readings["selector-message"] == "value", text.hasPrefix("'"), text.hasSuffix(ending) else { return text }
        return "\(text.dropFirst().dropLast(ending.count)) '\(value.text ?? "")\(ending)"
    }

    private func links(_ value: Value) -> Value? {
        switch readings["links"] {
        case "absent": return nil
        case "absolute":
            let members = (value.fields?.members ?? []).map { ($0.key, Value.string(origin + ($0.value.text ?? ""))) }
            return .object(Fields(members))
        default: return value
        }
    }

    private func note(_ value: Value) -> Value {
        let text = value["value"]?.text ?? ""
        guard text.isEmpty else { return value }
        switch readings["note"] {
        case "wrapped": return ["value": ""]
        case "null-on-rows": return .null
        default: return value
        }
    }

    private func scalar(_ name: String, _ value: Value) -> Value {
        if case .number(let digits) = value { return readings["numbers"] == "text" ? .string(digits) : value }
        guard let text = value.text else { return value }
        switch name {
        case "LastModifiedDateTime", "CreatedDateTime": return .string(stamp(text))
        case "PostPeriod", "FinancialPeriodID":
            guard readings["period-form"] == "MM-YYYY", text.count == 6 else { return value }
            return .string("\(text.prefix(2))-\(text.suffix(4))")
        case "Subaccount", "SubaccountCD", "APSubaccount":
            guard readings["subaccount-form"] == "segmented", text.count == 6 else { return value }
            return .string("\(text.prefix(3))-\(text.suffix(3))")
        case "Status" where text == "Canceled": return .string(readings["canceled"] == "two" ? "Cancelled" : text)
        case "Type", "DocType": return .string(RequestReadings.checkTypes(readings)[text] ?? text)
        default:
            guard readings["selector-padding"] == "padded", Self.codes.contains(name) else { return value }
            return .string(text + String(repeating: " ", count: max(0, Self.paddedTo - text.count)))
        }
    }

    private func stamp(_ text: String) -> String {
        guard var moment = Moment(text) else { return text }
        var offset = "+00:00"
        if readings["stamp-offset"] == "local" {
            offset = "-0\(Self.localHours):00"
            moment.milliseconds -= Self.localHours * 3_600_000
            if moment.milliseconds < 0 {
                moment.milliseconds += 86_400_000
                moment.day = moment.day.adding(days: -1)
            }
        }
        var clock = moment.comparable
        switch readings["stamp-fraction"] {
        case "0": clock = String(clock.prefix(19))
        case "7": clock += "0000"
        case "trimmed":
            while clock.hasSuffix("0") { clock.removeLast() }
            if clock.hasSuffix(".") { clock.removeLast() }
        default: break
        }
        return clock + offset
    }
}
