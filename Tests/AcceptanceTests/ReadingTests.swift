// Where the documentation leaves a behaviour open, the product survives each reading of it.

import Foundation
import Testing

@Suite("Readings")
struct ReadingTests {
    static let creates = [
        ("honoured", "auto"), ("honoured", "conditional"), ("honoured", "plain"), ("ignored", "auto"),
        ("ignored", "plain"), ("ignored", "conditional"),
    ]

    @Test("every way of creating ends exact, whether or not the condition is honoured", arguments: creates)
    func create(reading: String, mode: String) async throws {
        var options = StageOptions()
        options.readings = ["conditional-create=\(reading)"]
        options.posting = ["create: \(mode)"]
        try await Stage.with(options) { stage in
            try await stage.settle()
            try await Exactness(stage: stage).check()
            let puts = try await stage.control.requests("acumatica").filter { $0["method"] as? String == "PUT" }
            let refused = puts.filter { $0["status"] as? Int == 412 }
            // The probe is what `auto` alone sends: one for each kind of document.
            #expect(refused.count == (reading == "honoured" && mode == "auto" ? 2 : 0), "\(refused)")
        }
    }

    @Test("a look-up that shows nothing posts nothing, and heals when the lists work again")
    func blind() async throws {
        try await Stage.with { stage in
            try await stage.sync()
            try await stage.control.reading("lookup-blind", "on")
            try await stage.control.act("procurify/add-bills", ["count": 3])
            try await stage.control.act("procurify/add-orders", ["count": 2])
            try await stage.control.resetRequests()
            try await stage.sync()
            #expect(WriteLog(try await stage.control.requests("acumatica")).writes.isEmpty)
            let held = try await stage.records("--state", "held").filter {
                ($0["reason"] as? [String: Any])?["code"] as? String == "lookup-not-trusted"
            }
            #expect(held.count == 5)
            try await stage.control.reading("lookup-blind", "off")
            try await stage.sync()
            try await Exactness(stage: stage).check(moreBills: 3, moreOrders: 2)
        }
    }

    @Test("bills are released and stand released, polled or at once", arguments: ["polled", "immediate"])
    func release(reading: String) async throws {
        var options = StageOptions()
        options.readings = ["release=\(reading)"]
        try await Stage.with(options) { stage in
            try await stage.sync()
            try Self.change(stage, "start_date:", "bill_state: released\n      start_date:")
            let added = try await stage.control.act("procurify/add-bills", ["count": 2])
            try await stage.settle()
            let keys = (added["bills"] as? [Int] ?? []).map(String.init)
            let fresh = try await stage.records("--flow", "bills").filter { keys.contains($0["key"] as? String ?? "") }
            #expect(fresh.map { $0["erp_status"] as? String } == ["Open", "Open"])
            try await Exactness(stage: stage).check(moreBills: 2)
        }
    }

    @Test("a bill fixed at Procurify is one record under either reading", arguments: ["same-uuid", "new-uuid"])
    func fix(reading: String) async throws {
        var options = StageOptions()
        options.readings = ["bill-fix=\(reading)"]
        try await Stage.with(options) { stage in
            let added = try await stage.control.act("procurify/add-bills", ["count": 1])
            try await stage.sync()
            let bill = try #require((added["bills"] as? [Int])?.first)
            try await stage.control.act("procurify/fix-bill", ["bill": bill, "note": "fixed", "approve": true])
            try await stage.sync()
            try await stage.sync()
            try await Exactness(stage: stage).checkOnce()
            let bills = try await stage.control.state("acumatica", "Bill")
            #expect(bills.count == Exactness.billsOfTheFirm + 1)
        }
    }

    private static func change(_ stage: Stage, _ old: String, _ new: String) throws {
        let file = stage.home.appendingPathComponent("ml-connector.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        try text.replacingOccurrences(of: old, with: new).write(to: file, atomically: true, encoding: .utf8)
    }
}
