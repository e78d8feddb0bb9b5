// Writes of bills: defaults, look-ups, refusals, conditions (acumatica.md 5.2, 6.5, 7, 8).

import Foundation
import Testing

@testable import Sandbox

@Suite("Bills written to the simulated ERP")
struct AcumaticaWriteTests {
    @Test("a bill takes its number, vendor's terms and currency, period and branch, and is balanced off hold")
    func creates() async throws {
        let erp = try await ERP.start()
        let answer = await erp.put("Bill?$expand=Details", erp.bill(amount: .number("277.50")))
        #expect(answer.status == 200)
        let bill = answer.value
        #expect(bill.field("ReferenceNbr")?.text?.count == 6)
        #expect(bill.field("Type") == "Bill")
        #expect(bill.field("Status") == "Balanced")
        #expect(bill.field("Amount") == .number("277.50"))
        #expect(bill.field("Balance") == .number("277.50"))
        #expect(bill.field("PostPeriod") == "072026")
        #expect(bill.field("CurrencyID")?.text == erp.vendor.currency)
        #expect(bill.field("Terms")?.text == erp.vendor.terms)
        #expect(bill.field("BranchID")?.text == erp.firm.branches[0].branchID)
        #expect(bill["Details"]?[0]?["note"] == .some(.null))
        let again = await erp.get("Bill/Bill/\(bill.field("ReferenceNbr")?.text ?? "")?$expand=Details").value
        #expect(again["Details"]?[0]?.field("Subaccount") == "000000")
        #expect(again["Details"]?[0]?.field("Description")?.text == erp.firm.account(erp.account)?.description)
    }

    @Test("a due date sent before the terms is computed away, one sent after them stays")
    func fieldOrder() async throws {
        let erp = try await ERP.start()
        let terms = erp.firm.terms.first { $0.days == 30 }?.code ?? ""
        let before = await erp.put("Bill", erp.bill([("DueDate", "2026-09-09"), ("Terms", .string(terms))])).value
        #expect(before.field("DueDate") == "2026-08-14T00:00:00+00:00")
        let after = await erp.put("Bill", erp.bill([("Terms", .string(terms)), ("DueDate", "2026-09-09")])).value
        #expect(after.field("DueDate") == "2026-09-09T00:00:00+00:00")
    }

