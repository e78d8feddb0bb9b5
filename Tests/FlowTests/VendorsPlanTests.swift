// What is planned for a vendor, rule by rule.

import Core
import Foundation
import TestKit
import Testing

@testable import ProcurifyAcumatica

@Suite struct VendorsPlanTests {
    @Test("an unknown vendor is created as preferred, with everything the ERP knows and nothing else")
    func create() async throws {
        let world = try MasterWorld()
        try await world.mirror(ProcurifyMirror.currency(["id": 3, "name": "USD", "active": true]))
        let plan = try await world.plan(try await world.vendor(), flow: world.vendors)
        #expect(plan.action == .create)
        #expect(plan.request == (try golden("vendor-create")))
        #expect(plan.target == nil)
    }

    @Test("a vendor without contact data is created with the empty list of e-mails that Procurify requires")
    func bare() async throws {
        let world = try MasterWorld()
        let raw = VendorSample.erp()
        let record = try await world.stage(
            ERPVendorFeed.row(raw, day: ""), detail: VendorSample.detail(raw, contact: [("Email", "")], address: []),
            flow: world.vendors)
        let plan = try await world.plan(record, flow: world.vendors)
        let expected: JSON = [
            "name": "Northwind Traders", "external_id": "V0012", "active": true, "type": 3, "email": [],
            "overall_score": .null,
        ]
        #expect(plan.request.encoded(canonical: true) == expected.encoded(canonical: true))
    }

    @Test("a linked vendor that agrees is left alone, whatever its type, spaces and empty e-mails")
    func agrees() async throws {
        let world = try MasterWorld()
        try await world.listed(
            1067, name: " Northwind Traders ",
            [
                "type": 4, "email": ["", "ap@northwind.example"], "country": "US", "phoneTwo": "x",
                "is_auto_email_po_enabled": true,
            ])
        let plan = try await world.plan(try await world.vendor(), flow: world.vendors)
        #expect(plan.action == .nothing)
        #expect(plan.target == Vendors.target("1067"))
    }

    @Test("an update sends only what differs, never the type")
    func differs() async throws {
        let world = try MasterWorld()
        try await world.listed(1067, external: nil, ["phoneOne": "old", "type": 4])
        try await world.map("vendor", "1067", "V0012")
        let plan = try await world.plan(try await world.vendor(), flow: world.vendors)
        #expect(plan.action == .update)
        #expect(plan.request == (try golden("vendor-link")))
    }

    @Test(
        "out-of-scope vendors are skipped with their reason",
        arguments: [
            ("Active", [("VendorIsTaxAgency", true)], "skipped not-a-supplier"),
            ("Active", [("VendorIsLaborUnion", true)], "skipped not-a-supplier"),
            ("Active", [("VendorClass", "employee ")], "skipped class-excluded"),
            ("Active", [("VendorClass", "OTHER")], "skipped class-excluded"),
            ("Active", [("VendorClass", "")], "skipped class-excluded"),
            ("Inactive", [], "skipped inactive-in-erp"),
        ] as [(String, [(String, JSON)], String)])
    func scope(status: String, fields: [(String, JSON)], expected: String) async throws {
        let world = try MasterWorld { settings in
            settings.vendors.includeClasses = ["material", "EMPLOYEE"]
            settings.vendors.excludeClasses = ["EMPLOYEE"]
        }
        let record = try await world.vendor(status: status, fields)
        #expect(try await world.rejection(record, flow: world.vendors)?.code == expected)
    }

    @Test("vendors that can still be ordered from stay active", arguments: ["On Hold", "Hold Payments", "One-Time"])
    func stillActive(status: String) async throws {
        let world = try MasterWorld()
        let plan = try await world.plan(try await world.vendor(status: status), flow: world.vendors)
        #expect(plan.request["active"] == true)
    }

    @Test("an inactive vendor is deactivated and otherwise left as it is; an active one is brought back")
    func activity() async throws {
        let world = try MasterWorld()
        try await world.listed(1067, name: "Another name")
        let record = try await world.vendor(status: "Inactive")
        #expect(try await world.plan(record, flow: world.vendors).request == ["active": false])
        try await world.listed(1067, ["active": false])
        #expect(try await world.plan(record, flow: world.vendors).action == .nothing)
        let active = try await world.vendor()
        #expect(try await world.plan(active, flow: world.vendors).request == ["active": true])
    }

