// Which order line a bill's line belongs to, and whether the order is there, open and has enough left.

import Core
import Foundation

/// What a posted order keeps of one of its lines.
struct OrderedLine: Equatable {
    /// The order item of Procurify; nil for charges and for lines that a person added.
    var item: String?
    var account: String
    var subaccount: String?
    var line: Int
    var amount: Decimal

    init(item: String?, account: String, subaccount: String?, line: Int, amount: Decimal) {
        self.item = item
        self.account = account
        self.subaccount = subaccount
        self.line = line
        self.amount = amount
    }

    init?(_ json: JSON) {
        guard let account = json["account"]?.text, let line = json["line"]?.integer else { return nil }
        self.init(
            item: json["item"]?.text, account: account, subaccount: json["subaccount"]?.text, line: line,
            amount: json["amount"]?.decimal ?? 0)
    }

    var json: JSON {
        [
            "item": .optional(item), "account": .string(account), "subaccount": .optional(subaccount),
            "line": .integer(line), "amount": .decimal(amount),
        ]
    }
}

/// Links the lines of one bill to lines of orders.
struct OrderLinks {
    let settings: ConnectionSettings
    let reader: any StoreReader
    let bill: RecordID
    let vendor: String
    let zone: TimeZone?

    /// Links every line of `lines` that came from an order, and gives what the bill takes of order lines. Throws
    /// `order-not-posted` (waiting or held), `order-not-open`, `order-before-start-date`, `order-line-missing`, `over-
    /// order`.
    func link(_ lines: inout [DocumentLine], from sources: [SourceOrder?], currency: String, scale: Int) throws
        -> [RoomTaken]
    {
        var taken: [OrderLink: BilledLine] = [:]
        var ordered: [OrderLink: OrderedLine] = [:]
        for index in lines.indices {
            guard let source = sources[index], let order = try order(source) else { continue }
            guard let found = match(lines[index], source: source, in: order, taken: taken) else {
                guard settings.posting.recoded == .unlink else { throw missing(lines[index], source, order) }
                continue
            }
            let link = OrderLink(type: order.target.type, number: order.target.number, line: found.line)
            lines[index].order = link
            ordered[link] = found
            var billed =
                taken[link] ?? BilledLine(order: order.target.description, line: found.line, quantity: 0, amount: 0)
            billed.quantity += lines[index].quantity
            billed.amount += lines[index].amount
            taken[link] = billed
        }
        let all = taken.sorted { ($0.key.number, $0.key.line) < ($1.key.number, $1.key.line) }
        return try all.map { link, billed in
            try checkLeft(billed, of: ordered[link], currency: currency, scale: scale)
        }
    }

    /// The posted order; nil where the bill goes unlinked as configured.
    private func order(_ source: SourceOrder) throws -> (target: Target, vendor: String?, lines: [OrderedLine])? {
        let id = RecordID(connection: settings.name, flow: PurchaseOrders.flowName, key: source.key)
        guard let record = try reader.record(id) else { return try unknown(source, id) }
        guard let target = record.target else { return try notPosted(record, source) }
        let mirrored = try reader.mirror(connection: settings.name, kind: MirrorKind.erpOrder, key: target.description)
        let status = mirrored?.body["Status"]?.text ?? record.erpStatus ?? "unknown"
        try checkOpen(status, "Order \(source.number) is \(target) in Acumatica, whose status is \(status).")
        let lines = (record.posted["lines"]?.items ?? []).compactMap(OrderedLine.init)
        return (target, record.posted["vendor"]?.text, lines)
    }

    private func unknown(_ source: SourceOrder, _ id: RecordID) throws -> (Target, String?, [OrderedLine])? {
        if let approved = source.approvedAt, CalendarDate(approved, in: zone ?? .gmt) < settings.posting.startDate {
            return try tooOld(
                "Order \(source.number) was approved before \(settings.posting.startDate) and is not in Acumatica.")
        }
        throw Rejection.waiting(
            Reason(.orderNotPosted, "Order \(source.number) (\(id)) has not been read from Procurify yet."))
    }

