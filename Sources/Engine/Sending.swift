// Sends a group of plans: intents committed first, then the calls, then the outcomes, committed in groups.

import Core
import Foundation

/// The hops post and settle (architecture.md, "Never twice", locks 2 and 4).
struct Sending {
    let context: RunContext
    let flow: any Flow
    let census: JSON

    /// A plan that nothing of is there, and when that was asked.
    struct Item: Sendable {
        var record: Record
        var plan: Plan
        var lookedAt: Double
    }

    /// A call that was made, and what is to be committed of it.
    private struct Done: Sendable {
        var item: Item
        var attempt: Int
        var outcome: Outcome
        var request: String
        var response: String?
    }

    private enum Outcome: Sendable {
        case settled(Settlement)
        case verdict(Verdict)
        case refused(Reason)
        case notSent(Failure)
        /// The call was never made: it is due at once and counts as no try.
        case untried(Failure)
        case doubtful(Failure)
    }

    /// Sends a group. Gives the failure that ends the flow for this run, or nil; `doubts` counts calls in a row, over groups,
    /// that nobody answered. Throws what the store throws.
    func send(_ group: [Item], doubts: inout Int) async throws -> Failure? {
        let intents = try await intend(group)
        var uncommitted: [Done] = []
        var firstAt = context.effects.monotonicSeconds()
        var notSent = 0
        var failure: Failure?
        for (item, attempt) in intents {
            let done: Done
            if let failure {
                done = Done(item: item, attempt: attempt, outcome: .untried(failure), request: "", response: nil)
            } else if isStale(item) {
                done = Done(item: item, attempt: attempt, outcome: .untried(Self.stale), request: "", response: nil)
            } else {
                done = await call(item, attempt: attempt)
            }
            if uncommitted.isEmpty { firstAt = context.effects.monotonicSeconds() }
            uncommitted.append(done)
            if case .notSent(let reason) = done.outcome, failure == nil {
                notSent += 1
                failure = await rest(after: reason, inARow: notSent)
            } else {
                notSent = 0
            }
            if stopsPosting(done) { failure = failure ?? Self.frozen }
            if case .doubtful = done.outcome { doubts += 1 } else { doubts = 0 }
            if doubts >= Limits.doubtsInARowMax { failure = failure ?? Self.unanswered }
            let age = context.effects.monotonicSeconds() - firstAt
            if uncommitted.count >= Limits.settleRowsMax || age >= Limits.settleAgeSecondsMax {
                try await commit(uncommitted)
                uncommitted = []
            }
        }
        if !uncommitted.isEmpty { try await commit(uncommitted) }
        return failure
    }

    /// Whether an earlier call of the group has made the look-up too old; then it is planned and asked for again.
    private func isStale(_ item: Item) -> Bool {
        context.effects.monotonicSeconds() - item.lookedAt > Double(Limits.lookUpAgeSecondsMax)
    }

    private static let stale = Failure(
        code: "look-up-too-old", message: "The look-up grew too old before the request could leave.",
        action: "Nothing: it is looked up again.", next: .retry(afterSeconds: nil))

    private static let frozen = Failure(
        code: "posting-stopped", message: "Posting was stopped.", action: "Look at `status`, then `unfreeze`.",
        next: .halt)

    /// Several calls in a row went unanswered: what became of them is looked up before more are sent.
    static let unanswered = Failure(
        code: "unanswered", message: "Several requests in a row were not answered.",
        action: "Nothing: what became of them is looked up.", next: .retry(afterSeconds: 0))

