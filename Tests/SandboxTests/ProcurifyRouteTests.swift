// What the routes of the simulated Procurify hold, filter and take (procurify.md 3 to 5).
import Foundation
import Testing

@testable import Sandbox

@Suite("Routes of the simulated Procurify")
struct ProcurifyRouteTests {
    @Test("lists active vendors plainly and all of them in the group all")
    func listsVendors() async throws {
        let driver = try await ProcurifyDriver()
        let plain = await driver.ids("/api/v3/vendors/?page_size=100")
        let all = await driver.ids("/api/v3/vendors/all/?page_size=100")
        #expect(all.count == plain.count + 2)
        #expect(Set(plain).isSubset(of: all))
        #expect(!plain.contains(1))
        #expect(await driver.ids("/api/v3/vendors/other/") == [1])
        #expect(await driver.ids("/api/v3/vendors/?external_id=V100101") == [1001])
        #expect(await driver.ids("/api/v3/vendors/?external_id=v100101").isEmpty)
        #expect(await driver.ids("/api/v3/vendors/?name=O%27Brien%20%26%20Sons%20Surveying") == [1003])
        #expect(await driver.ids("/api/v3/vendors/?search=rocky&type=3") == [1001])
        #expect(await driver.ids("/api/v3/vendors/?type__in=cc_provider&type__in=employee").count == 2)
    }

    @Test("creates a vendor with its required fields alone, and answers each call in its own shape")
    func writesVendors() async throws {
        let driver = try await ProcurifyDriver()
        let missing = await driver.send("POST", "/api/v3/vendors/", ["name": "New"])
        #expect(missing.status == 400)
        #expect(missing.value["errors"]?.fields?.keys == ["type", "email", "overall_score"])
        let body: Value = [
            "name": "New & Sons", "type": 3, "email": [], "overall_score": nil, "external_id": "V9", "city": "Boise",
            "payment_term_ref": ["name": "Net 30", "description": nil, "active": true], "unknown": "ignored",
        ]
        let made = await driver.send("POST", "/api/v3/vendors/", body)
        #expect(made.status == 201)
        let id = try #require(made.value["data"]?["id"]?.integer)
        #expect(made.value["data"]?["performance"] == .null)
        #expect(made.value["data"]?["payment_term_ref"]?["id"]?.integer == 3)
        let patched = await driver.send("PATCH", "/api/v3/vendors/\(id)/", ["city": nil, "active": false])
        #expect(patched.status == 200)
        #expect(patched.value["data"]?["city"] == .null && patched.value["data"]?["performance"] == nil)
        let before = try #require(patched.value["data"]?["dateModified"]?.text)
        let touched = await driver.send("PATCH", "/api/v3/vendors/\(id)/", [:])
        #expect(try #require(touched.value["data"]?["dateModified"]?.text) > before)
        let put = await driver.send("PUT", "/api/v3/vendors/\(id)/", body)
        #expect(put.value["data"]?["payment_term_ref"]?.integer == 3)
        #expect(put.value["data"]?["vendor_request"] == nil)
        for (key, value): (String, Value) in [
            ("name", .string(String(repeating: "x", count: 151))), ("name", ""), ("type", 1), ("type", "many"),
            ("currency", 77), ("email", "a@b.example"), ("active", nil), ("city", 5),
        ] {
            let refused = await driver.send("PATCH", "/api/v3/vendors/\(id)/", .object([key: value]))
            #expect(refused.status == 400, "\(key)")
            #expect(refused.value["errors"]?[key]?["code"]?.text != nil)
        }
        #expect(await driver.send("PATCH", "/api/v3/vendors/\(id)/").status == 400)
    }

