// A person's decisions on one record: hold, ignore, resume, link.

package import Core
import Foundation

extension Operations {
    /// Keeps a record from being posted until it is resumed. Throws `OperationRefused`.
    package func hold(_ id: RecordID) async throws -> Record {
        try await decide(id, "hold") { [actor] _ in .held(byPerson: actor) }
    }

    /// Leaves a record for good, with a reason. Throws `OperationRefused`.
    package func ignore(_ id: RecordID, reason: String) async throws -> Record {
        let reason = try Self.checked(reason)
        return try await decide(id, "ignore", detail: ["reason": .string(reason)]) { [actor] _ in
            .ignored(reason: reason, by: actor)
        } finish: { record, writer in
            // Another bill with the same reference may go once this one is left; what was posted keeps its reference.
            if record.target == nil { try writer.dropClaims(of: id) }
        }
    }

    /// Makes a record due again. Throws `OperationRefused`.
    package func resume(_ id: RecordID) async throws -> Record {
        try await decide(id, "resume") { _ in .resumed(suffix: nil) }
    }

    /// Makes a bill due again that is no duplicate: it will be posted with the next free number behind its reference.
    /// Gives the record and one line on what will be posted. Throws `OperationRefused` where no number fits or none
    /// is needed.
    package func resumeAsNew(_ id: RecordID, flow: any Flow) async throws -> (record: Record, summary: String) {
        let now = now()
        let census = try await store.read { try flow.census($0) }
        let found = try await store.read { reader in
            guard let record = try reader.record(id) else { throw Self.unknownRecord(id.description) }
            guard record.target == nil, record.reason?.code == .duplicateInvoice else {
                throw OperationRefused(
                    code: "not-a-duplicate", message: "\(id) is not held as a duplicate.",
                    action: "Use `resume` without `--not-a-duplicate`.")
            }
            return try Self.freeSuffix(record, flow: flow, given: Given(reader: reader, census: census, now: now))
        }
        let detail: JSON = ["reference_suffix": .integer(found.suffix), "summary": .string(found.summary)]
        let record = try await decide(id, "resume", detail: detail) { _ in .resumed(suffix: found.suffix) }
        return (record, found.summary)
    }

    /// Links a record to a document that is there already. Throws `OperationRefused`, and `Failure` where it cannot
    /// be read.
    package func link(_ id: RecordID, to text: String, flow: any Flow) async throws -> Record {
        let target: Target
        do { target = try flow.target(named: text) } catch let failure as Failure {
            throw OperationRefused(code: "unknown-target", message: failure.message, action: failure.action)
        }
        guard let record = try await store.read({ try $0.record(id) }) else { throw Self.unknownRecord(id.description) }
        guard let counterpart = try await flow.counterpart(target) else {
            throw OperationRefused(
                code: "unknown-target",
                message: "There is no \(Printable.line(target.description)) in \(target.system).",
                action: "Check the number; a target looks like Bill/000159, Normal/000050 or V0012.")
        }
        let settlement = flow.link(record, to: target, counterpart: counterpart)
        let detail: JSON = ["target": .string(target.description)]
        return try await decide(id, "link", detail: detail) { writer in
            let others = try writer.records(connection: id.connection, target: settlement.target).filter { $0.id != id }
            if let other = others.first {
                throw OperationRefused(
                    code: "target-taken", message: "\(target) is linked to \(other.id) already.",
                    action: "A document belongs to one record: look at `records show \(other.id)`.")
            }
            return .linked(settlement)
        } finish: { _, writer in
            if !settlement.billed.isEmpty {
                try writer.setBilled(settlement.billed, bill: id.key, connection: id.connection)
            }
        }
    }

    /// The reason that a person gave. Throws `OperationRefused` for an empty one.
    static func checked(_ reason: String) throws -> String {
        let trimmed = reason.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !trimmed.isEmpty, trimmed.count <= 1_000 else {
            throw OperationRefused(
                code: "reason-missing", message: "The reason is empty or longer than 1,000 characters.",
                action: "Say in a sentence why, for whoever reads the audit trail.")
        }
        return trimmed
    }

    /// One transaction: the event that `event` makes, the record after it, its audit event, and a newer epoch.
    func decide(
        _ id: RecordID, _ action: String, detail: JSON = [:],
        event: @escaping @Sendable (any StoreWriter) throws -> RecordEvent,
        finish: @escaping @Sendable (Record, any StoreWriter) throws -> Void = { _, _ in }
    ) async throws -> Record {
        let at = now()
        return try await store.write { writer in
            guard let record = try writer.record(id) else { throw Self.unknownRecord(id.description) }
            let next = try Self.apply(event(writer), to: record, at: at)
            try writer.put(next)
            try finish(next, writer)
            try writer.append(audit(action, record, next, detail))
            try writer.raiseEpoch(connection: id.connection)
            return next
        }
    }

    static func apply(_ event: RecordEvent, to record: Record, at now: Date) throws -> Record {
        do throws(TransitionRefused) { return try Transition.apply(event, to: record, at: now) } catch {
            throw OperationRefused(
                code: "not-allowed", message: error.message,
                action: "Look at the record with `records show \(record.id)`.")
        }
    }

    func audit(_ action: String, _ before: Record, _ after: Record, _ detail: JSON) -> AuditEvent {
        let moved = detail.setting("from", to: .string(before.state.rawValue)).setting(
            "to", to: .string(after.state.rawValue))
        return event(action, connection: after.id.connection, record: after.id, detail: moved)
    }

    /// The first number whose reference nothing else has, found by planning with it.
    private static func freeSuffix(_ record: Record, flow: any Flow, given: Given) throws -> (
        suffix: Int, summary: String
    ) {
        for suffix in 2...99 {
            var trial = record
            trial.decisions = trial.decisions.setting("reference_suffix", to: .integer(suffix))
            do {
                return (suffix, try flow.plan(trial, given: given).summary)
            } catch let rejection as Rejection {
                switch rejection.reason.code {
                case .duplicateInvoice: continue
                case .referenceTooLong:
                    throw OperationRefused(
                        code: ReasonCode.referenceTooLong.rawValue, message: rejection.reason.message,
                        action: rejection.reason.action)
                default: return (suffix, "With /\(suffix) behind the reference; for now: \(rejection.reason.message)")
                }
            }
        }
        throw OperationRefused(
            code: "no-free-number",
            message: "The numbers /2 to /99 behind the reference of \(record.id) are all taken.",
            action: "Correct the invoice number in Procurify (Fix Bill).")
    }
}
