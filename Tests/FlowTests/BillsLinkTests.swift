// Bills and what they need first: vendors, accounts, branches, subaccounts, orders.

import Core
import Foundation
import ProcurifyAcumatica
import SQLStore
import TestKit
import Testing

@Suite struct BillsLinkTests {
    private func planned(_ world: DocumentWorld, _ change: (JSON) -> JSON = { $0 }) async throws -> Result<
        Plan, Rejection
    > {
        let file = try golden("bill.source")
        let record = try world.record(world.bills, list: file["list"] ?? .null, detail: change(file["detail"] ?? .null))
        return try await world.plan(world.bills, record)
    }

    /// Without its order.
    private func unlinked(_ detail: JSON) -> JSON {
        detail.replacing("items", "0", "po", with: nil).replacing("items", "0", "orderitem", with: nil)
    }

    @Test("the vendor is resolved by mapping, then by a linked vendor record, then by external id")
    func vendorOrder() async throws {
        let world = try await DocumentWorld()
        func vendor() async throws -> String? {
            try await planned(world, unlinked).get().request["Vendor"]?["value"]?.text
        }
        #expect(try await vendor() == "V000123")
        try await world.put(
            .fixture(.fixture("V000300", flow: "vendors")) {
                $0.state = .posted
                $0.target = Target(system: "procurify", type: "", number: "1067")
            })
        #expect(try await vendor() == "V000300")
        try await world.map("vendor", "1067", "V000123")
        #expect(try await vendor() == "V000123")
    }

    @Test(
        "a vendor that cannot be billed says why",
        arguments: [
            ("V000200", false, RecordState.held, ReasonCode.vendorInactive), ("V999999", false, .held, .vendorNotInERP),
            ("V000123", true, .held, .vendorMatchProposed),
        ])
    func vendorTrouble(_ id: String, _ proposed: Bool, _ state: RecordState, _ code: ReasonCode) async throws {
        let world = try await DocumentWorld()
        try await world.map("vendor", "1067", id, proposed: proposed)
        let rejection = try await planned(world, unlinked).rejection
        #expect(rejection?.state == state)
        #expect(rejection?.reason.code == code)
    }

    @Test(
        "an unlinked vendor waits while its record is on its way, and is held where nothing is coming",
        arguments: [
            (RecordState.pending, RecordState.waiting), (.unconfirmed, .waiting), (.waiting, .waiting), (.held, .held),
            (.skipped, .held),
        ])
    func vendorOnItsWay(_ state: RecordState, _ expected: RecordState) async throws {
        let world = try await DocumentWorld()
        try await world.put(.fixture(.fixture("V000123", flow: "vendors")) { $0.state = state })
        let rejection = try await planned(world) { unlinked($0).replacing("vendor", "external_id", with: "") }.rejection
        #expect(rejection?.state == expected)
    }

    @Test(
        "an account is mapped or the same, and must be active",
        arguments: [
            ("6100-000", nil, String?.some("6100-000"), ReasonCode?.none), ("61X", "6200-000", "6200-000", nil),
            ("61X", nil, nil, .accountNotInERP), ("6999-000", nil, nil, .accountInactive),
            ("", nil, nil, .accountNotInERP),
        ])
    func accounts(_ code: String, _ mapped: String?, _ expected: String?, _ reason: ReasonCode?) async throws {
        let world = try await DocumentWorld()
        if let mapped { try await world.map("account", code, mapped) }
        let result = try await planned(world) {
            unlinked($0).replacing(
                "items", "0", "cost_allocations", "0", "budget", "account_code", "code", with: .string(code))
        }
        #expect(result.rejection?.reason.code == reason)
        if let expected {
            let line = try result.get().request["Details"]?.items?.first
            #expect(line?["Account"]?["value"]?.text == expected)
        }
    }