    @Test(
        "a value that no selector knows, or that may not be used, is 422 with the error beside it",
        arguments: [
            ("Vendor", "NOBODY", "'Vendor' cannot be found in the system."),
            ("Terms", "NEVER", "'Terms' cannot be found in the system."),
            ("CurrencyID", "XXX", "'Currency' cannot be found in the system."),
            ("BranchID", "MOON", "'Branch' cannot be found in the system."),
            ("Project", "TES2323T", "Project 'TES2323T  ' cannot be found in the system."),
            ("Type", "Invoice", "The value 'Invoice' of 'Type' is not allowed."),
            (
                "VendorRef", String(repeating: "9", count: 41),
                "The string length of 'Vendor Ref.' exceeds the maximum of 40."
            ),
            ("PostPeriod", "132026", "'Post Period' cannot be found in the system."),
            ("Date", "2026-03-05", "'Post Period' cannot be empty."),
        ])
    func refuses(_ field: String, _ value: String, _ message: String) async throws {
        let erp = try await ERP.start()
        let before = await erp.get("Bill").value.items?.count
        let answer = await erp.put("Bill", erp.bill([(field, .string(value))]))
        #expect(answer.status == 422)
        let place = field == "Date" ? "PostPeriod" : field
        #expect(answer.value[place]?["error"]?.text == message)
        #expect(
            answer.value["error"]?.text?.hasPrefix("Inserting  'AP Document' record raised at least one error.") == true
        )
        #expect(answer.value.field("ReferenceNbr") == "<NEW>")
        #expect(await erp.get("Bill").value.items?.count == before)
    }

    @Test("a line's mistake is shown in its line, with all lines")
    func refusesLine() async throws {
        let erp = try await ERP.start()
        let lines = [erp.line(amount: 5), erp.line(amount: 6, [("Account", "99999"), ("Subaccount", "999999")])]
        let answer = await erp.put("Bill", erp.bill(lines: lines))
        #expect(answer.status == 422)
        #expect(answer.value["error"]?.text?.hasPrefix("Inserting  'AP Transactions' record") == true)
        #expect(answer.value["Details"]?.items?.count == 2)
        #expect(answer.value["Details"]?[1]?["Account"]?["error"] == "'Account' cannot be found in the system.")
        #expect(answer.value["Details"]?[1]?["Subaccount"]?["error"] == "'Subaccount' cannot be found in the system.")
    }

    @Test("inactive and held vendors and inactive accounts are refused")
    func inactive() async throws {
        let erp = try await ERP.start()
        for status in ["Inactive", "On Hold"] {
            try erp.act("set-vendor-status", ["vendor": .string(erp.vendorID), "status": .string(status)])
            let answer = await erp.put("Bill", erp.bill())
            #expect(answer.value["Vendor"]?["error"]?.text == "The vendor status is '\(status)'.")
        }
        try erp.act("set-vendor-status", ["vendor": .string(erp.vendorID), "status": "Hold Payments"])
        #expect(await erp.put("Bill", erp.bill()).status == 200)
        try erp.act("set-account-active", ["account": .string(erp.account), "active": false])
        #expect(await erp.put("Bill", erp.bill()).value["Details"]?[0]?["Account"]?["error"] == "Account is inactive.")
    }

    @Test("a period that a person closes takes no bill until it is open again")
    func periods() async throws {
        let erp = try await ERP.start()
        try erp.act("close-period", ["period": "072026"])
        let explicit = await erp.put("Bill", erp.bill([("PostPeriod", "07-2026")]))
        #expect(explicit.value["PostPeriod"]?["error"]?.text?.contains("07-2026 financial period is closed") == true)
        #expect(await erp.put("Bill", erp.bill([("PostPeriod", "082026")])).value.field("PostPeriod") == "082026")
        try erp.act("deactivate-period", ["period": "072026"])
        let inactive = await erp.put("Bill", erp.bill([("PostPeriod", "072026")]))
        #expect(inactive.value["PostPeriod"]?["error"]?.text?.contains("financial period is inactive") == true)
        try erp.act("open-period", ["period": "072026"])
        #expect(await erp.put("Bill", erp.bill()).status == 200)
    }

    @Test("what is no JSON, no object or no value of its type is 400 in the documented shape")
    func malformed() async throws {
        let erp = try await ERP.start()
        let empty = await erp.call("PUT", "Bill")
        #expect(empty.status == 400)
        #expect(empty.value["modelState"]?[""] == ["The request body should not be empty."])
        for body: Value in [
            ["Vendor": "ACME"], ["Hold": wrap("maybe")], ["Date": wrap("yesterday")], ["Details": wrap([])],
        ] {
            #expect(await erp.put("Bill", body).status == 400)
        }
    }

    @Test("numbers and booleans as text, null, empty arrays and unknown names are accepted")
    func lenient() async throws {
        let erp = try await ERP.start()
        var fields = erp.bill([("Hold", "False"), ("Description", nil), ("Amount", "5.00")]).fields ?? [:]
        fields["Quantity"] = wrap("7")
        fields["VendorID"] = wrap("NOBODY")
        fields["TaxDetails"] = []
        fields["files"] = []
        fields["Details"] = [erp.line(amount: "20.00", [("Qty", "2")])]
        let answer = await erp.put("Bill", .object(fields))
        #expect(answer.status == 200)
        #expect(answer.value.field("Amount") == .number("40.00"))
        #expect(answer.value.field("Status") == "Balanced")
    }

    @Test(
        "an amount is quantity times cost, rounded to the currency; a cost has six decimals; an extended cost overrules"
    )
    func amounts() async throws {
        let erp = try await ERP.start()
        let exact = erp.line(amount: .number("0.12345678"), [("Qty", 1_000)])
        let overruled = erp.line(amount: .number("0.12345678"), [("Qty", 1_000), ("ExtendedCost", .number("123.46"))])
        let bill = await erp.put("Bill?$expand=Details", erp.bill(lines: [exact, overruled])).value
        #expect(bill["Details"]?[0]?.field("UnitCost") == .number("0.123457"))
        #expect(bill["Details"]?[0]?.field("Amount") == .number("123.46"))
        #expect(bill.field("Amount") == .number("246.92"))
        let yen = await erp.put("Bill", erp.bill([("CurrencyID", "JPY")], amount: .number("100.5"))).value
        #expect(yen.field("Amount") == .number("101"))
    }

    @Test(
        "a PUT without keys sent twice makes two bills; with the number it updates; lines without ids are added again")
    func resent() async throws {
        let erp = try await ERP.start()
        let first = await erp.put("Bill", erp.bill()).value
        let second = await erp.put("Bill", erp.bill()).value
        #expect(first.field("ReferenceNbr") != second.field("ReferenceNbr"))
        var fields = erp.bill().fields ?? [:]
        fields["ReferenceNbr"] = first["ReferenceNbr"]
        let updated = await erp.put("Bill?$expand=Details", .object(fields)).value
        #expect(updated["Details"]?.items?.count == 2)
        #expect(updated.field("Amount") == .number("200.00"))

        let lineID = updated["Details"]?[0]?["id"] ?? .null
        let other = updated["Details"]?[1]?["id"] ?? .null
        let change: Value = [
            "id": first["id"] ?? .null,
            "Details": [["id": lineID, "UnitCost": wrap(7)], ["id": other, "delete": true]],
        ]
        let changed = await erp.put("Bill?$expand=Details", change).value
        #expect(changed["Details"]?.items?.count == 1)
        #expect(changed.field("Amount") == .number("7.00"))
    }

    @Test("a create on condition is refused where the document is there, unless the build ignores the header")
    func conditionalCreate() async throws {
        for (reading, status, count) in [("honoured", 412, 1), ("ignored", 200, 2)] {
            let erp = try await ERP.start(["conditional-create": reading])
            let filter =
                "Bill?$expand=Details&$filter=Type eq 'Bill' and Vendor eq '\(erp.vendorID)' and VendorRef eq 'INV-900'"
            let condition = [("If-None-Match", "*")]
            #expect(await erp.put(filter, erp.bill(), headers: condition).status == 200)
            let second = await erp.put(filter, erp.bill(), headers: condition)
            #expect(second.status == status)
            let found = await erp.get(filter).value.items ?? []
            #expect(found.count == 1)
            #expect(found.first?["Details"]?.items?.count == count)
            #expect(await erp.put(filter, [:], headers: condition).status == status)
        }
    }

    @Test("If-Match updates only; several matches are 500; PATCH of what is missing is 404")
    func conditions() async throws {
        let erp = try await ERP.start()
        let filter = "Bill?$filter=VendorRef eq 'INV-900'"
        #expect(await erp.put(filter, erp.bill(), headers: [("If-Match", "*")]).status == 412)
        #expect(await erp.call("PATCH", filter, erp.bill()).status == 404)
        #expect(await erp.put(filter, erp.bill()).status == 200)
        #expect(await erp.put("Bill", erp.bill()).status == 200)
        #expect(await erp.put(filter, erp.bill()).status == 500)
        #expect(await erp.call("PATCH", filter, erp.bill(), headers: [("If-None-Match", "*")]).status == 500)
    }

    @Test("a duplicate reference is saved, unless the preference makes it an error")
    func duplicates() async throws {
        let erp = try await ERP.start()
        #expect(await erp.put("Bill", erp.bill()).status == 200)
        #expect(await erp.put("Bill", erp.bill()).status == 200)
        try erp.act("set-preference", ["duplicate_vendor_ref": "error"])
        let answer = await erp.put("Bill", erp.bill())
        #expect(answer.status == 422)
        #expect(
            answer.value["VendorRef"]?["error"]?.text?
                .hasPrefix("This vendor ref. number \"INV-900\" has already been used for the document \"Bill, ")
                == true)
        #expect(await erp.put("Bill", erp.bill([("VendorRef", "INV-901")])).status == 200)
    }

    @Test("with totals validated a bill off hold must agree with its amount")
    func totals() async throws {
        let erp = try await ERP.start()
        try erp.act("set-preference", ["validate_totals": true])
        let wrong = await erp.put("Bill", erp.bill([("Amount", 99)]))
        #expect(wrong.status == 422)
        #expect(wrong.value["error"] == "The document is out of the balance.")
        #expect(await erp.put("Bill", erp.bill([("Amount", 99), ("Hold", true)])).value.field("Status") == "On Hold")
        #expect(await erp.put("Bill", erp.bill([("Amount", 100)])).status == 200)
    }

    @Test("a note goes in and out, and custom fields come only when asked for")
    func notes() async throws {
        let erp = try await ERP.start()
        var fields = erp.bill().fields ?? [:]
        fields["note"] = wrap("approved by Ann")
        fields["custom"] = ["CurrentDocument": ["TaxZoneID": ["type": "CustomStringField", "value": "CO"]]]
        let made = await erp.put("Bill", .object(fields)).value
        #expect(made["custom"] == [:])
        let read = await erp.get("Bill/\(made["id"]?.text ?? "")?$custom=CurrentDocument.TaxZoneID").value
        #expect(read["note"] == ["value": "approved by Ann"])
        #expect(read["custom"]?["CurrentDocument"]?["TaxZoneID"]?["value"] == "CO")
    }

    @Test("POST to a collection is 406, an unknown action 404, other screens 403")
    func wrongVerbs() async throws {
        let erp = try await ERP.start()
        #expect(await erp.call("POST", "Bill", erp.bill()).status == 406)
        #expect(await erp.call("POST", "Bill/Explode", ["entity": [:]]).status == 404)
        #expect(await erp.put("Ledger", ["LedgerID": wrap("X")]).status == 403)
    }
}
