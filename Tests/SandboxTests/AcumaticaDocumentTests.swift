// Orders and what bills, receipts and payments do to them (acumatica.md 6.5 to 6.8, 7.3, 7.4).

import Foundation
import Testing

@testable import Sandbox

@Suite("Documents of the simulated ERP")
struct AcumaticaDocumentTests {
    private func linked(_ erp: ERP, _ order: String, line: Value?, _ change: [(String, Value)] = []) -> Value {
        var fields: Fields = ["POOrderType": wrap("Normal"), "POOrderNbr": wrap(.string(order))]
        if let line { fields["POLine"] = wrap(line) }
        for (name, value) in change { fields[name] = wrap(value) }
        return .object(fields)
    }

    private func status(_ erp: ERP, _ order: String) async -> Value? {
        await erp.get("PurchaseOrder/Normal/\(order)").value.field("Status")
    }

    @Test("an order's lines are numbered, totals computed, its text cut at 60, and Hold decides its status")
    func order() async throws {
        let erp = try await ERP.start()
        let long = String(repeating: "d", count: 70)
        let made = await erp.put(
            "PurchaseOrder?$expand=Details", erp.order(quantities: [5, 2], [("Description", .string(long))])
        ).value
        #expect(made.field("Status") == "Open")
        #expect(made.field("OrderTotal") == .number("140.00"))
        #expect(made.field("Description")?.text?.count == 60)
        #expect(made["Details"]?.items?.compactMap { $0.field("LineNbr")?.integer } == [1, 2])
        #expect(await erp.put("PurchaseOrder", erp.order([("Hold", true)])).value.field("Status") == "On Hold")
        let update: Value = [
            "Type": wrap("Normal"), "OrderNbr": made["OrderNbr"] ?? .null,
            "Details": [["LineNbr": wrap(2), "OrderQty": wrap(3)], ["LineNbr": wrap(1), "delete": true]],
        ]
        let changed = await erp.put("PurchaseOrder?$expand=Details", update).value
        #expect(changed.field("OrderTotal") == .number("60.00"))
        #expect(changed["Details"]?.items?.compactMap { $0.field("LineNbr")?.integer } == [2])
    }

    @Test("a line without an item must be of a type that allows it")
    func lineTypes() async throws {
        let erp = try await ERP.start()
        let goods = await erp.put("PurchaseOrder", erp.order(type: "Goods for IN"))
        #expect(goods.value["Details"]?[0]?["InventoryID"]?["error"] == "'Inventory ID' cannot be empty.")
        let unknown = await erp.put("PurchaseOrder", erp.order(type: "Things"))
        #expect(unknown.value["Details"]?[0]?["LineType"]?["error"]?.text?.contains("is not allowed") == true)
    }

    @Test(
        "a bill linked to one line takes its coding and what is not billed yet; released in full, the order is closed")
    func billing() async throws {
        let erp = try await ERP.start(["release": "immediate"])
        let order = await erp.put("PurchaseOrder", erp.order(quantities: [5])).value.field("OrderNbr")?.text ?? ""
        let part = await erp.put(
            "Bill?$expand=Details", erp.bill(lines: [linked(erp, order, line: 1, [("Qty", 2)])])
        ).value
        #expect(part.field("Amount") == .number("40.00"))
        #expect(part["Details"]?[0]?.field("Account")?.text == erp.account)
        let rest = await erp.put(
            "Bill?$expand=Details", erp.bill([("VendorRef", "INV-2")], lines: [linked(erp, order, line: nil)])
        ).value
        #expect(rest["Details"]?[0]?.field("Qty")?.decimal == 3)
        #expect(rest["Details"]?[0]?.field("POLine")?.integer == 1)
        #expect(await status(erp, order) == "Open")
        for bill in [part, rest] {
            let release = await erp.call("POST", "Bill/ReleaseBill", ["entity": ["id": bill["id"] ?? .null]])
            #expect(release.status == 204)
        }
        #expect(await status(erp, order) == "Closed")
        let late = await erp.put("Bill", erp.bill([("VendorRef", "INV-3")], lines: [linked(erp, order, line: 1)]))
        #expect(late.status == 422)
    }

