// Each reading of Procurify changes what it says it changes, and nothing else (procurify.md).
import Foundation
import Testing

@testable import Sandbox

@Suite("Readings of the simulated Procurify")
struct ProcurifyReadingsTests {
    private static let vendors = "/api/v3/vendors/all/"

    @Test("a page has the size that is usual, and never more than the most", arguments: [("10", 10), ("50", 50)])
    func size(reading: String, count: Int) async throws {
        let driver = try await ProcurifyDriver(readings: ["page-size": reading])
        #expect(await driver.ids(Self.vendors).count == count)
        let small = try await ProcurifyDriver(readings: ["page-size": reading, "page-size-max": "25"])
        let answer = await small.get(Self.vendors + "?page_size=100")
        #expect(answer["data"]?.items?.count == 25)
        #expect(answer["metadata"]?["pagination"]?["page_size"]?.integer == 25)
        // The address of the next page asks as the caller did.
        #expect(answer["metadata"]?["pagination"]?["next"]?.text?.contains("page_size=100") == true)
    }

    @Test("a page behind the last is 404, or empty without a next one")
    func pastEnd() async throws {
        let strict = try await ProcurifyDriver()
        #expect(await strict.send("GET", Self.vendors + "?page=99").status == 404)
        let driver = try await ProcurifyDriver(readings: ["page-past-end": "empty"])
        let answer = await driver.send("GET", Self.vendors + "?page=99")
        #expect(answer.status == 200 && answer.value["data"]?.items == [])
        let pagination = answer.value["metadata"]?["pagination"]
        #expect(pagination?["next"]?.isNull == true && pagination?["current_page"]?.integer == 99)
        #expect((pagination?["count"]?.integer ?? 0) > 10)
        #expect(await driver.send("GET", "/api/v3/vendors/999999/?page=2").status == 404)
    }

    @Test(
        "a 400 tells its errors in the shape that is read",
        arguments: [("v3", "errors"), ("fields", "name"), ("detail", "detail")])
    func errors(shape: String, key: String) async throws {
        let driver = try await ProcurifyDriver(readings: ["error-shape": shape])
        let answer = await driver.send("POST", "/api/v3/vendors/", ["type": 3])
        #expect(answer.status == 400 && answer.value[key] != nil)
        #expect(answer.value.encoded().contains("This field is required."))
    }

    @Test(
        "a bill writes its dates as read; a midnight elsewhere is the same day there",
        arguments: [
            ("utc-midnight", "T00:00:00Z"), ("local-midnight", "T00:00:00-0"), ("local-as-utc", ":00:00.000000Z"),
            ("plain", ""),
        ])
    func dates(reading: String, ending: String) async throws {
        let driver = try await ProcurifyDriver(readings: ["bill-dates": reading, "bill-list-dates": "utc-midnight"])
        let bill = try #require(driver.bills.first)
        let text = await driver.get("/api/v2/ap/bills/\(bill.uuid)/")["data"]?["invoice_date"]?.text ?? ""
        let day = try #require(bill.date).text
        #expect(text == day + text.dropFirst(10) && (ending.isEmpty || text.dropFirst(10).contains(ending)))
        #expect((text.count > 10) == (reading != "plain"))
        let row = await driver.get("/api/v3/ap/bills/")["data"]?[0]?["invoice_date"]?.text
        #expect(row?.hasSuffix("T00:00:00Z") == true)
    }

    @Test("stamps may carry the tenant's offset or no fraction, and mean the same instant; UUIDs may carry dashes")
    func forms() async throws {
        let path = "/api/v3/ap/bills/?order_by=last_modified_datetime"
        let plain = await (try await ProcurifyDriver()).get(path)["data"]?[0]
        let local = await (try await ProcurifyDriver(readings: ["date-times": "local", "uuid": "dashed"])).get(path)
        let stamp = try #require(plain?["last_modified_datetime"]?.text)
        let other = try #require(local["data"]?[0]?["last_modified_datetime"]?.text)
        #expect(stamp != other && ProcurifyStamp.parse(stamp) == ProcurifyStamp.parse(other))
        let uuid = try #require(local["data"]?[0]?["uuid"]?.text)
        #expect(uuid.count == 36 && uuid.filter { $0 != "-" } == plain?["uuid"]?.text)
        let short = await (try await ProcurifyDriver(readings: ["date-times": "no-fraction"])).get(path)
        #expect(short["data"]?[0]?["last_modified_datetime"]?.text?.count == 20)
    }

    @Test("the plain list of vendors, the missing header, shipping and a lenient mark-as-paid")
    func rules() async throws {
        let strict = try await ProcurifyDriver()
        let driver = try await ProcurifyDriver(readings: [
            "plain-vendors": "all", "missing-client-header": "accepted", "total-with-shipping": "yes",
            "mark-as-paid": "lenient",
        ])
        let plain = "/api/v3/vendors/?page_size=100"
        #expect(await driver.ids(plain).count == driver.ids(Self.vendors + "?page_size=100").count)
        #expect(await strict.ids(plain).count < driver.ids(plain).count)
        for (one, status) in [(strict, 401), (driver, 200)] {
            let bare = SandboxRequest("GET", plain, headers: [("Authorization", "Bearer \(one.token)")])
            #expect(await one.site.handle(bare, world: one.world).status == status)
        }
        let shipped = try #require(driver.bills.first { $0.shipping > 0 })
        func total(_ one: ProcurifyDriver) async -> Decimal? {
            await one.get("/api/v2/ap/bills/\(shipped.uuid)/")["data"]?["total_cost_with_tax"]?.decimal
        }
        #expect(await total(driver) == total(strict).map { $0 + shipped.shipping })
        let payable = try #require(driver.bills.first { $0.isPayable && $0.active })
        let draft = try #require(driver.bills.first { !$0.isPayable && $0.active })
        let body: Value = [
            "bill_uuids": [.string(draft.uuid), .string(payable.uuid)], "bill_group_ids": [],
            "payment_date": "2026-08-01",
        ]
        #expect(await strict.send("POST", "/api/v3/ap/bills/mark-as-paid/", body).status == 400)
        #expect(await driver.send("POST", "/api/v3/ap/bills/mark-as-paid/", body).status == 200)
        #expect(driver.bills.first { $0.id == payable.id }?.paid != nil)
        #expect(driver.bills.first { $0.id == draft.id }?.paid == nil)
    }

    @Test("a filter by day cuts at the tenant's midnight where it is read so")
    func days() async throws {
        for (reading, isIn) in [("utc", false), ("tenant", true)] {
            let driver = try await ProcurifyDriver(readings: ["day-filters": reading])
            let all = "/api/v2/purchase_orders/purchased/all/?page_size=100"
            let order = try #require(await driver.ids(all, "procurify_PO").first)
            // Half past two in the morning in UTC is the evening before at the headquarters.
            let night = FirmDay(2026, 7, 20).at(2, 30)
            driver.world.write { $0.procurify.orders[order]?.modified = night }
            let listed = await driver.ids(
                all + "&modified_date_0=2026-07-19&modified_date_1=2026-07-19", "procurify_PO")
            #expect(listed.contains(order) == isIn, "\(reading)")
        }
    }
}
