// What people do with documents in the ERP: key, edit, release, receive, pay, cancel.

import Foundation

extension Clerk {
    private static let header = ControlAction.Field(
        "fields", "object", required: true,
        "fields of the contract with plain values; Details is an array of objects of the same kind")

    static let bills: [ControlAction] = [
        ControlAction(
            name: "key-bill", meaning: "keys a bill by hand in the ERP",
            fields: [header],
            example: [
                "fields": [
                    "Vendor": "NEWCO", "VendorRef": "INV-77", "Date": "2026-07-15", "Hold": false,
                    "Details": [["Account": "61000", "Subaccount": "000000", "Qty": 1, "UnitCost": 20]],
                ]
            ]
        ) { body, world in
            try work(world) { books, edit in
                let row = try Writing(screen: BillScreen(), edit: edit).insert(wrapped(body["fields"]), &books).get()
                return shown(row, "Type", "ReferenceNbr", "Status", "Amount")
            }
        },
        ControlAction(
            name: "edit-bill", meaning: "edits a bill that is not released; lines by id, new lines without",
            fields: key + [header],
            example: ["number": "000101", "fields": ["Description": "Edited by hand"]]
        ) { body, world in
            try work(world) { books, edit in
                let bill = try find("Bill", body, books, type: "Bill")
                let row = try Writing(screen: BillScreen(), edit: edit).update(bill, wrapped(body["fields"]), &books)
                return shown(row, "Type", "ReferenceNbr", "Status", "Amount")
            }
        },
        ControlAction(
            name: "delete-bill", meaning: "deletes a bill that is not released", fields: key,
            example: ["number": "000101"]
        ) { body, world in
            try work(world) { books, edit in
                try Deletion.delete(try find("Bill", body, books, type: "Bill"), "Bill", &books, at: edit.now)
                return .empty(204)
            }
        },
        ControlAction(
            name: "release-bill", meaning: "takes a bill off hold and releases it", fields: key,
            example: ["number": "000101"]
        ) { body, world in
            try work(world) { books, edit in
                var bill = try find("Bill", body, books, type: "Bill")
                if bill.text("Status") == "On Hold" {
                    let off: Fields = ["Hold": ["value": false]]
                    bill = try Writing(screen: BillScreen(), edit: edit).update(bill, off, &books)
                }
                let key = books.table("Bill").key(of: bill)
                try Actions.run("ReleaseBill", entity: "Bill", key: key, &books, at: edit.now)
                return shown(books.row("Bill", key: key) ?? bill, "Type", "ReferenceNbr", "Status", "Balance")
            }
        },
        ControlAction(
            name: "reverse-bill", meaning: "reverses a released bill with a debit adjustment", fields: key,
            example: ["number": "000101"]
        ) { body, world in
            try work(world) { books, edit in
                let bill = try find("Bill", body, books, type: "Bill")
                let key = books.table("Bill").key(of: bill)
                try Actions.run("ReverseBill", entity: "Bill", key: key, &books, at: edit.now)
                return shown(bill, "Type", "ReferenceNbr", "Status")
            }
        },
        ControlAction(
            name: "pay-bill", meaning: "pays a released bill in whole or in part",
            fields: key + [
                .init("amount", "number", "the balance if not given"), .init("date", "date", "today if not given"),
                .init("reference", "text", "PaymentRef"), .init("method", "text", "PaymentMethod; CHECK if not given"),
            ], example: ["number": "000101", "amount": 50, "reference": "1001"], run: payBill),
        ControlAction(
            name: "void-payment", meaning: "voids a payment: its bills are open again",
            fields: [.init("number", "text", required: true, "ReferenceNbr of the payment")],
            example: ["number": "000101"]
        ) { body, world in
            try work(world) { books, edit in
                let check = try find("Check", body, books, type: "Payment")
                let key = books.table("Check").key(of: check)
                try Actions.run("VoidCheck", entity: "Check", key: key, &books, at: edit.now)
                return shown(books.row("Check", key: key) ?? check, "Type", "ReferenceNbr", "Status")
            }
        },
    ]

    private static func payBill(_ body: Value, _ world: World) throws -> SandboxResponse {
        try work(world) { books, edit in
            let bill = try find("Bill", body, books, type: "Bill")
            guard bill.text("Status") == "Open" else {
                throw SandboxError("The bill is \(bill.text("Status")); only an open one can be paid.")
            }
            let amount = body["amount"]?.decimal ?? bill.decimal("Balance")
            guard amount > 0, amount <= bill.decimal("Balance") else {
                throw SandboxError("The amount must be more than 0 and at most \(bill.decimal("Balance").plainText).")
            }
            let check = Payments.pay(
                bill, amount: amount, reference: body["reference"]?.text ?? "", method: body["method"]?.text ?? "CHECK",
                date: try day(body, edit), &books, at: edit.now)
            return shown(check, "Type", "ReferenceNbr", "Status", "PaymentAmount")
        }
    }

