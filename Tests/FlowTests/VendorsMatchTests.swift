// Which vendor of Procurify an ERP vendor is, and how many may be deactivated.

import Core
import Foundation
import TestKit
import Testing

@testable import ProcurifyAcumatica

@Suite struct VendorsMatchTests {
    private let unambiguous: @Sendable (inout ConnectionSettings) -> Void = { $0.vendors.match = .unambiguousName }

    @Test("one of the same name is proposed, and linked once a person accepts")
    func confirm() async throws {
        let world = try MasterWorld()
        try await world.listed(1067, name: "NORTHWIND  traders ", external: nil)
        let record = try await world.vendor()
        #expect(try await world.rejection(record, flow: world.vendors)?.code == "held vendor-match-proposed")
        let census = try await world.store.read { [flow = world.vendors] in try flow.census($0) }
        #expect(census["proposals"] == [["from": "1067", "to": "V0012"]])
        try await world.map("vendor", "1067", "V0012", proposed: true)
        #expect(try await world.rejection(record, flow: world.vendors)?.code == "held vendor-match-proposed")
        try await world.map("vendor", "1067", "V0012")
        let plan = try await world.plan(record, flow: world.vendors)
        #expect(plan.target == Vendors.target("1067"))
        #expect(plan.request == ["name": "Northwind Traders", "external_id": "V0012"])
    }

    @Test("with unambiguous-name it is linked at once, and nothing is proposed")
    func unambiguousName() async throws {
        let world = try MasterWorld(unambiguous)
        try await world.listed(1067, external: nil)
        let plan = try await world.plan(try await world.vendor(), flow: world.vendors)
        #expect(plan.request == ["external_id": "V0012"])
        let census = try await world.store.read { [flow = world.vendors] in try flow.census($0) }
        #expect(census["proposals"] == [])
    }

    @Test(
        "several of one name on either side are held, in both modes",
        arguments: [VendorSettings.Match.confirm, .unambiguousName])
    func clash(match: VendorSettings.Match) async throws {
        let twoThere = try MasterWorld { $0.vendors.match = match }
        try await twoThere.listed(1067, external: nil)
        try await twoThere.listed(1068, external: nil)
        let record = try await twoThere.vendor()
        #expect(try await twoThere.rejection(record, flow: twoThere.vendors)?.code == "held vendor-name-clash")

        let twoHere = try MasterWorld { $0.vendors.match = match }
        try await twoHere.listed(1067, external: nil)
        let first = try await twoHere.vendor("V1")
        let second = try await twoHere.vendor("V2")
        for record in [first, second] {
            #expect(try await twoHere.rejection(record, flow: twoHere.vendors)?.code == "held vendor-name-clash")
        }
        // Once a person says which is meant, the other one is a vendor of its own.
        try await twoHere.map("vendor", "1067", "V2")
        #expect(try await twoHere.plan(second, flow: twoHere.vendors).target == Vendors.target("1067"))
        #expect(try await twoHere.plan(first, flow: twoHere.vendors).action == .create)
    }

    @Test("two ERP vendors of one name that Procurify does not have are both created")
    func twins() async throws {
        let world = try MasterWorld()
        for id in ["V1", "V2"] {
            let record = try await world.vendor(id)
            #expect(try await world.plan(record, flow: world.vendors).action == .create)
            if id == "V1" { try await world.listed(1070, external: "V1") }
        }
    }

    @Test("inactive, linked and out-of-scope vendors do not make a name ambiguous")
    func rivals() async throws {
        let world = try MasterWorld(unambiguous)
        try await world.listed(1067, external: nil)
        try await world.listed(1068, external: "V9")
        try await world.listed(1069, external: nil, ["active": false])
        try await world.listed(1070, external: nil, ["type": 6])
        try await world.vendor("V7", status: "Inactive")
        try await world.vendor("V8", [("VendorIsTaxAgency", true)])
        try await world.vendor("V9")
        let plan = try await world.plan(try await world.vendor(), flow: world.vendors)
        #expect(plan.target == Vendors.target("1067"))
    }

