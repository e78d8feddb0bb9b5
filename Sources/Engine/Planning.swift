// Runs a flow's pure decisions inside a transaction and turns what they throw into values.

import Core
import Foundation

/// What planning a record gave.
enum Planned: Sendable {
    case plan(Plan)
    case rejected(Rejection)

    static func of(_ record: Record, flow: any Flow, given: Given) throws -> Planned {
        do { return .plan(try flow.plan(record, given: given)) } catch let rejection as Rejection {
            return .rejected(rejection)
        }
    }

    static func verdict(_ plan: Plan, found: JSON?, flow: any Flow, given: Given) throws -> Verdict {
        do { return try flow.judge(plan, found: found, given: given) } catch let rejection as Rejection {
            return .rejected(rejection)
        }
    }
}

/// Makes the `Given` of one transaction.
struct GivenSource: Sendable {
    let census: JSON
    let context: RunContext

    func at(_ reader: any StoreReader) -> Given { Given(reader: reader, census: census, now: context.now) }
}

/// Plans anew what waits or is held, in the light of new reference data.
enum Replanning {
    /// Makes it due where it can be planned now, and marks it as looked at where it still cannot.
    static func take(
        _ record: Record, flow: any Flow, census: JSON, in writer: any StoreWriter, context: RunContext
    ) throws {
        let given = Given(reader: writer, census: census, now: context.now)
        let epoch = try context.epoch(writer)
        switch try Planned.of(record, flow: flow, given: given) {
        case .plan:
            try context.apply(.plannable, to: record, in: writer, action: "plannable")
            context.tally.move(record.id, to: nil)
        case .rejected(let rejection):
            let next = try context.apply(.rejected(rejection, epoch: epoch), to: record, in: writer, action: "planned")
            context.tally.count(next, before: record)
        }
    }
}

extension Tally {
    /// Counts a record that planning moved to another state or reason.
    func count(_ record: Record, before: Record) {
        guard record.state != before.state || record.reason != before.reason else { return }
        switch record.state {
        case .waiting: move(record.id, to: .waiting)
        case .held: move(record.id, to: .held)
        case .skipped: move(record.id, to: .skipped)
        case .unconfirmed: move(record.id, to: .unconfirmed)
        case .pending, .posting, .posted, .ignored: break
        }
    }
}

extension RunContext {
    /// Writes the settlement of a record: state, link, claims, what it takes of order lines, audit.
    @discardableResult
    func settle(
        _ record: Record, _ settlement: Settlement, sentPrint: String, recheckAt: Date? = nil,
        in writer: any StoreWriter,
        action: String, request: String? = nil, response: String? = nil
    ) throws -> Record {
        let detail: JSON = [
            "kind": .string(settlement.kind.rawValue), "target": .string(settlement.target.description),
            "status": .optional(settlement.erpStatus),
        ]
        let next = try apply(
            .settled(settlement, sentPrint: settlement.sentPrint ?? sentPrint, recheckAt: recheckAt), to: record,
            in: writer, action: action,
            detail: detail, request: request, response: response)
        if !settlement.billed.isEmpty {
            try writer.setBilled(settlement.billed, bill: record.id.key, connection: connection)
        }
        let linked = record.target != next.target || record.erpStatus != next.erpStatus
        if linked { try bumpEpoch(in: writer) }
        if let reason = settlement.stopsPosting { try stopPosting(reason, in: writer) }
        switch settlement.kind {
        case .created: tally.move(record.id, to: .created)
        case .updated: tally.move(record.id, to: .updated)
        case .adopted: tally.move(record.id, to: .adopted)
        case .recovered: tally.move(record.id, to: .recovered)
        case .unchanged: tally.move(record.id, to: nil)
        }
        if next.state == .held { tally.count(next, before: record) }
        return next
    }

    /// Books what a look-up said before a write; true where the plan is to be sent.
    func book(
        _ verdict: Verdict, of record: Record, plan: Plan, in writer: any StoreWriter, request: String? = nil,
        response: String? = nil
    ) throws -> Bool {
        switch verdict {
        case .write:
            if plan.action != .nothing { return true }
            if let target = plan.target ?? record.target {
                let settlement = Settlement(
                    kind: .unchanged, target: target, erpStatus: record.erpStatus, posted: record.posted,
                    billed: plan.billed)
                try settle(record, settlement, sentPrint: record.fingerprint, in: writer, action: "unchanged")
            }
        case .settled(let settlement):
            for claim in plan.claims { _ = try writer.claim(claim, for: record.id) }
            try settle(
                record, settlement, sentPrint: record.fingerprint, in: writer, action: settlement.kind.rawValue,
                request: request, response: response)
        case .rejected(let rejection):
            // What gave way to another of its batch is planned again at the next run, whatever became of that one.
            let epoch = rejection.state == .waiting ? -1 : try epoch(writer)
            let next = try apply(
                .rejected(rejection, epoch: epoch), to: record, in: writer, action: "looked-up", request: request,
                response: response)
            tally.count(next, before: record)
        case .stopsPosting(let reason):
            try stopPosting(reason, in: writer)
            let next = try apply(
                .rejected(.held(reason), epoch: try epoch(writer)), to: record, in: writer, action: "looked-up")
            tally.count(next, before: record)
        }
        return false
    }
}
