// Bills: from what Procurify says to the request as it is sent, and every reason not to send it.

import Core
import Foundation
import ProcurifyAcumatica
import SQLStore
import TestKit
import Testing

@Suite struct BillsPlanTests {
    private func sample(_ change: (JSON) -> JSON = { $0 }) throws -> (list: JSON, detail: JSON) {
        let file = try golden("bill.source")
        return (file["list"] ?? .null, change(file["detail"] ?? .null))
    }

    private func planned(
        _ world: DocumentWorld, _ change: (JSON) -> JSON = { $0 }, edit: (inout Record) -> Void = { _ in }
    ) async throws -> Result<Plan, Rejection> {
        let (list, detail) = try sample(change)
        var record = try world.record(world.bills, list: list, detail: detail)
        edit(&record)
        return try await world.plan(world.bills, record)
    }

    @Test("a bill of an order becomes exactly this request")
    func linked() async throws {
        let world = try await DocumentWorld { $0.procurify.linkTemplate = "https://acme.procurify.com/#/bills/{id}" }
        try await world.postedOrder()
        let plan = try await planned(world).get()
        #expect(plan.request == (try golden("bill.request")), "\(plan.request.encoded(pretty: true))")
        #expect(plan.claims == ["bill:V000123:INV88"])
        #expect(plan.billed == [BilledLine(order: "Normal/000050", line: 1, quantity: 10, amount: 250)])
        #expect(plan.money == Money(Decimal(sign: .plus, exponent: -1, significand: 2775), "USD"))
    }

    @Test("what differs at every read changes no fingerprint")
    func volatile() async throws {
        let world = try await DocumentWorld()
        let (list, detail) = try sample()
        let noisy = detail.replacing("last_modified_datetime", with: "2026-07-04T00:00:00Z")
            .replacing("currency", "rate", with: "0.910000")
            .replacing("items", "0", "cost_allocations", "0", "budget", "balance_approved", with: "1.00")
            .replacing("status", with: 6).replacing("vendor", "external_id", with: "V000123")
        let before = try world.record(world.bills, list: list, detail: detail)
        #expect(try world.record(world.bills, list: list, detail: noisy).fingerprint == before.fingerprint)
        let recoded = detail.replacing(
            "items", "0", "cost_allocations", "0", "budget", "account_code", "code", with: "6200-000")
        #expect(try world.record(world.bills, list: list, detail: recoded).fingerprint != before.fingerprint)
    }

