// Delivers one flow: plans what is due, looks first, sends, and takes up again what became plannable meanwhile.

import Core
import Foundation
import Logging

/// The hops plan and post for one flow in one run.
final class Delivery {
    let context: RunContext
    let flow: any Flow
    private var census: JSON = .null
    private var visits: [RecordID: Int] = [:]
    /// What a dry run would have sent.
    private(set) var wouldSend: [JSON] = []
    private var pace = SendingPace()
    /// Set once nothing more can be sent in this run.
    private var failure: Failure?
    /// Set where the target takes calls and answers none: no failure to report, and no use in going on.
    private var isGivenUp = false
    private var doubtsInARow = 0

    init(context: RunContext, flow: any Flow) {
        self.context = context
        self.flow = flow
    }

    /// Works until nothing is due now. Throws `Failure` where the target system failed.
    func run() async throws {
        census = try await context.store.read { [flow] in try flow.census($0) }
        try await storeProposals()
        let frozen = try await context.isFrozen()
        if !frozen { try await flow.prepare(store: context.store) }
        for _ in 0..<Limits.deliveryRoundsMax {
            let epoch = try await context.store.read { [context] in try context.epoch($0) }
            try await replan(before: epoch)
            if !frozen { try await deliverDue() }
            let later = try await context.store.read { [context] in try context.epoch($0) }
            if later == epoch || isGivenUp || context.stop.isStopping { break }
        }
        if let failure { throw failure }
    }

    /// Matches that a person is asked to confirm stand in the mapping tables as proposals.
    private func storeProposals() async throws {
        guard let proposals = census["proposals"]?.items, !proposals.isEmpty else { return }
        try await context.write { [context] writer in
            for proposal in proposals {
                guard let from = proposal["from"]?.text, let to = proposal["to"]?.text else { continue }
                let table = proposal["table"]?.text ?? "vendor"
                let known = try writer.mapping(connection: context.connection, table: table, from: from)
                guard known == nil || (known?.proposed == true && known?.to != to) else { continue }
                try writer.setMapping(
                    MappingRow(table: table, from: from, to: to, proposed: true), connection: context.connection)
                try writer.append(
                    context.audit(
                        nil, "mapping-proposed", ["table": .string(table), "from": .string(from), "to": .string(to)]))
            }
        }
    }

    /// Plans anew what waits or is held for something that may have arrived.
    private func replan(before epoch: Int) async throws {
        var query = RecordQuery()
        query.connection = context.connection
        query.flow = flow.name
        query.states = [.waiting, .held]
        query.plannedBefore = epoch
        query.order = .identifier
        query.limit = Limits.settleRowsMax
        while !context.stop.isStopping {
            let asked = query
            let page = try await context.store.read { try $0.records(asked) }
            let records = page.records.filter { $0.state == .waiting || $0.reason?.code.heals == true }
            try await context.write { [context, flow, census] writer in
                for record in records {
                    try Replanning.take(record, flow: flow, census: census, in: writer, context: context)
                }
            }
            guard let next = page.next else { break }
            query.after = next
        }
    }

    private func deliverDue() async throws {
        var query = RecordQuery()
        query.connection = context.connection
        query.flow = flow.name
        query.states = [.pending]
        query.order = .work
        query.limit = flow.batchRowsMax
        while failure == nil, !isGivenUp, !context.stop.isStopping, try await !context.isFrozen() {
            query.dueBy = context.now
            let asked = query
            let page = try await context.store.read { try $0.records(asked) }
            let fresh = page.records.filter { visits[$0.id, default: 0] < Limits.visitsPerRunMax }
            guard !fresh.isEmpty else { break }
            for record in fresh { visits[record.id, default: 0] += 1 }
            try await deliver(fresh)
            try await forgetSettled(fresh.map(\.id))
        }
    }

    /// Visits are counted only of what is still pending, so that the count does not grow with the run.
    private func forgetSettled(_ ids: [RecordID]) async throws {
        let settled = try await context.store.read { reader in
            try ids.filter { try reader.record($0)?.state != .pending }
        }
        for id in settled { visits[id] = nil }
    }

    private func deliver(_ records: [Record]) async throws {
        let given = GivenSource(census: census, context: context)
        var planned: [(record: Record, plan: Plan)] = []
        var rejected: [(Record, Rejection)] = []
        let (outcomes, epoch) = try await context.store.read { [flow, context] reader in
            (
                try records.map { record in try Planned.of(record, flow: flow, given: given.at(reader)) },
                try context.epoch(reader)
            )
        }
        for (record, outcome) in zip(records, outcomes) {
            switch outcome {
            case .plan(let plan): planned.append((record, plan))
            case .rejected(let rejection): rejected.append((record, rejection))
            }
        }
        try await reject(rejected, epoch: epoch)
        // What agrees already needs no look-up, unless a person asked for it: then the counterpart must be there.
        let agreeing = planned.filter { $0.plan.action == .nothing && !$0.record.urgent }
        try await settleAgreeing(agreeing)
        var open = planned.filter { !($0.plan.action == .nothing && !$0.record.urgent) }
        context.progress.report(flow.name.rawValue, "posting", 0, open.count)
        while !open.isEmpty, failure == nil, !isGivenUp, !context.stop.isStopping {
            guard let toSend = try await weigh(open), !toSend.isEmpty else { return }
            if context.dryRun { return try await assume(toSend) }
            open = try await send(toSend)
        }
    }

