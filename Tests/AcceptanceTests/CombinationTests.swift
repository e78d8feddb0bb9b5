// Random readings and faults together: whatever the two systems turn out to be, the books end exact.

import Foundation
import Testing

@Suite("Combinations")
struct CombinationTests {
    /// The seed of all combinations: `ML_CONNECTOR_TEST_SEED`, else 1. A failure names its own; this one alone is run again
    /// with `ML_CONNECTOR_TEST_COUNT=1`.
    private static let seed = number("ML_CONNECTOR_TEST_SEED") ?? 1
    private static let count = number("ML_CONNECTOR_TEST_COUNT") ?? 100
    static let seeds = (0..<count).map { seed &+ $0 }

    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap(UInt64.init)
    }

    /// Under these nothing may be posted, the company is another one, or the connector has no way around yet.
    private static let apart: Set = ["lookup-blind", "single-tenant", "vendor-numbering", "multi-line-linked-bill"]
    private static let faults = [
        "reset-before", "reset-after", "timeout-before, milliseconds: 50", "timeout-after, milliseconds: 50",
        "status-429", "status-5xx", "status-5xx, status: 500, body: json", "html-200", "truncated", "empty-before",
        "empty-after", "redirect", "expire-token", "queue, milliseconds: 100", "late-commit", "equal-stamps",
        "latency, milliseconds: 50",
    ]

    /// One world: some readings off their default, and some faults with their chances.
    struct Combination: CustomStringConvertible {
        var readings: [String]
        var plan: [String]

        init(seed: UInt64, rules: [(name: String, values: [String])]) {
            var random = Dice(seed: seed)
            readings = (0..<4).map { _ in
                let rule = random.pick(rules)
                return "\(rule.name)=\(random.pick(rule.values))"
            }
            // A name counts once.
            readings = Dictionary(readings.map { ($0.components(separatedBy: "=")[0], $0) }) { first, _ in first }
                .values.sorted()
            plan = (0..<3).map { _ in
                let system = random.pick(["acumatica", "procurify"])
                let method = random.pick(["GET", "PUT", "POST"])
                let chance = random.pick(["0.02", "0.05", "0.1"])
                return
                    "{system: \(system), method: \(method), route: \(system == "acumatica" ? "/erp/entity/**" : "/api/**"), "
                    + "kind: \(random.pick(CombinationTests.faults)), probability: \(chance), times: 8}"
            }
        }

        var description: String { "readings \(readings), faults \(plan)" }
    }

    /// SplitMix64, so that a seed gives the same world everywhere.
    struct Dice {
        private var state: UInt64
        init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

        mutating func pick<Element>(_ list: [Element]) -> Element {
            state = state &+ 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return list[Int((mixed ^ (mixed >> 31)) % UInt64(list.count))]
        }
    }

    @Test("a first sync among faults, and those after it, end exact", arguments: seeds)
    func exact(seed: UInt64) async throws {
        let combination = Combination(seed: seed, rules: try await Self.rules())
        print("combination of seed \(seed): \(combination)")
        var options = StageOptions()
        options.readings = combination.readings
        try await Stage.with(options) { stage in
            try await stage.control.faults("rules: [\(combination.plan.joined(separator: ", "))]")
            for _ in 0..<2 {
                let ran = try await stage.run("sync", "--json")
                #expect([0, 3].contains(ran.status), "seed \(seed): \(ran.output) \(ran.errors)")
            }
            try await stage.control.faults("rules: []")
            try await stage.settle()
            try await Exactness(stage: stage).check()
        }
    }

    private static func rules() async throws -> [(name: String, values: [String])] {
        let ran = try await Binary.run(
            ["sandbox", "--list-readings", "--json"], in: FileManager.default.temporaryDirectory)
        let list = try #require(ran.json["readings"] as? [[String: Any]])
        return list.compactMap { reading in
            guard let name = reading["name"] as? String, let values = reading["values"] as? [String],
                !apart.contains(name)
            else { return nil }
            return (name, values)
        }
    }
}
