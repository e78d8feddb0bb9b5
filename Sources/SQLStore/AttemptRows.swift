// Attempts and claims as rows.

import Core
import Foundation

private let attemptColumns = "id, connection, flow, key, started_at, ended_at, outcome, fence, intent, message"

private func attempt(_ row: SQLRow) throws -> Attempt {
    guard let outcome = Attempt.Outcome(rawValue: try row.text(6)) else {
        throw StoreFailure.damaged("an outcome is unknown")
    }
    return Attempt(
        id: try row.integer(0),
        record: RecordID(connection: try row.text(1), flow: FlowName(try row.text(2)), key: try row.text(3)),
        startedAt: try row.moment(4), endedAt: try row.optionalMoment(5), outcome: outcome, fence: try row.integer(7),
        intent: try row.json(8), message: try row.optionalText(9))
}

extension SQLBacked {
    func attempts(_ id: RecordID) throws -> [Attempt] {
        try sql.rows(
            "SELECT \(attemptColumns) FROM attempts WHERE connection = ?1 AND flow = ?2 AND key = ?3 ORDER BY id",
            [.text(id.connection), .text(id.flow.rawValue), .text(id.key)], attempt)
    }

    func openAttempts(connection: String) throws -> [Attempt] {
        try sql.rows(
            "SELECT \(attemptColumns) FROM attempts WHERE connection = ?1 AND outcome = 'open' ORDER BY id",
            [.text(connection)], attempt)
    }

    func claimant(connection: String, claim: String) throws -> RecordID? {
        try sql.first(
            "SELECT flow, key FROM claims WHERE connection = ?1 AND claim = ?2", [.text(connection), .text(claim)]
        ) { RecordID(connection: connection, flow: FlowName(try $0.text(0)), key: try $0.text(1)) }
    }
}

extension SQLWriter {
    func open(_ attempt: Attempt) throws -> Int {
        let id = try sql.first(
            """
            INSERT INTO attempts (connection, flow, key, started_at, ended_at, outcome, fence, intent, message)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) RETURNING id
            """,
            [
                .text(attempt.record.connection), .text(attempt.record.flow.rawValue), .text(attempt.record.key),
                .moment(attempt.startedAt), .moment(attempt.endedAt), .text(attempt.outcome.rawValue),
                .integer(attempt.fence), .text(attempt.intent.encoded()), .optional(attempt.message),
            ]
        ) { try $0.integer(0) }
        guard let id else { throw StoreFailure.refused("an attempt got no number") }
        return id
    }

    func close(attempt id: Int, outcome: Attempt.Outcome, at: Date, message: String?) throws {
        let closed = try sql.first(
            "UPDATE attempts SET outcome = ?2, ended_at = ?3, message = ?4 WHERE id = ?1 RETURNING id",
            [.integer(id), .text(outcome.rawValue), .moment(at), .optional(message)]
        ) { try $0.integer(0) }
        guard closed != nil else { throw StoreFailure.refused("there is no attempt \(id) to close") }
    }

    func claim(_ claim: String, for record: RecordID) throws -> RecordID {
        try sql.execute(
            """
            INSERT INTO claims (connection, claim, flow, key) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (connection, claim) DO NOTHING
            """,
            [.text(record.connection), .text(claim), .text(record.flow.rawValue), .text(record.key)])
        return try claimant(connection: record.connection, claim: claim) ?? record
    }

    func dropClaims(of record: RecordID) throws {
        try sql.execute(
            "DELETE FROM claims WHERE connection = ?1 AND flow = ?2 AND key = ?3",
            [.text(record.connection), .text(record.flow.rawValue), .text(record.key)])
    }
}
