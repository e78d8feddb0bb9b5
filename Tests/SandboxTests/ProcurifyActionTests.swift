// What people do at the simulated Procurify, and how it shows.
import Foundation
import Testing

@testable import Sandbox

@Suite("People at the simulated Procurify")
struct ProcurifyActionTests {
    @Test("approve, deny, submit and withdraw a bill, with a history and a newer change")
    func movesBills() async throws {
        let driver = try await ProcurifyDriver()
        let draft = try #require(driver.bills.first { $0.status == 0 })
        try driver.act("submit-bill", ["bill": .integer(draft.id)])
        let approved = try driver.act("approve-bill", ["bill": .string(draft.uuid)])
        #expect(approved["status"]?.integer == 2)
        let data = await driver.get("/api/v2/ap/bills/\(draft.uuid)/")["data"]
        #expect(data?["bill_statuses"]?.items?.compactMap { $0["status"]?.integer } == [0, 1, 2])
        #expect(data?["approver"]?["user"]?["email"]?.text != nil)
        #expect(try #require(driver.bills.first { $0.id == draft.id }).modified > draft.modified)
        #expect(throws: SandboxError.self) { try driver.act("submit-bill", ["bill": .integer(draft.id)]) }
        #expect(throws: SandboxError.self) { try driver.act("approve-bill", ["bill": 1]) }
        try driver.act("withdraw-bill", ["bill": .integer(draft.id)])
        #expect(driver.bills.first { $0.id == draft.id }?.status == 5)
    }

