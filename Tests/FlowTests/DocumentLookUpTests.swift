// Looking first: batches, canaries, what the mirror adds, and what the answer of a look-up means.

import Acumatica
import Core
import Foundation
import ProcurifyAcumatica
import SQLStore
import TestKit
import Testing

@testable import struct ProcurifyAcumatica.DocumentHeader
@testable import enum ProcurifyAcumatica.QueryBatches

@Suite struct DocumentLookUpTests {
    private func plan(_ world: DocumentWorld, number: String = "INV-88", group: Int = 613) async throws -> Plan {
        let file = try golden("bill.source")
        let detail = (file["detail"] ?? .null).replacing("items", "0", "po", with: nil).replacing(
            "items", "0", "orderitem", with: nil
        )
        .replacing("group", with: .integer(group)).replacing("invoice_number", with: .string(number))
        let list = (file["list"] ?? .null).replacing("group", with: .integer(group))
        return try await world.plan(world.bills, world.record(world.bills, list: list, detail: detail)).get()
    }

    /// A bill in the model, with the fields of the sample's plan unless they are changed.
    private func keyed(
        _ world: DocumentWorld, _ number: String, reference: String = "INV-88", amount: JSON = 277.5.json,
        date: String = "2026-07-02",
        vendor: String = "V000123", status: String = "Open", type: String = "Bill",
        description: String = "keyed by hand"
    ) {
        world.ledger.put(
            "Bill",
            [
                ("Type", .string(type)), ("ReferenceNbr", .string(number)), ("Vendor", .string(vendor)),
                ("VendorRef", .string(reference)),
                ("Date", .string(date + "T00:00:00+00:00")), ("Amount", amount), ("CurrencyID", "USD"),
                ("Status", .string(status)),
                ("Description", .string(description)), ("LastModifiedDateTime", "2026-07-20T12:00:00.000+00:00"),
            ])
    }

    private func verdict(_ world: DocumentWorld) async throws -> Verdict {
        let plan = try await plan(world)
        let found = try await world.bills.lookUp([plan], store: world.store)
        return try await world.judge(world.bills, plan, found[plan.record])
    }

