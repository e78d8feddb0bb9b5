// How a record moves from state to state: one pure function over every event.

package import Foundation

/// Something that happens to a record.
package enum RecordEvent: Sendable {
    /// The source was read and says something new.
    case staged(Decoded, fingerprint: String, listPrint: String)
    /// The source was read and cannot be understood.
    case undecodable(Undecodable, listPrint: String)
    /// Planning ended in a rejection.
    case rejected(Rejection, epoch: Int)
    /// What it waited for has arrived: it can be planned.
    case plannable
    /// An intent is committed; the call may leave.
    case intended(Plan)
    /// The counterpart is known; `sentPrint` is the fingerprint of the source that it shows.
    case settled(Settlement, sentPrint: String, recheckAt: Date?)
    /// The target refused on the merits.
    case refused(Reason)
    /// Nothing left, or the target refused before acting.
    case notSent(retryAt: Date)
    /// The call that was intended was never tried: another try is due at once.
    case untried
    /// Bytes left and the outcome is not known.
    case doubtful(lookAt: Date)
    /// A look-up after doubt found nothing, and it is too early to send again.
    case notFoundYet(lookAt: Date)
    /// A look-up after doubt found nothing, thoroughly and late enough: it is planned anew.
    case neverLanded
    /// The late look-up of a record that was sent twice is done.
    case rechecked
    case held(byPerson: String)
    case ignored(reason: String, by: String)
    /// `suffix` is the number behind the reference where a person says that it is no duplicate.
    case resumed(suffix: Int?)
    case linked(Settlement)
    case replayed
    /// The counterpart is gone and a person wants it again.
    case recreated(reason: String)
}

/// An event that the record's state does not allow, for a person at the command line.
package struct TransitionRefused: Error, Sendable, Equatable {
    package var message: String
}

