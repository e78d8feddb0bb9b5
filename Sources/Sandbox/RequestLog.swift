// What was asked of both systems: counters for tests and benchmarks, and the last lines.

import Synchronization

/// Counts every request, faulty ones too, and keeps the last 2,000. Bodies and headers are never kept.
final class RequestLog: Sendable {
    struct Line: Sendable {
        var number: Int
        var time: String
        var system: String
        var method: String
        /// Path with query, as it came.
        var target: String
        var route: String
        /// Nil where the connection was dropped without an answer.
        var status: Int?
        var fault: String?
        var session: String?
    }

    private struct State {
        var number = 0
        var lines: [Line] = []
        var counters: [String: [String: Int]] = [:]
    }

    static let linesMax = 2_000
    private static let routesMax = 2_000
    private let state = Mutex(State())

    func add(_ line: Line) {
        state.withLock { state in
            state.number += 1
            var line = line
            line.number = state.number
            state.lines.append(line)
            // Dropping half at a time keeps the cost of a line constant.
            if state.lines.count >= 2 * Self.linesMax { state.lines.removeFirst(state.lines.count - Self.linesMax) }
            let known = state.counters[line.system, default: [:]]
            let counter = "\(line.method) \(line.route)"
            let name = known[counter] != nil || known.count < Self.routesMax ? counter : "other"
            state.counters[line.system, default: [:]][name, default: 0] += 1
        }
    }

    func reset() { state.withLock { $0 = State() } }

    /// Counters by system and route, and the last lines, oldest first. `route` is a pattern as in fault rules.
    func report(system: String?, route: String?) -> Value {
        let state = self.state.withLock { $0 }
        let pattern = FaultRule(system: system, route: route, strikes: [])
        func wanted(_ name: String, _ counter: String) -> Bool {
            let parts = counter.split(separator: " ", maxSplits: 1)
            let path = (parts.count > 1 ? parts[1] : "").split(separator: "/").map(String.init)
            return pattern.matches(system: name, method: "", path: path)
        }
        var counters = Fields()
        var total = 0
        for (name, routes) in state.counters.sorted(by: { $0.key < $1.key }) where system == nil || system == name {
            let chosen = routes.filter { wanted(name, $0.key) }.sorted { $0.key < $1.key }
            total += chosen.reduce(0) { $0 + $1.value }
            counters[name] = .object(Fields(chosen.map { ($0.key, .integer($0.value)) }))
        }
        let lines = state.lines.suffix(Self.linesMax).filter { wanted($0.system, "\($0.method) \($0.route)") }
        return ["total": .integer(total), "counters": .object(counters), "lines": .array(lines.map(Self.value))]
    }

    private static func value(_ line: Line) -> Value {
        [
            "number": .integer(line.number), "time": .string(line.time), "system": .string(line.system),
            "method": .string(line.method), "target": .string(line.target),
            "status": line.status.map(Value.integer) ?? .null, "fault": .text(line.fault),
            "session": .text(line.session),
        ]
    }
}