    @Test("a link that does not fit is refused beside its field")
    func wrongLinks() async throws {
        let erp = try await ERP.start()
        let open = await erp.put("PurchaseOrder", erp.order()).value.field("OrderNbr")?.text ?? ""
        let held = await erp.put("PurchaseOrder", erp.order([("Hold", true)])).value.field("OrderNbr")?.text ?? ""
        let foreign =
            await erp.put("PurchaseOrder", erp.order([("CurrencyID", "JPY")])).value.field("OrderNbr")?.text ?? ""
        for (line, field) in [
            (linked(erp, "999999", line: 1), "POOrderNbr"), (linked(erp, open, line: 9), "POLine"),
            (linked(erp, held, line: 1), "POOrderNbr"), (linked(erp, foreign, line: 1), "POOrderNbr"),
        ] {
            let answer = await erp.put("Bill", erp.bill(lines: [line]))
            #expect(answer.status == 422)
            #expect(answer.value["Details"]?[0]?[field]?["error"] != nil)
        }
        let other = erp.firm.vendors.compactMap(\.erp).first { $0.status == .active && $0.vendorID != erp.vendorID }
        let stranger = await erp.put(
            "Bill", erp.bill([("Vendor", .string(other?.vendorID ?? ""))], lines: [linked(erp, open, line: 1)]))
        #expect(stranger.value["Details"]?[0]?["POOrderNbr"]?["error"] == "'PO Number' cannot be found in the system.")
    }

    @Test("a release answers 202, holds up the form in its session, and is proven by the status")
    func polledRelease() async throws {
        let erp = try await ERP.start(["release": "polled"])
        let bill = await erp.put("Bill", erp.bill()).value
        let keys: Value = ["entity": ["Type": wrap("Bill"), "ReferenceNbr": bill["ReferenceNbr"] ?? .null]]
        let started = await erp.call("POST", "Bill/ReleaseBill", keys)
        #expect(started.status == 202)
        let location = started.header("Location") ?? ""
        #expect(location.hasPrefix("/erp/entity/Default/24.200.001/Bill/ReleaseBill/status/"))
        let token = [("Authorization", "Bearer \(erp.token)")]
        #expect(await erp.send(SandboxRequest("GET", location, headers: token)).status == 202)
        #expect(await erp.get("Bill?$top=1").status == 500)
        #expect(await erp.get("Ledger").status == 200)
        erp.world.write { $0.acumatica.settle(at: $0.clock.now.addingTimeInterval(60)) }
        #expect(await erp.send(SandboxRequest("GET", location, headers: token)).status == 204)
        let path = "Bill/\(bill["id"]?.text ?? "")"
        #expect(await erp.get(path).value.field("Status") == "Open")
        let again = await erp.call("POST", "Bill/ReleaseBill", keys)
        #expect(again.status == 422)
        #expect(again.value["error"] == "Document Status is invalid for processing.")
        #expect(await erp.call("DELETE", path).status == 500)
        #expect(await erp.put("Bill", ["id": bill["id"] ?? .null, "Description": wrap("x")]).status == 422)
    }

    @Test("a bill on hold is not released; a deleted one is gone and frees its order line")
    func holdAndDelete() async throws {
        let erp = try await ERP.start()
        let order = await erp.put("PurchaseOrder", erp.order()).value.field("OrderNbr")?.text ?? ""
        let bill = await erp.put("Bill", erp.bill([("Hold", true)], lines: [linked(erp, order, line: 1)])).value
        let path = "Bill/Bill/\(bill.field("ReferenceNbr")?.text ?? "")"
        let release = await erp.call("POST", "Bill/ReleaseBill", ["entity": ["id": bill["id"] ?? .null]])
        #expect(release.value["error"] == "Document is On Hold and cannot be released.")
        #expect(await erp.call("DELETE", "PurchaseOrder/Normal/\(order)").status == 500)
        #expect(await erp.call("DELETE", path).status == 204)
        #expect(await erp.get(path).status == 500)
        #expect(await erp.call("DELETE", "PurchaseOrder/Normal/\(order)").status == 204)
    }

    @Test("payments lower the balance, close the bill, move its stamp, and are undone by a void")
    func payments() async throws {
        let erp = try await ERP.start()
        let bill = await erp.put("Bill", erp.bill()).value
        let number = bill["ReferenceNbr"]?["value"] ?? .null
        #expect(throws: SandboxError.self) { try erp.act("pay-bill", ["number": number]) }
        try erp.act("release-bill", ["number": number])
        try erp.act("pay-bill", ["number": number, "amount": 40])
        let path = "Bill/Bill/\(number.text ?? "")?$expand=Applications"
        let part = await erp.get(path).value
        #expect(part.field("Balance") == .number("60.00"))
        #expect(part.field("Status") == "Open")
        let payment = try erp.act("pay-bill", ["number": number]).value
        let paid = await erp.get(path).value
        #expect(paid.field("Status") == "Closed")
        #expect(paid["Applications"]?.items?.count == 2)
        #expect((paid.field("LastModifiedDateTime")?.text ?? "") >= (bill.field("LastModifiedDateTime")?.text ?? "~"))
        let check = await erp.get("Check/Payment/\(payment["ReferenceNbr"]?.text ?? "")?$expand=History").value
        #expect(check["History"]?[0]?.field("ReferenceNbr") == number)
        try erp.act("void-payment", ["number": payment["ReferenceNbr"] ?? .null])
        let open = await erp.get(path).value
        #expect(open.field("Status") == "Open")
        #expect(open.field("Balance") == .number("60.00"))
    }