    private func notPosted(_ record: Record, _ source: SourceOrder) throws -> (Target, String?, [OrderedLine])? {
        switch record.state {
        case .pending, .posting, .unconfirmed, .waiting:
            throw Rejection.waiting(
                Reason(.orderNotPosted, "Order \(source.number) is not in Acumatica yet: see \(record.id)."))
        case .skipped where record.reason?.code == .beforeStartDate || record.reason?.code == .closedBeforePosting:
            return try tooOld(
                "Order \(source.number) is not in Acumatica: \(record.reason?.message ?? "it was left out.")")
        case .held, .skipped, .ignored, .posted:
            // The bill goes by itself once a person has put the order right; until then the order's own record says
            // why.
            let why = record.reason.map { ": \($0.message)" } ?? "."
            let reason = Reason(
                .orderNotPosted, "Order \(source.number) is \(record.state.rawValue) (\(record.id))\(why)")
            throw record.state == .held ? Rejection.waiting(reason) : Rejection.held(reason)
        }
    }

    private func tooOld(_ message: String) throws -> (Target, String?, [OrderedLine])? {
        guard settings.posting.billWithoutOrder == .unlinked else {
            throw Rejection.held(Reason(.orderBeforeStartDate, message))
        }
        return nil
    }

    /// Completed orders wait for their bills; the others are on their way or past it (acumatica.md 6.6).
    private func checkOpen(_ status: String, _ message: String) throws {
        switch status {
        case "Open", "Completed": return
        case "On Hold", "Pending Approval", "Pending Printing", "Pending Print", "Pending Email", "Awaiting Link":
            throw Rejection.waiting(Reason(.orderNotOpen, message))
        default: throw Rejection.held(Reason(.orderNotOpen, message))
        }
    }

    /// The order's line for this item and account; among several the one with the same subaccount, then the one with
    /// most left.
    private func match(
        _ line: DocumentLine, source: SourceOrder, in order: (target: Target, vendor: String?, lines: [OrderedLine]),
        taken: [OrderLink: BilledLine]
    ) -> OrderedLine? {
        if let orderVendor = order.vendor, Reference.code(orderVendor) != Reference.code(vendor) { return nil }
        let account = Reference.code(line.coding.account)
        let ofAccount = order.lines.filter { Reference.code($0.account) == account }
        var fitting = ofAccount.filter { $0.item == source.item }
        // An order that a person keyed tells no items: an account that stands on one of its lines only is clear enough.
        if fitting.isEmpty, !order.lines.contains(where: { $0.item == source.item }) {
            let anonymous = ofAccount.filter { $0.item == nil }
            fitting = anonymous.count == 1 ? anonymous : []
        }
        let same = fitting.filter { $0.subaccount == line.coding.subaccount }
        let candidates = same.isEmpty ? fitting : same
        return candidates.max { left, right in
            func rest(_ ordered: OrderedLine) -> Decimal {
                let link = OrderLink(type: order.target.type, number: order.target.number, line: ordered.line)
                return ordered.amount - (taken[link]?.amount ?? 0)
            }
            let (a, b) = (rest(left), rest(right))
            return a == b ? left.line > right.line : a < b
        }
    }

    private func missing(
        _ line: DocumentLine, _ source: SourceOrder, _ order: (target: Target, vendor: String?, lines: [OrderedLine])
    ) -> Rejection {
        if let other = order.vendor, Reference.code(other) != Reference.code(vendor) {
            return .held(
                Reason(
                    .orderLineMissing,
                    "“\(line.text)” is billed by \(vendor), but order \(source.number) is with \(other)."))
        }
        return .held(
            Reason(
                .orderLineMissing,
                "“\(line.text)” is coded to \(line.coding.account), but order \(source.number) (\(order.target)) "
                    + "has no line for it."
            ))
    }

    private func checkLeft(
        _ billed: BilledLine, of line: OrderedLine?, currency: String, scale: Int
    ) throws -> RoomTaken {
        guard let line else { return RoomTaken(taken: billed, left: billed.amount) }
        let others = try reader.billed(
            connection: settings.name, order: billed.order, line: billed.line, except: bill.key)
        // The two documents are rounded apart from each other: one unit is no excess.
        var unit = Decimal(1)
        for _ in 0..<scale { unit /= 10 }
        let most = (line.amount * (1 + settings.posting.overOrder)).rounded(scale) + unit
        guard others.amount + billed.amount > most else {
            return RoomTaken(taken: billed, left: most - others.amount)
        }
        throw Rejection.held(
            Reason(
                .overOrder,
                "Line \(billed.line) of order \(billed.order) is over \(line.amount.fixed(scale)) \(currency); "
                    + "\(others.amount.fixed(scale)) are billed already and this bill takes "
                    + "\(billed.amount.fixed(scale))."
            ))
    }
}
