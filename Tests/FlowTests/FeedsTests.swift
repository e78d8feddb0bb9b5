// The lists of reference data: what is asked, how they are paged, and what they leave in the mirror.

import Core
import Foundation
import TestKit
import Testing

@testable import ProcurifyAcumatica

@Suite struct FeedsTests {
    private let vendorList = "/erp/entity/Default/24.200.001/Vendor"

    private func rows(_ count: Int, from first: Int = 0) -> JSON {
        .array((first..<(first + count)).map { VendorSample.erp("V\($0)", name: "Vendor \($0)") })
    }

    private func json(_ body: JSON, date: String = "Wed, 01 Jul 2026 12:00:00 GMT") -> ScriptedTransport.Step {
        .json(200, body.encoded(), headers: [("Date", date)])
    }

    @Test("ERP vendors are asked for by page, with scalars alone, from the mark on")
    func erpVendors() async throws {
        let world = try MasterWorld()
        world.network.on(.get, vendorList, json(rows(Limits.acumaticaPageRows)), json(rows(3, from: 500)))
        let feed = world.feeds.erpVendors
        let since = try #require(Timestamp.parse("2026-06-30T12:00:00.5Z"))
        let first = try await feed.page(since: since, place: nil)
        let next = try #require(first.next)
        let second = try await feed.page(since: since, place: next)
        #expect(first.rows.count == 500)
        #expect(second.next == nil)
        let asked = world.network.log.filter { $0.hasPrefix("GET") }.compactMap(\.removingPercentEncoding)
        #expect(asked.count == 2)
        #expect(asked[0].contains("$filter=LastModifiedDateTime ge datetimeoffset'2026-06-30T12:00:00.500Z'"))
        #expect(asked[0].contains("$top=500") && !asked[0].contains("$skip"))
        #expect(asked[1].contains("$skip=500"))
        #expect(!asked[0].contains("MainContact") && !asked[0].contains("$orderby"))
        #expect(second.rows[0].key == "V500")
        #expect(second.rows[0].mirror.first?.name == "vendor 500")
        #expect(first.serverTime == Timestamp.parse("2026-07-01T12:00:00Z"))
    }

    @Test("an idle poll of ERP vendors and accounts is one request each, and everything is asked for without a filter")
    func idle() async throws {
        let world = try MasterWorld()
        world.network.on(.get, vendorList, json([]))
        world.network.on(.get, "/erp/entity/Default/24.200.001/Account", json([]))
        for feed in [world.feeds.erpVendors, world.feeds.erpAccounts] {
            let page = try await feed.page(since: nil, place: nil)
            #expect(page.rows.isEmpty && page.next == nil)
        }
        let asked = world.network.log.filter { $0.hasPrefix("GET") }
        #expect(asked.count == 2)
        #expect(asked.allSatisfy { !$0.contains("filter") })
    }

    @Test("the print of a list row ignores what changes from read to read, and changes with the vendor and the day")
    func prints() throws {
        let raw = VendorSample.erp()
        let print = ERPVendorFeed.row(raw, day: "2026-07-01").listPrint
        let noisy = raw.setting("rowNumber", to: 7).setting("id", to: "session").setting("_links", to: ["self": "x"])
            .setting("note", to: .null).setting("Balance", to: ["value": 3])
        #expect(ERPVendorFeed.row(noisy, day: "2026-07-01").listPrint == print)
        #expect(ERPVendorFeed.row(raw, day: "2026-07-02").listPrint != print)
        for field in ERPVendorFeed.select {
            let changed = raw.setting(field, to: ["value": "2026-07-01T10:00:01+00:00"])
            #expect(ERPVendorFeed.row(changed, day: "2026-07-01").listPrint != print, "\(field)")
        }
    }

