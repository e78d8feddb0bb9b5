// What people do with orders, vendors and account codes at Procurify, offered on the control port.
import Foundation

/// All actions of people at Procurify.
let procurifyActions: [ControlAction] =
    ProcurifyBillActions.all + ProcurifyOrderActions.all + ProcurifyVendorActions.all

enum ProcurifyOrderActions {
    private static let order = ControlAction.Field("order", "number", required: true, "the order's procurify_PO")

    static let all: [ControlAction] = [
        ControlAction(
            name: "add-orders", meaning: "approved orders in number, purchased today, all fit for posting",
            fields: [
                .init("count", "number", required: true, "how many, at most 100000"),
                .init("seed", "number", "chooses vendors, items and quantities; the state of the firm if left out"),
                .init("vendor", "number", "a vendor id for all of them"),
            ], example: ["count": 10], run: add),
        ControlAction(
            name: "revise-order", meaning: "the purchaser revises an order: a new version (5.3)",
            fields: [
                order, .init("external_number", "text", "PO_Num, or null"), .init("comment", "text", "the notes"),
                .init("vendor", "number", "a vendor id"), .init("freight", "number", "freight of the header"),
                .init("lines", "list", "changes: {line, quantity, price, code, department}; line is an id"),
                .init("remove_lines", "list of number", "ids of lines that go"),
                .init("add_lines", "list", "new lines: {name, quantity, price, code, department}"),
            ], example: ["order": 4701, "comment": "second floor"], run: revise),
        ControlAction(
            name: "cancel-order", meaning: "the order is cancelled (state 1)", fields: [order],
            example: ["order": 4701], run: moving(to: 1, from: [0, 5])),
        ControlAction(
            name: "close-order", meaning: "the order is closed (state 3)", fields: [order],
            example: ["order": 4701], run: moving(to: 3, from: [0, 5])),
        ControlAction(
            name: "reopen-order", meaning: "a closed order is reopened (state 5)", fields: [order],
            example: ["order": 4701], run: moving(to: 5, from: [3])),
        ControlAction(
            name: "receive-order", meaning: "goods are received against an order, all that is open or a quantity",
            fields: [
                order, .init("line", "number", "an order line's id; every line if left out"),
                .init("quantity", "number", "how much of that line; all that is open if left out"),
            ], example: ["order": 4701], run: receive),
    ]

    static func count(in body: Value) throws -> Int {
        guard let count = body["count"]?.integer, (1...100_000).contains(count) else {
            throw SandboxError("count must be a whole number from 1 to 100000.")
        }
        return count
    }

    private static let add: @Sendable (Value, World) throws -> SandboxResponse = { body, world in
        try world.write { state in
            let count = try count(in: body)
            let now = state.clock.now
            var maker = try ProcurifyMaker(body, in: state.procurify)
            let made = (0..<count).map { _ in maker.order(in: &state.procurify, at: now) }
            return .json(
                200,
                record([
                    ("orders", .array(made.map { .integer($0.id) })), ("uuids", .array(made.map { .string($0.uuid) })),
                ]))
        }
    }

    private static let revise: @Sendable (Value, World) throws -> SandboxResponse = { body, world in
        try world.write { state in
            var order = try state.procurify.order(in: body)
            try state.procurify.revise(&order, with: body)
            order.version += 1
            order.modified = state.clock.now
            for line in order.lines { state.procurify.orderOfLine[line.id] = order.id }
            state.procurify.orders[order.id] = order
            return answer(order)
        }
    }

    private static func moving(to target: Int, from allowed: [Int])
        -> @Sendable (Value, World) throws -> SandboxResponse
    {
        { body, world in
            try world.write { state in
                var order = try state.procurify.order(in: body)
                guard allowed.contains(order.state) else {
                    throw SandboxError("Order \(order.id) has state \(order.state); this needs one of \(allowed).")
                }
                let now = state.clock.now
                (order.state, order.modified) = (target, now)
                order.closed = target == 3 ? now : nil
                order.active = target != 1
                state.procurify.orders[order.id] = order
                return answer(order)
            }
        }
    }

    private static let receive: @Sendable (Value, World) throws -> SandboxResponse = { body, world in
        try world.write { state in
            let order = try state.procurify.order(in: body)
            let wanted = body["line"]?.integer
            let lines = order.lines.filter { wanted == nil || $0.id == wanted }
            guard !lines.isEmpty else { throw SandboxError("Order \(order.id) has no line \(wanted ?? 0).") }
            let now = state.clock.now
            var receipts: [Value] = []
            for line in lines {
                let quantity = body["quantity"]?.decimal ?? (line.quantity - line.received)
                guard quantity > 0 else { continue }
                let receipt = state.procurify.receive(
                    line: line.id, passed: quantity, failed: 0, by: order.purchaser, at: now)
                receipts.append(.integer(receipt.id))
            }
            return .json(200, record([("order", .integer(order.id)), ("receipts", .array(receipts))]))
        }
    }

    private static func answer(_ order: Firm.Order) -> SandboxResponse {
        .json(
            200,
            record([
                ("order", .integer(order.id)), ("uuid", .string(order.uuid)), ("number", .string(order.number)),
                ("version", .integer(order.version)), ("state", .integer(order.state)),
                ("total", .string(order.total.plainText)), ("lines", .array(order.lines.map { .integer($0.id) })),
            ]))
    }
}

extension ProcurifyState {
    /// The order that an action names. Throws where there is none.
    func order(in body: Value) throws -> Firm.Order {
        let key = body["order"]?.text ?? body["order"]?.integer.map(String.init) ?? ""
        guard let order = order(key) else { throw SandboxError("There is no order \"\(key)\".") }
        return order
    }

    mutating func revise(_ order: inout Firm.Order, with body: Value) throws {
        if let number = body["external_number"] { order.externalNumber = number.text }
        if let text = body["comment"]?.text { order.comment = text }
        if let freight = body["freight"]?.decimal { order.freight = freight }
        if let vendor = body["vendor"] {
            guard let id = vendor.integer, vendors[id] != nil else {
                throw SandboxError("There is no vendor \(vendor.encoded()).")
            }
            order.vendor = id
        }
        for change in body["lines"]?.items ?? [] {
            guard let index = order.lines.firstIndex(where: { $0.id == change["line"]?.integer }) else {
                throw SandboxError("Order \(order.id) has no such line.")
            }
            var line = order.lines[index]
            if let quantity = change["quantity"]?.decimal { line.quantity = quantity }
            if let price = change["price"]?.decimal { line.price = price }
            let codings =
                change["code"] == nil && change["department"] == nil
                ? line.allocations.map(\.coding) : [try coding(in: change, else: line.allocations.first?.coding)]
            line.allocations = desk.allocations(line.total, over: codings)
            order.lines[index] = line
        }
        let removed = Set((body["remove_lines"]?.items ?? []).compactMap(\.integer))
        order.lines.removeAll { removed.contains($0.id) }
        for new in body["add_lines"]?.items ?? [] {
            let coding = try coding(in: new, else: order.lines.first?.allocations.first?.coding)
            guard let price = new["price"]?.decimal else { throw SandboxError("A line needs a price.") }
            let item = FirmDesk.Item(
                name: new["name"]?.text ?? "Supplies", sku: "", unit: "each", code: coding.code, price: price)
            desk.addLine(item, quantity: new["quantity"]?.decimal ?? 1, codings: [coding], to: &order)
        }
        guard !order.lines.isEmpty else { throw SandboxError("An order needs at least one line.") }
    }
}
