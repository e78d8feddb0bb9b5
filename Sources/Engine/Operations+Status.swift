// Where every connection and flow stands.

package import Core
import Foundation

/// What the configuration says of a connection, for its status.
package struct StatusScope: Sendable {
    package struct FlowScope: Sendable {
        package var name: FlowName
        package var schedule: Schedule?
        /// The list that the flow's records come from.
        package var feed: String

        package init(name: FlowName, schedule: Schedule?, feed: String) {
            self.name = name
            self.schedule = schedule
            self.feed = feed
        }
    }

    package var connection: String
    package var flows: [FlowScope]
    package var requestsPerMinute: Int

    package init(connection: String, flows: [FlowScope], requestsPerMinute: Int) {
        self.connection = connection
        self.flows = flows
        self.requestsPerMinute = requestsPerMinute
    }
}

extension Operations {
    /// The document of `status`.
    package func status(_ scopes: [StatusScope]) async throws -> JSON {
        let at = now()
        let documents = try await store.read { reader in
            try scopes.map { try ConnectionStatus(scope: $0, at: at, reader: reader).document() }
        }
        return ["connections": .array(documents)]
    }
}

private struct ConnectionStatus {
    let scope: StatusScope
    let at: Date
    let reader: any StoreReader

    func document() throws -> JSON {
        let counts = try reader.counts(connection: scope.connection)
        let runs = try scope.flows.map { try fact(FactName.lastRun($0.name)) }
        let flows = try zip(scope.flows, runs).map { flow, run in
            try document(of: flow, lastRun: run, counts: counts.filter { $0.flow == flow.name })
        }
        var held: [String: Decimal] = [:]
        for count in counts where count.state == .held { held.merge(count.totals, uniquingKeysWith: +) }
        let requests = runs.compactMap { $0?["requests"]?["acumatica"]?.integer }
        return [
            "name": .string(scope.connection),
            "frozen": try fact(FactName.freeze) ?? .null,
            "flows": .array(flows),
            "money_held": Money.document(of: held),
            "next_due_at": .optional(
                try reader.nextDue(connection: scope.connection, states: [.pending, .unconfirmed]).map(Timestamp.format)
            ),
            "license": [
                "requests_per_minute": .integer(scope.requestsPerMinute),
                "requests_of_last_runs": requests.isEmpty ? .null : .integer(requests.reduce(0, +)),
            ],
        ]
    }

    private func document(of flow: StatusScope.FlowScope, lastRun: JSON?, counts: [StateCount]) throws -> JSON {
        let paused = try fact(FactName.pause(flow.name))
        let last = lastRun?["at"]?.text.flatMap(Timestamp.parse)
        let next = paused == nil ? flow.schedule.map { $0.next(after: last, now: at) } : nil
        let held = counts.first { $0.state == .held }
        return [
            "flow": .string(flow.name.rawValue),
            "paused": paused ?? .null,
            "last_run": lastRun ?? .null,
            "next_run_at": .optional(next.map(Timestamp.format)),
            "cursor": .optional(try reader.fact(FactName.cursor(flow.feed), connection: scope.connection)),
            "counts": .object(
                JSONObject(
                    RecordState.allCases.map { state in
                        (state.rawValue, .integer(counts.first { $0.state == state }?.count ?? 0))
                    })),
            "oldest_waiting": try oldestWaiting(flow.name) ?? .null,
            "money_held": Money.document(of: held?.totals ?? [:]),
        ]
    }

    private func oldestWaiting(_ flow: FlowName) throws -> JSON? {
        var query = RecordQuery()
        query.connection = scope.connection
        query.flow = flow
        query.states = [.waiting]
        query.order = .work
        query.limit = 1
        guard let record = try reader.records(query).records.first else { return nil }
        return [
            "id": .string(record.id.description), "title": .string(record.title),
            "since": .string(Timestamp.format(record.changedAt)), "reason": record.reason?.document ?? .null,
        ]
    }

    private func fact(_ name: String) throws -> JSON? {
        try reader.fact(name, connection: scope.connection).map(FactValue.json)
    }
}
