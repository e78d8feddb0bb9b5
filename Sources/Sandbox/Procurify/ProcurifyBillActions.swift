// What people do with bills at Procurify, offered on the control port.
import Foundation

enum ProcurifyBillActions {
    private static let bill = ControlAction.Field("bill", "number or text", required: true, "the bill's id or uuid")

    static let all: [ControlAction] = [
        ControlAction(
            name: "submit-bill", meaning: "a clerk submits a draft for approval (status 1)", fields: [bill],
            example: ["bill": 640], run: moving(to: 1, from: [0, 3, 5])),
        ControlAction(
            name: "approve-bill", meaning: "an approver approves a draft or submitted bill (status 2)", fields: [bill],
            example: ["bill": 640], run: moving(to: 2, from: [0, 1, 3])),
        ControlAction(
            name: "deny-bill", meaning: "an approver denies a bill (status 3)", fields: [bill],
            example: ["bill": 640], run: moving(to: 3, from: [0, 1, 2])),
        ControlAction(
            name: "withdraw-bill", meaning: "the bill is withdrawn (status 5)", fields: [bill],
            example: ["bill": 640], run: moving(to: 5, from: [0, 1, 2, 3])),
        ControlAction(
            name: "pay-bill", meaning: "Procurify itself shows the bill as paid, or at a step of payment",
            fields: [
                bill, .init("status", "number", "4 paid, 6 payment confirmed, 7 approved, 8 limbo; 4 if left out"),
            ], example: ["bill": 640], run: pay),
        ControlAction(
            name: "edit-bill", meaning: "changes a bill where it stands, whatever its status; the version stays",
            fields: [bill] + edits, example: ["bill": 640, "note": "call first"], run: edit),
        ControlAction(
            name: "fix-bill",
            meaning: "\"Fix bill\": a new version with changes; the reading `bill-fix` says under which id (4.5)",
            fields: [bill] + edits + [
                .init("approve", "boolean", "whether the new version is approved at once; true if left out")
            ], example: ["bill": 640, "lines": [["line": 7030, "quantity": 3]]], run: fix),
        ControlAction(
            name: "add-bill", meaning: "one bill, dated today and approved now, with the lines that are given",
            fields: edits + [
                .init("status", "number", "0 draft, 1 submitted, 2 approved; 2 if left out"),
                .init("type", "number", "0 order, 1 expense, 2 card; 0 if left out"),
            ],
            example: [
                "vendor": 1001, "add_lines": [["quantity": 2, "unit_cost": "9.50", "code": "60000", "department": 11]],
            ],
            run: addOne),
        ControlAction(
            name: "add-bills", meaning: "approved bills in number, all fit for posting: dated and approved today",
            fields: [
                .init("count", "number", required: true, "how many, at most 100000"),
                .init("seed", "number", "chooses vendors, items and quantities; the state of the firm if left out"),
                .init("vendor", "number", "a vendor id for all of them"),
                .init("linked", "boolean", "each with an order of its own that it bills in full; false if left out"),
            ], example: ["count": 100], run: addMany),
    ]

    private static let edits: [ControlAction.Field] = [
        .init("invoice_number", "text", "at most 50 characters"), .init("invoice_date", "date", "YYYY-MM-DD or null"),
        .init("due_date", "date", "YYYY-MM-DD or null"), .init("gl_post_date", "date", "YYYY-MM-DD or null"),
        .init("note", "text", "the note"), .init("payment_terms", "text", "for instance Net 30"),
        .init("vendor", "number", "a vendor id"), .init("currency", "text", "an ISO code or a currency id"),
        .init("lines", "list", "changes: {line, description, quantity, unit_cost, code, department}; line is an id"),
        .init("remove_lines", "list of number", "ids of lines that go"),
        .init(
            "add_lines", "list",
            "new lines: {description, quantity, unit_cost, code, department, order_line, tax_percentage, tax_inclusive, shipping}"
        ),
        .init("costs", "list", "replaces the header charges: {name, amount, code, department}"),
        .init("off_by", "number", "makes the stated totals wrong by that much"),
    ]

    private static func moving(to status: Int, from allowed: [Int])
        -> @Sendable (Value, World) throws -> SandboxResponse
    {
        { body, world in
            try world.write { state in
                var bill = try state.procurify.bill(in: body)
                guard allowed.contains(bill.status) else {
                    throw SandboxError("Bill \(bill.id) has status \(bill.status); this needs one of \(allowed).")
                }
                let now = state.clock.now
                // An approval of a draft submits it first, as people must.
                if status == 2 && bill.status != 1 {
                    state.procurify.desk.record(1, on: bill.id, at: now, by: bill.creator, in: &bill)
                }
                let person = status == 2 || status == 3 ? 3 : bill.creator
                state.procurify.desk.record(status, on: bill.id, at: now, by: person, in: &bill)
                bill.modified = now
                state.procurify.bills[bill.id] = bill
                return answer(bill)
            }
        }
    }

