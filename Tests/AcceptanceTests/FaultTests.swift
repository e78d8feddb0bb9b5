// Each fault of the sandbox on reads and on writes of both systems: the end state is exact.

import Foundation
import Testing

@Suite("Faults")
struct FaultTests {
    static let kinds = [
        "kind: reset-before", "kind: reset-after", "kind: timeout-before, milliseconds: 100",
        "kind: timeout-after, milliseconds: 100", "kind: status-429", "kind: status-429, retry_after: 1",
        "kind: status-5xx", "kind: status-5xx, status: 500, body: json", "kind: html-200", "kind: truncated",
        "kind: empty-before", "kind: empty-after", "kind: redirect", "kind: expire-token",
        "kind: queue, milliseconds: 300", "kind: slow-drip, bytes_per_second: 40000",
    ]

    @Test("faults on reads lose nothing and post nothing twice", arguments: kinds + ["kind: shift-page"])
    func reads(kind: String) async throws {
        try await run(
            """
            rules:
              - {system: acumatica, method: GET, \(kind), skip: 3, every: 30}
              - {system: procurify, method: GET, \(kind), skip: 2, every: 40}
            """)
    }

    @Test(
        "faults on writes lose nothing, post nothing twice and are looked up before a resend",
        arguments: kinds + ["kind: late-commit, milliseconds: 30000", "kind: equal-stamps, milliseconds: 60000"])
    func writes(kind: String) async throws {
        try await run(
            """
            rules:
              - {system: acumatica, method: PUT, \(kind), every: 16}
              - {system: procurify, method: POST, route: /api/**, \(kind), every: 6}
              - {system: procurify, method: PUT, route: /api/**, \(kind), every: 3}
              - {system: procurify, method: PATCH, route: /api/**, \(kind), every: 3}
            """)
    }

    private func run(_ plan: String) async throws {
        try await Stage.with { stage in
            try await stage.control.faults(plan)
            let ran = try await stage.run("sync", "--json")
            #expect([0, 3].contains(ran.status), "\(ran.output) \(ran.errors)")
            #expect(ran.json["connections"] != nil || ran.json["error"] != nil)
            for (system, count) in try await stage.control.struck() { #expect(count > 0, "\(system) was not struck") }
            try await stage.control.faults("rules: []")
            try await stage.settle()
            WriteLog(try await stage.control.requests("acumatica")).expectLookUps()
            try await Exactness(stage: stage).check()
        }
    }
}