    /// Commits the intents: state `posting`, the attempt with the request exactly as it will be sent, the claims.
    private func intend(_ group: [Item]) async throws -> [(Item, Int)] {
        try await context.write { [context] writer in
            var intents: [(Item, Int)] = []
            for item in group {
                // Between the look-up and here a person may have decided otherwise.
                guard let current = try writer.record(item.record.id), current.state == .pending,
                    current.fingerprint == item.record.fingerprint, current.target == item.record.target,
                    current.decisions == item.record.decisions
                else { continue }
                if try Self.refuseTaken(item.plan, of: current, context: context, in: writer) { continue }
                let next = try context.apply(
                    .intended(item.plan), to: current, in: writer, action: "intended",
                    detail: ["summary": .string(item.plan.summary)])
                let intent = item.plan.intent.setting("request", to: item.plan.request)
                    .setting("fingerprint", to: .string(current.fingerprint)).setting("step", to: step(item.plan))
                let attempt = Attempt(
                    id: 0, record: current.id, startedAt: context.now, endedAt: nil, outcome: .open,
                    fence: context.fence,
                    intent: intent, message: item.plan.summary)
                var sent = item
                sent.record = next
                intents.append((sent, try writer.open(attempt)))
            }
            return intents
        }
    }

    private func step(_ plan: Plan) -> JSON {
        switch plan.action {
        case .create: "create"
        case .update: "update"
        case .step(let name): .string(name)
        case .nothing: "nothing"
        }
    }

    /// Takes the plan's claims; where another record holds one, the record is held and true given.
    static func refuseTaken(
        _ plan: Plan, of record: Record, context: RunContext, in writer: any StoreWriter
    ) throws -> Bool {
        for claim in plan.claims {
            let holder = try writer.claim(claim, for: record.id)
            guard holder != record.id else { continue }
            let reason = Reason(
                .duplicateInvoice,
                "The same invoice number stands on \(holder) for the same vendor, which is posted or about to be.")
            let next = try context.apply(
                .rejected(.held(reason), epoch: try context.epoch(writer)), to: record, in: writer, action: "planned")
            context.tally.count(next, before: record)
            return true
        }
        return false
    }

    private func call(_ item: Item, attempt: Int) async -> Done {
        let result = await flow.write(item.plan, permit: context.permit)
        let outcome: Outcome
        switch result.outcome {
        case .done(let answer): outcome = await accept(item.plan, answer: answer)
        case .preconditionFailed(let failure): outcome = await conflict(item.plan, failure)
        case .refused(let failure): outcome = .refused(reason(of: failure))
        case .unknown(let failure): outcome = .doubtful(failure)
        case .notSent(let failure): outcome = .notSent(failure)
        }
        return Done(item: item, attempt: attempt, outcome: outcome, request: result.request, response: result.response)
    }

    private func accept(_ plan: Plan, answer: JSON) async -> Outcome {
        do {
            return .settled(try await flow.accept(plan, answer: answer, store: context.store))
        } catch let failure as Failure {
            return .doubtful(failure)
        } catch {
            return .doubtful(
                Failure(
                    code: "answer-unreadable", message: "The answer could not be read: \(type(of: error)).",
                    action: "Nothing: it is looked up.", next: .hold))
        }
    }

    /// The target says that the document is there: whose is it?
    private func conflict(_ plan: Plan, _ failure: Failure) async -> Outcome {
        do {
            let found = try await flow.lookUp([plan], store: context.store)
            let given = GivenSource(census: census, context: context)
            let verdict = try await context.store.read { [flow] reader in
                try Planned.verdict(plan, found: found[plan.record], flow: flow, given: given.at(reader))
            }
            guard verdict == .write else { return .verdict(verdict) }
            return .verdict(
                .rejected(
                    .held(
                        Reason(
                            .duplicateInvoice,
                            "The target says that the document is there already, and its list does not show it. "
                                + failure.message))))
        } catch {
            return .doubtful(failure)
        }
    }

    private func reason(of failure: Failure) -> Reason {
        let own = ReasonCode(failure.code)
        let general = flow.target == "acumatica" ? ReasonCode.refusedByERP : .refusedByProcurify
        let code = ReasonCode.catalogue[own] == nil ? general : own
        return Reason(code, failure.message, action: failure.action.isEmpty ? nil : failure.action)
    }

