// Counts what one run did, per flow.

import Core
import Synchronization

/// The counts of one flow in one run: records whose state the run changed, each under where it ended.
struct FlowTally: Sendable {
    enum Label: String, CaseIterable, Sendable {
        case created, updated, adopted, recovered, waiting, held, skipped, unconfirmed
    }

    var pulled = 0
    var unchanged = 0
    var errors = 0
    var counts: [Label: Int] = [:]
    var requests = RequestCounts()
    var seconds = 0.0
    /// Where records that may still move in this run were counted.
    fileprivate var movable: [RecordID: Label] = [:]
}

/// The counts of one run.
final class Tally: Sendable {
    private let flows = Mutex<[FlowName: FlowTally]>([:])

    func update(_ flow: FlowName, _ body: (inout FlowTally) -> Void) {
        flows.withLock { body(&$0[flow, default: FlowTally()]) }
    }

    /// Counts a record where it stands now, and no longer where it stood before in this run.
    func move(_ id: RecordID, to label: FlowTally.Label?) {
        update(id.flow) { tally in
            if let old = tally.movable.removeValue(forKey: id) { tally.counts[old, default: 0] -= 1 }
            guard let label else { return }
            tally.counts[label, default: 0] += 1
            if [.waiting, .held, .unconfirmed].contains(label) { tally.movable[id] = label }
        }
    }

    /// The element of `flows` in the JSON of `sync`.
    func report(_ flow: FlowName) -> JSON {
        let tally = flows.withLock { $0[flow] ?? FlowTally() }
        var members = JSONObject([
            ("flow", .string(flow.rawValue)), ("pulled", .integer(tally.pulled)),
        ])
        for label in FlowTally.Label.allCases {
            members[label.rawValue] = .integer(tally.counts[label] ?? 0)
            if label == .recovered { members["unchanged"] = .integer(tally.unchanged) }
        }
        members["errors"] = .integer(tally.errors)
        members["requests"] = [
            "procurify": .integer(tally.requests.procurify), "acumatica": .integer(tally.requests.acumatica),
        ]
        members["seconds"] = .number(String(Int((tally.seconds * 1000).rounded()) / 1000) + fraction(tally.seconds))
        return .object(members)
    }

    private func fraction(_ seconds: Double) -> String {
        let thousandths = String(Int((seconds * 1000).rounded()) % 1000)
        return "." + String(repeating: "0", count: 3 - thousandths.count) + thousandths
    }
}
