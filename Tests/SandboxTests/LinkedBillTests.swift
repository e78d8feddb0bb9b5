// A build that answers 500 to a bill with several linked lines, and the way round it (acumatica.md 6.5, 12 item 8).

import Foundation
import Testing

@testable import Sandbox

@Suite("Bills with several linked lines at the simulated ERP")
struct LinkedBillTests {
    private func linked(_ order: String, line: Value) -> Value {
        ["POOrderType": wrap("Normal"), "POOrderNbr": wrap(.string(order)), "POLine": wrap(line)]
    }

    private func order(_ erp: ERP) async -> String {
        await erp.put("PurchaseOrder", erp.order(quantities: [5, 2, 1])).value.field("OrderNbr")?.text ?? ""
    }

    private func bills(_ erp: ERP) async -> [Value] {
        await erp.get("Bill?$filter=VendorRef eq 'INV-900'").value.items ?? []
    }

    @Test("by default one PUT brings all lines")
    func accepted() async throws {
        let erp = try await ERP.start()
        let order = await order(erp)
        let lines = [linked(order, line: 1), linked(order, line: 2)]
        let made = await erp.put("Bill?$expand=Details", erp.bill(lines: lines))
        #expect(made.status == 200)
        #expect(made.value["Details"]?.items?.count == 2)
    }

    @Test("refused, the answer is an HttpError 500 and nothing is stored")
    func refused() async throws {
        let erp = try await ERP.start(["multi-line-linked-bill": "500"])
        let order = await order(erp)
        let lines = [linked(order, line: 1), linked(order, line: 2)]
        let answer = await erp.put("Bill", erp.bill(lines: lines))
        #expect(answer.status == 500)
        #expect(answer.value["message"] == "An error has occurred.")
        #expect(answer.value["exceptionType"] != nil)
        #expect(await bills(erp).isEmpty)
    }

    @Test("one linked line beside others, and lines without a link, are taken")
    func others() async throws {
        let erp = try await ERP.start(["multi-line-linked-bill": "500"])
        let order = await order(erp)
        let mixed = [linked(order, line: 1), erp.line(amount: 7), erp.line(amount: 8)]
        #expect(await erp.put("Bill", erp.bill(lines: mixed)).status == 200)
    }

    @Test(
        "line by line on hold the bill is completed and taken off hold; two more at once are refused and change nothing"
    )
    func lineByLine() async throws {
        let erp = try await ERP.start(["multi-line-linked-bill": "500"])
        let order = await order(erp)
        let made = await erp.put("Bill", erp.bill([("Hold", true)], lines: [linked(order, line: 1)])).value
        let number = made.field("ReferenceNbr") ?? .null
        let key: Fields = ["Type": wrap("Bill"), "ReferenceNbr": wrap(number)]
        var two = key
        two["Details"] = [linked(order, line: 2), linked(order, line: 3)]
        #expect(await erp.put("Bill", .object(two)).status == 500)
        #expect(await bills(erp).first?.field("Amount") == .number("100.00"))
        for line: Value in [2, 3] {
            var one = key
            one["Details"] = [linked(order, line: line)]
            #expect(await erp.put("Bill", .object(one)).status == 200)
        }
        var free = key
        free["Hold"] = wrap(false)
        let done = await erp.put("Bill?$expand=Details", .object(free)).value
        #expect(done.field("Status") == "Balanced")
        #expect(done.field("Amount") == .number("160.00"))
        #expect(done["Details"]?.items?.compactMap { $0.field("POLine")?.integer } == [1, 2, 3])
        #expect(await bills(erp).count == 1)
    }

    @Test("lines that are there, sent with their id, do not count; sent again without it they are doubled")
    func existingLines() async throws {
        let erp = try await ERP.start(["multi-line-linked-bill": "500"])
        let order = await order(erp)
        let made = await erp.put(
            "Bill?$expand=Details", erp.bill([("Hold", true)], lines: [linked(order, line: 1)])
        ).value
        let id = made["Details"]?[0]?["id"] ?? .null
        var body: Fields = ["Type": wrap("Bill"), "ReferenceNbr": wrap(made.field("ReferenceNbr") ?? .null)]
        body["Details"] = [["id": id, "POOrderNbr": wrap(.string(order))], linked(order, line: 2)]
        let grown = await erp.put("Bill?$expand=Details", .object(body))
        #expect(grown.status == 200)
        #expect(grown.value["Details"]?.items?.count == 2)
        body["Details"] = [linked(order, line: 2)]
        let doubled = await erp.put("Bill?$expand=Details", .object(body))
        #expect(doubled.value["Details"]?.items?.count == 3)
    }
}