    @Test("creates account codes with pairings, changes four fields, and refuses a code twice")
    func writesCodes() async throws {
        let driver = try await ProcurifyDriver()
        let body: Value = [
            "code": "69100", "description": "Trials", "account_type": 2, "parent": nil, "departments": [11, 17],
        ]
        let made = await driver.send("POST", "/api/v3/account-codes/", body)
        #expect(made.status == 201)
        let id = try #require(made.value["data"]?["id"]?.integer)
        #expect(made.value["data"]?["applied_accounts_count"]?.integer == 2)
        #expect(await driver.get("/api/v3/accounts/?account_code=\(id)")["data"]?.items?.count == 2)
        #expect(await driver.send("POST", "/api/v3/account-codes/", body).status == 400)
        let unknown = await driver.send(
            "POST", "/api/v3/account-codes/", ["code": "69101", "description": "x", "departments": [999]])
        #expect(unknown.value["errors"]?["departments"] != nil)
        let put = await driver.send(
            "PUT", "/api/v3/account-codes/\(id)/", ["code": "69100", "description": "Field trials", "active": false])
        #expect(put.value["data"]?["description"]?.text == "Field trials")
        #expect(put.value["data"]?["active"]?.flag == true)
        #expect(await driver.ids("/api/v3/account-codes/?code=69100") == [id])
        #expect(await driver.ids("/api/v3/account-codes/?code=6910").isEmpty)
    }

