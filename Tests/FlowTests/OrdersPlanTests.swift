// Purchase orders: the request as it is sent, charges, scope, and what is kept of the answer.

import Core
import Foundation
import ProcurifyAcumatica
import SQLStore
import TestKit
import Testing

@Suite struct OrdersPlanTests {
    private func record(_ world: DocumentWorld, _ change: (JSON) -> JSON = { $0 }) throws -> Record {
        let detail = change(try golden("order.source")["detail"] ?? .null)
        return try world.record(world.orders, list: detail, detail: detail)
    }

    @Test("an order becomes exactly this request")
    func request() async throws {
        let world = try await DocumentWorld()
        let plan = try await world.plan(world.orders, record(world)).get()
        #expect(plan.request == (try golden("order.request")), "\(plan.request.encoded(pretty: true))")
    }

    @Test(
        "the total proves tax, freight, other costs and discount, given as amounts or percentages",
        arguments: [
            ("12.5", "amount", "0", "amount", "277.50", true), ("5", "percentage", "0", "amount", "277.50", true),
            ("5", "percentage", "10", "percentage", "251.25", true),
            ("5", "percentage", "10", "amount", "267.00", true),
            ("5", "percentage", "0", "amount", "277.51", false),
        ])
    func totals(
        _ tax: String, _ taxType: String, _ discount: String, _ discountType: String, _ total: String, _ agrees: Bool
    ) async throws {
        let world = try await DocumentWorld()
        let order = try record(world) {
            $0.replacing("tax", with: ["value": .number(tax), "type": .string(taxType)])
                .replacing("discount", with: ["value": .number(discount), "type": .string(discountType)])
                .replacing("order_items", "0", "tax_amount", with: .null).replacing("total", with: .string(total))
        }
        let result = try await world.plan(world.orders, order)
        #expect(result.rejection?.reason.code == (agrees ? nil : .amountMismatch))
        guard agrees else { return }
        let lines = try result.get().request["Details"]?.items ?? []
        let sum = lines.reduce(Decimal.zero) { $0 + ($1["ExtendedCost"]?["value"]?.decimal ?? 0) }
        #expect(sum.fixed(2) == total)
    }

    @Test("one line per allocation, with a share of the quantity where it is exact")
    func allocations() async throws {
        let world = try await DocumentWorld()
        let order = try record(world) { detail in
            let first = detail["order_items"]?.items?[0]["spend_allocation"]?.items?[0] ?? .null
            let second = first.replacing("id", with: 8).replacing("account", "account_code", "code", with: "6200-000")
            func shares(_ left: String, _ right: String) -> JSON {
                [first.replacing("amount", with: .string(left)), second.replacing("amount", with: .string(right))]
            }
            return detail.replacing(
                "order_items", "0", "spend_allocation", with: shares("150.00000000", "100.00000000"))
        }
        let lines = try await world.plan(world.orders, order).get().request["Details"]?.items ?? []
        #expect(lines.prefix(2).map { $0["OrderQty"]?["value"]?.decimal?.plain } == ["6", "4"])
        #expect(lines.prefix(2).map { $0["UnitCost"]?["value"]?.decimal?.plain } == ["25", "25"])
        #expect(lines.prefix(2).map { $0["Account"]?["value"]?.text } == ["6100-000", "6200-000"])
    }

    @Test(
        "what is out of scope is skipped with its reason",
        arguments: [
            ("state", JSON.integer(1), ReasonCode.cancelled), ("state", 3, .closedBeforePosting),
            ("state", 4, .closedBeforePosting),
            ("active", false, .cancelled), ("creditcard", ["id": 3] as JSON, .cardOrder),
        ])
    func skipped(_ name: String, _ value: JSON, _ code: ReasonCode) async throws {
        let world = try await DocumentWorld()
        let rejection = try await world.plan(world.orders, record(world) { $0.replacing(name, with: value) }).rejection
        #expect(rejection?.state == .skipped)
        #expect(rejection?.reason.code == code)
    }

    @Test("the earliest approval of a line decides about the start date, else the date of the order")
    func startDate() async throws {
        let world = try await DocumentWorld()
        func code(_ approved: JSON, _ date: String) async throws -> ReasonCode? {
            let order = try record(world) {
                $0.replacing("order_items", "0", "approved_datetime", with: approved).replacing(
                    "date", with: .string(date))
            }
            return try await world.plan(world.orders, order).rejection?.reason.code
        }
        #expect(try await code("2026-06-30T20:11:00Z", "2026-07-05T00:00:00Z") == .beforeStartDate)
        #expect(try await code("2026-07-01T20:11:00Z", "2026-07-05T00:00:00Z") == nil)
        #expect(try await code(.null, "2026-06-05T12:00:00Z") == .beforeStartDate)
    }

    @Test(
        "an unknown state is no order in scope, and no crash", arguments: [JSON.integer(2), .integer(9), .null, "open"])
    func unknownState(_ state: JSON) async throws {
        let world = try await DocumentWorld()
        #expect(throws: Undecodable.self) { try record(world) { $0.replacing("state", with: state) } }
    }

    @Test("the answer's line numbers are kept per order item and account")
    func lineNumbers() async throws {
        let world = try await DocumentWorld()
        let plan = try await world.plan(world.orders, record(world)).get()
        let result = await world.orders.write(plan) {}
        guard case .done(let answer) = result.outcome else {
            Issue.record("the create was not done")
            return
        }
        let settlement = try await world.orders.accept(plan, answer: answer, store: world.store)
        #expect(settlement.held == nil)
        #expect(settlement.target.description == "Normal/000001")
        let lines = settlement.posted["lines"]?.items ?? []
        #expect(lines.map { $0["item"]?.text } == ["90001", nil, nil])
        #expect(lines.map { $0["line"]?.integer } == [1, 2, 3])
        #expect(lines.first?["amount"]?.decimal == 250)
    }

    @Test("an order that was changed after posting is held with what changed; a closed one is not")
    func changed() async throws {
        let world = try await DocumentWorld()
        var posted = try record(world)
        posted.target = Target(system: "acumatica", type: "Normal", number: "000050")
        posted.posted = ["source": posted.body["document"] ?? .null]
        posted.postedPrint = posted.fingerprint
        #expect(try await world.plan(world.orders, posted).get().action == .nothing)
        func later(_ change: (JSON) -> JSON) throws -> Record {
            var next = try record(world, change)
            (next.target, next.posted, next.postedPrint) = (posted.target, posted.posted, posted.postedPrint)
            return next
        }
        let revised = try later { $0.replacing("order_items", "0", "quantity", with: 12).replacing("version", with: 2) }
        let reason = try await world.plan(world.orders, revised).rejection?.reason
        #expect(reason?.code == .changedAfterPosting)
        #expect(reason?.message.contains("lines[0].quantity: 10 -> 12") == true)
        #expect(try await world.plan(world.orders, later { $0.replacing("state", with: 3) }).get().action == .nothing)
        let cancelled = try await world.plan(world.orders, later { $0.replacing("state", with: 1) }).rejection
        #expect(cancelled?.reason.code == .cancelledAfterPosting)
        // A person agreed: `resume` takes what the source says now as posted.
        var agreed = revised
        agreed.postedPrint = agreed.fingerprint
        #expect(try await world.plan(world.orders, agreed).get().action == .nothing)
    }
}