    @Test("numbers as strings, missing members and unknown ones are read alike")
    func lenient() async throws {
        let world = try await DocumentWorld()
        let (list, detail) = try sample()
        let texts = detail.replacing("invoice_total", with: "277.50").replacing("exclusive_tax_amount", with: "12.5")
            .replacing("items", "0", "unit_cost", with: "25.00000000").replacing("items", "0", "expense", with: nil)
            .replacing("brand_new", with: ["a": 1])
        let before = try world.record(world.bills, list: list, detail: detail)
        let after = try world.record(world.bills, list: list, detail: texts)
        #expect(
            after.body["document"]?["totals"]?["invoice_total"]?.decimal
                == before.body["document"]?["totals"]?["invoice_total"]?.decimal)
        let plan = try await world.plan(world.bills, after)
        #expect(plan.rejection?.reason.code == .orderNotPosted)
    }

    @Test(
        "an odd source names the field",
        arguments: [
            ("status", JSON.integer(9), "status"), ("type", 7, "type"), ("invoice_total", "twelve", "invoice_total"),
            ("bill_statuses", .array([]), "bill_statuses"), ("invoice_date", "yesterday", "invoice_date"),
            ("items", .null, "items"),
            ("currency", .null, "currency"),
        ])
    func odd(_ name: String, _ value: JSON, _ field: String) async throws {
        let world = try await DocumentWorld()
        let (list, detail) = try sample { $0.replacing(name, with: value) }
        let error = #expect(throws: Undecodable.self) { try world.record(world.bills, list: list, detail: detail) }
        #expect(error?.field == field)
    }

    @Test("the key is the group, else the smallest version, else the id")
    func key() async throws {
        let world = try await DocumentWorld()
        let (list, detail) = try sample()
        let ungrouped = list.replacing("group", with: .null).replacing("id", with: 700)
        let versions = detail.replacing("group", with: .null).replacing("id", with: 700)
            .replacing("version_choices", with: [["pk": 690, "version": 2], ["pk": 655, "version": 1]])
        #expect(try world.record(world.bills, list: list, detail: detail).id.key == "613")
        #expect(try world.record(world.bills, list: ungrouped, detail: versions).id.key == "655")
        #expect(
            try world.record(world.bills, list: ungrouped, detail: versions.replacing("version_choices", with: nil)).id
                .key == "700")
    }

    @Test(
        "what is out of scope is skipped with its reason",
        arguments: [
            ("type", JSON.integer(1), ReasonCode.expenseBill), ("type", 2, .cardBill), ("status", 0, .notApproved),
            ("status", 1, .notApproved), ("status", 3, .notApproved), ("status", 5, .cancelled),
            ("active", false, .cancelled),
        ])
    func skipped(_ name: String, _ value: JSON, _ code: ReasonCode) async throws {
        let world = try await DocumentWorld()
        let rejection = try await planned(world) { $0.replacing(name, with: value) }.rejection
        #expect(rejection?.state == .skipped)
        #expect(rejection?.reason.code == code)
    }

    @Test("the first approval counts, by the tenant's calendar, also for bills first seen in payment")
    func approval() async throws {
        let world = try await DocumentWorld()
        try await world.postedOrder()
        func approved(_ moments: [(Int, String)]) async throws -> RecordState? {
            let history = moments.map { status, at -> JSON in
                ["id": 1, "status": .integer(status), "date": .string(at)]
            }
            return try await planned(world) {
                $0.replacing("bill_statuses", with: .array(history)).replacing("status", with: 6)
            }
            .rejection?.state
        }
        // 06:30 in UTC is still June in Denver.
        #expect(try await approved([(2, "2026-07-01T05:30:00Z"), (2, "2026-07-09T12:00:00Z")]) == .skipped)
        #expect(try await approved([(2, "2026-07-01T06:30:00Z"), (4, "2026-06-01T00:00:00Z")]) == nil)
        #expect(try await approved([(1, "2026-06-01T00:00:00Z"), (6, "2026-07-02T00:00:00-06:00")]) == nil)
    }

    @Test(
        "a problem of one field is held by its own code, and the message shows the value",
        arguments: [
            ("invoice_number", JSON.string(""), ReasonCode.invoiceNumberMissing, "invoice number"),
            ("invoice_number", .string(String(repeating: "9", count: 41)), .referenceTooLong, "41 characters"),
            ("invoice_total", 277.49.json, .amountMismatch, "lines 250.00 + costs 15.00 + tax 12.50 = 277.50 USD"),
        ])
    func held(_ name: String, _ value: JSON, _ code: ReasonCode, _ words: String) async throws {
        let world = try await DocumentWorld()
        try await world.postedOrder()
        let rejection = try await planned(world) { $0.replacing(name, with: value) }.rejection
        #expect(rejection?.state == .held)
        #expect(rejection?.reason.code == code)
        #expect(rejection?.reason.message.contains(words) == true)
    }

    @Test("the posting date, else the invoice date, names the period, and only an open one will do")
    func periods() async throws {
        let world = try await DocumentWorld()
        try await world.postedOrder()
        func post(_ post: JSON, _ invoice: JSON = "2026-07-31") async throws -> Result<Plan, Rejection> {
            let (list, detail) = try sample()
            let row = list.replacing("gl_post_date", with: post).replacing("invoice_date", with: invoice)
            let whole = detail.replacing("gl_post_date", with: post).replacing("invoice_date", with: invoice)
            return try await world.plan(world.bills, world.record(world.bills, list: row, detail: whole))
        }
        let plan = try await post(.null).get()
        #expect(plan.request["PostPeriod"]?["value"] == "072026")
        #expect(plan.request["Date"]?["value"] == "2026-07-31")
        let closed = try await post("2026-08-01").rejection?.reason
        #expect(closed?.code == .periodClosed)
        #expect(closed?.message.contains("08-2026") == true)
        #expect(try await post("2026-09-15").rejection?.reason.code == .periodClosed)
        #expect(try await post("2026-12-01").rejection?.reason.code == .periodMissing)
        #expect(try await post(.null, .null).rejection?.reason.code == .dateMismatch)
    }

    @Test("a list and a detail that give two days are held; two ways to write one day are not")
    func dates() async throws {
        let world = try await DocumentWorld()
        try await world.postedOrder()
        let late = try await planned(world) { $0.replacing("invoice_date", with: "2026-07-03T00:00:00Z") }.rejection
        #expect(late?.reason.code == .dateMismatch)
        // 2026-07-02 in Denver, although UTC has gone on.
        let same = try await planned(world) { $0.replacing("invoice_date", with: "2026-07-03T01:00:00Z") }
        #expect(try same.get().request["Date"]?["value"] == "2026-07-02")
    }

    @Test("a credit is a debit adjustment with positive amounts, and takes nothing of an order")
    func credit() async throws {
        let world = try await DocumentWorld()
        let plan = try await planned(world) { detail in
            detail.replacing("items", "0", "quantity", with: "-10.00000000")
                .replacing("items", "0", "cost_allocations", "0", "amount", with: "-250.00000000")
                .replacing("costs", with: []).replacing("exclusive_tax_amount", with: 0)
                .replacing("invoice_total", with: -250)
        }.get()
        #expect(plan.request["Type"]?["value"] == "Debit Adj.")
        #expect(plan.request["Amount"]?["value"]?.decimal == 250)
        let line = plan.request["Details"]?.items?.first
        #expect(line?["Qty"]?["value"]?.decimal == 10)
        #expect(line?["ExtendedCost"]?["value"]?.decimal == 250)
        #expect(line?["POOrderNbr"] == nil)
        #expect(plan.billed.isEmpty)
    }

    @Test("a person's suffix stands behind the reference and must fit")
    func suffix() async throws {
        let world = try await DocumentWorld()
        try await world.postedOrder()
        let plan = try await planned(world) {
            $0
        } edit: {
            $0.decisions = ["reference_suffix": 2]
        }.get()
        #expect(plan.request["VendorRef"]?["value"] == "INV-88/2")
        #expect(plan.claims == ["bill:V000123:INV88-2"])
        let long = try await planned(world) {
            $0.replacing("invoice_number", with: .string(String(repeating: "9", count: 39)))
        } edit: {
            $0.decisions = ["reference_suffix": 2]
        }
        #expect(long.rejection?.reason.code == .referenceTooLong)
    }

    @Test("a reference that another record holds or is linked to is held, naming both")
    func duplicates() async throws {
        let world = try await DocumentWorld()
        try await world.postedOrder()
        let other = Record.fixture(.fixture("900")) {
            $0.target = Target(system: "acumatica", type: "Bill", number: "000159")
        }
        try await world.put(other)
        _ = try await world.store.write { try $0.claim("bill:V000123:INV88", for: other.id) }
        let claimed = try await planned(world).rejection?.reason
        #expect(claimed?.code == .duplicateInvoice)
        #expect(
            claimed?.message.contains("acme/bills/613") == true && claimed?.message.contains("acme/bills/900") == true)

        try await world.store.write { try $0.dropClaims(of: other.id) }
        try await world.mirror(
            MirrorRow(
                kind: MirrorKind.erpBill, key: "Bill/000159", name: "V000123|INV88",
                body: [
                    "Type": "Bill", "ReferenceNbr": "000159", "Vendor": "V000123", "VendorRef": "inv 88",
                    "Status": "Open",
                ]))
        #expect(try await planned(world).rejection?.reason.message.contains("Bill/000159") == true)
    }
}

extension Double {
    /// For amounts in tests only: two decimals.
    var json: JSON { .number(String(format: "%.2f", self)) }
}
