// The routes of purchase orders: headers by role and status, one in detail, close, reopen, billing history.
import Foundation

/// 4.4 and the filters of 3. Orders cannot be created through the API.
enum ProcurifyOrders {
    private static let roles: Set<String> = ["purchased", "receivable"]
    private static let statuses: Set<String> = ["all", "open", "partial", "closed", "cancelled", "paid"]

    /// `GET /api/v2/purchase_orders/{role}/{status}/`: headers only, envelope B with counts, filters by day.
    static let list: ProcurifyRoute.Handler = { call, state in
        let (role, status) = (call.arguments[0], call.arguments[1])
        guard roles.contains(role), statuses.contains(status) else { return ProcurifyAnswer.notFound }
        let modified = ProcurifyBounds("modified_date", .day, of: call)
        let created = ProcurifyBounds("date", .day, of: call)
        let promised = ProcurifyBounds("promise_date", .day, of: call)
        if let refusal = modified.refusal ?? created.refusal ?? promised.refusal { return refusal }
        let vendor = call.value("pref_vendor").flatMap { Int($0) }
        let purchaser = call.value("purchaser").flatMap { Int($0) }
        let currency = call.value("currency").flatMap { Int($0) }.flatMap { state.currency(id: $0)?.code }
        let code = call.value("account_code").flatMap { Int($0) }.flatMap { state.codes[$0]?.code }
        let (low, high) = (call.amount("total_0"), call.amount("total_1"))
        var rows: [Firm.Order] = []
        // The newest first, where no order is asked for (2, assumed).
        for id in state.orderIDs.reversed() {
            guard let order = state.orders[id], order.isListed(status),
                modified.contain(order.modified), created.contain(order.date), promised.contain(order.promised)
            else { continue }
            if let vendor, order.vendor != vendor { continue }
            if let purchaser, order.purchaser != purchaser { continue }
            if let currency, order.currency != currency { continue }
            if let code, !order.lines.contains(where: { $0.allocations.contains { $0.coding.code == code } }) {
                continue
            }
            if let low, order.total < low { continue }
            if let high, order.total > high { continue }
            rows.append(order)
        }
        rows = call.ordered(
            rows,
            by: [
                "procurify_PO": { $0.id < $1.id }, "last_modified": { ($0.modified, $0.id) < ($1.modified, $1.id) },
                "date": { ($0.date, $0.id) < ($1.date, $1.id) },
            ])
        return call.list(rows, metadata: [("counts", state.orderCounts())]) { state.orderRow($0) }
    }

    /// `GET /api/v2/purchase_orders/{id}/`, by integer or uuid.
    static let detail: ProcurifyRoute.Handler = { call, state in
        guard let order = state.order(call.arguments[0]) else { return ProcurifyAnswer.notFound }
        return ProcurifyAnswer.single(
            200, state.orderDetail(order), metadata: record([("can_edit", true), ("can_delete", false)]))
    }

    /// `POST …/close/`: no body, answers a summary (4.4).
    static let close: ProcurifyRoute.Handler = { call, state in
        guard var order = state.orders[call.id] else { return ProcurifyAnswer.notFound }
        guard order.isOpen else {
            return ProcurifyAnswer.invalid([
                .init(message: "Only an open purchase order can be closed.", code: "PO_NOT_OPEN")
            ])
        }
        (order.state, order.closed, order.modified) = (3, call.now, call.now)
        state.orders[order.id] = order
        return ProcurifyAnswer.single(200, state.orderSummary(order))
    }

    /// `POST …/reopen/`: 200 without a body (4.4, 8.17).
    static let reopen: ProcurifyRoute.Handler = { call, state in
        guard var order = state.orders[call.id] else { return ProcurifyAnswer.notFound }
        guard order.state == 3 else {
            return ProcurifyAnswer.invalid([
                .init(message: "Only a closed purchase order can be reopened.", code: "PO_NOT_CLOSED")
            ])
        }
        (order.state, order.closed, order.modified) = (5, nil, call.now)
        state.orders[order.id] = order
        return .empty(200)
    }

    /// Quantities billed and received for each order; no filters are documented, the body is not paged (4.4).
    static let billingHistory: ProcurifyRoute.Handler = { call, state in
        var billed: [Int: Decimal] = [:]
        for bill in state.bills.values where bill.active && ![3, 5].contains(bill.status) {
            for line in bill.lines {
                if let link = line.order { billed[link.line, default: 0] += line.quantity ?? 0 }
            }
        }
        let rows = state.orderIDs.compactMap { state.orders[$0] }.map { order in
            record([
                ("id", .integer(order.id)), ("number", .string(order.number)),
                (
                    "has_unbilled_unreceived_items",
                    .bool(order.lines.contains { $0.received < $0.quantity || billed[$0.id, default: 0] < $0.quantity })
                ),
                (
                    "items",
                    .array(
                        order.lines.map { line in
                            record([
                                ("id", .integer(line.id)), ("billed_qty", .fixed(billed[line.id, default: 0], 8)),
                                ("received_qty", .fixed(line.received, 5)),
                            ])
                        })
                ),
            ])
        }
        return ProcurifyAnswer.single(200, .array(rows))
    }
}

extension ProcurifyCall {
    func amount(_ name: String) -> Decimal? { value(name).flatMap { Value.string($0).decimal } }
}

extension ProcurifyAnswer.Problem {
    init(message: String, code: String) { self.init(field: nil, message: message, code: code) }
}

extension Firm.Order {
    /// Purchased or reopened.
    var isOpen: Bool { state == 0 || state == 5 }

    /// `empty`, `partial` or `full` (4.4).
    var fulfilment: String {
        if lines.allSatisfy({ $0.received <= 0 }) { return "empty" }
        return lines.allSatisfy { $0.received >= $0.quantity } ? "full" : "partial"
    }

    /// Which orders a status of the path stands for (4.4, assumed).
    func isListed(_ status: String) -> Bool {
        switch status {
        case "open": isOpen && fulfilment == "empty"
        case "partial": isOpen && fulfilment == "partial"
        case "closed": state == 3
        case "cancelled": state == 1
        case "paid": state == 4
        default: true
        }
    }
}