    /// `epoch` is the one that planning looked at, so that what changes meanwhile plans anew.
    private func reject(_ rejections: [(Record, Rejection)], epoch: Int) async throws {
        guard !rejections.isEmpty else { return }
        try await context.write { [context] writer in
            for (record, rejection) in rejections {
                let next = try context.apply(
                    .rejected(rejection, epoch: epoch), to: record, in: writer, action: "planned")
                context.tally.count(next, before: record)
            }
        }
    }

    private func settleAgreeing(_ agreeing: [(record: Record, plan: Plan)]) async throws {
        guard !agreeing.isEmpty else { return }
        try await context.write { [context] writer in
            for (record, plan) in agreeing {
                guard let target = plan.target ?? record.target else { continue }
                let settlement = Settlement(
                    kind: .unchanged, target: target, erpStatus: record.erpStatus, posted: record.posted,
                    billed: plan.billed)
                try context.settle(record, settlement, sentPrint: record.fingerprint, in: writer, action: "unchanged")
            }
        }
    }

    /// Looks first. Gives the plans that nothing of is there; nil where the target cannot be asked.
    private func weigh(_ open: [(record: Record, plan: Plan)]) async throws -> [Sending.Item]? {
        let found: [RecordID: JSON]
        do {
            found = try await flow.lookUp(open.map(\.plan), store: context.store)
        } catch let failure as Failure where failure.code == ReasonCode.lookUpNotTrusted.rawValue {
            let rejection = Rejection.held(Reason(.lookUpNotTrusted, failure.message, action: failure.action))
            // The next run asks again, whatever happens meanwhile.
            try await reject(open.map { ($0.record, rejection) }, epoch: -1)
            return nil
        } catch let failure as Failure {
            self.failure = failure
            return nil
        }
        let lookedAt = context.effects.monotonicSeconds()
        let given = GivenSource(census: census, context: context)
        let verdicts = try await context.store.read { [flow] reader in
            try open.map { item in
                try Planned.verdict(item.plan, found: found[item.record.id], flow: flow, given: given.at(reader))
            }
        }
        let items = try await context.write { [context] writer in
            var items: [Sending.Item] = []
            for ((record, plan), verdict) in zip(open, verdicts) {
                if try context.book(verdict, of: record, plan: plan, in: writer) {
                    items.append(Sending.Item(record: record, plan: plan, lookedAt: lookedAt))
                }
            }
            return items
        }
        return items
    }

    /// Sends in groups; gives back what must be looked up anew because its look-up grew too old.
    private func send(_ items: [Sending.Item]) async throws -> [(record: Record, plan: Plan)] {
        let sending = Sending(context: context, flow: flow, census: census)
        var rest = items[...]
        var done = 0
        while let first = rest.first, failure == nil, !isGivenUp, !context.stop.isStopping {
            if context.effects.monotonicSeconds() - first.lookedAt > Double(Limits.lookUpAgeSecondsMax) {
                return rest.map { ($0.record, $0.plan) }
            }
            if try await context.isFrozen() { return [] }
            let group = Array(rest.prefix(pace.groupRows))
            rest = rest.dropFirst(group.count)
            let started = context.effects.monotonicSeconds()
            failure = try await sending.send(group, doubts: &doubtsInARow)
            pace.note(rows: group.count, seconds: context.effects.monotonicSeconds() - started)
            if failure?.code == Sending.unanswered.code { failure = nil; try await lookAfterDoubts(group) }
            done += group.count
            context.progress.report(flow.name.rawValue, "posting", done, items.count)
        }
        return []
    }

    /// Goes on after several unanswered calls only where one of them has landed: otherwise the target takes nothing now, and
    /// more calls would be more doubts.
    private func lookAfterDoubts(_ group: [Sending.Item]) async throws {
        doubtsInARow = 0
        try await Doubts(context: context, flow: flow, census: census).settleDue()
        let ids = group.map(\.record.id)
        let landed = try await context.store.read { reader in
            try ids.contains { try reader.record($0)?.state == .posted }
        }
        if landed {
            // Each round lands at least one, so that those which were cut off may be taken up again.
            visits = [:]
            return
        }
        context.log.warning(
            "the target does not answer writes; the rest waits for the next run",
            metadata: ["flow": .string(flow.name.rawValue)])
        isGivenUp = true
    }

    /// A dry run shows the exact bodies and goes on as if they had been accepted.
    private func assume(_ items: [Sending.Item]) async throws {
        let assumed = try await context.write { [context, flow] writer in
            try items.filter { item in
                guard try !Sending.refuseTaken(item.plan, of: item.record, context: context, in: writer) else {
                    return false
                }
                try context.settle(
                    item.record, flow.assume(item.plan), sentPrint: item.record.fingerprint, in: writer,
                    action: "assumed")
                return true
            }
        }
        for item in assumed {
            wouldSend.append([
                "id": .string(item.record.id.description), "summary": .string(item.plan.summary),
                "request": item.plan.request,
            ])
        }
    }
}

/// How many intents are written before their requests leave: what takes about a second, so that a crash leaves little doubt.
struct SendingPace {
    private var secondsPerRow = 1.0

    var groupRows: Int {
        let rows = (Limits.intentGroupSecondsMax / max(secondsPerRow, 0.001)).rounded(.down)
        return min(max(Int(rows), 1), Limits.settleRowsMax)
    }

    /// Learns from a group that was sent; slower counts at once, faster by halves.
    mutating func note(rows: Int, seconds: Double) {
        guard rows > 0 else { return }
        let seen = seconds / Double(rows)
        secondsPerRow = max(seen, (secondsPerRow + seen) / 2)
    }
}
