// What a poll costs when nothing has changed.

import Foundation
import Testing

@Suite("Idle polls")
struct PollsTests {
    @Test("a hundred polls change no state, write nothing and cost the same each time")
    func hundred() async throws {
        try await Stage.with { stage in
            try await stage.settle()
            try await stage.sync()
            let before = try await states(stage)
            var costs: Set<Int> = []
            for _ in 0..<100 {
                try await stage.control.resetRequests()
                try await stage.sync()
                let acumatica = try await stage.control.requests("acumatica")
                let procurify = try await stage.control.requests("procurify")
                #expect(WriteLog(acumatica + procurify).writes.isEmpty)
                let routes = Dictionary(grouping: acumatica) { ($0["target"] as? String ?? "").prefix { $0 != "?" } }
                #expect(routes.values.allSatisfy { $0.count == 1 }, "\(routes.mapValues(\.count))")
                costs.insert(acumatica.count + procurify.count)
            }
            #expect(costs.count == 1, "\(costs)")
            #expect(try await states(stage) == before)
            try await Exactness(stage: stage).check()
        }
    }

    @Test("an idle poll costs no more with a longer history")
    func history() async throws {
        try await Stage.with { stage in
            try await stage.sync()
            let short = try await idle(stage)
            try await stage.control.act("procurify/add-orders", ["count": 60])
            try await stage.settle()
            #expect(try await idle(stage) <= short + 2)
            try await Exactness(stage: stage).check(moreOrders: 60)
        }
    }

    private func idle(_ stage: Stage) async throws -> Int {
        try await stage.control.resetRequests()
        try await stage.sync()
        return try await stage.control.requests("acumatica").count + stage.control.requests("procurify").count
    }

    private func states(_ stage: Stage) async throws -> [String] {
        try await stage.records().map { "\($0["id"] ?? "") \($0["state"] ?? "") \($0["changed_at"] ?? "")" }
    }
}
