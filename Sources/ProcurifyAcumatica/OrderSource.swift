// A Procurify purchase order as far as the flow uses it, in one canonical form.

import Core
import Foundation

/// Where an order stands in Procurify (procurify.md 4.4).
enum OrderStanding: String, Sendable {
    /// State 0 or 5 and active.
    case open
    case cancelled, closed, paid, inactive
}

/// Reads purchase orders. `document` is what a change after posting is measured by; `about` explains.
enum OrderSource {
    /// Open orders need their lines, and of the others those that may have been posted before.
    static func needsDetail(_ row: JSON, since start: CalendarDate) -> Bool {
        guard row["procurify_PO"]?.integer != nil, let state = row["state"]?.integer else { return true }
        if state == 0 || state == 5 { return true }
        guard state == 3 || state == 4 else { return false }
        guard let modified = row["last_modified"]?.text.flatMap(Timestamp.parse) else { return true }
        return modified >= start.adding(days: -1).start(in: .gmt)
    }

    /// Reads an order. Throws `Undecodable`.
    static func decode(list: JSON, detail: JSON?) throws -> Decoded {
        let reading = SourceReading(detail ?? list)
        let key = try reading.requiredID("procurify_PO")
        let number = reading.text("number") ?? reading.text("PO_Num") ?? key
        let standing = try standing(reading)
        let vendor = reading.object("pref_vendor")
        let vendorName = vendor.text("name") ?? reading.text("vendor_name") ?? "unknown vendor"
        if detail == nil, standing == .open {
            throw Undecodable(field: "order_items", message: "the order is open, but its detail could not be read")
        }
        let total = try reading.decimal("total")
        let currency = reading.object("purchased_currency").text("name")?.uppercased()
        let document = detail == nil ? JSON.null : try document(reading, number: number)
        let card = reading.json["creditcard"].map { !$0.isNull && $0 != .string("") } ?? false
        return Decoded(
            key: key, title: "\(number), \(vendorName)",
            source: SourceRef(
                system: "procurify",
                id: reading.text("uuid")?.lowercased().replacingOccurrences(of: "-", with: "") ?? key,
                number: number, version: try reading.integer("version") ?? 0,
                modifiedAt: try reading.moment("last_modified")),
            body: [
                "status": .string(standing.rawValue),
                "card": .bool(card),
                "document": document,
                "about": [
                    "vendor_name": .string(vendorName),
                    "vendor_external_id": .string(vendor.text("external_id") ?? ""),
                    "approved_at": .optional(try firstApproval(reading).map(Timestamp.format)),
                    "comment": .string(reading.text("comment") ?? ""),
                    "purchaser": .string(person(reading.object("purchaser"))),
                ],
            ],
            money: total.flatMap { amount in currency.map { Money(amount, $0) } })
    }

    private static func standing(_ reading: SourceReading) throws -> OrderStanding {
        switch try reading.integer("state") {
        case 0, 5: reading.json["active"]?.flag == false ? .inactive : .open
        case 1: .cancelled
        case 3: .closed
        case 4: .paid
        default: throw reading.odd("state", "order state 0, 1, 3, 4 or 5 is expected")
        }
    }

    /// The earliest approval of a line; the date of the order where no line tells one.
    private static func firstApproval(_ reading: SourceReading) throws -> Date? {
        let approvals = try reading.list("order_items").compactMap { try $0.moment("approved_datetime") }
        return try approvals.min() ?? reading.moment("date")
    }

