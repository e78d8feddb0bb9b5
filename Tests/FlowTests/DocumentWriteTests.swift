// Creates and steps: how they are sent, and how their answers are checked.

import Core
import Foundation
@testable import ProcurifyAcumatica
import SQLStore
import TestKit
import Testing

@Suite struct DocumentWriteTests {
    private func plan(_ world: DocumentWorld, group: Int = 613) async throws -> Plan {
        let file = try golden("bill.source")
        let detail = (file["detail"] ?? .null).replacing("items", "0", "po", with: nil).replacing(
            "items", "0", "orderitem", with: nil
        )
        .replacing("group", with: .integer(group)).replacing("invoice_number", with: .string("INV-\(group)"))
        let list = (file["list"] ?? .null).replacing("group", with: .integer(group))
        return try await world.plan(world.bills, world.record(world.bills, list: list, detail: detail)).get()
    }

    private func settle(_ world: DocumentWorld, _ bills: Bills, _ plan: Plan) async throws -> Settlement {
        let result = await bills.write(plan) {}
        guard case .done(let answer) = result.outcome else {
            Issue.record("not done: \(result.outcome)")
            throw CancellationError()
        }
        return try await bills.accept(plan, answer: answer, store: world.store)
    }

    private static func condition(_ request: HTTPRequest) -> String? {
        request.headers.first { $0.name == "If-None-Match" }?.value
    }

    private func old(_ world: DocumentWorld) async throws {
        world.ledger.put(
            "Bill",
            [
                ("Type", "Bill"), ("ReferenceNbr", "000900"), ("Vendor", "V000300"), ("VendorRef", "OLD-1"),
                ("Amount", 10),
                ("Description", "keyed"), ("Status", "Open"),
            ])
        try await world.mirror(
            MirrorRow(
                kind: MirrorKind.erpBill, key: "Bill/000900", name: "V000300|OLD1",
                body: [
                    "Type": "Bill", "ReferenceNbr": "000900", "Vendor": "V000300", "VendorRef": "OLD-1",
                    "Status": "Open",
                ]))
    }

    @Test("one probe with an empty body decides for the build, and is kept")
    func probe() async throws {
        let world = try await DocumentWorld()
        try await old(world)
        let bills = world.bills
        try await bills.prepare(store: world.store)
        #expect(world.ledger.requests.isEmpty)
        let first = try await settle(world, bills, plan(world))
        let second = try await settle(world, bills, plan(world, group: 614))
        #expect([first.target.number, second.target.number] == ["000001", "000002"])
        let writes = world.ledger.log.filter { $0.hasPrefix("PUT") }
        #expect(writes.count == 3)
        #expect(writes[0] == "PUT Bill?$filter=Type eq 'Bill' and Vendor eq 'V000300' and VendorRef eq 'OLD-1'")
        #expect(writes[1] == "PUT Bill?$filter=Type eq 'Bill' and Vendor eq 'V000123' and VendorRef eq 'INV-613'")
        #expect(world.ledger.requests.filter { $0.method == .put }.allSatisfy { Self.condition($0) == "*" })
        let fact = try await world.store.read { try $0.fact("create-mode/bills", connection: "acme") }
        #expect(fact == "25.201.0213|conditional")
        // The next process asks for the build and probes no more.
        let later = world.bills
        try await later.prepare(store: world.store)
        _ = try await settle(world, later, plan(world, group: 615))
        #expect(world.ledger.log.filter { $0.hasPrefix("PUT") }.count == 4)
    }

    @Test("a build that ignores the condition gets plain creates")
    func ignored() async throws {
        let world = try await DocumentWorld()
        try await old(world)
        world.ledger.change {
            $0.honoursCondition = false; $0.answersWith = "Bill/Bill/000900"
        }
        let bills = world.bills
        try await bills.prepare(store: world.store)
        let plan = try await plan(world)
        _ = await bills.write(plan) {}
        world.ledger.change { $0.answersWith = nil }
        _ = try await settle(world, bills, plan)
        #expect(world.ledger.requests.last.map(Self.condition) == .some(nil))
        #expect(world.ledger.log.last == "PUT Bill")
    }

