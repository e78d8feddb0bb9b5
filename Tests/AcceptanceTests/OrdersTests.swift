// Orders: one ERP line per allocation, in the state that is configured; what is out of scope stays out.

import Foundation
import Testing

@Suite("Orders")
struct OrdersTests {
    @Test(
        "an order has one line per allocation, its charges, and stays out when closed, cancelled, paid by card or old")
    func firm() async throws {
        try await Stage.with { stage in
            try await stage.sync()
            for (key, code) in [
                (4736, "closed-before-posting"), (4737, "cancelled"), (4738, "card-order"), (4739, "before-start-date"),
                (4740, "before-start-date"),
            ] {
                try await stage.expect("acme/purchase-orders/\(key)", "skipped", code)
            }
            let orders = try await stage.control.all("acumatica", "PurchaseOrder")
            let split = try #require(orders.first { $0.marked("po") == "4723" })
            #expect(split.list("Details").count == 5)
            let charged = try #require(orders.first { $0.marked("po") == "4734" })
            let sum = charged.list("Details").reduce(Decimal.zero) { $0 + $1.money("ExtendedCost") }
            #expect(sum == charged.money("OrderTotal"))
            let twice = orders.filter { $0.text("VendorRef") == "PO-2026-77" }
            #expect(twice.count == 2)
            try await stage.count()
        }
    }

    @Test("a revision and a cancellation after posting are held and change nothing in the ledger")
    func changed() async throws {
        try await Stage.with { stage in
            try await stage.sync()
            let order = try #require(
                try await stage.control.all("procurify", "orders").first { $0.number("id") == 4711 })
            let line = try #require(order.list("lines").first)
            try await stage.control.act(
                "procurify/revise-order", ["order": 4711, "lines": [["line": line.number("id"), "quantity": 99]]])
            try await stage.control.act("procurify/cancel-order", ["order": 4712])
            try await stage.sync()
            try await stage.expect("acme/purchase-orders/4711", "held", "changed-after-posting")
            try await stage.expect("acme/purchase-orders/4712", "held", "cancelled-after-posting")
            let held = try await stage.record("acme/purchase-orders/4711")
            let message = (held["reason"] as? [String: Any])?.text("message") ?? ""
            #expect(message.contains("99"), "\(message)")
            try await stage.count()
        }
    }

    @Test("a bill waits for its order and goes by itself; --flow bills posts nothing of another flow")
    func waits() async throws {
        try await Stage.with { stage in
            let made = try await stage.control.act("procurify/add-bills", ["count": 2, "linked": true])
            let orders = (made["orders"] as? [Int]) ?? []
            let bills = (made["bills"] as? [Int]) ?? []
            #expect(orders.count == 2 && bills.count == 2)
            let first = try await stage.sync("--flow", "bills")
            #expect(Set(first.keys) == ["bills"])
            for bill in bills { try await stage.expect("acme/bills/\(bill)", "waiting", "order-not-posted") }
            #expect(try await stage.control.all("acumatica", "PurchaseOrder").isEmpty)
            try await stage.sync()
            for bill in bills { try await stage.expect("acme/bills/\(bill)", "posted") }
            try await stage.count()
        }
    }

    @Test("reading from an earlier day never widens the start date")
    func since() async throws {
        try await Stage.with { stage in
            // One bill of June is touched now, the other one is not.
            try await stage.control.act("procurify/edit-bill", ["bill": 673, "note": "Looked at again"])
            try await stage.sync("--since", "2026-01-01")
            try await stage.expect("acme/bills/673", "skipped", "before-start-date")
            try await stage.expect("acme/purchase-orders/4739", "skipped", "before-start-date")
            try await stage.count()
            try await stage.control.resetRequests()
            try await stage.sync("--since", "2026-01-01")
            let writes = try await stage.control.requests("acumatica").filter { $0.text("method") == "PUT" }
            #expect(writes.isEmpty)
        }
    }
}
