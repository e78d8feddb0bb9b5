// The process ends at any moment, and answers are lost: nothing twice, nothing lost.

import Dispatch
import Foundation
import Testing

@Suite("Killed at random moments")
struct KillTests {
    @Test("fifty kills during sync, with answers lost before and after the effect, leave every document once")
    func fifty() async throws {
        let seed = UInt64.random(in: 1...UInt64.max)
        var random = Dice(state: seed)
        var options = StageOptions()
        options.posting = ["create: auto"]
        try await Stage.with(options) { stage in
            #expect(try await stage.run("ping").status == 0, "seed \(seed)")
            try await stage.control.faults(Self.losses)
            var added = 0
            for round in 0..<50 {
                if round % 5 == 0 {
                    try await stage.control.act("procurify/add-bills", ["count": 4, "linked": true])
                    added += 4
                }
                let running = try stage.start("sync")
                await Self.moment(milliseconds: Int(random.next() % 700) + 30)
                running.kill()
                _ = try await running.wait()
            }
            try await stage.control.faults("rules: []")
            try await stage.settle()
            print("fifty kills, seed \(seed)")
            try await Exactness(stage: stage).check(moreBills: added, moreOrders: added)
            #expect(try await stage.run("audit", "verify").status == 0, "seed \(seed)")
        }
    }

    private static let losses = """
        rules:
          - {system: acumatica, method: PUT, route: /erp/entity/**, kind: reset-after, probability: 0.1}
          - {system: acumatica, method: PUT, route: /erp/entity/**, kind: timeout-after, milliseconds: 100, probability: 0.05}
          - {system: acumatica, method: PUT, route: /erp/entity/**, kind: reset-before, probability: 0.05}
          - {system: procurify, method: POST, route: /api/**, kind: reset-after, probability: 0.1}
          - {system: procurify, method: POST, route: /api/**, kind: timeout-after, milliseconds: 100, probability: 0.05}
          - {system: procurify, method: POST, route: /api/**, kind: reset-before, probability: 0.05}
        """

    /// Lets the process run for a while: the moment of the kill is what the test is about.
    private static func moment(milliseconds: Int) async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) { continuation.resume() }
        }
    }
}

/// SplitMix64: the moments of the kills, from a printed seed.
private struct Dice {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
