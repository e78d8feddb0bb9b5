// The audit trail as rows.

import Core
import Foundation

private let auditSelect = """
    SELECT a.sequence, a.at, a.connection, a.record_connection, a.record_flow, a.record_key, a.actor, a.action,
    a.detail,
    a.request_hash, a.response_hash, a.previous, a.hash, p.request, p.response
    FROM audit a LEFT JOIN payloads p ON p.sequence = a.sequence
    """

private func chained(_ row: SQLRow) throws -> ChainedEvent {
    let record = try row.optionalText(3).map {
        RecordID(connection: $0, flow: FlowName(try row.text(4)), key: try row.text(5))
    }
    let event = AuditEvent(
        at: try row.moment(1), connection: try row.text(2), record: record, actor: try row.text(6),
        action: try row.text(7),
        detail: try row.json(8), request: try row.optionalText(13), response: try row.optionalText(14))
    return ChainedEvent(
        sequence: try row.integer(0), event: event, requestHash: try row.optionalText(9),
        responseHash: try row.optionalText(10),
        previous: try row.text(11), hash: try row.text(12))
}

extension SQLBacked {
    func audit(after sequence: Int, limit: Int, record: RecordID?) throws -> [ChainedEvent] {
        guard let record else {
            return try sql.rows(
                auditSelect + " WHERE a.sequence > ?1 ORDER BY a.sequence LIMIT ?2",
                [.integer(sequence), .integer(max(0, limit))],
                chained)
        }
        return try sql.rows(
            auditSelect + """
                 WHERE a.record_connection = ?3 AND a.record_flow = ?4 AND a.record_key = ?5 AND a.sequence > ?1
                ORDER BY a.sequence LIMIT ?2
                """,
            [
                .integer(sequence), .integer(max(0, limit)), .text(record.connection), .text(record.flow.rawValue),
                .text(record.key),
            ], chained)
    }

    func auditCount() throws -> Int {
        try sql.first("SELECT COUNT(*) FROM audit") { try $0.integer(0) } ?? 0
    }

    func auditHead() throws -> (sequence: Int, hash: String)? {
        try sql.first("SELECT sequence, hash FROM audit_head WHERE id = 1") { (try $0.integer(0), try $0.text(1)) }
    }
}

extension SQLWriter {
    func append(_ event: AuditEvent) throws {
        // The head as noted, not the last row: a chain whose tail was cut goes on with a gap that shows.
        let head = try auditHead()
        var event = event
        event.at = StoredMoment.toMillisecond(event.at)
        let link = AuditChain.link(event, sequence: (head?.sequence ?? 0) + 1, after: head?.hash ?? AuditChain.genesis)
        try insert(link)
        if event.request != nil || event.response != nil {
            try sql.execute(
                "INSERT INTO payloads (sequence, request, response) VALUES (?1, ?2, ?3)",
                [.integer(link.sequence), .optional(event.request), .optional(event.response)])
        }
        try sql.execute(
            """
            INSERT INTO audit_head (id, sequence, hash) VALUES (1, ?1, ?2)
            ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash
            """,
            [.integer(link.sequence), .text(link.hash)])
    }

    private func insert(_ link: ChainedEvent) throws {
        let event = link.event
        try sql.execute(
            """
            INSERT INTO audit (sequence, at, connection, record_connection, record_flow, record_key, actor, action,
            detail,
            request_hash, response_hash, previous, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
            """,
            [
                .integer(link.sequence), .moment(event.at), .text(event.connection),
                .optional(event.record?.connection), .optional(event.record?.flow.rawValue),
                .optional(event.record?.key),
                .text(event.actor), .text(event.action), .text(event.detail.encoded()),
                .optional(link.requestHash), .optional(link.responseHash), .text(link.previous), .text(link.hash),
            ])
    }
}