    private static func document(_ reading: SourceReading, number: String) throws -> JSON {
        guard let currency = reading.object("purchased_currency").text("name") else {
            throw reading.odd("purchased_currency", "a currency with a name is expected")
        }
        guard reading.json["order_items"]?.items != nil else {
            throw reading.odd("order_items", "a list of lines is expected")
        }
        // A line that was taken off the order stays in the answer, switched off.
        let lines = try reading.list("order_items")
            .filter { $0.json["active"]?.flag != false && $0.json["is_active"]?.flag != false }
            .map(line)
        return [
            "number": .string(number),
            "vendor": .string(try reading.object("pref_vendor").requiredID("id")),
            "currency": .string(currency.uppercased()),
            "date": .optional(try reading.date("date")?.canonical),
            "promise_date": .optional(try reading.date("promise_date")?.canonical),
            "terms": .string(reading.text("payment_terms") ?? ""),
            "subtotal": amount(try reading.decimal("subtotal")),
            "total": amount(try reading.decimal("total")),
            "freight": amount(try reading.decimal("freight")),
            "other": amount(try reading.decimal("other")),
            "tax": try share(reading, "tax"),
            "discount": try share(reading, "discount"),
            "tax_amount": amount(try reading.object("cost_details").decimal("tax_amount")),
            "lines": .array(sorted(lines)),
        ]
    }

    /// An amount or a percentage (procurify.md 1.7); tolerates a bare amount.
    private static func share(_ reading: SourceReading, _ name: String) throws -> JSON {
        guard let value = reading.json[name], !value.isNull else { return .null }
        guard value.object != nil else { return ["value": amount(try reading.decimal(name)), "type": "amount"] }
        let type = value["type"]?.text ?? "amount"
        guard type == "amount" || type == "percentage" else {
            throw reading.object(name).odd("type", "amount or percentage is expected")
        }
        return ["value": amount(try reading.object(name).decimal("value")), "type": .string(type)]
    }

    private static func line(_ reading: SourceReading) throws -> JSON {
        var allocations = try reading.list("spend_allocation").map { try allocation($0, account: "account") }
        let total = try reading.decimal("total_cost")
        if allocations.isEmpty { allocations = [try coding(reading.object("account"), amount: total)] }
        return [
            "id": .string(try reading.requiredID("id")),
            "description": .string(reading.text("name") ?? ""),
            "unit": .string(reading.text("unit") ?? ""),
            "quantity": amount(try reading.decimal("quantity")),
            "price": amount(try reading.decimal("price")),
            "total_cost": amount(total),
            "tax_amount": amount(try reading.decimal("tax_amount")),
            "shipping_amount": amount(try reading.decimal("shipping_amount")),
            "allocations": .array(sorted(allocations)),
        ]
    }
}

/// An order as it was decoded.
struct Order {
    let standing: OrderStanding?
    let card: Bool
    let document: JSON
    let about: JSON
    let number: String
    let vendor: SourceVendor
    let currency: String
    let lines: [Line]

    struct Line {
        let id: String
        let description: String
        let quantity: Decimal?
        let price: Decimal?
        let tax: Decimal
        let shipping: Decimal
        let allocations: [Allocation]
    }

    init(_ body: JSON) {
        standing = body["status"]?.text.flatMap(OrderStanding.init)
        card = body["card"]?.flag ?? false
        document = body["document"] ?? .null
        about = body["about"] ?? .null
        number = document["number"]?.text ?? ""
        vendor = SourceVendor(
            id: document["vendor"]?.text ?? "", name: about["vendor_name"]?.text ?? "",
            externalID: about["vendor_external_id"]?.text ?? "")
        currency = document["currency"]?.text ?? ""
        lines = (document["lines"]?.items ?? []).map { json in
            Line(
                id: json["id"]?.text ?? "", description: json["description"]?.text ?? "",
                quantity: json["quantity"]?.decimal, price: json["price"]?.decimal,
                tax: json["tax_amount"]?.decimal ?? 0, shipping: json["shipping_amount"]?.decimal ?? 0,
                allocations: (json["allocations"]?.items ?? []).map(Allocation.init))
        }
    }

    var approvedAt: Date? { about["approved_at"]?.text.flatMap(Timestamp.parse) }

    func amount(_ name: String) -> Decimal? { document[name]?.decimal }

    func date(_ name: String, zone: TimeZone?) -> CalendarDate? {
        document[name]?.text.flatMap(SourceDate.init)?.day(in: zone)
    }
}