    @Test("a build that answers 404 where the condition finds nothing gets plain creates from then on")
    func unfound() async throws {
        let world = try await DocumentWorld()
        try await old(world)
        world.ledger.change { $0.refusesUnfound = true }
        let bills = world.bills
        try await bills.prepare(store: world.store)
        #expect(try await settle(world, bills, plan(world)).target.number == "000001")
        #expect(try await settle(world, bills, plan(world, group: 614)).target.number == "000002")
        // The probe, the refused create, and two plain ones.
        #expect(world.ledger.log.filter { $0.hasPrefix("PUT") }.count == 4)
        #expect(world.ledger.log.filter { $0 == "PUT Bill" }.count == 2)
        let fact = try await world.store.read { try $0.fact("create-mode/bills", connection: "acme") }
        #expect(fact == "25.201.0213|plain")
    }

    @Test("a permit that is refused lets nothing leave")
    func permit() async throws {
        let world = try await DocumentWorld()
        let result = await world.bills.write(try await plan(world)) { throw CancellationError() }
        guard case .notSent = result.outcome else {
            Issue.record("it must not be sent")
            return
        }
        #expect(!world.ledger.log.contains { $0.hasPrefix("PUT") })
    }

    @Test("an answer that shows a document which was there stops posting")
    func altered() async throws {
        let world = try await DocumentWorld { $0.posting.create = .plain }
        try await old(world)
        world.ledger.change { $0.answersWith = "Bill/Bill/000900" }
        let settlement = try await settle(world, world.bills, plan(world))
        #expect(settlement.stopsPosting?.code == .erpDocumentAltered)
        #expect(settlement.held?.code == .erpDocumentAltered)
    }

    @Test("the same number given twice in one run stops posting, before any mirror knows it")
    func sameNumber() async throws {
        let world = try await DocumentWorld { $0.posting.create = .plain }
        let bills = world.bills
        _ = try await settle(world, bills, plan(world))
        world.ledger.change { $0.answersWith = "Bill/Bill/000001" }
        #expect(try await settle(world, bills, plan(world, group: 614)).stopsPosting?.code == .erpDocumentAltered)
    }