    @Test("a vendor that vanished from the ERP counts as inactive")
    func vanished() async throws {
        let world = try MasterWorld()
        try await world.listed()
        try await world.vendor()
        let feed = world.feeds.erpVendors
        let row = try #require(
            try await world.store.read { try $0.mirror(connection: "acme", kind: MirrorKind.erpVendor, key: "V0012") })
        let gone = try #require(feed.vanished(row))
        let record = try await world.stage(gone, flow: world.vendors)
        #expect(record.id.key == "V0012")
        #expect(try await world.plan(record, flow: world.vendors).request == ["active": false])
    }

    @Test("a name longer than Procurify keeps is held; longer addresses are cut, longer numbers left out")
    func lengths() async throws {
        let world = try MasterWorld()
        let long = try await world.vendor("V1", name: String(repeating: "é", count: 151))
        #expect(try await world.rejection(long, flow: world.vendors)?.code == "held name-too-long")
        let fits = try await world.vendor("V2", name: String(repeating: "漢", count: 150))
        #expect(try await world.rejection(fits, flow: world.vendors) == nil)
        let raw = VendorSample.erp("V3")
        let record = try await world.stage(
            ERPVendorFeed.row(raw, day: ""),
            detail: VendorSample.detail(
                raw,
                contact: [
                    ("Phone1", .string(String(repeating: "1", count: 21))),
                    ("Attention", .string(String(repeating: "a", count: 60))),
                ],
                address: [
                    ("PostalCode", .string(String(repeating: "9", count: 21))),
                    ("City", .string(String(repeating: "c", count: 49) + "e\u{301}f")),
                ]),
            flow: world.vendors)
        let request = try await world.plan(record, flow: world.vendors).request
        #expect(request["phoneOne"] == nil)
        #expect(request["postalCode"] == nil)
        #expect(request["contact"]?.text?.count == 50)
        #expect(request["city"] == .string(String(repeating: "c", count: 49)))
    }

    @Test("several e-mail addresses are told apart, and what is none is left out")
    func emails() async throws {
        let world = try MasterWorld()
        let raw = VendorSample.erp()
        let record = try await world.stage(
            ERPVendorFeed.row(raw, day: ""),
            detail: VendorSample.detail(
                raw, contact: [("Email", "a@x.example; b@y.example,none @z a@b <c@d.example>")]),
            flow: world.vendors)
        #expect(try await world.plan(record, flow: world.vendors).request["email"] == ["a@x.example", "b@y.example"])
    }

    @Test("what the ERP never had stays, what it had and emptied is emptied, and an unread contact says nothing")
    func emptied() async throws {
        let world = try MasterWorld()
        try await world.listed(1067, ["phoneOne": "by a person", "contact": "old"])
        let raw = VendorSample.erp()
        let without: [(String, JSON)] = [("Email", ""), ("Phone1", ""), ("Attention", "Jo Ray")]
        let first = try await world.stage(
            ERPVendorFeed.row(raw, day: ""), detail: VendorSample.detail(raw, contact: without), flow: world.vendors)
        let plan = try await world.plan(first, flow: world.vendors)
        #expect(plan.request == ["contact": "Jo Ray"])
        try await world.settle(first, world.vendors.assume(plan))
        let unread = try await world.stage(ERPVendorFeed.row(raw, day: ""), detail: nil, flow: world.vendors)
        let quiet = try await world.plan(unread, flow: world.vendors)
        #expect(quiet.action == .nothing)
        let gone: [(String, JSON)] = [("Email", ""), ("Phone1", ""), ("Attention", "")]
        let second = try await world.stage(
            ERPVendorFeed.row(raw, day: ""), detail: VendorSample.detail(raw, contact: gone), flow: world.vendors)
        #expect(try await world.plan(second, flow: world.vendors).request == ["contact": .null])
    }

    @Test("what a later list shows counts more than what was written before it")
    func drift() async throws {
        let world = try MasterWorld()
        try await world.listed()
        let record = try await world.vendor()
        let written: JSON = [
            "id": 1067, "external_id": "V0012", "active": true, "dateModified": "2026-07-01T11:00:00Z",
        ]
        let plan = try await world.plan(record, flow: world.vendors)
        try await world.settle(
            record,
            VendorOutcome.settlement(of: plan.intent, kind: .updated, target: Vendors.target("1067"), row: written))
        try await world.listed(1067, ["city": "Tacoma", "dateModified": "2026-07-01T10:59:00Z"])
        #expect(try await world.plan(record, flow: world.vendors).action == .nothing)
        try await world.listed(1067, ["city": "Tacoma", "dateModified": "2026-07-01T11:30:00Z"])
        #expect(try await world.plan(record, flow: world.vendors).request == ["city": "Seattle"])
    }

    @Test("a second plan after settling has nothing to do, for every kind of first plan")
    func settled() async throws {
        for (external, name) in [("V0012", "Northwind Traders"), ("V0012", "Old name"), (nil, "Something else")] {
            for status in ["Active", "On Hold", "Inactive"] {
                let world = try MasterWorld()
                try await world.listed(1067, name: name, external: external, ["city": .null])
                let record = try await world.vendor(status: status)
                if external == nil, status == "Inactive" { continue }
                let plan = try await world.plan(record, flow: world.vendors)
                let next = try await world.settle(record, world.vendors.assume(plan))
                #expect(next.state == .posted)
                let again = try await world.plan(next, flow: world.vendors)
                #expect(again.action == .nothing, "\(name) \(status): \(again.request)")
            }
        }
    }

    @Test(
        "a list row that cannot be understood is undecodable, by field",
        arguments: [
            (VendorSample.erp(status: "Frozen"), "Status"), (VendorSample.erp(status: ""), "Status"),
            (VendorSample.erp(name: "  "), "VendorName"), (VendorSample.erp(""), "VendorID"), ([:] as JSON, "VendorID"),
            ("text" as JSON, "VendorID"), ([] as JSON, "VendorID"),
        ])
    func undecodable(raw: JSON, field: String) throws {
        let world = try MasterWorld()
        #expect {
            try world.vendors.decode(ERPVendorFeed.row(raw, day: ""), detail: nil)
        } throws: { ($0 as? Undecodable)?.field == field }
    }

    @Test("the canonical form reads back as it was", arguments: Hostile.texts)
    func canonical(name: String) throws {
        let world = try MasterWorld()
        guard !Names.written(name).isEmpty else { return }
        let raw = VendorSample.erp(name: name)
        let decoded = try world.vendors.decode(ERPVendorFeed.row(raw, day: ""), detail: VendorSample.detail(raw))
        #expect(VendorSource(body: try JSON.parse(decoded.body.encoded(canonical: true))).body == decoded.body)
    }
}
