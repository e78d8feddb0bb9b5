// A Procurify bill as far as the flow uses it: from the list row and the detail to one canonical form.

import Core
import Foundation

/// Where a bill stands in Procurify (procurify.md 4.5).
enum BillStanding: String, Sendable {
    /// Status 2, and 4, 6, 7 or 8: approved and perhaps on its way through payment.
    case approved
    case draft, submitted, denied, withdrawn, inactive
}

/// Reads bills. The canonical form has two parts: `document`, whose change after posting a person must see, and
/// `about`, which goes along or explains.
enum BillSource {
    /// What the list row alone decides: whether the detail is needed at all.
    static func needsDetail(_ row: JSON) -> Bool {
        let reading = SourceReading(row)
        guard reading.id("group") != nil, let type = row["type"]?.integer, let status = row["status"]?.integer
        else { return true }
        return type == 0 && ![0, 1, 3, 5].contains(status)
    }

    /// The key of interface.md: `group`; where it is null the smallest `pk` of `version_choices`; else `id`.
    static func key(list: JSON, detail: JSON?) throws -> String {
        let readings = [SourceReading(list)] + (detail.map { [SourceReading($0)] } ?? [])
        if let group = readings.compactMap({ $0.id("group") }).first { return group }
        let versions = (detail?["version_choices"]?.items ?? []).compactMap { $0["pk"]?.integer }
        if let first = versions.min() { return String(first) }
        if let id = readings.compactMap({ $0.id("id") }).first { return id }
        throw Undecodable(field: "group", message: "the bill has neither a group nor an id")
    }

    /// Reads a bill. Throws `Undecodable`.
    static func decode(list: JSON, detail: JSON?) throws -> Decoded {
        let reading = SourceReading(detail ?? list)
        let standing = try standing(reading)
        guard let type = try reading.integer("type"), (0...2).contains(type) else {
            throw reading.odd("type", "bill type 0, 1 or 2 is expected")
        }
        if detail == nil, standing == .approved, type == 0 {
            throw Undecodable(field: "items", message: "the bill is approved, but its detail could not be read")
        }
        let number = reading.text("invoice_number") ?? ""
        let vendor = reading.object("vendor")
        let vendorName = vendor.text("name") ?? reading.text("vendor_name") ?? "unknown vendor"
        let total = try reading.decimal("invoice_total") ?? reading.decimal("total_cost_with_tax")
        let currency = reading.object("currency").text("name")
        let key = try key(list: list, detail: detail)
        return Decoded(
            key: key,
            title: "\(number.isEmpty ? "bill \(key)" : number), \(vendorName)",
            source: SourceRef(
                system: "procurify",
                id: uuid(reading) ?? uuid(SourceReading(list)) ?? key, number: number,
                version: try reading.integer("version") ?? SourceReading(list).integer("version") ?? 0,
                modifiedAt: try reading.moment("last_modified_datetime")
                    ?? SourceReading(list).moment("last_modified_datetime")),
            body: [
                "status": .string(standing.rawValue),
                "type": .integer(type),
                "document": detail == nil ? .null : try document(reading, list: SourceReading(list)),
                "about": try about(reading, list: SourceReading(list), standing: standing, vendorName: vendorName),
            ],
            money: total.flatMap { amount in currency.map { Money(amount, $0) } })
    }

    private static func uuid(_ reading: SourceReading) -> String? {
        reading.text("uuid")?.lowercased().replacingOccurrences(of: "-", with: "")
    }

    private static func standing(_ reading: SourceReading) throws -> BillStanding {
        if reading.json["active"]?.flag == false { return .inactive }
        return switch try reading.integer("status") {
        case 2, 4, 6, 7, 8: .approved
        case 0: .draft
        case 1: .submitted
        case 3: .denied
        case 5: .withdrawn
        default: throw reading.odd("status", "bill status 0 to 8 is expected")
        }
    }

    private static func document(_ reading: SourceReading, list: SourceReading) throws -> JSON {
        guard let currency = reading.object("currency").text("name") else {
            throw reading.odd("currency", "a currency with a name is expected")
        }
        guard reading.json["items"]?.items != nil else { throw reading.odd("items", "a list of lines is expected") }
        let lines = try reading.list("items").map(line)
        let costs = try reading.list("costs").map(cost)
        let amounts = ["invoice_total", "total_cost_with_tax", "exclusive_tax_amount", "tax_amount", "shipping_amount"]
        return [
            "vendor": .string(try reading.object("vendor").requiredID("id")),
            "currency": .string(currency.uppercased()),
            "invoice_number": .string(reading.text("invoice_number") ?? ""),
            "invoice_date": try date("invoice_date", reading, list),
            "due_date": try date("due_date", reading, list),
            "gl_post_date": try date("gl_post_date", reading, list),
            "terms": .string(reading.text("payment_terms") ?? ""),
            "note": .string(reading.text("note") ?? ""),
            "totals": .object(JSONObject(try amounts.map { ($0, amount(try reading.decimal($0))) })),
            "lines": .array(sorted(lines)),
            "costs": .array(sorted(costs)),
        ]
    }

