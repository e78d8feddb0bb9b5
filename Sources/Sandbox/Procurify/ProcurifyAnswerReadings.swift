// How answers look where the reference leaves it open: applied to what Procurify would answer by default.
import Foundation

struct ProcurifyAnswerReadings {
    let readings: Readings
    /// The tenant's own zone (1.6).
    let zone: TimeZone

    private static let names = Readings.procurifyAnswers.map(\.name)
    private static let billDates = ["invoice_date", "due_date", "gl_post_date"]

    func applied(to answer: SandboxResponse, of request: SandboxRequest) -> SandboxResponse {
        guard !readings.areDefault(Self.names),
            (answer.header("content-type") ?? "").hasPrefix("application/json")
        else { return answer }
        var answer = answer
        if answer.status == 400 {
            answer.body = refusal(answer.value).encodedBytes()
        } else if answer.status < 300 {
            let path = request.path.joined(separator: "/")
            let isBill = path.hasPrefix("api/v2/ap/bills/")
            let isList = path == "api/v3/ap/bills"
            answer.body = shown(dated(answer.value, isBill: isBill, isList: isList)).encodedBytes()
        }
        return answer
    }

    // MARK: - Refusals (1.4)

    private func refusal(_ body: Value) -> Value {
        guard let errors = body["errors"]?.fields, readings["error-shape"] != "v3" else { return body }
        func message(_ value: Value) -> Value { value["message"] ?? "" }
        if readings["error-shape"] == "detail" {
            return ["detail": errors.members.first.map { message($0.value) } ?? ""]
        }
        return record(
            errors.members.map { member in
                (member.key == "null" ? "non_field_errors" : member.key, .array([message(member.value)]))
            })
    }

    // MARK: - Dates of bills (1.6)

    private func dated(_ body: Value, isBill: Bool, isList: Bool) -> Value {
        guard isBill || isList, var fields = body.fields, let data = fields["data"] else { return body }
        fields["data"] = isBill ? bill(data, detail) : .array((data.items ?? []).map { bill($0, inList) })
        return .object(fields)
    }

    private func bill(_ value: Value, _ write: (String) -> String) -> Value {
        guard var fields = value.fields else { return value }
        for name in Self.billDates {
            if let text = fields[name]?.text { fields[name] = .string(write(String(text.prefix(10)))) }
        }
        return .object(fields)
    }

    private func inList(_ day: String) -> String {
        readings["bill-list-dates"] == "utc-midnight" ? day + "T00:00:00Z" : day
    }

    private func detail(_ day: String) -> String {
        switch readings["bill-dates"] {
        case "plain": return day
        case "utc-midnight": return day + "T00:00:00Z"
        default:
            guard let noon = ProcurifyStamp.parse(day + "T12:00:00Z") else { return day }
            let seconds = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(noon) / 1_000_000))
            if readings["bill-dates"] == "local-midnight" { return day + "T00:00:00" + Self.offset(seconds) }
            let midnight = Double(noon) / 1_000_000 - 43_200 - Double(seconds)
            return ProcurifyStamp.text(Date(timeIntervalSince1970: midnight))
        }
    }

    private static func offset(_ seconds: Int) -> String {
        let minutes = abs(seconds) / 60
        func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return (seconds < 0 ? "-" : "+") + pad(minutes / 60) + ":" + pad(minutes % 60)
    }

    // MARK: - Date-times and UUIDs, wherever they stand (1.6, 1.8)

    private func shown(_ value: Value) -> Value {
        switch value {
        case .array(let items): return .array(items.map(shown))
        case .object(let fields):
            return record(
                fields.members.map { member in
                    guard ["uuid", "bill_uuids"].contains(member.key) else { return (member.key, shown(member.value)) }
                    return (member.key, dashed(member.value))
                })
        case .string(let text): return .string(dateTime(text))
        default: return value
        }
    }

    private func dashed(_ value: Value) -> Value {
        guard readings["uuid"] == "dashed", let text = value.text, text.utf8.count == 32 else { return value }
        let cuts = [0, 8, 12, 16, 20, 32]
        return .string(
            zip(cuts, cuts.dropFirst()).map { String(text.dropFirst($0).prefix($1 - $0)) }.joined(separator: "-"))
    }

    /// Only what has the form of our own stamps: 27 characters with microseconds and `Z`.
    private func dateTime(_ text: String) -> String {
        guard readings["date-times"] != "utc", text.utf8.count == 27, text.hasSuffix("Z"),
            text.dropFirst(10).first == "T", let micros = ProcurifyStamp.parse(text)
        else { return text }
        if readings["date-times"] == "no-fraction" { return text.prefix(19) + "Z" }
        let date = Date(timeIntervalSince1970: Double(micros) / 1_000_000)
        let seconds = zone.secondsFromGMT(for: date)
        let local = ProcurifyStamp.text(date.addingTimeInterval(Double(seconds)))
        return local.dropLast() + Self.offset(seconds)
    }
}

extension ProcurifyPage {
    /// The request with the size of its page as the readings have it (2).
    static func sized(_ request: SandboxRequest, _ readings: Readings) -> SandboxRequest {
        guard let usual = Int(readings["page-size"]), let most = Int(readings["page-size-max"]) else { return request }
        var request = request
        let asked = request.parameter("page_size").flatMap { Int($0) } ?? 0
        let size = min(asked > 0 ? asked : usual, most)
        request.query.removeAll { $0.name == "page_size" }
        request.query.append(("page_size", String(size)))
        return request
    }
}
