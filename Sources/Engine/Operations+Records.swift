// Lists records and tells the whole story of one.

package import Core
import Foundation

extension Operations {
    /// The document of `records`: newest change first. Throws `OperationRefused` for an odd limit.
    package func records(_ query: RecordQuery) async throws -> JSON {
        guard (1...Self.listRowsMax).contains(query.limit) else {
            throw OperationRefused(
                code: "bad-limit", message: "\(query.limit) records cannot be listed at once.",
                action: "Ask for 1 to \(Self.listRowsMax) and go on with `--after`.")
        }
        let page = try await store.read { try $0.records(query) }
        return ["records": .array(page.records.map(\.document)), "next": .optional(page.next)]
    }

    /// The document of `records show`. Throws `OperationRefused` for an unknown ID.
    package func show(_ id: RecordID) async throws -> JSON {
        try await store.read { reader in
            guard let record = try reader.record(id) else { throw Self.unknownRecord(id.description) }
            var story = record.document.object ?? JSONObject()
            story["unblocked_by"] = .optional(Unblocking.who(record))
            story["body"] = record.body
            story["posted"] = record.posted
            story["decisions"] = record.decisions
            story["tries"] = .array(try reader.attempts(id).suffix(Self.storyRowsMax).map(Self.document))
            story["links"] = try Self.links(of: record, reader)
            let events = try Self.events(of: id, reader)
            story["audit"] = .array(events.map(\.document))
            return .object(story)
        }
    }

    static let listRowsMax = 1_000
    /// How many tries and events the story of one record shows: the newest.
    static let storyRowsMax = 200

    private static func document(_ attempt: Attempt) -> JSON {
        [
            "started_at": .string(Timestamp.format(attempt.startedAt)),
            "ended_at": .optional(attempt.endedAt.map(Timestamp.format)),
            "outcome": .string(attempt.outcome.rawValue),
            "message": .optional(attempt.message),
            "intent": attempt.intent,
        ]
    }

    /// The counterpart, and whatever else is linked to it, which should be nothing.
    private static func links(of record: Record, _ reader: any StoreReader) throws -> JSON {
        guard let target = record.target else { return [:] }
        let others = try reader.records(connection: record.id.connection, target: target).filter { $0.id != record.id }
        return ["target": .string("\(target)"), "also_linked": .array(others.map { .string($0.id.description) })]
    }

    private static func events(of id: RecordID, _ reader: any StoreReader) throws -> [ChainedEvent] {
        var newest: [ChainedEvent] = []
        var last = 0
        while true {
            let page = try reader.audit(after: last, limit: storyRowsMax, record: id)
            guard let end = page.last else { return newest }
            newest = (newest + page).suffix(storyRowsMax)
            last = end.sequence
        }
    }
}

extension ChainedEvent {
    /// An event as scripts see it.
    package var document: JSON {
        [
            "sequence": .integer(sequence),
            "at": .string(Timestamp.format(event.at)),
            "connection": .string(event.connection),
            "record": .optional(event.record?.description),
            "actor": .string(event.actor),
            "action": .string(event.action),
            "detail": event.detail,
            "request": .optional(event.request),
            "response": .optional(event.response),
            "request_hash": .optional(requestHash),
            "response_hash": .optional(responseHash),
            "previous": .string(previous),
            "hash": .string(hash),
        ]
    }
}

/// Who can get a record going again.
enum Unblocking {
    static func who(_ record: Record) -> String? {
        switch record.state {
        case .posted, .skipped: nil
        case .pending, .posting, .unconfirmed: "The connector, by itself."
        case .ignored: "Whoever runs the connector: a person decided to leave it."
        case .waiting: "The connector, by itself, once what it waits for is there."
        case .held: record.reason.map { who(unblocks: $0) }
        }
    }

    /// The remedy names the system in which it is carried out.
    private static func who(unblocks reason: Reason) -> String {
        let text = reason.action + " " + reason.code.remedy
        let places = [
            ("Acumatica", "someone who works in Acumatica"), ("Procurify", "someone who works in Procurify"),
            ("`", "whoever runs the connector"),
        ].filter { text.contains($0.0) }.map(\.1)
        guard let first = places.first else { return "Whoever runs the connector." }
        let all = places.joined(separator: ", or ")
        return first.prefix(1).uppercased() + all.dropFirst() + "."
    }
}
