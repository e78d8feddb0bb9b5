// The table of states and events, row by row, and what holds for every cell.

import Core
import Foundation
import Testing

@Suite("Transitions of a record")
struct TransitionTests {
    private let now = Date(timeIntervalSince1970: 1_790_000_000)
    private let id = RecordID(connection: "acme", flow: FlowName("bills"), key: "613")

    private func record(_ state: RecordState, reason: Reason? = nil, linked: Bool = false) -> Record {
        let source = SourceRef(system: "procurify", id: "u1", number: "INV-88", version: 1, modifiedAt: now)
        var record = Record(id: id, title: "INV-88", state: state, source: source, body: ["status": 2], now: now)
        record.fingerprint = "old"
        record.money = Money(100, "USD")
        record.reason = reason
        if linked {
            record.target = Target(system: "acumatica", type: "Bill", number: "000159")
            record.postedPrint = "old"
        }
        return record
    }

    private func decoded(version: Int = 1, amount: Decimal = 100, status: JSON = 2) -> Decoded {
        Decoded(
            key: "613", title: "INV-88",
            source: SourceRef(system: "procurify", id: "u1", number: "INV-88", version: version, modifiedAt: now),
            body: ["status": status], money: Money(amount, "USD"))
    }

    private func settlement(_ kind: Settlement.Kind = .created, held: Reason? = nil, step: String? = nil) -> Settlement
    {
        Settlement(
            kind: kind, target: Target(system: "acumatica", type: "Bill", number: "000159"), nextStep: step, held: held)
    }

    @Test(
        "an edit of the source plans anew what is at rest, and leaves a doubt and a person's decision alone",
        arguments: [
            (RecordState.pending, RecordState.pending), (.waiting, .pending), (.held, .pending), (.skipped, .pending),
            (.posted, .pending), (.posting, .posting), (.unconfirmed, .unconfirmed), (.ignored, .ignored),
        ])
    func edits(from: RecordState, to: RecordState) throws {
        let next = try Transition.apply(
            .staged(decoded(), fingerprint: "new", listPrint: "l"), to: record(from), at: now)
        #expect(next.state == to)
        #expect(next.fingerprint == "new")
    }

    @Test("an equal fingerprint changes no state", arguments: RecordState.allCases)
    func equalPrint(state: RecordState) throws {
        let before = record(state)
        let next = try Transition.apply(.staged(decoded(), fingerprint: "old", listPrint: "l"), to: before, at: now)
        #expect(next.state == state)
        #expect(next.changedAt == before.changedAt)
        #expect(next.listPrint == "l")
    }

    @Test("an ignored record whose amount or status changes is held")
    func changedWhileIgnored() throws {
        for change in [decoded(amount: 101), decoded(status: 3)] {
            let next = try Transition.apply(
                .staged(change, fingerprint: "new", listPrint: "l"), to: record(.ignored), at: now)
            #expect(next.state == .held)
            #expect(next.reason?.code == .changedWhileIgnored)
        }
    }

    @Test("a person's hold outlives an edit of the source")
    func personsHold() throws {
        let held = record(.held, reason: Reason(.heldByPerson, "Held by ada."))
        let next = try Transition.apply(.staged(decoded(), fingerprint: "new", listPrint: "l"), to: held, at: now)
        #expect(next.state == .held)
        #expect(next.reason?.code == .heldByPerson)
    }

    @Test("an older version is stale, an older stamp of the same version too")
    func stale() {
        var known = record(.pending)
        known.source.version = 2
        #expect(Transition.isStale(decoded(version: 1), against: known))
        #expect(!Transition.isStale(decoded(version: 3), against: known))
        known.source.version = 1
        known.source.modifiedAt = now.addingTimeInterval(1)
        #expect(Transition.isStale(decoded(version: 1), against: known))
        known.source.modifiedAt = now
        #expect(!Transition.isStale(decoded(version: 1), against: known))
    }

    @Test("what was sent while the source moved on is planned again, and what was not is posted")
    func settles() throws {
        let same = try Transition.apply(
            .settled(settlement(), sentPrint: "old", recheckAt: nil), to: record(.posting), at: now)
        #expect(same.state == .posted)
        #expect(same.target?.number == "000159")
        var moved = record(.unconfirmed)
        moved.fingerprint = "new"
        let again = try Transition.apply(.settled(settlement(), sentPrint: "old", recheckAt: nil), to: moved, at: now)
        #expect(again.state == .pending)
        #expect(again.postedPrint == "old")
    }

    @Test("a settlement with a reason is held and linked, one with a step is due")
    func settlesHeldOrStep() throws {
        let reason = Reason(.amountMismatch, "100 against 99")
        let held = try Transition.apply(
            .settled(settlement(held: reason), sentPrint: "old", recheckAt: nil), to: record(.posting), at: now)
        #expect(held.state == .held)
        #expect(held.target != nil)
        let step = try Transition.apply(
            .settled(settlement(step: "release"), sentPrint: "old", recheckAt: nil), to: record(.posting), at: now)
        #expect(step.state == .pending)
        #expect(step.dueAt == now)
    }