    @Test("a vendor's detail is read by key with contact and address; one that is gone has none")
    func detail() async throws {
        let world = try MasterWorld()
        let raw = VendorSample.erp("V 1/2")
        let row = ERPVendorFeed.row(raw, day: "")
        world.network.on(.get, "\(vendorList)/V%201%2F2", json(VendorSample.detail(raw)))
        let detail = try #require(try await world.feeds.erpVendors.detail(of: row))
        #expect(detail["MainContact"]?.object != nil)
        #expect(
            world.network.log.last?.removingPercentEncoding?.contains("$expand=MainContact,MainContact/Address") == true
        )
        world.network.on(
            .get, "\(vendorList)/V%201%2F2",
            .json(
                500,
                #"{"message":"An error has occurred.","exceptionType":"PX.Api.ContractBased.NoEntitySatisfiesTheConditionException"}"#
            ))
        #expect(try await world.feeds.erpVendors.detail(of: row) == nil)
    }

    @Test("a vendor that a walk did not see and that is there all the same is read as it is")
    func falselyVanished() async throws {
        let world = try MasterWorld()
        try await world.vendor()
        let mirror = try #require(
            try await world.store.read { try $0.mirror(connection: "acme", kind: MirrorKind.erpVendor, key: "V0012") })
        let row = try #require(world.feeds.erpVendors.vanished(mirror))
        let decoded = try world.vendors.decode(row, detail: VendorSample.detail(VendorSample.erp()))
        #expect(!VendorSource(body: decoded.body).isInactive)
        #expect(try VendorSource(body: world.vendors.decode(row, detail: nil).body).isGone)
    }

    @Test("an account that a whole walk did not see is asked for; others need no detail")
    func accountDetail() async throws {
        let world = try MasterWorld()
        let raw = entity([("AccountCD", "61000"), ("Type", "Expense"), ("Active", true)])
        let row = ERPAccountFeed.row(raw)
        let feed = world.feeds.erpAccounts
        #expect(try await feed.detail(of: row) == nil)
        #expect(world.network.requests.isEmpty)
        let mirror = try #require(row.mirror.first)
        let gone = try #require(feed.vanished(mirror))
        world.network.on(.get, "/erp/entity/Default/24.200.001/Account/61000", json(raw))
        #expect(try await feed.detail(of: gone) != nil)
        #expect(try AccountSource(body: world.accounts.decode(gone, detail: raw).body).isActive)
        #expect(try !AccountSource(body: world.accounts.decode(gone, detail: nil).body).isActive)
    }

    @Test("Procurify's vendors come from the group of all, or from the plain list where that is not served")
    func procurifyVendors() async throws {
        let world = try MasterWorld()
        let list: JSON = [
            "metadata": [
                "pagination": [
                    "count": 2, "next": "https://relay.example/api/v3/vendors/all/?page=2&page_size=100",
                    "page_size": 100,
                ]
            ],
            "data": [VendorSample.procurify(), VendorSample.procurify(1068, external: nil, ["active": false])],
        ]
        world.network.on(.get, "/api/v3/vendors/all/", json(list))
        let page = try await world.feeds.procurifyVendors.page(since: nil, place: nil)
        #expect(page.total == 2)
        #expect(page.next == "/api/v3/vendors/all/?page=2&page_size=100")
        let mirror = page.rows.flatMap(\.mirror)
        #expect(mirror.map(\.key) == ["1067", "1068"])
        #expect(mirror[0].name == "northwind traders" && mirror[0].link == "V0012")
        #expect(mirror[1].body["active"] == false && mirror[1].link == "")
        world.network.on(.get, "/api/v3/vendors/all/", .json(404, #"{"detail":"Not found."}"#))
        world.network.on(
            .get, "/api/v3/vendors/", json(["metadata": ["pagination": ["count": 0, "next": .null]], "data": []]))
        _ = try await world.feeds.procurifyVendors.page(since: nil, place: nil)
        #expect(world.network.log.last?.contains("vendor_group=all") == true)
    }

    @Test("a page that is gone while it is walked ends the walk and proves nothing")
    func pageGone() async throws {
        let world = try MasterWorld()
        world.network.on(.get, "/api/v3/account-codes/", .json(404, #"{"detail":"Invalid page."}"#))
        let page = try await world.feeds.procurifyAccountCodes.page(since: nil, place: "/api/v3/account-codes/?page=3")
        #expect(page.vanished && page.rows.isEmpty)
    }

    @Test("odd rows of Procurify do no harm, and what they lack says nothing")
    func oddRows() throws {
        for row in [.null, [], "x", ["id": .null], ["id": "abc"], ["name": "A"]] as [JSON] {
            #expect(ProcurifyMirror.vendor(row) == nil)
            #expect(ProcurifyMirror.accountCode(row) == nil)
            #expect(ProcurifyMirror.department(row) == nil)
            #expect(ProcurifyMirror.currency(row) == nil)
        }
        let vendor = try #require(
            ProcurifyMirror.vendor(["id": "1067", "name": "A", "external_id": 12, "email": .null, "type": "4"]))
        #expect(vendor.key == "1067" && vendor.link == "12")
        #expect(vendor.body["type"] == 4 && vendor.body["active"] == true)
        let code = try #require(ProcurifyMirror.accountCode(["id": 88, "code": 61000, "parent": ["id": 80]]))
        #expect(code.name == "61000" && code.body["parent"] == 80)
        #expect(code.body["applied_accounts_count"]?.isNull == true)
        let department = try #require(ProcurifyMirror.department(["id": 12, "name": " Civil ", "branch": 3]))
        #expect(department.name == "Civil" && department.body["branch_id"] == 3)
    }

    @Test("each feed has a name of its own and owns its kind of mirror row alone")
    func names() throws {
        let feeds = try MasterWorld().feeds
        let all: [any Feed] = [
            feeds.erpVendors, feeds.erpAccounts, feeds.procurifyVendors, feeds.procurifyAccountCodes,
            feeds.procurifyDepartments,
            feeds.procurifyCurrencies,
        ]
        #expect(Set(all.map(\.name)).count == all.count)
        #expect(Set(all.flatMap(\.mirrorKinds)).count == all.count)
    }
}