    static let orders: [ControlAction] = [
        ControlAction(
            name: "key-order", meaning: "keys a purchase order by hand in the ERP", fields: [header],
            example: [
                "fields": [
                    "VendorID": "NEWCO", "Description": "Paper", "Hold": false,
                    "Details": [
                        [
                            "LineType": "Service", "LineDescription": "Paper", "OrderQty": 5, "UnitCost": 4,
                            "Account": "61000",
                        ]
                    ],
                ]
            ]
        ) { body, world in
            try work(world) { books, edit in
                let row = try Writing(screen: OrderScreen(), edit: edit).insert(wrapped(body["fields"]), &books).get()
                return shown(row, "Type", "OrderNbr", "Status", "OrderTotal")
            }
        },
        ControlAction(
            name: "edit-order", meaning: "edits a purchase order in the ERP", fields: key + [header],
            example: ["number": "000101", "fields": ["Description": "Edited by hand"]]
        ) { body, world in
            try work(world) { books, edit in
                let order = try find("PurchaseOrder", body, books, type: "Normal")
                let row = try Writing(screen: OrderScreen(), edit: edit).update(order, wrapped(body["fields"]), &books)
                return shown(row, "Type", "OrderNbr", "Status", "OrderTotal")
            }
        },
        ControlAction(
            name: "receive-order", meaning: "receives an order in whole or in part: a released receipt",
            fields: key + [
                .init("lines", "list of {line, quantity}", "all that is open if not given"),
                .init("date", "date", "today if not given"),
            ], example: ["number": "000101", "lines": [["line": 1, "quantity": 2]]], run: receiveOrder),
        ControlAction(
            name: "cancel-order", meaning: "cancels a purchase order in the ERP", fields: key,
            example: ["number": "000101"]
        ) { body, world in
            try work(world) { books, edit in
                let order = try find("PurchaseOrder", body, books, type: "Normal")
                let key = books.table("PurchaseOrder").key(of: order)
                try Actions.run("CancelOrder", entity: "PurchaseOrder", key: key, &books, at: edit.now)
                return shown(books.row("PurchaseOrder", key: key) ?? order, "Type", "OrderNbr", "Status")
            }
        },
        ControlAction(
            name: "delete-order", meaning: "deletes an order without receipts and bills", fields: key,
            example: ["number": "000101"]
        ) { body, world in
            try work(world) { books, edit in
                let order = try find("PurchaseOrder", body, books, type: "Normal")
                try Deletion.delete(order, "PurchaseOrder", &books, at: edit.now)
                return .empty(204)
            }
        },
    ]

    private static func receiveOrder(_ body: Value, _ world: World) throws -> SandboxResponse {
        try work(world) { books, edit in
            let order = try find("PurchaseOrder", body, books, type: "Normal")
            guard ["Open", "Completed"].contains(order.text("Status")) else {
                throw SandboxError("The order is \(order.text("Status")); only an open one can be received.")
            }
            var quantities: [Int: Decimal] = [:]
            for line in order.rows("Details") where !line.flag("Cancelled") {
                guard let number = line.integer("LineNbr") else { continue }
                quantities[number] = max(0, line.decimal("OrderQty") - line.decimal("QtyOnReceipts"))
            }
            if let lines = body["lines"]?.items {
                let known = Set(quantities.keys)
                quantities = [:]
                for line in lines {
                    guard let number = line["line"]?.integer, known.contains(number) else {
                        throw SandboxError("The order has no line \(line["line"]?.encoded() ?? "without a number").")
                    }
                    quantities[number] = line["quantity"]?.decimal ?? 0
                }
            }
            let receipt = Receipts.receive(
                order, quantities: quantities, date: try day(body, edit), &books, at: edit.now)
            return shown(receipt, "Type", "ReceiptNbr", "Status", "TotalQty")
        }
    }

    static let office: [ControlAction] = [
        ControlAction(
            name: "set-preference", meaning: "changes the company's preferences in the ERP",
            fields: [
                .init("duplicate_vendor_ref", "text", "error or warning"),
                .init("hold_on_entry", "boolean", "new documents start on hold"),
                .init("require_vendor_ref", "boolean", "bills need a reference"),
                .init("validate_totals", "boolean", "the control total must agree off hold"),
                .init("approvals", "boolean", "documents off hold wait for approval"),
            ], example: ["duplicate_vendor_ref": "error"], run: setPreference),
        ControlAction(
            name: "expire-sessions", meaning: "ends all sessions and access tokens of the ERP; refresh tokens stay",
            fields: [], example: [:]
        ) { _, world in
            world.write { $0.acumatica.signIns.expireAll() }
            return .empty(204)
        },
        ControlAction(
            name: "set-session-limit", meaning: "changes how many sessions the ERP's licence allows",
            fields: [.init("limit", "number", required: true, "2 at the start")], example: ["limit": 2]
        ) { body, world in
            guard let limit = body["limit"]?.integer, limit >= 0 else {
                throw SandboxError("limit must be a whole number.")
            }
            world.write { $0.acumatica.signIns.limit = limit }
            return .empty(204)
        },
    ]

    private static func setPreference(_ body: Value, _ world: World) throws -> SandboxResponse {
        try work(world) { books, _ in
            switch body["duplicate_vendor_ref"]?.text {
            case "error": books.preferences.duplicateVendorRefIsError = true
            case "warning": books.preferences.duplicateVendorRefIsError = false
            case nil: break
            case let other?: throw SandboxError("duplicate_vendor_ref is error or warning, not \"\(other)\".")
            }
            if let flag = body["hold_on_entry"]?.flag { books.preferences.holdOnEntry = flag }
            if let flag = body["require_vendor_ref"]?.flag { books.preferences.requireVendorRef = flag }
            if let flag = body["validate_totals"]?.flag { books.preferences.validateTotals = flag }
            if let flag = body["approvals"]?.flag { books.preferences.approvals = flag }
            return .json(
                200,
                [
                    "duplicate_vendor_ref": books.preferences.duplicateVendorRefIsError ? "error" : "warning",
                    "hold_on_entry": .bool(books.preferences.holdOnEntry),
                    "require_vendor_ref": .bool(books.preferences.requireVendorRef),
                    "validate_totals": .bool(books.preferences.validateTotals),
                    "approvals": .bool(books.preferences.approvals),
                ])
        }
    }
}