    @Test("filters orders by day, both ends inclusive, and counts them")
    func listsOrders() async throws {
        let driver = try await ProcurifyDriver()
        let list = "/api/v2/purchase_orders/purchased/all/?page_size=100"
        let all = await driver.get(list)
        #expect(all["data"]?.items?.count == 40)
        #expect(
            all["metadata"]?["counts"]?["purchased"]?.fields?.keys.sorted() == [
                "all", "cancelled", "closed", "open", "page", "partial",
            ])
        #expect(all["metadata"]?["counts"]?["receivable"]?["cancelled"]?.integer == 1)
        let order = driver.orders[5]
        let day = FirmDay(of: order.modified)
        let bounded = await driver.ids(
            "\(list)&modified_date_0=\(day.text)&modified_date_1=\(day.text)", "procurify_PO")
        #expect(bounded.contains(order.id))
        let later = day.adding(days: 1)
        let after = await driver.ids("\(list)&modified_date_0=\(later.text)", "procurify_PO")
        #expect(!after.contains(order.id))
        #expect(Set(after) == Set(driver.orders.filter { FirmDay(of: $0.modified) >= later }.map(\.id)))
        #expect(await driver.send("GET", "\(list)&modified_date_0=2026-07-01T00:00:00").status == 200)
        #expect(await driver.ids("/api/v2/purchase_orders/purchased/cancelled/", "procurify_PO").count == 1)
        #expect(await driver.send("GET", "/api/v2/purchase_orders/bought/all/").status == 404)
        #expect(await driver.send("GET", "/api/v2/purchase_orders/purchased/some/").status == 404)
    }

    @Test("shows an order by number and by uuid, quantities as numbers, split codings with their branch")
    func showsOrder() async throws {
        let driver = try await ProcurifyDriver()
        let split = try #require(driver.orders.first { $0.lines.contains { $0.allocations.count == 3 } })
        let byID = await driver.get("/api/v2/purchase_orders/\(split.id)/")
        let byUUID = await driver.get("/api/v2/purchase_orders/\(split.uuid)/")
        #expect(byID["metadata"] == ["can_edit": true, "can_delete": false])
        #expect(byUUID["data"]?["procurify_PO"]?.integer == split.id)
        #expect(byID["data"]?["total"]?.text == split.total.text(scale: 2))
        #expect(byID["data"]?["shipping_method"]?["name"]?.text == "Ground")
        let line = try #require(
            byID["data"]?["order_items"]?.items?.first { $0["spend_allocation"]?.items?.count == 3 })
        if case .number = line["quantity"] {} else { Issue.record("the quantity is no number") }
        #expect(line["price"]?.text?.hasSuffix("00000000") == true)
        let spend = line["spend_allocation"]?[0]
        #expect(spend?["account"]?["department"]?["branch"]?["locationTimezone"]?.text != nil)
        #expect(spend?["amount"]?.text?.split(separator: ".").last?.count == 8)
        let sum = (line["spend_allocation"]?.items ?? []).reduce(Decimal(0)) { $0 + ($1["amount"]?.decimal ?? 0) }
        #expect(sum == line["total_cost"]?.decimal)
    }

    @Test("closes and reopens an order, each once")
    func closesOrders() async throws {
        let driver = try await ProcurifyDriver()
        let id = driver.orders[0].id
        let closed = await driver.send("POST", "/api/v3/purchase-orders/\(id)/close/")
        #expect(closed.status == 200)
        #expect(closed.value["data"]?["state"]?.integer == 3)
        #expect(await driver.send("POST", "/api/v3/purchase-orders/\(id)/close/").status == 400)
        let reopened = await driver.send("POST", "/api/v3/purchase-orders/\(id)/reopen/")
        #expect(reopened.status == 200 && reopened.body.isEmpty)
        #expect(await driver.get("/api/v2/purchase_orders/\(id)/")["data"]?["state"]?.integer == 5)
        #expect(await driver.send("POST", "/api/v3/purchase-orders/1/close/").status == 404)
    }

    @Test("filters bills by the instant of their change, inclusive at the microsecond")
    func listsBills() async throws {
        let driver = try await ProcurifyDriver()
        let bill = driver.bills[20]
        let stamp = ProcurifyStamp.text(bill.modified)
        let from = await driver.ids("/api/v3/ap/bills/?page_size=100&last_modified_datetime_0=\(stamp)")
        #expect(from.contains(bill.id))
        #expect(Set(from) == Set(driver.bills.filter { $0.modified >= bill.modified }.map(\.id)))
        let exact = await driver.ids(
            "/api/v3/ap/bills/?last_modified_datetime_0=\(stamp)&last_modified_datetime_1=\(stamp)")
        #expect(exact.contains(bill.id))
        let micros = ProcurifyStamp.micros(bill.modified) + 1
        let next = ProcurifyStamp.text(Date(timeIntervalSince1970: Double(micros) / 1_000_000))
        let after = await driver.ids("/api/v3/ap/bills/?page_size=100&last_modified_datetime_0=\(next)")
        #expect(!after.contains(bill.id))
        let sorted = await driver.get("/api/v3/ap/bills/?page_size=100&order_by=last_modified_datetime")
        let stamps = (sorted["data"]?.items ?? []).compactMap { $0["last_modified_datetime"]?.text }
        #expect(stamps == stamps.sorted() && stamps.count == 80)
        let vendor = driver.bills.filter { $0.vendor == bill.vendor }.map(\.id)
        #expect(Set(await driver.ids("/api/v3/ap/bills/?page_size=100&vendor[]=\(bill.vendor)")) == Set(vendor))
        let cards = await driver.ids("/api/v3/ap/bills/?type=2")
        #expect(cards == driver.bills.filter { $0.type == 2 }.map(\.id))
    }

    @Test("shows every bill with exact sums that a client can check from the answer alone")
    func showsBills() async throws {
        let driver = try await ProcurifyDriver()
        for bill in driver.bills {
            let data = try #require(await driver.get("/api/v2/ap/bills/\(bill.uuid)/")["data"])
            let items = data["items"]?.items ?? []
            func sum(_ values: [Value], _ key: String) -> Decimal {
                values.reduce(0) { $0 + ($1[key]?.decimal ?? 0) }
            }
            let lines = sum(items, "total_cost")
            let charges = sum(data["costs"]?.items ?? [], "amount")
            let exclusive = items.filter { $0["tax_is_inclusive"]?.flag == false }.reduce(Decimal(0)) {
                $0 + ($1["tax_amount"]?.decimal ?? 0)
            }
            let total = lines + charges + exclusive + sum(items, "shipping_amount")
            #expect(data["invoice_total"]?.decimal == total + bill.misstatement, "\(bill.oddity)")
            #expect(data["exclusive_tax_amount"]?.decimal == exclusive)
            for item in items {
                #expect(sum(item["cost_allocations"]?.items ?? [], "amount") == item["total_cost"]?.decimal)
                #expect((item["po"] == nil) == (item["orderitem"] == nil))
            }
        }
        let first = driver.bills[0]
        let dashed = "\(first.uuid.prefix(8))-\(first.uuid.dropFirst(8))"
        #expect(await driver.get("/api/v2/ap/bills/\(dashed)/")["data"]?["id"]?.integer == first.id)
        #expect(await driver.get("/api/v2/ap/bills/\(first.id)/")["data"]?["uuid"]?.text == first.uuid)
        let items = await driver.get("/api/v2/ap/items/?bill_uuid=\(first.uuid)")
        #expect(items["metadata"]?["summary"]?["total_items"]?.integer == first.lines.count)
    }

    @Test("changes nothing but the volatile fields from read to read")
    func isVolatile() async throws {
        let driver = try await ProcurifyDriver()
        let bill = try #require(driver.bills.first { !$0.attachments.isEmpty })
        let one = await driver.get("/api/v2/ap/bills/\(bill.uuid)/")
        let two = await driver.get("/api/v2/ap/bills/\(bill.uuid)/")
        let file = { (value: Value) in value["data"]?["invoice_attachments"]?[0]?["file"]?.text }
        #expect(file(one) != nil && file(one) != file(two))
        let used = { (value: Value) in
            value["data"]?["items"]?[0]?["cost_allocations"]?[0]?["budget"]?["budget_used_approved"]
        }
        #expect(used(one) != nil && used(one) != used(two))
        #expect(one["data"]?["last_modified_datetime"] == two["data"]?["last_modified_datetime"])
        #expect(one["data"]?["invoice_total"] == two["data"]?["invoice_total"])
        let list = "/api/v3/ap/bills/?page_size=1"
        let (first, second) = (await driver.get(list), await driver.get(list))
        #expect(first["data"]?[0]?["past_due"] != second["data"]?[0]?["past_due"])
    }

    @Test("marks approved bills as paid, all or nothing, with a bare echo")
    func marksPaid() async throws {
        let driver = try await ProcurifyDriver()
        let path = "/api/v3/ap/bills/mark-as-paid/"
        let approved = driver.bills.filter { $0.status == 2 }.prefix(2)
        let draft = try #require(driver.bills.first { $0.status == 0 })
        let mixed: Value = [
            "bill_uuids": [.string(approved[0].uuid), .string(draft.uuid)], "payment_date": "2026-10-30",
        ]
        #expect(await driver.send("POST", path, mixed).status == 400)
        #expect(driver.bills.first { $0.id == approved[0].id }?.status == 2)
        let good: Value = ["bill_uuids": [.string(approved[0].uuid)], "payment_date": "2026-10-30"]
        let paid = await driver.send("POST", path, good)
        #expect(paid.status == 200)
        #expect(paid.value.fields?.keys == ["bill_uuids", "bill_group_ids", "payment_date"])
        let detail = await driver.get("/api/v2/ap/bills/\(approved[0].uuid)/")
        #expect(detail["data"]?["status"]?.integer == 4 && detail["data"]?["bill_payment"] == .null)
        #expect(await driver.send("POST", path, good).status == 400)
        #expect(await driver.send("POST", path, ["payment_date": "2026-10-30"]).value["bill_uuids"] != nil)
    }

    @Test("takes receipts and answers them bare, in a list with flat pagination")
    func takesReceipts() async throws {
        let driver = try await ProcurifyDriver()
        let order = driver.orders[3]
        let line = order.lines[0]
        let body: Value = ["order_item": .integer(line.id), "pass_quantity": "1.00000", "fail_quantity": "0"]
        let made = await driver.send("POST", "/api/v3/receipt/items/", body)
        #expect(made.status == 201 && made.value["total_quantity"]?.text == "1.00000")
        let list = await driver.get("/api/v3/receipt/items/?order_item=\(line.id)")
        #expect(list["pagination"]?["count"]?.integer == 1 && list["metadata"] == nil)
        let detail = await driver.get("/api/v2/purchase_orders/\(order.id)/")
        #expect(detail["data"]?["order_items"]?[0]?["receivedPassQty"]?.decimal == 1)
        let rows = await driver.get("/api/v3/order-items/?page_size=100&status=5")
        #expect(rows["data"]?.items?.contains { $0["id"]?.integer == line.id } == true)
        if case .string = rows["data"]?[0]?["quantity"] {} else { Issue.record("the quantity is no string") }
        #expect(await driver.send("POST", "/api/v3/receipt/items/", ["order_item": 1]).status == 400)
        let partial = await driver.ids("/api/v2/purchase_orders/purchased/partial/", "procurify_PO")
        #expect(Set(partial) == [order.id, driver.orders[12].id])
        let history = await driver.get("/api/v3/purchase-orders/billing-history/")
        #expect(history["data"]?.items?.count == 40)
    }
}
