// Each reading of the ERP changes what it says it changes, and the default is what the reference tells first.

import Testing

@testable import Sandbox

@Suite("ERP readings")
struct AcumaticaReadingsTests {
    private static let list = "PurchaseOrder?$top=3&$expand=Details"

    @Test("every reading has a section, two values and a name of its own; unknown ones are refused")
    func rules() {
        let rules = Readings.rules
        #expect(Set(rules.map(\.name)).count == rules.count)
        for rule in rules { #expect(Set(rule.values).count > 1, "\(rule.name)") }
        for rule in Readings.acumaticaAnswers + Readings.acumaticaRequests + Readings.acumaticaRules {
            #expect(rule.section.hasPrefix("acumatica.md "), "\(rule.name)")
        }
        #expect(throws: SandboxError.self) { try Readings(["links": "sideways"]) }
        #expect(throws: SandboxError.self) { try Readings(["no-such": "x"]) }
    }

    @Test("links, notes, numbers and codes look as read", arguments: [true, false])
    func looks(isDefault: Bool) async throws {
        let readings = [
            "links": "absolute", "note": "null-on-rows", "numbers": "text", "selector-padding": "padded",
            "subaccount-form": "segmented",
        ]
        let erp = try await ERP.start(isDefault ? [:] : readings)
        _ = await erp.put("PurchaseOrder", erp.order())
        let order = try #require(await erp.get(Self.list).value.items?.first)
        let line = try #require(order["Details"]?.items?.first)
        let path = "/erp/entity/Default/24.200.001/PurchaseOrder/\(order["id"]?.text ?? "")"
        #expect(order["_links"]?["self"]?.text == (isDefault ? path : "http://127.0.0.1" + path))
        #expect(line["note"] == (isDefault ? ["value": ""] : .null))
        #expect(order["note"] == ["value": ""])
        let total = try #require(order.field("OrderTotal"))
        if case .string = total { #expect(!isDefault) } else { #expect(isDefault) }
        #expect((order.field("VendorID")?.text ?? "").hasSuffix(" ") == !isDefault)
        #expect((line.field("Subaccount")?.text ?? "").contains("-") == !isDefault)
        let vendor = try #require(order.field("VendorID")?.text)
        // What was shown is understood when it comes back.
        let found = await erp.get("PurchaseOrder?$filter=VendorID eq '\(vendor)'").value.items ?? []
        #expect(found.contains { $0["id"] == order["id"] })
        #expect(try await ERP.start(["links": "absent"]).get("Bill?$top=1").value.items?.first?["_links"] == nil)
    }

    @Test(
        "moments of change are the same moment in every form",
        arguments: [("utc", "3", 29), ("local", "3", 29), ("local", "7", 33), ("utc", "0", 25)])
    func stamps(offset: String, fraction: String, length: Int) async throws {
        let usual = try await ERP.start().get("Account?$top=1").value.items?.first?.field("LastModifiedDateTime")?.text
        let erp = try await ERP.start(["stamp-offset": offset, "stamp-fraction": fraction])
        let text = try #require(await erp.get("Account?$top=1").value.items?.first?.field("LastModifiedDateTime")?.text)
        #expect(text.count == length)
        #expect(text.hasSuffix(offset == "local" ? "-07:00" : "+00:00"))
        let (moment, expected) = (try #require(Moment(text)), try #require(Moment(usual ?? "")))
        #expect(moment.comparable.prefix(19) == expected.comparable.prefix(19))
    }

    @Test("periods, orders and payments are spelt as read, in answers and in filters")
    func spellings() async throws {
        let erp = try await ERP.start(["period-form": "MM-YYYY", "canceled": "two", "check-type": "Check"])
        let bill = await erp.put("Bill", erp.bill())
        #expect(bill.value.field("PostPeriod")?.text == "07-2026")
        let order = await erp.put("PurchaseOrder", erp.order())
        let number = order.value.field("OrderNbr")?.text ?? ""
        try erp.act("cancel-order", ["number": .string(number)])
        let found = await erp.get("PurchaseOrder?$filter=Status eq 'Cancelled'").value.items ?? []
        #expect(found.contains { $0.field("OrderNbr")?.text == number && $0.field("Status")?.text == "Cancelled" })
        let released = bill.value.field("ReferenceNbr")?.text ?? ""
        try erp.act("release-bill", ["number": .string(released)])
        try erp.act("pay-bill", ["number": .string(released)])
        let check = try #require(await erp.get("Check?$filter=Type eq 'Check'").value.items?.first)
        #expect(check.field("Type")?.text == "Check")
        #expect(await erp.get("Check/Check/\(check.field("ReferenceNbr")?.text ?? "")").status == 200)
    }

    @Test("refusals have the status and the body that is read")
    func refusals() async throws {
        let usual = try await ERP.start()
        let erp = try await ERP.start([
            "unauthorised-body": "html", "entity-404": "html", "missing-record": "404", "filter-error-status": "400",
            "collection-post": "405", "login-limit-status": "429", "token-error-status": "401", "delete-refusal": "422",
            "refusal-body": "with-exception",
        ])
        func answers(_ erp: ERP) async -> [Int] {
            var stranger = erp
            stranger.token = "none"
            var wrong = erp.passwordGrant
            wrong["password"] = "wrong"
            return [
                await erp.get("Bill/Bill/999999").status, await erp.get("Bill?$filter=VendorID eq 'X'").status,
                await erp.call("POST", "Bill", [:]).status,
                await erp.form("/erp/identity/connect/token", wrong).status,
                await stranger.get("Bill").status, await erp.get("NoSuch").status,
            ]
        }
        #expect(await answers(usual) == [500, 500, 406, 400, 401, 404])
        #expect(await answers(erp) == [404, 400, 405, 401, 401, 404])
        #expect(await erp.get("NoSuch").header("content-type")?.hasPrefix("text/html") == true)
        _ = await erp.form("/erp/identity/connect/token", erp.passwordGrant)
        #expect(await erp.form("/erp/identity/connect/token", erp.passwordGrant).status == 429)
        let refused = await erp.put("Bill", erp.bill([("Vendor", "NOBODY")]))
        #expect(refused.status == 422 && refused.value["exceptionType"]?.text?.contains("OutcomeEntity") == true)
    }

    @Test("without a session an answer may be empty or a redirect")
    func withoutSession() async throws {
        for (reading, status) in [("empty", 401), ("redirect", 302), ("message", 401)] {
            var erp = try await ERP.start(["unauthorised-body": reading])
            erp.token = "none"
            let answer = await erp.get("Bill")
            #expect(answer.status == status && answer.body.isEmpty == (reading != "message"))
        }
    }

    @Test("the list of endpoints is an object or a bare array, with paths or URLs")
    func endpoints() async throws {
        let erp = try await ERP.start(["endpoint-list": "array", "endpoint-links": "url"])
        let list = await erp.send(SandboxRequest("GET", "/erp/entity/"))
        #expect(list.value.items?.first?["href"]?.text?.hasPrefix("http://") == true)
        let more = try await ERP.start(["endpoint-features": "present"])
        #expect(await more.send(SandboxRequest("GET", "/erp/entity")).value["features"]?.items?.isEmpty == false)
    }

    @Test("bodies: unknown members, days with offsets, too long descriptions, codes in another case")
    func bodies() async throws {
        let long = String(repeating: "x", count: 600)
        let change: [(String, Value)] = [("Date", "2026-07-15T23:00:00-07:00"), ("Nonsense", 1)]
        let usual = try await ERP.start()
        let kept = await usual.put("Bill", usual.bill(change))
        #expect(kept.status == 200 && kept.value.field("Date")?.text == "2026-07-16T00:00:00+00:00")
        #expect(await usual.put("Bill", usual.bill([("Description", .string(long))])).status == 200)
        #expect(await usual.put("Bill", usual.bill([("Vendor", .string(usual.vendorID.lowercased()))])).status == 200)
        let erp = try await ERP.start([
            "unknown-members": "refused", "date-shift": "kept", "description-too-long": "refused",
            "selector-case": "matters", "order-description": "256",
        ])
        #expect(await erp.put("Bill", erp.bill(change)).status == 400)
        let bill = await erp.put("Bill", erp.bill([change[0]]))
        #expect(bill.status == 200 && bill.value.field("Date")?.text == "2026-07-15T00:00:00+00:00")
        let refused = await erp.put("Bill", erp.bill([("Description", .string(long))]))
        #expect(refused.status == 422 && refused.value["Description"]?["error"] != nil)
        #expect(await erp.put("Bill", erp.bill([("Vendor", .string(erp.vendorID.lowercased()))])).status == 422)
        let order = await erp.put("PurchaseOrder", erp.order([("Description", .string(String(long.prefix(100))))]))
        #expect(order.value.field("Description")?.text?.count == 100)
    }

    @Test("filters and pages: doubled quotes, decimals, no rows at all")
    func filters() async throws {
        let usual = try await ERP.start()
        let quote = "Vendor?$filter=VendorName eq 'O''Neil' or VendorName eq ''"
        #expect(await usual.get(quote).status == 200)
        #expect(await usual.get("Bill?$filter=Amount gt 0M").status == 200)
        #expect(await usual.get("Account?$top=0").value.items?.isEmpty == true)
        let erp = try await ERP.start([
            "quote-doubling": "refused", "decimal-filter": "refused", "top-zero": "everything",
        ])
        #expect(await erp.get(quote).status == 500)
        #expect(await erp.get("Vendor?$filter=VendorName eq ''").status == 200)
        #expect(await erp.get("Bill?$filter=Amount gt 0M").status == 500)
        #expect(await erp.get("Account?$top=0").value.items?.isEmpty == false)
        #expect(try await ERP.start(["top-zero": "refused"]).get("Account?$top=0").status == 400)
    }

    @Test("lists in the order of creation, and lists that cannot be optimised")
    func lists() async throws {
        let erp = try await ERP.start(["list-order": "insertion", "optimisation": "fails"])
        let account: Value = [
            "AccountCD": wrap("00001"), "Description": wrap("First by key"), "Type": wrap("Expense"),
        ]
        #expect(await erp.put("Account", account).status == 200)
        #expect(await erp.get("Account").value.items?.last?.field("AccountCD")?.text == "00001")
        let failed = await erp.get("Bill?$select=ReferenceNbr,VendorRef&$top=1")
        #expect(failed.status == 500)
        #expect(failed.value["exceptionMessage"]?.text?.contains("VendorRef: View Document has BQL delegate") == true)
        #expect(await erp.get("Bill?$select=ReferenceNbr,Vendor&$top=1").status == 200)
        let usual = try await ERP.start()
        #expect(await usual.put("Account", account).status == 200)
        #expect(await usual.get("Account").value.items?.first?.field("AccountCD")?.text == "00001")
    }

    @Test("lists of periods with their rows are given, come empty or fail; by key they are always given")
    func expandedLists() async throws {
        for (reading, status, isEmpty) in [("given", 200, false), ("empty", 200, true), ("fails", 500, true)] {
            let erp = try await ERP.start(["list-expand": reading])
            let list = await erp.get("FinancialPeriod?$expand=Details")
            #expect(list.status == status)
            #expect((list.value.items?.first?["Details"]?.items ?? []).isEmpty == isEmpty)
            let one = await erp.get("FinancialPeriod/2026?$expand=Details")
            #expect(one.value["Details"]?.items?.isEmpty == false)
        }
    }

    @Test("filters without `ne`, `not` and dates; references of orders that must be unique; messages with the value")
    func more() async throws {
        let queries = ["Bill?$filter=Hold ne true", "Bill?$filter=not Hold", "Bill?$filter=Date gt date'2026-01-01'"]
        let usual = try await ERP.start()
        let erp = try await ERP.start([
            "not-operators": "refused", "date-literal": "refused", "order-reference": "unique",
            "selector-message": "value", "bill-description": "256", "done-location": "absent",
        ])
        for query in queries {
            #expect(await usual.get(query).status == 200)
            #expect(await erp.get(query).status == 500)
        }
        #expect(await erp.get("Bill?$filter=Hold eq true").status == 200)
        let order = [("VendorRef", "R-1" as Value)]
        for status in [200, 422] { #expect(await erp.put("PurchaseOrder", erp.order(order)).status == status) }
        for status in [200, 200] { #expect(await usual.put("PurchaseOrder", usual.order(order)).status == status) }
        let unknown = await erp.put("Bill", erp.bill([("Vendor", "NOBODY")]))
        #expect(unknown.value["Vendor"]?["error"]?.text == "Vendor 'NOBODY' cannot be found in the system.")
        let long = await erp.put("Bill", erp.bill([("Description", .string(String(repeating: "x", count: 300)))]))
        #expect(long.value.field("Description")?.text?.count == 256)
        let hold = await erp.call("POST", "Bill/PutOnHold", ["entity": ["id": long.value["id"] ?? .null]])
        #expect(hold.status == 204 && hold.header("location") == nil)
    }

    @Test("a PUT by filter that finds nothing or several")
    func putByFilter() async throws {
        let none = "Bill?$filter=VendorRef eq 'NEVER'"
        let several = "Bill?$filter=Type eq 'Bill' and Hold eq true"
        let usual = try await ERP.start()
        for number in 1...2 {
            _ = await usual.put("Bill", usual.bill([("VendorRef", .string("H-\(number)")), ("Hold", true)]))
        }
        #expect(await usual.put(none, usual.bill()).status == 200)
        #expect(await usual.put(several, [:]).status == 500)
        let erp = try await ERP.start(["put-filter-none": "404", "put-filter-many": "first"])
        for number in 1...2 {
            _ = await erp.put("Bill", erp.bill([("VendorRef", .string("H-\(number)")), ("Hold", true)]))
        }
        #expect(await erp.put(none, erp.bill()).status == 404)
        #expect(await erp.put(several, [:]).status == 200)
    }

    @Test("workflow actions that are not there, or do not last")
    func actions() async throws {
        let erp = try await ERP.start(["po-actions": "404", "hold-actions": "lost", "action-location": "absolute"])
        let order = await erp.put("PurchaseOrder", erp.order()).value
        let key: Value = ["entity": ["id": order["id"] ?? .null]]
        #expect(await erp.call("POST", "PurchaseOrder/CancelOrder", key).status == 404)
        let bill = await erp.put("Bill", erp.bill([("Hold", true)])).value
        let target: Value = ["entity": ["id": bill["id"] ?? .null]]
        #expect(await erp.call("POST", "Bill/ReleaseFromHold", target).status == 204)
        let number = bill.field("ReferenceNbr")?.text ?? ""
        #expect(await erp.get("Bill/Bill/\(number)").value.field("Status")?.text == "On Hold")
        _ = await erp.put("Bill", ["id": bill["id"] ?? .null, "Hold": wrap(false)])
        let release = await erp.call("POST", "Bill/ReleaseBill", target)
        #expect(release.header("location")?.hasPrefix("http://127.0.0.1/erp/entity/") == true)
    }

    @Test("duplicates and closed periods in the words of other builds; numbered vendors; warnings beside a 200")
    func messages() async throws {
        let erp = try await ERP.start([
            "duplicate-message": "old", "closed-period-message": "inactive", "vendor-numbering": "auto",
            "duplicate-warning": "shown",
        ])
        let first = await erp.put("Bill", erp.bill())
        #expect(first.status == 200 && first.value["VendorRef"]?["error"] == nil)
        let second = await erp.put("Bill", erp.bill())
        #expect(second.status == 200 && second.value["VendorRef"]?["error"] != nil)
        try erp.act("set-preference", ["duplicate_vendor_ref": true])
        let third = await erp.put("Bill", erp.bill())
        #expect(third.value["VendorRef"]?["error"]?.text?.hasPrefix("Document with this Vendor Ref.") == true)
        try erp.act("close-period", ["period": "072026"])
        let closed = await erp.put("Bill", erp.bill([("PostPeriod", "072026"), ("VendorRef", "INV-901")]))
        #expect(closed.value["PostPeriod"]?["error"]?.text == "The financial period is inactive.")
        let vendor = await erp.put("Vendor", ["VendorName": wrap("Numbered")])
        #expect(vendor.status == 200 && vendor.value.field("VendorID")?.text?.hasPrefix("V0") == true)
        #expect(try await ERP.start().put("Vendor", ["VendorName": wrap("Unnumbered")]).status == 422)
    }

    @Test("one tenant, whatever it is called; cookies that last longer")
    func signIn() async throws {
        for (reading, status) in [("no", 500), ("yes", 204)] {
            let erp = try await ERP.start(["single-tenant": reading])
            let body: Value = [
                "name": .string(erp.firm.credentials.acumaticaUsername),
                "password": .string(erp.firm.credentials.acumaticaPassword), "tenant": "Whatever",
            ]
            let answer = await erp.send(
                SandboxRequest(
                    "POST", "/erp/entity/auth/login", headers: [("Content-Type", "application/json")],
                    body: body.encodedBytes()))
            #expect(answer.status == status)
        }
        #expect(try await ERP.start().world.read { $0.acumatica.signIns.idleSeconds } == 600)
        let erp = try await ERP.start(["cookie-idle": "20"])
        #expect(erp.world.read { $0.acumatica.signIns.idleSeconds } == 1_200)
    }
}
