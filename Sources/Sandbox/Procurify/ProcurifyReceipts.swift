// The routes of receipts, order items, and payments made in Procurify.
import Foundation

/// 4.3, 4.6, 4.7.
enum ProcurifyReceipts {
    /// `GET /api/v3/receipt/items/`: envelope C.
    static let list: ProcurifyRoute.Handler = { call, state in
        let line = call.value("order_item").flatMap { Int($0) }
        return call.flatList(state.receipts.filter { line == nil || $0.orderLine == line }) { state.receipt($0) }
    }

    /// `POST /api/v3/receipt/items/`: 201 with the bare receipt; all three fields are required.
    static let create: ProcurifyRoute.Handler = { call, state in
        guard let body = call.request.json.fields else { return ProcurifyAnswer.invalidBody() }
        var problems: [ProcurifyAnswer.Problem] = []
        for key in ["order_item", "pass_quantity", "fail_quantity"] where (body[key] ?? .null).isNull {
            problems.append(.required(key))
        }
        for key in ["pass_quantity", "fail_quantity"] {
            guard let value = body[key], !value.isNull else { continue }
            if (value.decimal ?? -1) < 0 {
                problems.append(.init(field: key, message: "A valid number is required.", code: "invalid"))
            }
        }
        guard problems.isEmpty, let passed = body["pass_quantity"]?.decimal, let failed = body["fail_quantity"]?.decimal
        else { return ProcurifyAnswer.invalid(problems) }
        guard let line = body["order_item"]?.integer, state.line(line) != nil else {
            return ProcurifyAnswer.invalid([
                .init(field: "order_item", message: "Invalid pk - object does not exist.", code: "does_not_exist")
            ])
        }
        let receipt = state.receive(line: line, passed: passed, failed: failed, by: state.owner.id, at: call.now)
        return .json(201, state.receipt(receipt))
    }

    /// Every filter on dates is by day, even `approved_datetime` (3, 8.14).
    static let orderItems: ProcurifyRoute.Handler = { call, state in
        let modified = ProcurifyBounds("last_modified", .day, of: call)
        let approved = ProcurifyBounds("approved_datetime", .day, of: call)
        let purchased = ProcurifyBounds("po_created_date", .day, of: call)
        if let refusal = modified.refusal ?? approved.refusal ?? purchased.refusal { return refusal }
        let status = call.value("status").flatMap { Int($0) }
        let vendor = call.value("pref_vendor").flatMap { Int($0) }
        let request = call.value("orderNum").flatMap { Int($0) }
        var rows: [(Firm.OrderLine, Firm.Order)] = []
        for id in state.orderIDs {
            guard let order = state.orders[id], modified.contain(order.modified), purchased.contain(order.date) else {
                continue
            }
            if let vendor, order.vendor != vendor { continue }
            for line in order.lines where approved.contain(line.approved) {
                if let status, line.status != status { continue }
                if let request, line.request != request { continue }
                rows.append((line, order))
            }
        }
        return call.list(rows) { state.orderItemRow($0.0, of: $0.1) }
    }

    /// Payments made inside Procurify; this firm pays through its ERP, so there are none (4.6).
    static let payments: ProcurifyRoute.Handler = { call, _ in call.list([Int]()) { _ in .null } }
}

extension ProcurifyState {
    /// Books a receipt: the line and its order move.
    @discardableResult
    mutating func receive(
        line id: Int, passed: Decimal, failed: Decimal, by person: Int, at now: Date
    ) -> ProcurifyReceipt {
        let receipt = ProcurifyReceipt(
            id: 9001 + receipts.count, orderLine: id, passed: passed, failed: failed, created: now, person: person)
        receipts.append(receipt)
        if let order = orderOfLine[id], let index = orders[order]?.lines.firstIndex(where: { $0.id == id }) {
            orders[order]?.lines[index].received += passed
            orders[order]?.lines[index].rejected += failed
            orders[order]?.modified = now
        }
        return receipt
    }

    /// ReceiptItem: quantities as strings of five decimals (4.7).
    func receipt(_ receipt: ProcurifyReceipt) -> Value {
        record([
            ("id", .integer(receipt.id)), ("order_item", .integer(receipt.orderLine)),
            ("pass_quantity", .fixed(receipt.passed, 5)), ("fail_quantity", .fixed(receipt.failed, 5)),
            ("total_quantity", .fixed(receipt.passed + receipt.failed, 5)),
            ("received_at", .string(FirmDay(of: receipt.created).text)),
            ("created_at", ProcurifyStamp.value(receipt.created)), ("created_by", userSimpleSummary(receipt.person)),
            ("is_edited", false),
        ])
    }
}