    @Test("a call counts as a try, a decision of a person begins the count anew")
    func attempts() throws {
        let plan = Plan(record: id, action: .create, request: [:], intent: [:], summary: "")
        let sent = try Transition.apply(.intended(plan), to: record(.pending), at: now)
        #expect(sent.state == .posting)
        #expect(sent.attempts == 1)
        #expect(try Transition.apply(.notSent(retryAt: now), to: sent, at: now).attempts == 0)
        var held = record(.held, reason: Reason(.refusedByERP, "no"))
        held.attempts = 4
        let resumed = try Transition.apply(.resumed(suffix: nil), to: held, at: now)
        #expect(resumed.attempts == 0)
        #expect(resumed.urgent)
        #expect(resumed.state == .pending)
    }

    @Test("nobody decides over a record while a call may be under way", arguments: [RecordState.posting, .unconfirmed])
    func doubtFirst(state: RecordState) throws {
        let decisions: [RecordEvent] = [
            .held(byPerson: "ada"), .ignored(reason: "x", by: "ada"), .resumed(suffix: nil),
            .linked(settlement(.adopted)),
            .recreated(reason: "x"),
        ]
        for decision in decisions {
            #expect(throws: TransitionRefused.self) { try Transition.apply(decision, to: record(state), at: now) }
        }
        let replayed = try Transition.apply(.replayed, to: record(state), at: now)
        #expect(replayed.state == state, "a replay of a doubt looks it up and does not send")
    }

    @Test("only a record whose document is gone is recreated")
    func recreates() throws {
        #expect(throws: TransitionRefused.self) {
            try Transition.apply(.recreated(reason: "x"), to: record(.posted, linked: true), at: now)
        }
        let gone = record(.held, reason: Reason(.deletedInERP, "gone"), linked: true)
        let next = try Transition.apply(.recreated(reason: "x"), to: gone, at: now)
        #expect(next.target == nil)
        #expect(next.postedPrint == nil)
        #expect(next.state == .pending)
    }

    @Test("a resumed record that was changed after posting counts as agreed")
    func agreesAfterChange() throws {
        var changed = record(.held, reason: Reason(.changedAfterPosting, "100 -> 101"), linked: true)
        changed.fingerprint = "new"
        let next = try Transition.apply(.resumed(suffix: nil), to: changed, at: now)
        #expect(next.postedPrint == "new")
    }

    @Test("a resume that says no duplicate carries its suffix")
    func suffix() throws {
        let duplicate = record(.held, reason: Reason(.duplicateInvoice, "twice"))
        let next = try Transition.apply(.resumed(suffix: 2), to: duplicate, at: now)
        #expect(next.decisions["reference_suffix"]?.integer == 2)
    }

    @Test("an unreadable source holds what is at rest and never a doubt")
    func undecodable() throws {
        let what = Undecodable(field: "invoice_total", message: "is \"abc\"")
        let held = try Transition.apply(.undecodable(what, listPrint: "l"), to: record(.pending), at: now)
        #expect(held.state == .held)
        #expect(held.reason?.message.contains("invoice_total") == true)
        let doubt = try Transition.apply(.undecodable(what, listPrint: "l"), to: record(.unconfirmed), at: now)
        #expect(doubt.state == .unconfirmed)
        let readable = try Transition.apply(.staged(decoded(), fingerprint: "old", listPrint: "l"), to: held, at: now)
        #expect(
            readable.state == .pending, "it is planned anew once it can be read, even where it says what it said before"
        )
    }

    @Test("an unreadable source leaves what a person has decided", arguments: [RecordState.ignored, .held])
    func undecodableKeepsDecisions(state: RecordState) throws {
        let decided = record(state, reason: Reason(state == .held ? .heldByPerson : .ignoredByPerson, "by ada"))
        let what = Undecodable(field: "status", message: "is odd")
        let odd = try Transition.apply(.undecodable(what, listPrint: "l"), to: decided, at: now)
        let readable = try Transition.apply(.staged(decoded(), fingerprint: "old", listPrint: "l"), to: odd, at: now)
        #expect(readable.state == state)
        #expect(readable.reason == decided.reason)
    }

    @Test("a source that tells no version is not taken for an older one")
    func noVersion() {
        #expect(!Transition.isStale(decoded(version: 0), against: record(.posted)))
    }

    @Test("a call that was never tried is due at once and counts as no try")
    func untried() throws {
        var posting = record(.posting)
        posting.attempts = 1
        let next = try Transition.apply(.untried, to: posting, at: now)
        #expect(next.state == .pending)
        #expect(next.attempts == 0)
        #expect(next.dueAt == now)
    }

    @Test("the late look after a resend outlives a hold and further steps")
    func recheckStays() throws {
        let late = now.addingTimeInterval(900)
        let sent = try Transition.apply(
            .settled(settlement(step: "release"), sentPrint: "old", recheckAt: late), to: record(.posting), at: now)
        let done = try Transition.apply(
            .settled(settlement(.updated), sentPrint: "old", recheckAt: nil), to: sent, at: now)
        #expect(done.dueAt == late)
        let held = try Transition.apply(
            .rejected(.held(Reason(.changedAfterPosting, "100 -> 101")), epoch: 1), to: done, at: now)
        #expect(held.dueAt == late)
        #expect(try Transition.apply(.rechecked, to: held, at: now).dueAt == nil)
    }
}