    private static func line(_ reading: SourceReading) throws -> JSON {
        let order = reading.object("orderitem")
        var allocations = try reading.list("cost_allocations").map { try allocation($0, account: "budget") }
        if allocations.isEmpty, order.object("account").isObject {
            allocations = [
                try coding(order.object("account"), amount: reading.decimal("total_cost"))
            ]
        }
        return [
            "id": .string(try reading.requiredID("id")),
            "description": .string(reading.text("description") ?? order.text("name") ?? ""),
            "unit": .string(reading.text("unit") ?? ""),
            "quantity": amount(reading.json["bill_by_cost"]?.flag == true ? nil : try reading.decimal("quantity")),
            "unit_cost": amount(try reading.decimal("unit_cost")),
            "total_cost": amount(try reading.decimal("total_cost")),
            "total_cost_with_tax": amount(try reading.decimal("total_cost_with_tax")),
            "tax_amount": amount(try reading.decimal("tax_amount")),
            "tax_inclusive": .bool(reading.json["tax_is_inclusive"]?.flag ?? false),
            "tax_name": .string(reading.text("tax_name") ?? ""),
            "shipping_amount": amount(try reading.decimal("shipping_amount")),
            "order": .optional(order.id("purchase_order") ?? reading.object("po").id("id")),
            "order_number": .optional(reading.object("po").text("number") ?? order.text("purchase_order_number")),
            "order_item": .optional(order.id("id")),
            "order_approved_at": .optional(try order.moment("approved_datetime").map(Timestamp.format)),
            "allocations": .array(sorted(allocations)),
        ]
    }

    private static func cost(_ reading: SourceReading) throws -> JSON {
        [
            "id": .string(try reading.requiredID("id")),
            "name": .string(reading.text("name") ?? ""),
            "amount": amount(try reading.decimal("amount")),
            "allocation": try allocation(reading.object("cost_allocation"), account: "budget"),
        ]
    }

    private static func about(
        _ reading: SourceReading, list: SourceReading, standing: BillStanding, vendorName: String
    ) throws -> JSON {
        let approval = standing == .approved && reading.json["bill_statuses"] != nil ? try approval(reading) : nil
        var conflicts: [JSON] = []
        for name in ["invoice_date", "due_date", "gl_post_date"] {
            if let listed = try list.date(name), let detailed = try reading.date(name), listed != detailed {
                conflicts.append([
                    "field": .string(name), "list": .string(listed.canonical), "detail": .string(detailed.canonical),
                ])
            }
        }
        return [
            "id": .optional(reading.id("id") ?? list.id("id")),
            "vendor_name": .string(vendorName),
            "vendor_external_id": .string(reading.object("vendor").text("external_id") ?? ""),
            "approved_at": .optional(approval.map { Timestamp.format($0.at) }),
            "approved_by": .optional(approval?.by),
            "date_conflicts": .array(conflicts),
        ]
    }

    /// The first approval: the earliest status 2; where the history shows none, the earliest later status.
    private static func approval(_ reading: SourceReading) throws -> (at: Date, by: String)? {
        let entries = try reading.list("bill_statuses").map { entry in
            (status: try entry.integer("status"), at: try entry.moment("date"), by: person(entry.object("user")))
        }
        for accepted in [[2], [4, 6, 7, 8]] {
            let dated = entries.compactMap { entry in
                entry.status.flatMap { accepted.contains($0) ? entry.at.map { (at: $0, by: entry.by) } : nil }
            }
            if let first = dated.min(by: { $0.at < $1.at }) { return first }
        }
        throw Undecodable(
            field: "bill_statuses", message: "the bill is approved, but its history does not say when")
    }

    /// The plain date of the list where it has one, else the detail's (procurify.md 1.6).
    private static func date(_ name: String, _ reading: SourceReading, _ list: SourceReading) throws -> JSON {
        let listed = try list.date(name)
        if case .day(let day) = listed { return .string(day.description) }
        return .optional((try reading.date(name) ?? listed)?.canonical)
    }
}

// MARK: - What bills and orders share

func amount(_ value: Decimal?) -> JSON { value.map(JSON.decimal) ?? .null }

/// The name of a user of Procurify, with the address where it tells one.
func person(_ user: SourceReading) -> String {
    let name = [user.text("firstName"), user.text("lastName")].compactMap { $0 }.joined(separator: " ")
    let address = user.text("email").map { name.isEmpty ? $0 : " <\($0)>" } ?? ""
    return name.isEmpty && address.isEmpty ? "unknown" : name + address
}

/// One allocation: an amount on an account code, in a department of a location.
func allocation(_ reading: SourceReading, account: String) throws -> JSON {
    try coding(reading.object(account), amount: reading.decimal("amount"), id: reading.id("id"))
}

func coding(_ account: SourceReading, amount value: Decimal?, id: String? = nil) throws -> JSON {
    let department = account.object("department")
    let location = department.object("branch")
    return [
        "id": .string(id ?? ""),
        "amount": amount(value),
        "code": .string(account.object("account_code").text("code") ?? ""),
        "department": .string(department.text("name") ?? ""),
        "department_id": .string(department.id("id") ?? ""),
        "location": .string(location.text("name") ?? ""),
        "location_id": .string(location.id("id") ?? ""),
    ]
}

/// By id, so that another order of the same rows is no change.
func sorted(_ rows: [JSON]) -> [JSON] {
    let keyed = rows.enumerated().map { (index: $0, id: $1["id"]?.integer ?? Int.max, row: $1) }
    return keyed.sorted { ($0.id, $0.index) < ($1.id, $1.index) }.map(\.row)
}
