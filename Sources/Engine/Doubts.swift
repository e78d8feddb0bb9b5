// Settles doubts: what was sent and never answered is looked up before anything newer is planned.

import Core
import Foundation
import Logging

/// Look-ups after doubt (architecture.md, "Never twice", lock 5).
struct Doubts {
    let context: RunContext
    let flow: any Flow
    let census: JSON

    /// Takes over what a former process left behind: every `posting` record is in doubt, since we hold the lease.
    func adoptOrphans() async throws {
        let now = context.now
        while true {
            let orphans = try await page(states: [.posting], dueBy: nil, after: nil).records
            guard !orphans.isEmpty else { return }
            try await context.write { [context] writer in
                for record in orphans {
                    for attempt in try writer.attempts(record.id) where attempt.outcome == .open {
                        try writer.close(
                            attempt: attempt.id, outcome: .unknown, at: now,
                            message: "The process ended before the answer came.")
                    }
                    try context.apply(.doubtful(lookAt: now), to: record, in: writer, action: "orphaned")
                }
            }
        }
    }

    /// Looks up every doubt that is due. Throws `Failure` where the target cannot be asked.
    func settleDue() async throws {
        var seen: Set<RecordID> = []
        while !context.stop.isStopping {
            let due = try await page(states: [.unconfirmed], dueBy: context.now, after: nil).records
            let fresh = due.filter { !seen.contains($0.id) }
            guard !fresh.isEmpty else { return }
            for record in fresh {
                seen.insert(record.id)
                try await settle(record)
            }
        }
    }

    /// Looks once more for the first request of a record that was sent twice.
    func recheckDue() async throws {
        let due = try await page(states: [.posted, .held], dueBy: context.now, after: nil).records
        for record in due where record.target != nil && !context.stop.isStopping {
            let attempts = try await context.store.read { try $0.attempts(record.id) }
            let found = try await flow.search(record, attempts: attempts, thorough: true, store: context.store)
            let verdict = try await verdict(record, attempts: attempts, found: found)
            try await context.write { [context] writer in
                if case .rejected(let rejection) = verdict {
                    let next = try context.apply(
                        .rejected(rejection, epoch: try context.epoch(writer)), to: record, in: writer,
                        action: "rechecked")
                    context.tally.count(next, before: record)
                } else {
                    try context.apply(.rechecked, to: record, in: writer, action: "rechecked")
                }
            }
        }
    }

    private func settle(_ record: Record) async throws {
        let attempts = try await context.store.read { try $0.attempts(record.id) }
        let lastEnd = attempts.compactMap(\.endedAt).max() ?? record.changedAt
        let resendAt = lastEnd.addingTimeInterval(context.settings.resendAfterSeconds)
        let thorough = context.now >= resendAt
        let found: [JSON]
        do {
            found = try await flow.search(record, attempts: attempts, thorough: thorough, store: context.store)
        } catch let failure as Failure where failure.code == ReasonCode.lookUpNotTrusted.rawValue {
            context.log.warning("a look-up cannot be trusted", metadata: ["record": .string(record.id.description)])
            try await again(record, at: context.now.addingTimeInterval(Limits.lookAgainSeconds))
            return
        }
        let verdict = try await verdict(record, attempts: attempts, found: found)
        let now = context.now
        let sentPrint = attempts.last { $0.outcome != .refused && $0.outcome != .notSent }?.intent["fingerprint"]?.text
        if !thorough, !endsEarly(verdict) {
            // What is not ours says nothing of our request, which may land yet.
            try await again(record, at: min(resendAt, now.addingTimeInterval(Limits.lookAgainSeconds)))
            return
        }
        switch verdict {
        case .settled(let settlement):
            try await context.write { [context] writer in
                try close(attempts, as: .succeeded, at: now, in: writer)
                let resent = record.decisions["resent"]?.flag == true
                try context.settle(
                    record, settlement, sentPrint: sentPrint ?? record.fingerprint,
                    recheckAt: resent ? resendAt : nil, in: writer, action: "recovered",
                    response: JSON.array(found).encoded())
            }
        case .write:
            try await giveUpOrResend(record, now: now)
        case .rejected(let rejection):
            try await context.write { [context] writer in
                let next = try context.apply(
                    .rejected(rejection, epoch: try context.epoch(writer)), to: record, in: writer, action: "looked-up")
                context.tally.count(next, before: record)
            }
        case .stopsPosting(let reason):
            try await context.write { [context] writer in
                try context.stopPosting(reason, in: writer)
                try context.apply(.notFoundYet(lookAt: resendAt), to: record, in: writer, action: "looked-up")
            }
        }
    }

    /// Only our own document ends a doubt before a late landing can be ruled out.
    private func endsEarly(_ verdict: Verdict) -> Bool {
        switch verdict {
        case .settled(let settlement): settlement.kind != .adopted
        case .stopsPosting: true
        case .write, .rejected: false
        }
    }

    /// Nothing landed, asked thoroughly and late enough: it is planned anew, a bounded number of times.
    private func giveUpOrResend(_ record: Record, now: Date) async throws {
        try await context.write { [context] writer in
            if record.attempts >= Limits.writeAttemptsMax {
                let reason = Reason(
                    .outcomeUnknown, "It was sent \(record.attempts) times, no answer came and nothing of it is there.",
                    action: "Look whether the ERP answers at all (`ping`), then `resume` the record.")
                let next = try context.apply(
                    .rejected(.held(reason), epoch: try context.epoch(writer)), to: record, in: writer,
                    action: "given-up")
                context.tally.count(next, before: record)
            } else {
                try context.apply(.neverLanded, to: record, in: writer, action: "never-landed")
                context.tally.move(record.id, to: nil)
            }
        }
    }

    private func again(_ record: Record, at moment: Date) async throws {
        try await context.write { [context] writer in
            let next = try context.apply(.notFoundYet(lookAt: moment), to: record, in: writer, action: "looked-up")
            context.tally.count(next, before: record)
        }
    }

    private func close(_ attempts: [Attempt], as outcome: Attempt.Outcome, at now: Date, in writer: any StoreWriter)
        throws
    {
        guard let last = attempts.last(where: { $0.outcome == .unknown || $0.outcome == .open }) else { return }
        try writer.close(attempt: last.id, outcome: outcome, at: last.endedAt ?? now, message: "Found after doubt.")
    }

    private func verdict(_ record: Record, attempts: [Attempt], found: [JSON]) async throws -> Verdict {
        let given = GivenSource(census: census, context: context)
        return try await context.store.read { [flow] reader in
            do {
                return try flow.resolve(record, attempts: attempts, found: found, given: given.at(reader))
            } catch let rejection as Rejection {
                return .rejected(rejection)
            }
        }
    }

    private func page(states: [RecordState], dueBy: Date?, after: String?) async throws -> RecordPage {
        var query = RecordQuery()
        query.connection = context.connection
        query.flow = flow.name
        query.states = states
        query.dueBy = dueBy
        query.order = .work
        query.limit = Limits.settleRowsMax
        let asked = query
        return try await context.store.read { try $0.records(asked) }
    }
}