    private static let pay: @Sendable (Value, World) throws -> SandboxResponse = { body, world in
        try world.write { state in
            var bill = try state.procurify.bill(in: body)
            let status = body["status"]?.integer ?? 4
            guard [4, 6, 7, 8].contains(status) else { throw SandboxError("status must be 4, 6, 7 or 8.") }
            let now = state.clock.now
            state.procurify.desk.record(status, on: bill.id, at: now, by: 3, in: &bill)
            if status == 4 { bill.paid = FirmDay(of: now) }
            bill.modified = now
            state.procurify.bills[bill.id] = bill
            return answer(bill)
        }
    }

    private static let edit: @Sendable (Value, World) throws -> SandboxResponse = { body, world in
        try world.write { state in
            var bill = try state.procurify.bill(in: body)
            try state.procurify.edit(&bill, with: body)
            bill.modified = state.clock.now
            state.procurify.bills[bill.id] = bill
            return answer(bill)
        }
    }

    private static let fix: @Sendable (Value, World) throws -> SandboxResponse = { body, world in
        try world.write { state in
            let old = try state.procurify.bill(in: body)
            let getsNewID = state.readings["bill-fix"].hasPrefix("new")
            let now = state.clock.now
            var bill = getsNewID ? state.procurify.successor(of: old) : old
            bill.version += 1
            bill.earlier.append(old.id)
            try state.procurify.edit(&bill, with: body)
            for status in body["approve"]?.flag == false ? [0] : [0, 1, 2] {
                let person = status == 2 ? 3 : bill.creator
                state.procurify.desk.record(status, on: bill.id, at: now, by: person, in: &bill)
            }
            if bill.status == 0 { (bill.approver, bill.submitted) = (nil, nil) }
            bill.modified = now
            if getsNewID {
                state.procurify.bills[old.id]?.active = false
                state.procurify.bills[old.id]?.modified = now
                state.procurify.add(bill)
            } else {
                state.procurify.bills[bill.id] = bill
            }
            return answer(bill)
        }
    }

    private static let addOne: @Sendable (Value, World) throws -> SandboxResponse = { body, world in
        try world.write { state in
            let now = state.clock.now
            guard let vendor = body["vendor"]?.integer, state.procurify.vendors[vendor] != nil else {
                throw SandboxError("vendor must be the id of a vendor.")
            }
            var bill = state.procurify.draftBill(vendor: vendor, at: now)
            try state.procurify.edit(&bill, with: body)
            guard !bill.lines.isEmpty else { throw SandboxError("add_lines must name at least one line.") }
            bill.type = body["type"]?.integer ?? 0
            for status in 0...min(max(body["status"]?.integer ?? 2, 0), 2) {
                state.procurify.approveToday(&bill, status: status, at: now)
            }
            bill.modified = now
            state.procurify.add(bill)
            return answer(bill)
        }
    }

    private static let addMany: @Sendable (Value, World) throws -> SandboxResponse = { body, world in
        try world.write { state in
            let count = try ProcurifyOrderActions.count(in: body)
            let now = state.clock.now
            var maker = try ProcurifyMaker(body, in: state.procurify)
            var (bills, uuids, orders): ([Value], [Value], [Value]) = ([], [], [])
            for _ in 0..<count {
                let order = body["linked"]?.flag == true ? maker.order(in: &state.procurify, at: now) : nil
                let bill = maker.bill(for: order, in: &state.procurify, at: now)
                bills.append(.integer(bill.id))
                uuids.append(.string(bill.uuid))
                if let order { orders.append(.integer(order.id)) }
            }
            return .json(
                200, record([("bills", .array(bills)), ("uuids", .array(uuids)), ("orders", .array(orders))]))
        }
    }

    private static func answer(_ bill: Firm.Bill) -> SandboxResponse {
        .json(
            200,
            record([
                ("bill", .integer(bill.id)), ("uuid", .string(bill.uuid)), ("group", .integer(bill.group)),
                ("version", .integer(bill.version)), ("status", .integer(bill.status)),
                ("invoice_number", .string(bill.number)), ("invoice_total", .string(bill.invoiceTotal.plainText)),
                ("lines", .array(bill.lines.map { .integer($0.id) })),
            ]))
    }
}