/// The transition of records.
package enum Transition {
    /// The record after `event`. Throws `TransitionRefused` for a person's event that its state does not allow.
    package static func apply(_ event: RecordEvent, to record: Record, at now: Date) throws(TransitionRefused) -> Record
    {
        var next = record
        switch event {
        case .staged(let decoded, let fingerprint, let listPrint):
            stage(&next, decoded, fingerprint: fingerprint, listPrint: listPrint, now: now)
        case .undecodable(let what, let listPrint):
            // What a person has decided stands until the source can be read again.
            guard !inDoubt(record), record.state != .ignored, record.reason?.code != .heldByPerson else { break }
            next.listPrint = listPrint
            enter(
                &next, .held, Reason(.undecodable, "The field \(what.field) cannot be read: \(what.message)"), now: now)
        case .rejected(let rejection, let epoch):
            enter(&next, rejection.state, rejection.reason, now: now)
            next.plannedEpoch = epoch
            next.urgent = false
        case .plannable:
            enter(&next, .pending, nil, now: now, due: now)
        case .intended:
            next.attempts += 1
            enter(&next, .posting, nil, now: now)
        case .settled(let settlement, let sentPrint, let recheckAt):
            settle(&next, settlement, sentPrint: sentPrint, recheckAt: recheckAt, now: now)
        case .refused(let reason):
            enter(&next, .held, reason, now: now)
        case .notSent(let retryAt):
            // Nothing left: it was no try.
            next.attempts = max(0, next.attempts - 1)
            enter(&next, .pending, nil, now: now, due: retryAt)
        case .untried:
            next.attempts = max(0, next.attempts - 1)
            enter(&next, .pending, nil, now: now, due: now)
        case .doubtful(let lookAt), .notFoundYet(let lookAt):
            enter(&next, .unconfirmed, doubt, now: now, due: lookAt)
        case .neverLanded:
            next.decisions = next.decisions.setting("resent", to: true)
            enter(&next, .pending, nil, now: now, due: now)
        case .rechecked:
            next.decisions = next.decisions.setting(recheck, to: .null)
            next.dueAt = nil
        case .held, .ignored, .resumed, .linked, .replayed, .recreated:
            try decide(event, &next, now: now)
        }
        return next
    }

    /// Whether a write of this record may be under way or have landed unseen.
    package static func inDoubt(_ record: Record) -> Bool { record.state == .posting || record.state == .unconfirmed }

    /// Whether `decoded` is older than what the record holds: then it changes nothing.
    package static func isStale(_ decoded: Decoded, against record: Record) -> Bool {
        let (newer, older) = (decoded.source.version, record.source.version)
        // An answer that tells no version is no older one.
        if newer != older, newer != 0, older != 0 { return newer < older }
        guard let old = record.source.modifiedAt, let new = decoded.source.modifiedAt else { return false }
        return new < old
    }

    private static let doubt = Reason(
        .outcomeUnknown,
        "The request was sent and its outcome is not known; it is looked up before anything is sent again.")

    private static func enter(
        _ record: inout Record, _ state: RecordState, _ reason: Reason?, now: Date, due: Date? = nil
    ) {
        if record.state != state || record.reason != reason { record.changedAt = now }
        record.state = state
        record.reason = reason
        record.dueAt = due
        // The late look after a resend stays due, whatever else becomes of the record.
        if state == .posted || state == .held, let at = record.decisions[recheck]?.text {
            record.dueAt = Timestamp.parse(at)
        }
    }

    private static let recheck = "recheck_at"

    private static func stage(
        _ record: inout Record, _ decoded: Decoded, fingerprint: String, listPrint: String, now: Date
    ) {
        let known = record.fingerprint
        let amountOrStatusChanged = record.money != decoded.money || record.body["status"] != decoded.body["status"]
        record.title = decoded.title
        record.source = decoded.source
        record.body = decoded.body
        record.money = decoded.money
        record.fingerprint = fingerprint
        record.listPrint = listPrint
        // An undecodable record that can be read again is planned anew even where it says what it said before.
        guard known != fingerprint || record.reason?.code == .undecodable else { return }
        switch record.state {
        case .posting, .unconfirmed: break
        case .ignored:
            guard known != "", amountOrStatusChanged else { return }
            let reason = Reason(
                .changedWhileIgnored, "The amount or the status changed in the source after the record was ignored.")
            enter(&record, .held, reason, now: now)
        case .held where record.reason?.code == .heldByPerson: break
        case .pending, .waiting, .held, .skipped, .posted:
            record.attempts = 0
            enter(&record, .pending, nil, now: now, due: now)
        }
    }

    private static func settle(
        _ record: inout Record, _ settlement: Settlement, sentPrint: String, recheckAt: Date?, now: Date
    ) {
        record.target = settlement.target
        record.adopted = record.adopted || settlement.kind == .adopted
        record.erpStatus = settlement.erpStatus ?? record.erpStatus
        record.posted = settlement.posted
        record.postedPrint = sentPrint
        record.attempts = 0
        record.urgent = false
        if let recheckAt {
            record.decisions = record.decisions.setting(recheck, to: .string(Timestamp.format(recheckAt)))
        }
        if let reason = settlement.held {
            enter(&record, .held, reason, now: now)
        } else if settlement.nextStep != nil || record.fingerprint != sentPrint {
            // A further step, or the source moved on while the call was under way: planned again at once.
            enter(&record, .pending, nil, now: now, due: now)
        } else {
            enter(&record, .posted, nil, now: now)
        }
    }

    private static func decide(_ event: RecordEvent, _ record: inout Record, now: Date) throws(TransitionRefused) {
        if inDoubt(record) {
            guard case .replayed = event else {
                throw TransitionRefused(
                    message:
                        "\(record.id) is \(record.state.rawValue): a call may be under way. It is looked up at the next sync; decide then."
                )
            }
        }
        switch event {
        case .held(let person):
            guard [.pending, .waiting, .held].contains(record.state) else {
                throw TransitionRefused(
                    message: "\(record.id) is \(record.state.rawValue) and has nothing that could be held back.")
            }
            enter(&record, .held, Reason(.heldByPerson, "Held by \(person)."), now: now)
        case .ignored(let reason, let person):
            enter(&record, .ignored, Reason(.ignoredByPerson, "Ignored by \(person): \(reason)"), now: now)
        case .resumed(let suffix):
            guard [.held, .ignored, .skipped, .waiting].contains(record.state) else {
                throw TransitionRefused(
                    message: "\(record.id) is \(record.state.rawValue): there is nothing to resume.")
            }
            if let suffix { record.decisions = record.decisions.setting("reference_suffix", to: .integer(suffix)) }
            // The change was made by hand on the other side: what the source says now is what is posted.
            let agreed: [ReasonCode] = [.changedAfterPosting, .amountMismatch, .ignoredByPerson]
            if record.target != nil, let code = record.reason?.code, agreed.contains(code) {
                record.postedPrint = record.fingerprint
            }
            restart(&record, now: now)
        case .linked(let settlement):
            record.adopted = true
            settle(&record, settlement, sentPrint: record.fingerprint, recheckAt: nil, now: now)
        case .replayed:
            guard record.state != .ignored else {
                throw TransitionRefused(message: "\(record.id) is ignored: `resume` it first.")
            }
            if inDoubt(record) { record.dueAt = now } else { restart(&record, now: now) }
        case .recreated(let reason):
            guard record.target != nil, record.reason?.code == .deletedInERP else {
                throw TransitionRefused(
                    message:
                        "\(record.id) has a counterpart, or never had one: only a record whose document is gone is recreated."
                )
            }
            record.target = nil
            record.posted = .null
            record.postedPrint = nil
            record.adopted = false
            record.decisions = record.decisions.setting("recreated", to: .string(reason))
            restart(&record, now: now)
        default: break
        }
    }

    private static func restart(_ record: inout Record, now: Date) {
        record.attempts = 0
        record.urgent = true
        enter(&record, .pending, nil, now: now, due: now)
    }
}

extension JSON {
    /// This object with one member set; anything but an object counts as an empty one.
    package func setting(_ key: String, to value: JSON) -> JSON {
        var members = object ?? JSONObject()
        members[key] = value
        return .object(members)
    }
}
