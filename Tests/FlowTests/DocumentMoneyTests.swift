// Amounts: whatever allocations and prices come, the ERP's lines add up to the cent.

import Core
import Foundation
import ProcurifyAcumatica
import TestKit
import Testing

@Suite struct DocumentMoneyTests {
    /// A detail with random lines, allocations of up to eight decimals, costs and tax, whose total is their rounded
    /// sum.
    private func random(_ chance: inout SeededGenerator, from detail: JSON) -> (detail: JSON, total: Decimal) {
        func amount(_ places: Int) -> Decimal {
            Decimal(sign: .plus, exponent: -places, significand: Decimal(chance.below(900_000_000) + 1))
        }
        let codes = ["6100-000", "6190-000", "6200-000"]
        var sum = Decimal.zero
        let items = (0...chance.below(4)).map { index -> JSON in
            let shares = (0...chance.below(3)).map { _ in amount(4 + chance.below(5)) }
            let whole = shares.reduce(0, +)
            sum += whole
            let quantity = Decimal(chance.below(12) + 1)
            return [
                "id": .integer(7_000 + index), "description": .string("Line \(index)"),
                "quantity": .string(quantity.plain),
                "unit_cost": .decimal((whole / quantity).rounded(8)), "total_cost": .decimal(whole),
                "tax_is_inclusive": false,
                "cost_allocations": .array(
                    shares.enumerated().map { place, share -> JSON in
                        [
                            "id": .integer(place + 1), "amount": .string(share.plain),
                            "budget": [
                                "account_code": ["code": .string(chance.pick(codes))],
                                "department": [
                                    "id": 12, "name": "Operations", "branch": ["id": 1, "name": "Seattle"],
                                ],
                            ],
                        ]
                    }),
            ]
        }
        let freight = amount(8)
        let tax = amount(6)
        sum += freight + tax
        let costs: JSON = [["id": 1, "name": "Freight", "amount": .string(freight.plain), "cost_allocation": [:]]]
        let changed = detail.replacing("items", with: .array(items)).replacing("costs", with: costs)
            .replacing("exclusive_tax_amount", with: .decimal(tax)).replacing("shipping_amount", with: 0)
            .replacing("invoice_total", with: .decimal(sum.rounded(2)))
        return (changed, sum.rounded(2))
    }

    @Test("lines add up to the total to the cent, each exactly its quantity times its cost")
    func property() async throws {
        let world = try await DocumentWorld()
        let file = try golden("bill.source")
        var chance = SeededGenerator(seed: 42)
        for _ in 0..<150 {
            let (detail, total) = random(&chance, from: file["detail"] ?? .null)
            let record = try world.record(world.bills, list: file["list"] ?? .null, detail: detail)
            let plan = try await world.plan(world.bills, record).get()
            let lines = plan.request["Details"]?.items ?? []
            func value(_ line: JSON, _ name: String) -> Decimal { line[name]?["value"]?.decimal ?? 0 }
            #expect(lines.reduce(Decimal.zero) { $0 + value($1, "ExtendedCost") } == total)
            #expect(plan.request["Amount"]?["value"]?.decimal == total)
            for line in lines {
                #expect(value(line, "ExtendedCost").rounded(2) == value(line, "ExtendedCost"))
                #expect((value(line, "Qty") * value(line, "UnitCost")).rounded(2) == value(line, "ExtendedCost"))
                #expect(value(line, "UnitCost").rounded(4) == value(line, "UnitCost"))
            }
        }
    }

    @Test(
        "the total is read one way alone: invoice_total, else with or without line shipping",
        arguments: [
            (JSON.null, JSON.number("277.5"), "0", true), (.null, "277.5", "8.95", true),
            (.null, "286.45", "8.95", true),
            (.null, "280", "8.95", false), ("286.45", "277.5", "8.95", true), ("277.5", "286.45", "8.95", false),
            (.null, .null, "0", false),
        ])
    func readings(_ invoice: JSON, _ withTax: JSON, _ shipping: String, _ agrees: Bool) async throws {
        let world = try await DocumentWorld()
        try await world.postedOrder()
        let file = try golden("bill.source")
        let detail = (file["detail"] ?? .null).replacing("invoice_total", with: invoice)
            .replacing("total_cost_with_tax", with: withTax).replacing(
                "items", "0", "shipping_amount", with: .string(shipping))
        let record = try world.record(world.bills, list: file["list"] ?? .null, detail: detail)
        let result = try await world.plan(world.bills, record)
        #expect(result.rejection?.reason.code == (agrees ? nil : .amountMismatch))
    }

    @Test(
        "an inclusive tax is inside the lines; one that the allocations leave out is added",
        arguments: [("262.5", 2), ("250", 3)])
    func inclusive(_ allocated: String, _ lines: Int) async throws {
        let world = try await DocumentWorld()
        try await world.postedOrder(amount: 300)
        let file = try golden("bill.source")
        let detail = (file["detail"] ?? .null).replacing("exclusive_tax_amount", with: 0)
            .replacing("inclusive_tax_amount", with: 12.5.json).replacing("items", "0", "tax_is_inclusive", with: true)
            .replacing("items", "0", "cost_allocations", "0", "amount", with: .string(allocated))
        let record = try world.record(world.bills, list: file["list"] ?? .null, detail: detail)
        let plan = try await world.plan(world.bills, record).get()
        #expect(plan.request["Details"]?.items?.count == lines)
        #expect(plan.request["Amount"]?["value"]?.decimal?.plain == "277.5")
    }

    @Test("a currency without decimals is rounded to whole units")
    func yen() async throws {
        let world = try await DocumentWorld()
        let file = try golden("bill.source")
        let detail = (file["detail"] ?? .null).replacing("currency", "name", with: "JPY")
            .replacing("items", "0", "po", with: nil).replacing("items", "0", "orderitem", with: nil)
        let record = try world.record(world.bills, list: file["list"] ?? .null, detail: detail)
        let plan = try await world.plan(world.bills, record).get()
        #expect(plan.request["Amount"]?["value"]?.decimal == 278)
        #expect(
            plan.request["Details"]?.items?.compactMap { $0["ExtendedCost"]?["value"]?.decimal?.plain } == [
                "250", "15", "13",
            ])
    }
}
