// The plan of a purchase order. Pure.

import Core
import Foundation

/// Plans orders for one connection.
struct OrderPlanning {
    let settings: ConnectionSettings
    let installation: String
    let reader: any StoreReader

    var posting: PostingSettings { settings.posting }
    var coding: Coding { Coding(settings: settings, reader: reader) }

    /// Throws `Rejection`.
    func plan(_ record: Record) throws -> Plan {
        let order = Order(record.body)
        if let target = record.target { return try posted(record, order, target) }
        let zone = try coding.timeZone()
        try skip(order, zone: zone)
        return try create(record, order, zone: zone ?? .gmt)
    }

    private func skip(_ order: Order, zone: TimeZone?) throws {
        switch order.standing {
        case .open: break
        case .cancelled: throw Rejection.skipped(Reason(.cancelled, "It was cancelled in Procurify."))
        case .inactive: throw Rejection.skipped(Reason(.cancelled, "It is no longer active in Procurify."))
        case .closed, .paid:
            throw Rejection.skipped(
                Reason(
                    .closedBeforePosting,
                    "It was \(order.standing?.rawValue ?? "closed") in Procurify before it was posted."))
        case nil: throw Rejection.held(Reason(.undecodable, "Its state is not known."))
        }
        if order.card { throw Rejection.skipped(Reason(.cardOrder, "It is paid by credit card.")) }
        guard let approved = order.approvedAt else {
            throw Rejection.held(Reason(.undecodable, "The order tells neither an approval nor a date."))
        }
        let day = CalendarDate(approved, in: zone ?? .gmt)
        guard day >= posting.startDate else {
            throw Rejection.skipped(Reason(.beforeStartDate, "It was approved on \(day), before \(posting.startDate)."))
        }
    }

    private func posted(_ record: Record, _ order: Order, _ target: Target) throws -> Plan {
        if order.standing == .cancelled || order.standing == .inactive {
            throw Rejection.held(
                Reason(.cancelledAfterPosting, "It was cancelled in Procurify, but \(target) stands in Acumatica."))
        }
        try PostedPlan.checkUnchanged(record, document: order.document, target: target)
        return PostedPlan.next(record, target: target, kind: .order)
    }

    private func create(_ record: Record, _ order: Order, zone: TimeZone) throws -> Plan {
        let vendor = try coding.vendor(order.vendor)
        let currency = try coding.currency(order.currency)
        let totals = try OrderTotals.agreed(with: order, scale: currency.scale)
        guard totals.total >= 0 else {
            throw Rejection.held(
                Reason(
                    .amountMismatch,
                    "The order comes to \(totals.total.fixed(currency.scale)) \(currency.id), which Acumatica refuses.")
            )
        }
        let lines = try lines(order, totals, scale: currency.scale)
        guard !lines.isEmpty else { throw Rejection.held(Reason(.amountMismatch, "The order has no lines.")) }
        guard let date = order.date("date", zone: zone) ?? order.approvedAt.map({ CalendarDate($0, in: zone) }) else {
            throw Rejection.held(Reason(.dateMismatch, "The order has no date."))
        }
        let branches = Set(lines.map(\.coding.branch))
        let branch = branches.count == 1 ? branches.first ?? settings.acumatica.branch : settings.acumatica.branch
        let marker = Marker(
            subdomain: settings.procurify.subdomain, kind: .order, key: record.id.key, installation: installation)
        let reference = String(order.number.prefix(Limits.vendorRefCharactersMax))
        let intent = DocumentIntent(
            kind: .order, marker: marker, vendor: vendor, reference: reference, type: "Normal", amount: totals.total,
            currency: currency.id, date: date, lines: lines.map(\.intentLine), billed: [], source: order.document)
        let header = OrderHeader(
            vendor: vendor, reference: reference, date: date, promised: order.date("promise_date", zone: zone),
            terms: try coding.terms(order.document["terms"]?.text ?? ""), currency: currency.id, branch: branch,
            description: marker.heading("\(order.number) \(order.vendor.name)", charactersMax: 60),
            total: totals.total, hold: posting.orderState == .onHold, note: note(order),
            lineType: settings.defaults.orderLineType)
        return Plan(
            record: record.id, action: .create, request: header.request(lines: lines), intent: intent.json,
            money: Money(totals.total, currency.id),
            summary: "Order \(order.number) of \(vendor) over \(totals.total.fixed(currency.scale)) \(currency.id)")
    }

    /// What the 60 characters of the description have no room for.
    private func note(_ order: Order) -> String {
        let comment = order.about["comment"]?.text ?? ""
        let purchaser = order.about["purchaser"]?.text ?? "unknown"
        return "Procurify order \(order.number), purchased by \(purchaser)." + (comment.isEmpty ? "" : "\n\(comment)")
    }

    /// One line per allocation, then tax, freight, other costs and the discount, rounded so that they add up to the
    /// total.
    private func lines(_ order: Order, _ totals: OrderTotals, scale: Int) throws -> [DocumentLine] {
        let allocations = order.lines.flatMap { line in line.allocations.map { (line: line, allocation: $0) } }
        let codings = try allocations.map { try coding.line($0.allocation, of: $0.line.description) }
        let base = largest(allocations.map(\.allocation), codings)
        let charges = try totals.charges.filter { $0.amount != 0 }.map { charge in
            guard let base else {
                throw Rejection.held(
                    Reason(.chargeAccountMissing, "There is \(charge.name), but no line whose account it could take."))
            }
            return (charge: charge, coding: charge.name == "tax" ? base : try coding.charge(charge.name, largest: base))
        }
        let amounts = Money.split(allocations.map(\.allocation.amount) + charges.map(\.charge.amount), scale: scale)
        var lines: [DocumentLine] = []
        for (index, entry) in allocations.enumerated() {
            let whole = entry.line.allocations.reduce(Decimal.zero) { $0 + $1.amount }
            lines.append(
                DocumentLine(
                    text: LineText.cut(entry.line.description), coding: codings[index], amount: amounts[index],
                    scale: scale,
                    quantity: entry.line.quantity, price: entry.line.price, share: (entry.allocation.amount, whole),
                    item: entry.line.id))
        }
        for (index, entry) in charges.enumerated() {
            lines.append(
                DocumentLine(
                    text: entry.charge.text, coding: entry.coding, amount: amounts[allocations.count + index],
                    scale: scale))
        }
        return lines
    }
}

extension Order {
    /// The lines as they would have been sent under equal account codes; for an order that a person links.
    var asSent: [DocumentIntent.IntentLine] {
        lines.flatMap { line in
            line.allocations.map {
                DocumentIntent.IntentLine(
                    item: line.id, account: $0.code, subaccount: nil, amount: $0.amount.rounded(2),
                    text: LineText.cut(line.description))
            }
        }
    }
}