    @Test("of the subaccount patterns that fit the most specific one wins")
    func subaccounts() async throws {
        let world = try await DocumentWorld()
        for code in ["000000", "010000", "020000", "030000"] {
            try await world.mirror(
                MirrorRow(
                    kind: MirrorKind.erpSubaccount, key: code, body: ["SubaccountCD": .string(code), "Active": true]))
        }
        func subaccount() async throws -> String? {
            try await planned(world, unlinked).get().request["Details"]?.items?.first?["Subaccount"]?["value"]?.text
        }
        #expect(try await subaccount() == nil)
        try await world.map("subaccount", "*|*|*", "00-00-00")
        #expect(try await subaccount() == "000000")
        try await world.map("subaccount", "Seattle|*|*", "010000")
        #expect(try await subaccount() == "010000")
        try await world.map("subaccount", "*|*|6100-000", "020000")
        #expect(try await subaccount() == "020000")
        try await world.map("subaccount", "seattle|12|61*", "030000")
        #expect(try await subaccount() == "030000")
        try await world.map("subaccount", "Seattle|Operations|6100-000", "990000")
        #expect(try await planned(world, unlinked).rejection?.reason.code == .subaccountNotInERP)
        try await world.mirror(MirrorRow(kind: MirrorKind.erpSubaccount, key: "!off", body: ["off": true]))
        #expect(try await subaccount() == nil)
    }

    @Test("a location without a branch takes the connection's, unless others are mapped and it was forgotten")
    func branches() async throws {
        let world = try await DocumentWorld()
        func branch() async throws -> String? {
            try await planned(world, unlinked).get().request["Details"]?.items?.first?["Branch"]?["value"]?.text
        }
        #expect(try await branch() == "HEADOFFICE")
        try await world.map("branch", "Denver", "HEADOFFICE")
        #expect(try await planned(world, unlinked).rejection?.reason.code == .branchNotInERP)
        try await world.map("branch", "Seattle", "NOWHERE")
        #expect(try await planned(world, unlinked).rejection?.reason.code == .branchNotInERP)
        try await world.map("branch", "Seattle", "west")
        #expect(try await branch() == "WEST")
    }

    @Test("charges go with the largest line, or to the account mapped for their name")
    func charges() async throws {
        let world = try await DocumentWorld { $0.posting.charges = .mapped }
        let missing = try await planned(world, unlinked).rejection?.reason
        #expect(missing?.code == .chargeAccountMissing)
        #expect(missing?.action.contains("mapping set charge 'Freight'") == true)
        try await world.map("charge", "freight", "6190-000")
        let lines = try await planned(world, unlinked).get().request["Details"]?.items ?? []
        #expect(lines.map { $0["Account"]?["value"]?.text } == ["6100-000", "6190-000", "6100-000"])
        #expect(lines.map { $0["ExtendedCost"]?["value"]?.decimal?.plain } == ["250", "15", "12.5"])
    }

    @Test(
        "a bill waits for an order that is coming, and is held for one that is not",
        arguments: [
            (RecordState.pending, ReasonCode?.none, RecordState.waiting, ReasonCode.orderNotPosted),
            (.held, .vendorNotInERP, .waiting, .orderNotPosted), (.skipped, .cancelled, .held, .orderNotPosted),
            (.skipped, .beforeStartDate, .held, .orderBeforeStartDate),
            (.ignored, .ignoredByPerson, .held, .orderNotPosted),
        ])
    func orderState(_ state: RecordState, _ why: ReasonCode?, _ expected: RecordState, _ code: ReasonCode) async throws
    {
        let world = try await DocumentWorld()
        try await world.put(
            .fixture(.fixture("4711", flow: "purchase-orders")) {
                $0.state = state
                $0.reason = why.map { Reason($0, "Because.") }
            })
        let rejection = try await planned(world).rejection
        #expect(rejection?.state == expected)
        #expect(rejection?.reason.code == code)
    }

    @Test("an order that was never read waits, unless its approval shows that it is too old")
    func unknownOrder() async throws {
        let world = try await DocumentWorld()
        func rejection(_ approved: String) async throws -> Rejection? {
            try await planned(world) {
                $0.replacing("items", "0", "orderitem", "approved_datetime", with: .string(approved))
            }.rejection
        }
        #expect(try await rejection("2026-07-02T00:00:00Z")?.state == .waiting)
        #expect(try await rejection("2026-06-02T00:00:00Z")?.reason.code == .orderBeforeStartDate)
    }