    @Test(
        "receipts raise the quantity of their lines and complete the order; a received line is billed from its receipt")
    func receipts() async throws {
        let erp = try await ERP.start()
        var body = erp.order(quantities: [5]).fields ?? [:]
        body["Details"] = [["InventoryID": wrap("OFFSUP"), "OrderQty": wrap(5), "UnitCost": wrap(20)]]
        let order = await erp.put("PurchaseOrder", .object(body)).value.field("OrderNbr")?.text ?? ""
        let direct = await erp.put("Bill", erp.bill(lines: [linked(erp, order, line: 1)]))
        #expect(direct.status == 422)
        try erp.act("receive-order", ["number": .string(order), "lines": [["line": 1, "quantity": 2]]])
        let part = await erp.get("PurchaseOrder/Normal/\(order)?$expand=Details").value
        #expect(part["Details"]?[0]?.field("QtyOnReceipts")?.decimal == 2)
        #expect(part.field("Status") == "Open")
        let receipt = try erp.act("receive-order", ["number": .string(order)]).value
        #expect(await status(erp, order) == "Completed")
        let fromReceipt: Value = [
            "POReceiptNbr": wrap(receipt["ReceiptNbr"] ?? .null), "POReceiptType": wrap("Receipt"),
            "POReceiptLine": wrap(1),
        ]
        let bill = await erp.put("Bill?$expand=Details", erp.bill(lines: [fromReceipt])).value
        #expect(bill.field("Amount") == .number("60.00"))
        #expect(bill["Details"]?[0]?.field("POLine")?.integer == 1)
        #expect(throws: SandboxError.self) { try erp.act("cancel-order", ["number": .string(order)]) }
    }

    @Test("a reversal is a debit adjustment of the same lines, and the bill stays")
    func reversal() async throws {
        let erp = try await ERP.start(["release": "immediate"])
        try erp.act("set-preference", ["duplicate_vendor_ref": "error"])
        let bill = await erp.put("Bill", erp.bill()).value
        try erp.act("release-bill", ["number": bill["ReferenceNbr"]?["value"] ?? .null])
        let answer = await erp.call("POST", "Bill/ReverseBill", ["entity": ["id": bill["id"] ?? .null]])
        #expect(answer.status == 204)
        let found = await erp.get("Bill?$filter=VendorRef eq 'INV-900'").value.items ?? []
        #expect(found.compactMap { $0.field("Type")?.text } == ["Bill", "Debit Adj."])
        #expect(found.compactMap { $0.field("Amount")?.decimal } == [100, 100])
    }

    @Test("approvals: off hold means waiting, and a new document starts on hold")
    func approvals() async throws {
        let erp = try await ERP.start()
        try erp.act("set-preference", ["approvals": true, "hold_on_entry": false])
        var body = erp.order().fields ?? [:]
        body["Hold"] = nil
        #expect(await erp.put("PurchaseOrder", .object(body)).value.field("Status") == "On Hold")
        let order = await erp.put("PurchaseOrder", erp.order()).value
        #expect(order.field("Status") == "Pending Approval")
        #expect(await erp.call("POST", "PurchaseOrder/Approve", ["entity": ["id": order["id"] ?? .null]]).status == 204)
        #expect(await status(erp, order.field("OrderNbr")?.text ?? "") == "Open")
    }

    @Test("of ten thousand bills a filter by many references gives those, each once")
    func large() async throws {
        let erp = try await ERP.start()
        let firm = erp.firm
        let edit = Edit(
            now: firm.startDate.at(9), branch: firm.branches[0].branchID, businessDate: FirmDay(2026, 7, 15))
        let vendor = erp.vendorID
        erp.world.write { state in
            let template = EntityRow(id: state.acumatica.firmBooks.newID())
            for number in 0..<10_000 {
                var row = template
                row.id = state.acumatica.firmBooks.newID()
                row.set("Type", "Bill")
                row.set("Vendor", vendor)
                row.set("VendorRef", "N-\(number)")
                _ = BillScreen().store(row, old: nil, edit, &state.acumatica.firmBooks)
            }
        }
        let wanted = (0..<30).map { "VendorRef eq 'N-\($0 * 301)'" }.joined(separator: " or ")
        let found = await erp.get("Bill?$filter=\(wanted)&$select=ReferenceNbr,VendorRef").value.items
        #expect(found?.count == 30)
    }
}
