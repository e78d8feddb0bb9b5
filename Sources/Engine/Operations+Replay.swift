// Replays records: shows what would be sent, then makes them due. Replay is a state change; there is no second route.

package import Core
import Foundation

/// Which records are replayed, and how.
package struct ReplayOptions: Sendable {
    /// The records named; empty: those of the query.
    package var ids: [RecordID] = []
    package var flow: FlowName?
    package var states: [RecordState] = []
    package var dryRun = false
    /// Why documents that are gone are posted anew; nil: they are not.
    package var recreateReason: String?

    package init() {}
}

extension Operations {
    /// Replays records of one connection and gives the document of `replay`. Throws `OperationRefused`, and `Failure`
    /// where the systems cannot be asked; then nothing became due.
    package func replay(_ options: ReplayOptions, link: any Link) async throws -> JSON {
        let reason = try options.recreateReason.map(Self.checked)
        if reason != nil, options.ids.isEmpty {
            throw OperationRefused(
                code: "records-missing", message: "`--recreate` needs the IDs of the records.",
                action: "Name each record that is to be posted anew.")
        }
        var preview = ReplayPreview(operations: self, link: link, recreateReason: reason, at: now())
        preview.store = options.dryRun ? try await store.privateCopy() : store
        try await preview.begin()
        try await walk(options, connection: link.name) { records in try await preview.add(records) }
        try await preview.finish()
        if !options.dryRun {
            try await walk(options, connection: link.name) { records in
                try await makeDue(records, recreateReason: reason)
            }
        }
        return preview.document
    }

    /// Hands over the records in pages, by ID, so that a change of state neither hides nor repeats one.
    private func walk(_ options: ReplayOptions, connection: String, each: ([Record]) async throws -> Void) async throws
    {
        if !options.ids.isEmpty {
            let ids = options.ids.filter { $0.connection == connection }
            let records = try await store.read { reader in
                try ids.map { id in
                    guard let record = try reader.record(id) else { throw Self.unknownRecord(id.description) }
                    return record
                }
            }
            return try await each(records)
        }
        var query = RecordQuery()
        query.connection = connection
        query.flow = options.flow
        query.states = options.states
        query.order = .identifier
        repeat {
            let asked = query
            let page = try await store.read { try $0.records(asked) }
            try await each(page.records)
            query.after = page.next
        } while query.after != nil
    }

    private func makeDue(_ records: [Record], recreateReason: String?) async throws {
        let at = now()
        try await store.write { writer in
            for stale in records {
                // Read again: it may have moved since it was shown.
                guard let record = try writer.record(stale.id), record.state != .ignored else { continue }
                let event: RecordEvent = recreateReason.map { .recreated(reason: $0) } ?? .replayed
                let next = try Self.apply(event, to: record, at: at)
                try writer.put(next)
                let detail: JSON = recreateReason.map { ["recreate": true, "reason": .string($0)] } ?? [:]
                try writer.append(audit(recreateReason == nil ? "replay" : "recreate", record, next, detail))
            }
        }
    }
}

/// What a replay would do, record by record; the systems are only read.
struct ReplayPreview {
    let operations: Operations
    let link: any Link
    let recreateReason: String?
    let at: Date
    var store: any Store
    private var census: [FlowName: JSON] = [:]
    private var waitingForLookUp: [FlowName: [Plan]] = [:]
    private var counts: [String: Int] = [:]
    private var entries: [JSON] = []

    /// How many records the document names one by one; all are counted.
    static let entriesMax = 500

    init(operations: Operations, link: any Link, recreateReason: String?, at: Date) {
        self.operations = operations
        self.link = link
        self.recreateReason = recreateReason
        self.at = at
        store = operations.store
    }

    mutating func begin() async throws {
        for flow in link.flows { census[flow.name] = try await store.read { try flow.census($0) } }
    }

    mutating func add(_ records: [Record]) async throws {
        for record in records {
            counts["matched", default: 0] += 1
            guard let flow = link.flows.first(where: { $0.name == record.id.flow }) else { continue }
            if record.state == .ignored {
                note(record.id, "ignored")
            } else if Transition.inDoubt(record) {
                note(record.id, "in_doubt")
            } else {
                try await plan(record, flow)
            }
        }
    }

    mutating func finish() async throws {
        for flow in link.flows { try await lookUp(flow) }
    }

    var document: JSON {
        let names = [
            "matched", "to_send", "unchanged", "existing", "held", "waiting", "skipped", "in_doubt", "ignored",
        ]
        var document = JSONObject(names.map { ($0, .integer(counts[$0] ?? 0)) })
        document["records"] = .array(entries)
        return .object(document)
    }

    private mutating func plan(_ record: Record, _ flow: any Flow) async throws {
        let event: RecordEvent = recreateReason.map { .recreated(reason: $0) } ?? .replayed
        let next = try Operations.apply(event, to: record, at: at)
        let (census, at) = (census[flow.name] ?? .null, at)
        let outcome = try await store.read { reader -> Result<Plan, Rejection> in
            do { return .success(try flow.plan(next, given: Given(reader: reader, census: census, now: at))) } catch let
                rejection as Rejection
            { return .failure(rejection) }
        }
        switch outcome {
        case .failure(let rejection): note(record.id, rejection.state.rawValue, reason: rejection.reason)
        case .success(let plan):
            waitingForLookUp[flow.name, default: []].append(plan)
            if waitingForLookUp[flow.name, default: []].count >= flow.batchRowsMax { try await lookUp(flow) }
        }
    }

    private mutating func lookUp(_ flow: any Flow) async throws {
        guard let plans = waitingForLookUp.removeValue(forKey: flow.name), !plans.isEmpty else { return }
        let found = try await flow.lookUp(plans, store: store)
        let (census, at) = (census[flow.name] ?? .null, at)
        let verdicts = try await store.read { reader in
            let given = Given(reader: reader, census: census, now: at)
            return try plans.map { plan -> Verdict in
                do { return try flow.judge(plan, found: found[plan.record], given: given) } catch let rejection
                    as Rejection
                {
                    return .rejected(rejection)
                }
            }
        }
        for (plan, verdict) in zip(plans, verdicts) { note(plan, verdict) }
    }

    private mutating func note(_ plan: Plan, _ verdict: Verdict) {
        switch verdict {
        case .write where plan.action == .nothing: note(plan.record, "unchanged")
        case .write: note(plan.record, "to_send", plan: plan)
        case .settled(let settlement) where settlement.kind == .unchanged || plan.action == .nothing:
            note(plan.record, "unchanged", target: settlement.target)
        case .settled(let settlement): note(plan.record, "existing", target: settlement.target)
        case .rejected(let rejection): note(plan.record, rejection.state.rawValue, reason: rejection.reason)
        case .stopsPosting(let reason): note(plan.record, "held", reason: reason)
        }
    }

    private mutating func note(
        _ id: RecordID, _ outcome: String, plan: Plan? = nil, target: Target? = nil, reason: Reason? = nil
    ) {
        counts[outcome, default: 0] += 1
        guard entries.count < Self.entriesMax else { return }
        entries.append([
            "id": .string(id.description), "outcome": .string(outcome), "summary": .optional(plan?.summary),
            "request": plan?.request ?? .null, "target": target?.document ?? .null, "reason": reason?.document ?? .null,
        ])
    }
}