    @Test("a vendor of another system's id, or an inactive one, is proposed even with unambiguous-name")
    func delicate() async throws {
        for (external, more) in [("NETSUITE-7", [:] as JSON), (nil, ["active": false] as JSON)] {
            let world = try MasterWorld(unambiguous)
            try await world.listed(1067, external: external, more)
            let record = try await world.vendor()
            #expect(try await world.rejection(record, flow: world.vendors)?.code == "held vendor-match-proposed")
        }
    }

    @Test(
        "names that differ in accent, width or punctuation are not the same",
        arguments: ["Müller GmbH", "Ｍuller GmbH", "Muller, GmbH"])
    func distinct(name: String) async throws {
        let world = try MasterWorld(unambiguous)
        try await world.listed(1067, name: name, external: nil)
        let record = try await world.vendor(name: "Muller GmbH")
        #expect(try await world.plan(record, flow: world.vendors).action == .create)
    }

    @Test("a mapping goes before a link, a link before the external id, and two of one external id are held")
    func order() async throws {
        let world = try MasterWorld()
        try await world.listed(1, name: "A")
        let record = try await world.vendor()
        #expect(try await world.plan(record, flow: world.vendors).target == Vendors.target("1"))
        try await world.listed(2, name: "B")
        #expect(try await world.rejection(record, flow: world.vendors)?.code == "held vendor-name-clash")
        try await world.edit(record) { $0.target = Vendors.target("2") }
        #expect(try await world.plan(record, flow: world.vendors).target == Vendors.target("2"))
        try await world.map("vendor", "7", "V0012")
        #expect(try await world.plan(record, flow: world.vendors).target == Vendors.target("7"))
        // What a person gave to another vendor is no longer this one's.
        try await world.map("vendor", "7", "V0099")
        try await world.map("vendor", "2", "V0099")
        #expect(try await world.plan(record, flow: world.vendors).target == Vendors.target("1"))
    }

    @Test("of several that a person mapped, the one that carries the external id is kept up to date")
    func severalMapped() async throws {
        let world = try MasterWorld()
        try await world.listed(5, name: "A", external: nil)
        try await world.listed(6, name: "B")
        for id in ["4", "5", "6"] { try await world.map("vendor", id, "V0012") }
        #expect(try await world.plan(try await world.vendor(), flow: world.vendors).target == Vendors.target("6"))
    }

    @Test("more deactivations at once than allowed are held, all of them, until a person agrees")
    func mass() async throws {
        let world = try MasterWorld()
        var records: [Record] = []
        for number in 1...11 {
            try await world.listed(number, name: "Vendor \(number)", external: "V\(number)")
            records.append(
                try await world.vendor(
                    "V\(number)", name: "Vendor \(number)", status: number <= 10 ? "Inactive" : "Active"))
        }
        #expect(try await world.plan(records[0], flow: world.vendors).request == ["active": false])
        records[10] = try await world.vendor("V11", name: "Vendor 11", status: "Inactive")
        for record in records {
            #expect(try await world.rejection(record, flow: world.vendors)?.code == "held too-many-deactivations")
        }
        try await world.edit(records[3]) { $0.urgent = true }
        #expect(try await world.plan(records[3], flow: world.vendors).request == ["active": false])
        #expect(try await world.rejection(records[4], flow: world.vendors) == nil)
    }

    @Test("the share of a large number of vendors is allowed")
    func share() async throws {
        let world = try MasterWorld { $0.vendors.maxDeactivations = Decimal(20) / 100 }
        for number in 1...60 {
            try await world.listed(number, name: "Vendor \(number)", external: "V\(number)")
            try await world.vendor("V\(number)", name: "Vendor \(number)", status: number <= 12 ? "Inactive" : "Active")
        }
        let census = try await world.store.read { [flow = world.vendors] in try flow.census($0) }
        #expect(census["allowed"] == 12)
        #expect(census["deactivations"] == 12)
    }
}
