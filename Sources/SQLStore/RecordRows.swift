// Records as rows: reading one, putting one, and the tallies that go with it.

import Core
import Foundation

enum RecordColumns {
    static let names = [
        "connection", "flow", "key", "title", "state", "reason_code", "reason_message", "reason_action",
        "source_system", "source_id", "source_number", "source_version", "modified_at",
        "body", "fingerprint", "list_print", "posted_print", "target_system", "target_type", "target_number",
        "adopted", "erp_status", "posted", "amount", "currency", "attempts", "first_seen_at", "changed_at", "due_at",
        "planned_epoch", "rank", "decisions", "search_text",
    ]
    static let list = names.joined(separator: ", ")
    static let state = 4
    static let amount = 23
    static let currency = 24

    /// Urgent rows come first when ranks go up.
    static let urgentRank = 0
    static let backlogRank = 1

    static let select = "SELECT \(list) FROM records"
    static let upsert = """
        INSERT INTO records (\(list)) VALUES (\(names.indices.map { "?\($0 + 1)" }.joined(separator: ", ")))
        ON CONFLICT (connection, flow, key) DO UPDATE SET
        \(names.dropFirst(3).map { "\($0) = excluded.\($0)" }.joined(separator: ", "))
        """

    static func values(of record: Record) throws -> [SQLValue] {
        let head: [SQLValue] = [
            .text(record.id.connection), .text(record.id.flow.rawValue), .text(record.id.key),
            .text(record.title), .text(record.state.rawValue),
            .optional(record.reason?.code.rawValue), .optional(record.reason?.message),
            .optional(record.reason?.action),
            .text(record.source.system), .text(record.source.id), .text(record.source.number),
            .integer(record.source.version), .moment(record.source.modifiedAt),
        ]
        let content: [SQLValue] = [
            .text(record.body.encoded()), .text(record.fingerprint), .text(record.listPrint),
            .optional(record.postedPrint),
            .optional(record.target?.system), .optional(record.target?.type), .optional(record.target?.number),
            .flag(record.adopted), .optional(record.erpStatus), .text(record.posted.encoded()),
            .optional(try record.money.map { try StoredDecimal.text($0.amount) }), .optional(record.money?.currency),
        ]
        let course: [SQLValue] = [
            .integer(record.attempts), .moment(record.firstSeenAt), .moment(record.changedAt), .moment(record.dueAt),
            .integer(record.plannedEpoch), .integer(record.urgent ? urgentRank : backlogRank),
            .text(record.decisions.encoded()), .text(searchText(of: record)),
        ]
        return head + content + course
    }

    /// The fields that a search looks at, one a line, in the form that `SearchTerm` has too.
    static func searchText(of record: Record) -> String {
        SearchTerm.folded(
            [record.title, record.id.key, record.source.number, record.target?.number ?? ""].joined(separator: "\n"))
    }

    static func record(_ row: SQLRow) throws -> Record {
        guard let state = RecordState(rawValue: try row.text(state)) else {
            throw StoreFailure.damaged("a state is unknown")
        }
        let id = RecordID(connection: try row.text(0), flow: FlowName(try row.text(1)), key: try row.text(2))
        let source = SourceRef(
            system: try row.text(8), id: try row.text(9), number: try row.text(10), version: try row.integer(11),
            modifiedAt: try row.optionalMoment(12))
        var record = Record(
            id: id, title: try row.text(3), state: state, source: source, body: try row.json(13),
            now: try row.moment(26))
        if let code = try row.optionalText(5) {
            record.reason = Reason(ReasonCode(code), try row.text(6), action: try row.text(7))
        }
        record.fingerprint = try row.text(14)
        record.listPrint = try row.text(15)
        record.postedPrint = try row.optionalText(16)
        if let system = try row.optionalText(17) {
            record.target = Target(system: system, type: try row.text(18), number: try row.text(19))
        }
        record.adopted = try row.flag(20)
        record.erpStatus = try row.optionalText(21)
        record.posted = try row.json(22)
        if let currency = try row.optionalText(currency) { record.money = Money(try row.decimal(amount), currency) }
        record.attempts = try row.integer(25)
        record.changedAt = try row.moment(27)
        record.dueAt = try row.optionalMoment(28)
        record.plannedEpoch = try row.integer(29)
        record.urgent = try row.integer(30) == urgentRank
        record.decisions = try row.json(31)
        return record
    }
}

extension SQLBacked {
    func record(_ id: RecordID) throws -> Record? {
        try row(id).map(RecordColumns.record)
    }

    func records(connection: String, target: Target) throws -> [Record] {
        try sql.rows(
            RecordColumns.select
                + " WHERE connection = ?1 AND target_number = ?2 AND target_type = ?3 AND target_system = ?4 "
                + "ORDER BY flow, key",
            [.text(connection), .text(target.number), .text(target.type), .text(target.system)], RecordColumns.record)
    }

    func nextDue(connection: String, states: [RecordState]) throws -> Date? {
        // One seek a state: the smallest of several states in one statement would read them all.
        try states.compactMap { state in
            try sql.first(
                "SELECT MIN(due_at) FROM records WHERE connection = ?1 AND state = ?2 AND due_at IS NOT NULL",
                [.text(connection), .text(state.rawValue)]
            ) { try $0.optionalMoment(0) } ?? nil
        }.min()
    }

    func row(_ id: RecordID) throws -> SQLRow? {
        try sql.first(
            RecordColumns.select + " WHERE connection = ?1 AND flow = ?2 AND key = ?3",
            [.text(id.connection), .text(id.flow.rawValue), .text(id.key)]
        ) { $0 }
    }
}

extension SQLWriter {
    func put(_ record: Record) throws {
        let before = try row(record.id)
        let values = try RecordColumns.values(of: record)
        guard before?.values != values else { return }
        try sql.execute(RecordColumns.upsert, values)
        let after = SQLRow(values: values)
        let tallyBefore = try before.map(Tally.init)
        let tallyAfter = try Tally(after)
        guard tallyBefore != tallyAfter else { return }
        if let tallyBefore { try count(tallyBefore, by: -1, in: record.id) }
        try count(tallyAfter, by: 1, in: record.id)
    }
}
