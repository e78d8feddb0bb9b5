// What every hop of one run shares: the connection, the lease, the store, and how changes are booked.

import Core
import Foundation
import Logging

/// One run of one connection.
struct RunContext: Sendable {
    let link: any Link
    let store: any Store
    let effects: Effects
    let settings: WorkerSettings
    let log: Logger
    let progress: Progress
    let stop: StopSignal
    let lease: any Lease
    let fence: Int
    let tally: Tally
    let dryRun: Bool

    var connection: String { link.name }
    var now: Date { effects.now() }

    func flow(_ name: FlowName) -> (any Flow)? { link.flows.first { $0.name == name } }

    /// Called immediately before the bytes of a write leave.
    var permit: Permit {
        { [lease, stop] in
            try lease.check()
            if stop.isStopping {
                throw Failure(
                    code: "stopping", message: "The connector is being stopped; nothing more is sent.",
                    action: "Nothing: it goes on at the next start.", next: .retry(afterSeconds: nil))
            }
        }
    }

    /// A write transaction that is refused once another process holds the connection.
    func write<Result: Sendable>(_ body: @escaping @Sendable (any StoreWriter) throws -> Result) async throws -> Result
    {
        try lease.check()
        return try await store.write { writer in
            guard try writer.fence(connection: connection) == fence else {
                throw Failure(
                    code: "lease-lost", message: "Another process works the connection \(connection) now.",
                    action: "Run only one process per connection.", next: .halt)
            }
            return try body(writer)
        }
    }

    /// Applies an event to a record inside a transaction and books it; gives the record after it.
    @discardableResult
    func apply(
        _ event: RecordEvent, to record: Record, in writer: any StoreWriter, action: String, detail: JSON = [:],
        request: String? = nil, response: String? = nil
    ) throws -> Record {
        let next = try Transition.apply(event, to: record, at: now)
        try writer.put(next)
        let moved = next.state != record.state || next.reason != record.reason || next.target != record.target
        if moved || request != nil || response != nil {
            try writer.append(
                audit(
                    next.id, action,
                    detail.setting("from", to: .string(record.state.rawValue))
                        .setting("to", to: .string(next.state.rawValue))
                        .setting("reason", to: .optional(next.reason?.code.rawValue))
                        .setting("message", to: .optional(next.reason?.message)),
                    request: request, response: response))
        }
        return next
    }

    func audit(
        _ record: RecordID?, _ action: String, _ detail: JSON, request: String? = nil, response: String? = nil
    ) -> AuditEvent {
        AuditEvent(
            at: now, connection: connection, record: record, actor: "system", action: action, detail: detail,
            request: request.map(Self.cut), response: response.map(Self.cut))
    }

    /// Counts one more change of what plans look at, so that what waits is planned anew.
    func bumpEpoch(in writer: any StoreWriter) throws {
        try writer.setFact(FactName.epoch, connection: connection, to: String(try epoch(writer) + 1))
    }

    func epoch(_ reader: any StoreReader) throws -> Int {
        Int(try reader.fact(FactName.epoch, connection: connection) ?? "0") ?? 0
    }

    func isFrozen() async throws -> Bool {
        try await store.read { try $0.fact(FactName.freeze, connection: connection) != nil }
    }

    /// Stops all posting of the connection until a person has looked.
    func stopPosting(_ reason: Reason, in writer: any StoreWriter) throws {
        let detail: JSON = [
            "reason": .string(reason.code.rawValue), "message": .string(reason.message),
            "action": .string(reason.action),
            "by": "system", "since": .string(Timestamp.format(now)),
        ]
        try writer.setFact(FactName.freeze, connection: connection, to: detail.encoded())
        try writer.append(audit(nil, "freeze", detail))
    }

    private static func cut(_ text: String) -> String {
        text.utf8.count <= Limits.payloadBytesMax
            ? text : String(decoding: text.utf8.prefix(Limits.payloadBytesMax), as: UTF8.self)
    }
}