    @Test("an answer of the number alone names the document that was asked for")
    func numberAlone() throws {
        let header = try #require(
            DocumentHeader(.order, answer: ["OrderNbr": ["value": "000050"]], sent: "Normal"))
        #expect(header.target == Target(system: "acumatica", type: "Normal", number: "000050"))
        #expect(DocumentHeader(.order, answer: ["OrderNbr": ["value": "<NEW>"]], sent: "Normal") == nil)
    }

    @Test("an empty array of details that were not asked for says nothing of the lines")
    func unreadDetails() throws {
        let answer: JSON = ["Type": ["value": "Normal"], "OrderNbr": ["value": "000050"], "Details": []]
        #expect(try #require(DocumentHeader(.order, answer: answer)).details == nil)
    }

    @Test("an amount that differs is held where the lines are ours, and stops posting where they are not")
    func amounts() async throws {
        let world = try await DocumentWorld { $0.posting.create = .plain }
        world.ledger.change { $0.surcharge = 1 }
        let bills = world.bills
        let held = try await settle(world, bills, plan(world))
        #expect(held.held?.code == .amountMismatch)
        #expect(held.stopsPosting == nil)
        #expect(
            held.held?.message.contains("278.5") == true && held.held?.message.contains("277.5 USD were sent") == true)

        let strange = try await plan(world, group: 614)
        let result = await bills.write(strange) {}
        world.ledger.change { state in
            let lines = state.documents["Bill/Bill/000002"]?["Details"]?.items ?? []
            let more: JSON = ["Account": ["value": "7777"], "ExtendedCost": ["value": 1]]
            state.documents["Bill/Bill/000002"] = state.documents["Bill/Bill/000002"]?.replacing(
                "Details", with: .array(lines + [more]))
        }
        guard case .done(let answer) = result.outcome else { return }
        #expect(
            try await bills.accept(strange, answer: answer, store: world.store).stopsPosting?.code
                == .erpDocumentAltered)
    }

    @Test("a created document whose description was lost is read, and stops posting if it is not ours")
    func markerMissing() async throws {
        let world = try await DocumentWorld { $0.posting.create = .plain }
        let bills = world.bills
        let plan = try await plan(world)
        let result = await bills.write(plan) {}
        guard case .done(let answer) = result.outcome else { return }
        // The answer alone lacks it: the document itself shows it.
        let bare = answer.replacing("Description", with: [:])
        #expect(try await bills.accept(plan, answer: bare, store: world.store).held == nil)
        let again = try await self.plan(world, group: 614)
        guard case .done(let second) = await bills.write(again, permit: {}).outcome else { return }
        world.ledger.change {
            $0.documents["Bill/Bill/000002"] = $0.documents["Bill/Bill/000002"]?.replacing(
                "Description", with: ["value": "other"])
        }
        let odd = second.replacing("Description", with: ["value": "other"])
        #expect(
            try await bills.accept(again, answer: odd, store: world.store).stopsPosting?.code == .erpDocumentAltered)
    }

    @Test(
        "released bills are balanced first and released in a step, which the status proves", arguments: [false, true])
    func release(_ ignored: Bool) async throws {
        let world = try await DocumentWorld { $0.posting.billState = .released }
        let bills = world.bills
        let first = try await plan(world)
        #expect(first.request["Hold"]?["value"] == false)
        let created = try await settle(world, bills, first)
        #expect(created.nextStep == "release")

        var record = Record.fixture(first.record) {
            $0.target = created.target
            $0.posted = created.posted
            $0.body = ["status": "approved", "type": 0, "document": created.posted["source"] ?? .null, "about": [:]]
        }
        record.postedPrint = record.fingerprint
        try await world.put(record)
        let step = try await world.plan(bills, record).get()
        #expect(step.action == .step("release"))
        let found = try await bills.lookUp([step], store: world.store)
        #expect(try await world.judge(bills, step, found[step.record]) == .write)
        world.ledger.change { $0.ignoresRelease = ignored }
        guard case .done(let answer) = await bills.write(step, permit: {}).outcome else {
            Issue.record("the release was not done")
            return
        }
        let released = try await bills.accept(step, answer: answer, store: world.store)
        #expect(released.nextStep == nil)
        #expect(released.held?.code == (ignored ? .refusedByERP : nil))
        #expect(released.erpStatus == (ignored ? "Balanced" : "Open"))
        // Already open: nothing is sent again.
        let later = try await bills.lookUp([step], store: world.store)
        if !ignored, case .settled(let settlement) = try await world.judge(bills, step, later[step.record]) {
            #expect(settlement.nextStep == nil)
            #expect(settlement.posted["next"] == nil)
        }
    }

    @Test(
        "a bill under approval is settled with that status, one put on hold by the ERP is taken off once",
        arguments: [
            ("Pending Approval", String?.none), ("On Hold", "unhold"), ("Balanced", nil),
        ])
    func statuses(_ status: String, _ next: String?) async throws {
        let world = try await DocumentWorld()
        world.ledger.change { $0.statusOnCreate = status }
        let settlement = try await settle(world, world.bills, plan(world))
        #expect(settlement.erpStatus == status)
        #expect(settlement.nextStep == next)
    }

    @Test("bills that are to stay on hold are sent so and left so")
    func onHold() async throws {
        let world = try await DocumentWorld { $0.posting.billState = .onHold }
        let plan = try await plan(world)
        #expect(plan.request["Hold"]?["value"] == true)
        #expect(try await settle(world, world.bills, plan).nextStep == nil)
    }

    @Test("a replayed record whose document is gone is held, an unchanged one is settled as it is")
    func replay() async throws {
        let world = try await DocumentWorld()
        let created = try await settle(world, world.bills, plan(world))
        let record = Record.fixture(.fixture("613")) {
            $0.target = created.target
            $0.posted = created.posted
            $0.body = ["status": "approved", "type": 0, "document": created.posted["source"] ?? .null, "about": [:]]
        }
        try await world.put(record)
        let plan = try await world.plan(world.bills, record).get()
        #expect(plan.action == .nothing)
        let found = try await world.bills.lookUp([plan], store: world.store)
        guard case .settled(let settlement) = try await world.judge(world.bills, plan, found[plan.record]) else {
            Issue.record("it must be settled")
            return
        }
        #expect(settlement.kind == .unchanged)
        #expect(settlement.posted == created.posted)
        world.ledger.change { $0.documents = [:] }
        let gone = try await world.bills.lookUp([plan], store: world.store)
        guard case .rejected(.held(let reason)) = try await world.judge(world.bills, plan, gone[plan.record]) else {
            Issue.record("it must be held")
            return
        }
        #expect(reason.code == .deletedInERP)
    }

    @Test(
        "a target that a person names is read as it is written",
        arguments: [
            ("Bill/000159", true), ("Debit Adj./000160", true), ("Bill/", false), ("000159", false),
            ("Normal/000050", false),
        ])
    func named(_ text: String, _ good: Bool) async throws {
        let world = try await DocumentWorld()
        if good {
            #expect(try world.bills.target(named: text).description == text)
        } else {
            #expect(throws: Failure.self) { try world.bills.target(named: text) }
        }
    }
}