    @Test("with bill_without_order unlinked an old order's bill goes without a link")
    func unlinkedByRule() async throws {
        let world = try await DocumentWorld { $0.posting.billWithoutOrder = .unlinked }
        let plan = try await planned(world) {
            $0.replacing("items", "0", "orderitem", "approved_datetime", with: "2026-06-02T00:00:00Z")
        }.get()
        #expect(plan.request["Details"]?.items?.first?["POOrderNbr"] == nil)
        #expect(plan.billed.isEmpty)
    }

    @Test(
        "the status of the order in the ERP decides",
        arguments: [
            ("Completed", RecordState?.none), ("Pending Approval", .waiting), ("On Hold", .waiting), ("Closed", .held),
            ("Canceled", .held),
        ])
    func orderStatus(_ status: String, _ expected: RecordState?) async throws {
        let world = try await DocumentWorld()
        try await world.postedOrder(status: status)
        let rejection = try await planned(world).rejection
        #expect(rejection?.state == expected)
        if expected != nil { #expect(rejection?.reason.code == .orderNotOpen) }
    }

    @Test(
        "an allocation that no line of the order has is unlinked or held as configured",
        arguments: [
            PostingSettings.Recoded.unlink, .hold,
        ])
    func recoded(_ rule: PostingSettings.Recoded) async throws {
        let world = try await DocumentWorld { $0.posting.recoded = rule }
        try await world.postedOrder()
        let result = try await planned(world) {
            $0.replacing("items", "0", "cost_allocations", "0", "budget", "account_code", "code", with: "6200-000")
        }
        if rule == .hold {
            #expect(result.rejection?.reason.code == .orderLineMissing)
        } else {
            #expect(try result.get().request["Details"]?.items?.first?["POLine"] == nil)
        }
    }

    @Test("what other bills took of the order line counts, and over_order gives room")
    func overOrder() async throws {
        let world = try await DocumentWorld()
        try await world.postedOrder()
        func bill(_ amount: JSON) async throws {
            let taken = BilledLine(order: "Normal/000050", line: 1, quantity: 1, amount: amount.decimal ?? 0)
            try await world.store.write { try $0.setBilled([taken], bill: "900", connection: "acme") }
        }
        try await bill(25)
        let reason = try await planned(world).rejection?.reason
        #expect(reason?.code == .overOrder)
        #expect(reason?.message.contains("25.00 are billed already and this bill takes 250.00") == true)
        var roomy = world
        roomy.settings.posting.overOrder = Decimal(10) / 100
        #expect(try await planned(roomy).rejection == nil)
        // Its own former share does not count against it.
        try await world.store.write { writer in
            try writer.setBilled([], bill: "900", connection: "acme")
            let own = BilledLine(order: "Normal/000050", line: 1, quantity: 10, amount: 250)
            try writer.setBilled([own], bill: "613", connection: "acme")
        }
        #expect(try await planned(world).rejection == nil)
    }

    @Test("two plans of one batch that would take too much together go one after the other")
    func batchRoom() async throws {
        let world = try await DocumentWorld()
        try await world.postedOrder(amount: 300)
        let first = try await planned(world).get()
        let second = try await planned(world) {
            $0.replacing("group", with: 614).replacing("id", with: 614).replacing("invoice_number", with: "INV-89")
        }
        // The list row still says 613.
        let file = try golden("bill.source")
        let record = try world.record(
            world.bills, list: (file["list"] ?? .null).replacing("group", with: 614),
            detail: (file["detail"] ?? .null).replacing("group", with: 614).replacing("invoice_number", with: "INV-89"))
        #expect(try second.get().billed == first.billed)
        let other = try await world.plan(world.bills, record).get()
        let found = try await world.bills.lookUp([first, other], store: world.store)
        #expect(try await world.judge(world.bills, first, found[first.record]) == .write)
        guard case .rejected(.waiting(let reason)) = try await world.judge(world.bills, other, found[other.record])
        else {
            Issue.record("the second plan must wait")
            return
        }
        #expect(reason.code == .overOrder)
        #expect(reason.message.contains("acme/bills/613"))
    }
}