    @Test("every reference is asked for, and no query is longer than the server takes")
    func batches() {
        var chance = SeededGenerator(seed: 3)
        for round in 0..<50 {
            let references = (0..<(1 + chance.below(40))).map { index in
                String(repeating: chance.pick(["A", "é", "仕", "'", "&", " "]), count: 1 + chance.below(36))
                    + String(index)
            }
            let filters = references.map { Filter.equals("VendorRef", $0) }
            let canary = round % 2 == 0 ? Filter.equals("VendorRef", "INV-1") : nil
            let packed = QueryBatches.pack(filters, with: canary, restBytes: 160)
            #expect(packed.flatMap { $0 }.filter { $0 != canary } == filters)
            for batch in packed {
                #expect(Filter.any(batch).queryBytes + 160 <= Limits.queryBytesMax)
                if let canary { #expect(batch.last == canary) }
            }
        }
    }

    @Test("forty ordinary references go in one request")
    func oneRequest() async throws {
        let world = try await DocumentWorld()
        keyed(world, "000001", reference: "OLD-1")
        var plans: [Plan] = []
        for index in 0..<40 {
            plans.append(try await plan(world, number: "INV-\(10_000 + index)", group: 1_000 + index))
        }
        try await world.mirror(
            MirrorRow(
                kind: MirrorKind.erpBill, key: "Bill/000001", name: "V000123|OLD1",
                body: [
                    "Type": "Bill", "ReferenceNbr": "000001", "Vendor": "V000123", "VendorRef": "OLD-1",
                    "Status": "Open",
                ]))
        #expect(try await world.bills.lookUp(plans, store: world.store).isEmpty)
        let query = try #require(world.ledger.requests.last?.url.split(separator: "?").last)
        #expect(world.ledger.requests.count == 1)
        #expect(query.utf8.count <= Limits.queryBytesMax)
        #expect(query.contains("OLD-1"))
    }

    @Test("where a filter takes no doubled quote, the reference is found by its longest part without one")
    func quotes() async throws {
        let world = try await DocumentWorld()
        keyed(world, "000801", reference: "O'HARE-17")
        keyed(world, "000802", reference: "HARE-17")
        world.ledger.change { $0.refusesQuotes = true }
        let plans = [
            try await plan(world, number: "O'HARE-17"), try await plan(world, number: "INV-2", group: 614),
        ]
        let bills = world.bills
        let found = try await bills.lookUp(plans, store: world.store)
        #expect(found[plans[0].record]?.items?.compactMap { $0["ReferenceNbr"]?.text } == ["000801"])
        #expect(found[plans[1].record] == nil)
        #expect(world.ledger.log.last?.contains("substringof('HARE-17',VendorRef)") == true)
        // Such a create goes without a condition, for that would need the quote.
        _ = await bills.write(plans[0]) {}
        #expect(world.ledger.log.last == "PUT Bill")
    }

    @Test("an answer without the canary is not trusted")
    func canary() async throws {
        let world = try await DocumentWorld()
        keyed(world, "000001", reference: "OLD-1")
        world.ledger.change { $0.hidden = ["Bill/Bill/000001"] }
        try await world.mirror(
            MirrorRow(
                kind: MirrorKind.erpBill, key: "Bill/000001", name: "V000123|OLD1",
                body: [
                    "Type": "Bill", "ReferenceNbr": "000001", "Vendor": "V000123", "VendorRef": "OLD-1",
                    "Status": "Open",
                ]))
        let plan = try await plan(world)
        let failure = await #expect(throws: Failure.self) { try await world.bills.lookUp([plan], store: world.store) }
        #expect(failure?.code == "lookup-not-trusted")
        // A canary that was deleted since proves nothing either way: the next one is asked, or a plain list.
        world.ledger.change { $0.documents = [:] }
        #expect(try await world.bills.lookUp([plan], store: world.store).isEmpty)
    }

    @Test("an empty ledger needs no canary, one whose list fails is no empty ledger")
    func emptyLedger() async throws {
        let world = try await DocumentWorld()
        #expect(try await verdict(world) == .write)
        #expect(world.ledger.log.count == 2)
    }

    @Test("a person's bill that is the same in every respect is adopted")
    func adopted() async throws {
        let world = try await DocumentWorld()
        keyed(world, "000159")
        guard case .settled(let settlement) = try await verdict(world) else {
            Issue.record("it must be adopted")
            return
        }
        #expect(settlement.kind == .adopted)
        #expect(settlement.target.description == "Bill/000159")
        #expect(settlement.nextStep == nil)
    }

    @Test(
        "one that differs in any respect is held, with both shown",
        arguments: [
            "amount", "date", "linked", "reversed", "never", "other-source",
        ])
    func clash(_ difference: String) async throws {
        let world = try await DocumentWorld { if difference == "never" { $0.posting.adoptExisting = .never } }
        switch difference {
        case "amount": keyed(world, "000159", amount: 277.51.json)
        case "date": keyed(world, "000159", date: "2026-07-03")
        case "other-source": keyed(world, "000159", description: "[pf:acme:bill:900:k3m9x2] Northwind")
        default: keyed(world, "000159")
        }
        if difference == "reversed" { keyed(world, "000160", type: "Debit Adj.") }
        if difference == "linked" {
            try await world.put(
                .fixture(.fixture("900")) { $0.target = Target(system: "acumatica", type: "Bill", number: "000159") })
        }
        guard case .rejected(.held(let reason)) = try await verdict(world) else {
            Issue.record("it must be held")
            return
        }
        #expect(reason.code == .duplicateInvoice)
        #expect(reason.message.contains("Bill/000159") && reason.message.contains("277.5 USD"))
    }

    @Test("a voided bill and one of another vendor are no obstacle")
    func noObstacle() async throws {
        let world = try await DocumentWorld()
        keyed(world, "000159", status: "Voided")
        keyed(world, "000160", vendor: "V000300")
        #expect(try await verdict(world) == .write)
    }

    @Test("a reference that a person wrote differently is found through the mirror")
    func throughMirror() async throws {
        let world = try await DocumentWorld()
        keyed(world, "000159", reference: "inv 0088")
        let feed = try #require(world.bills.feeds.first { $0.name == "erp-bills" })
        for row in try await feed.page(since: nil, place: nil).rows.flatMap(\.mirror) { try await world.mirror(row) }
        guard case .settled(let settlement) = try await verdict(world) else {
            Issue.record("it must be adopted")
            return
        }
        #expect(settlement.kind == .adopted)
    }

    @Test("ours is recovered whatever its amount, and compared")
    func recovered() async throws {
        let world = try await DocumentWorld()
        keyed(world, "000159", amount: 300, description: "[pf:acme:bill:613:k3m9x2] Northwind")
        guard case .settled(let settlement) = try await verdict(world) else {
            Issue.record("it must be recovered")
            return
        }
        #expect(settlement.kind == .recovered)
        #expect(settlement.held?.code == .amountMismatch)
    }

    @Test("two documents of one source are reported at once")
    func twice() async throws {
        let world = try await DocumentWorld()
        keyed(world, "000159", description: "[pf:acme:bill:613:k3m9x2] Northwind")
        keyed(world, "000160", description: "[pf:acme:bill:613:k3m9x2] Northwind")
        guard case .settled(let settlement) = try await verdict(world) else {
            Issue.record("it must be linked and held")
            return
        }
        #expect(settlement.held?.code == .duplicateInvoice)
        #expect(settlement.held?.message.contains("Bill/000160") == true)
    }

    @Test("another installation's document stops all posting")
    func anotherInstallation() async throws {
        let world = try await DocumentWorld()
        keyed(world, "000159", description: "[pf:acme:bill:613:zzzzzz] Northwind")
        guard case .stopsPosting(let reason) = try await verdict(world) else {
            Issue.record("posting must stop")
            return
        }
        #expect(reason.code == .anotherInstallation)
    }

    @Test("after doubt every reference, the marker and everything modified are asked for, any vendor")
    func thorough() async throws {
        let world = try await DocumentWorld()
        let plan = try await plan(world)
        let attempt = Attempt(
            id: 1, record: plan.record, startedAt: Date(timeIntervalSince1970: 1_784_000_000), endedAt: nil,
            outcome: .unknown, fence: 1,
            intent: plan.intent, message: nil)
        keyed(world, "000001", reference: "OLD-1")
        // Landed, and its reference and the head of its description were changed by hand since.
        keyed(world, "000159", reference: "other", description: "checked [pf:acme:bill:613:k3m9x2] Northwind")
        let file = try golden("bill.source")
        var record = try world.record(world.bills, list: file["list"] ?? .null, detail: file["detail"])
        record.state = .unconfirmed
        let quick = try await world.bills.search(record, attempts: [attempt], thorough: false, store: world.store)
        #expect(quick.isEmpty)
        let found = try await world.bills.search(record, attempts: [attempt], thorough: true, store: world.store)
        #expect(found.count == 1)
        let now = world.clock.now
        let doubted = record
        let bills = world.bills
        let verdict = try await world.store.read { reader in
            try bills.resolve(
                doubted, attempts: [attempt], found: found, given: Given(reader: reader, census: .null, now: now))
        }
        guard case .settled(let settlement) = verdict else {
            Issue.record("it must be recovered")
            return
        }
        #expect(settlement.kind == .recovered)
        // What the document shows now is what later look-ups ask for.
        #expect(settlement.posted["reference"] == "other")
    }

    private func attempt(_ plan: Plan, id: Int, print: String) -> Attempt {
        Attempt(
            id: id, record: plan.record, startedAt: Date(timeIntervalSince1970: 1_784_000_000), endedAt: nil,
            outcome: .unknown, fence: 1, intent: plan.intent.setting("fingerprint", to: .string(print)), message: nil)
    }

    private func resolve(_ world: DocumentWorld, _ record: Record, _ attempts: [Attempt]) async throws -> Verdict {
        let found = try await world.bills.search(record, attempts: attempts, thorough: true, store: world.store)
        let (now, bills) = (world.clock.now, world.bills)
        return try await world.store.read { reader in
            try bills.resolve(
                record, attempts: attempts, found: found, given: Given(reader: reader, census: .null, now: now))
        }
    }

    @Test("a second document that landed late is reported by the look after a resend")
    func lateSecond() async throws {
        let world = try await DocumentWorld()
        let plan = try await plan(world)
        let marker = plan.intent["marker"]?.text ?? ""
        keyed(world, "000159", description: marker)
        let file = try golden("bill.source")
        var record = try world.record(world.bills, list: file["list"] ?? .null, detail: file["detail"])
        record.state = .posted
        record.target = Target(system: "acumatica", type: "Bill", number: "000159")
        let attempts = [attempt(plan, id: 1, print: "a")]
        #expect(try await resolve(world, record, attempts) == .write)
        keyed(world, "000160", description: marker)
        guard case .rejected(.held(let reason)) = try await resolve(world, record, attempts) else {
            Issue.record("two documents for one source must be reported")
            return
        }
        #expect(reason.code == .duplicateInvoice)
        #expect(reason.message.contains("Bill/000159") && reason.message.contains("Bill/000160"))
    }

    @Test("of several attempts the one whose document is there says what was posted")
    func earlierAttemptLanded() async throws {
        let world = try await DocumentWorld()
        let first = try await plan(world)
        var second = first
        second.intent = second.intent.setting("amount", to: 300)
        keyed(world, "000159", description: first.intent["marker"]?.text ?? "")
        let file = try golden("bill.source")
        var record = try world.record(world.bills, list: file["list"] ?? .null, detail: file["detail"])
        record.state = .unconfirmed
        let attempts = [attempt(first, id: 1, print: "first"), attempt(second, id: 2, print: "second")]
        guard case .settled(let settlement) = try await resolve(world, record, attempts) else {
            Issue.record("it must be recovered")
            return
        }
        #expect(settlement.kind == .recovered)
        #expect(settlement.held == nil)
        #expect(settlement.sentPrint == "first")
    }

    @Test("a bill that was rejected in the ERP blocks its reference, for it can be submitted again")
    func rejectedInERP() async throws {
        let world = try await DocumentWorld()
        keyed(world, "000159", status: "Rejected")
        guard case .rejected(.held(let reason)) = try await verdict(world) else {
            Issue.record("it must be held")
            return
        }
        #expect(reason.code == .duplicateInvoice)
    }
}