    private func stopsPosting(_ done: Done) -> Bool {
        switch done.outcome {
        case .settled(let settlement): settlement.stopsPosting != nil
        case .verdict(.stopsPosting): true
        default: false
        }
    }

    /// Waits as the target asks, and gives up after some in a row or where nothing more can work.
    private func rest(after failure: Failure, inARow: Int) async -> Failure? {
        guard case .retry(let seconds) = failure.next else { return failure }
        if inARow >= Limits.notSentInARowMax || context.stop.isStopping { return failure }
        let wait = min(seconds ?? Double(inARow), Double(Limits.retryWaitSecondsMax))
        await context.stop.sleep(seconds: wait, effects: context.effects)
        return nil
    }

    /// Commits what became of the calls.
    private func commit(_ batch: [Done]) async throws {
        let now = context.now
        try await context.write { writer in
            for done in batch {
                let record = try writer.record(done.item.record.id) ?? done.item.record
                let outcome = try commit(done, record: record, now: now, in: writer)
                try writer.close(attempt: done.attempt, outcome: outcome, at: now, message: message(done))
                try releaseClaims(of: done.item.record.id, after: outcome, in: writer)
            }
        }
    }

    private func commit(
        _ done: Done, record: Record, now: Date, in writer: any StoreWriter
    ) throws -> Attempt.Outcome {
        let plan = done.item.plan
        switch done.outcome {
        case .settled(let settlement):
            let resent = record.decisions["resent"]?.flag == true
            try context.settle(
                record, settlement, sentPrint: done.item.record.fingerprint,
                recheckAt: resent ? now.addingTimeInterval(context.settings.resendAfterSeconds) : nil, in: writer,
                action: "sent", request: done.request, response: done.response)
            return .succeeded
        case .verdict(let verdict):
            // The precondition failed: nothing was done, and what is there settles it.
            var event = record
            event.state = .pending
            _ = try context.book(
                verdict, of: event, plan: plan, in: writer, request: done.request, response: done.response)
            return .refused
        case .refused(let reason):
            let next = try context.apply(
                .refused(reason), to: record, in: writer, action: "refused", request: done.request,
                response: done.response)
            context.tally.count(next, before: record)
            return .refused
        case .notSent(let failure):
            var wait = Limits.lookAgainSeconds
            if case .retry(let seconds) = failure.next { wait = seconds ?? Limits.retrySoonSeconds }
            try context.apply(
                .notSent(retryAt: now.addingTimeInterval(wait)), to: record, in: writer, action: "not-sent",
                detail: ["code": .string(failure.code)], request: done.request, response: done.response)
            context.tally.update(flow.name) { $0.errors += 1 }
            return .notSent
        case .untried(let failure):
            try context.apply(
                .untried, to: record, in: writer, action: "not-sent", detail: ["code": .string(failure.code)])
            return .notSent
        case .doubtful(let failure):
            let next = try context.apply(
                .doubtful(lookAt: now), to: record, in: writer, action: "doubt",
                detail: ["code": .string(failure.code)],
                request: done.request, response: done.response)
            context.tally.count(next, before: record)
            return .unknown
        }
    }

    /// A record that has no counterpart and nothing under way gives its claims up, so that another may take them.
    private func releaseClaims(of id: RecordID, after outcome: Attempt.Outcome, in writer: any StoreWriter) throws {
        guard outcome == .refused || outcome == .notSent, let record = try writer.record(id), record.target == nil,
            record.decisions["resent"]?.flag != true
        else { return }
        try writer.dropClaims(of: id)
    }

    private func message(_ done: Done) -> String? {
        switch done.outcome {
        case .settled, .verdict: nil
        case .refused(let reason): reason.message
        case .notSent(let failure), .untried(let failure), .doubtful(let failure): failure.message
        }
    }
}