    @Test("edit a bill's fields and lines, and its allocations follow to the cent")
    func editsBills() async throws {
        let driver = try await ProcurifyDriver()
        let bill = try #require(driver.bills.first { $0.lines.contains { $0.allocations.count == 3 } })
        let line = try #require(bill.lines.first { $0.allocations.count == 3 })
        try driver.act(
            "edit-bill",
            [
                "bill": .integer(bill.id), "note": "twice", "gl_post_date": "2026-09-01", "invoice_number": "N-1",
                "lines": [["line": .integer(line.id), "unit_cost": "77.77"]],
                "costs": [["name": "Freight", "amount": "4.05", "code": "60900", "department": 11]],
            ])
        let after = try #require(driver.bills.first { $0.id == bill.id })
        #expect(after.number == "N-1" && after.posting == FirmDay(2026, 9, 1) && after.version == bill.version)
        let changed = try #require(after.lines.first { $0.id == line.id })
        #expect(changed.total != line.total)
        #expect(changed.allocations.reduce(0) { $0 + $1.amount } == changed.total)
        #expect(after.costs.first?.amount == .exact(405, 2))
        #expect(throws: SandboxError.self) {
            try driver.act("edit-bill", ["bill": .integer(bill.id), "add_lines": [["unit_cost": 1, "code": "1"]]])
        }
    }

    @Test("fix a bill under its own id where the reading says so")
    func fixesInPlace() async throws {
        let values = try #require(Readings.rules.first { $0.name == "bill-fix" }).values
        let same = try #require(values.first { $0.hasPrefix("same") })
        let driver = try await ProcurifyDriver(readings: ["bill-fix": same])
        let bill = driver.bills[1]
        let fixed = try driver.act("fix-bill", ["bill": .integer(bill.id), "note": "fixed"])
        #expect(fixed["bill"]?.integer == bill.id && fixed["version"]?.integer == 2)
        let data = await driver.get("/api/v2/ap/bills/\(bill.uuid)/")["data"]
        #expect(data?["version_choices"]?.items?.count == 2)
        #expect(data?["status"]?.integer == 2)
        #expect(await driver.ids("/api/v3/ap/bills/?group=\(bill.group)") == [bill.id])
    }

    @Test("fix a bill under a new id where the reading says so: the old version leaves the list")
    func fixesAnew() async throws {
        let values = try #require(Readings.rules.first { $0.name == "bill-fix" }).values
        let new = try #require(values.first { $0.hasPrefix("new") })
        let driver = try await ProcurifyDriver(readings: ["bill-fix": new])
        let bill = driver.bills[1]
        let fixed = try driver.act(
            "fix-bill",
            [
                "bill": .integer(bill.id), "approve": false,
                "lines": [["line": .integer(bill.lines[0].id), "quantity": 1]],
            ])
        let id = try #require(fixed["bill"]?.integer)
        #expect(id != bill.id && fixed["uuid"]?.text != bill.uuid)
        #expect(fixed["group"]?.integer == bill.group && fixed["status"]?.integer == 0)
        #expect(await driver.ids("/api/v3/ap/bills/?group=\(bill.group)") == [id])
        #expect(await driver.get("/api/v2/ap/bills/\(bill.uuid)/")["data"]?["active"]?.flag == false)
        let data = await driver.get("/api/v2/ap/bills/\(id)/")["data"]
        #expect(data?["version_choices"]?[0]?["pk"]?.integer == bill.id)
    }

    @Test("add a thousand approved bills quickly, all fit for posting, and reproducibly by seed")
    func addsBills() async throws {
        let driver = try await ProcurifyDriver()
        let made = try driver.act("add-bills", ["count": 1000, "seed": 5])
        let ids = Set((made["bills"]?.items ?? []).compactMap(\.integer))
        #expect(ids.count == 1000)
        let firm = driver.world.read { $0.procurify.firm }
        let billable = Set(firm.billableVendors.compactMap(\.procurify?.id))
        let bills = driver.bills.filter { ids.contains($0.id) }
        #expect(Set(bills.map(\.number)).count == 1000)
        for bill in bills {
            #expect(bill.status == 2 && billable.contains(bill.vendor) && bill.invoiceTotal > 0)
            #expect(bill.firstApproved.map { FirmDay(of: $0) >= firm.startDate } == true)
            let period = bill.posting.flatMap { firm.period(containing: $0) }
            #expect(period?.isClosedForPayables == false)
            for allocation in bill.lines.flatMap(\.allocations) {
                #expect(firm.account(allocation.coding.code)?.active == true)
            }
        }
        let other = try await ProcurifyDriver()
        try other.act("add-bills", ["count": 3, "seed": 5])
        #expect(other.bills.suffix(3).map(\.invoiceTotal) == Array(bills.prefix(3)).map(\.invoiceTotal))
        #expect(throws: SandboxError.self) { try driver.act("add-bills", ["count": 0]) }
    }

    @Test("add bills with orders of their own, and orders alone")
    func addsOrders() async throws {
        let driver = try await ProcurifyDriver()
        let made = try driver.act("add-bills", ["count": 2, "linked": true, "vendor": 1001])
        let orders = (made["orders"]?.items ?? []).compactMap(\.integer)
        #expect(orders.count == 2)
        let id = try #require(made["bills"]?[0]?.integer)
        let bill = try #require(driver.bills.first { $0.id == id })
        #expect(bill.vendor == 1001)
        #expect(bill.lines.allSatisfy { $0.order?.order == orders[0] })
        let detail = await driver.get("/api/v2/ap/bills/\(id)/")
        #expect(detail["data"]?["added_purchase_orders"]?[0]?["id"]?.integer == orders[0])
        let more = try driver.act("add-orders", ["count": 3])
        #expect(more["orders"]?.items?.count == 3)
        let list = await driver.get("/api/v2/purchase_orders/purchased/open/?page_size=5")
        #expect(list["data"]?[0]?["procurify_PO"]?.integer == more["orders"]?[2]?.integer)
    }

    @Test("add one bill with chosen lines, taxes and charges")
    func addsOneBill() async throws {
        let driver = try await ProcurifyDriver()
        let line = driver.orders[0].lines[0]
        let made = try driver.act(
            "add-bill",
            [
                "vendor": .integer(driver.orders[0].vendor), "invoice_number": "X-1",
                "add_lines": [
                    ["order_line": .integer(line.id), "quantity": 1],
                    [
                        "unit_cost": "10.00", "quantity": 3, "code": "60000", "department": 11, "tax_percentage": 5,
                        "shipping": "2.50",
                    ],
                ], "costs": [["name": "Freight", "amount": 7, "code": "60900", "department": 11]],
            ])
        let expected = line.price.rounded(scale: 2) + 30 + .exact(150, 2) + .exact(250, 2) + 7
        #expect(made["invoice_total"]?.decimal == expected)
        #expect(throws: SandboxError.self) { try driver.act("add-bill", ["vendor": 1001]) }
    }

    @Test("revise, cancel, receive and reopen orders")
    func changesOrders() async throws {
        let driver = try await ProcurifyDriver()
        let order = driver.orders[1]
        let revised = try driver.act(
            "revise-order",
            [
                "order": .integer(order.id), "lines": [["line": .integer(order.lines[0].id), "quantity": 50]],
                "add_lines": [["name": "Extra", "quantity": 2, "price": "3.25", "code": "60000", "department": 11]],
            ])
        #expect(revised["version"]?.integer == 2)
        let data = await driver.get("/api/v2/purchase_orders/\(order.id)/")["data"]
        #expect(data?["order_items"]?.items?.count == order.lines.count + 1)
        #expect(data?["order_items"]?[0]?["quantity"]?.decimal == 50)
        try driver.act("receive-order", ["order": .integer(order.id)])
        #expect(await driver.get("/api/v2/purchase_orders/\(order.id)/")["data"]?["fulfilment_status"]?.text == "full")
        try driver.act("close-order", ["order": .integer(order.id)])
        try driver.act("reopen-order", ["order": .integer(order.id)])
        try driver.act("cancel-order", ["order": .integer(order.id)])
        #expect(driver.orders[1].state == 1)
        #expect(throws: SandboxError.self) { try driver.act("close-order", ["order": .integer(order.id)]) }
    }

    @Test("enter, change and deactivate vendors, and enter account codes")
    func changesVendors() async throws {
        let driver = try await ProcurifyDriver()
        let made = try driver.act("add-vendor", ["name": "Harbor Light Electric"])
        let id = try #require(made["vendor"]?.integer)
        try driver.act("edit-vendor", ["vendor": .integer(id), "city": "Tacoma"])
        #expect(await driver.ids("/api/v3/vendors/?search=harbor") == [id])
        try driver.act("deactivate-vendor", ["vendor": .integer(id)])
        #expect(await driver.ids("/api/v3/vendors/?search=harbor").isEmpty)
        try driver.act("add-account-code", ["code": "69100", "description": "Trials", "departments": [11]])
        #expect(await driver.ids("/api/v3/account-codes/?code=69100").count == 1)
    }

    @Test("are documented: every action has a meaning, an example it accepts, and fields without repetition")
    func areDocumented() {
        #expect(Set(procurifyActions.map(\.name)).count == procurifyActions.count)
        for action in procurifyActions {
            #expect(!action.meaning.isEmpty)
            #expect(Set(action.fields.map(\.name)).count == action.fields.count)
            for key in action.example.fields?.keys ?? [] {
                #expect(action.fields.contains { $0.name == key }, "\(action.name) \(key)")
            }
        }
    }

    @Test("can count everything on the control port, to the cent")
    func countsRecords() async throws {
        let driver = try await ProcurifyDriver()
        let bills = try #require(driver.site.records(of: "bills", in: driver.world))
        #expect(bills.count == 80)
        let total = bills.reduce(Decimal(0)) { $0 + ($1["invoice_total"]?.decimal ?? 0) }
        #expect(total == driver.bills.reduce(0) { $0 + $1.invoiceTotal })
        for entity in ["vendors", "account-codes", "departments", "locations", "orders", "receipts"] {
            let records = try #require(driver.site.records(of: entity, in: driver.world))
            #expect(records.allSatisfy { $0["key"]?.text != nil })
            #expect(!records.isEmpty)
        }
        #expect(driver.site.records(of: "invoices", in: driver.world) == nil)
    }
}
