// Counts and sums by state, kept in the transaction of every change.

import Core
import Foundation

/// What a record adds to the tallies.
struct Tally: Equatable {
    var state: String
    /// Empty where the record has no money.
    var currency: String
    var amount: Decimal

    init(_ row: SQLRow) throws {
        state = try row.text(RecordColumns.state)
        currency = try row.optionalText(RecordColumns.currency) ?? ""
        amount = row.isNull(RecordColumns.amount) ? 0 : Self.summable(try row.decimal(RecordColumns.amount))
    }

    /// The amount as far as it enters sums: sums stay exact while an amount has at most 18 digits before the point and
    /// 12 behind it, and what lies beyond is no money that a document has.
    static func summable(_ amount: Decimal) -> Decimal {
        abs(amount) < Decimal(sign: .plus, exponent: 18, significand: 1) ? amount.rounded(12) : 0
    }
}

extension SQLBacked {
    func counts(connection: String) throws -> [StateCount] {
        let rows = try sql.rows(
            "SELECT flow, state, currency, records, total FROM tallies WHERE connection = ?1 ORDER BY flow, "
                + "state, currency",
            [.text(connection)]
        ) {
            (
                flow: try $0.text(0), state: try $0.text(1), currency: try $0.text(2), count: try $0.integer(3),
                total: try $0.decimal(4)
            )
        }
        var counts: [StateCount] = []
        for row in rows {
            guard let state = RecordState(rawValue: row.state) else { throw StoreFailure.damaged("a state is unknown") }
            let flow = FlowName(row.flow)
            if counts.last?.flow != flow || counts.last?.state != state {
                let oldest = try oldestChange(connection: connection, flow: row.flow, state: row.state)
                counts.append(StateCount(flow: flow, state: state, count: 0, totals: [:], oldestChange: oldest))
            }
            counts[counts.count - 1].count += row.count
            if !row.currency.isEmpty { counts[counts.count - 1].totals[row.currency] = row.total }
        }
        return counts
    }

    private func oldestChange(connection: String, flow: String, state: String) throws -> Date {
        let oldest = try sql.first(
            "SELECT MIN(changed_at) FROM records WHERE connection = ?1 AND flow = ?2 AND state = ?3",
            [.text(connection), .text(flow), .text(state)]
        ) { try $0.optionalMoment(0) }
        guard let oldest = oldest ?? nil else {
            throw StoreFailure.damaged("a tally counts records that are not there")
        }
        return oldest
    }
}

extension SQLWriter {
    /// Adds a record to its tally or takes it away. A tally of no record has no row, so that lists need not look at it.
    func count(_ tally: Tally, by step: Int, in id: RecordID) throws {
        let place: [SQLValue] = [
            .text(id.connection), .text(id.flow.rawValue), .text(tally.state), .text(tally.currency),
        ]
        let former = try sql.first(
            "SELECT records, total FROM tallies WHERE connection = ?1 AND flow = ?2 AND state = ?3 AND currency = ?4",
            place
        ) { (records: try $0.integer(0), total: try $0.decimal(1)) }
        let records = (former?.records ?? 0) + step
        guard records > 0 else {
            try sql.execute(
                "DELETE FROM tallies WHERE connection = ?1 AND flow = ?2 AND state = ?3 AND currency = ?4", place)
            return
        }
        let total = (former?.total ?? 0) + tally.amount * Decimal(step)
        try sql.execute(
            """
            INSERT INTO tallies (connection, flow, state, currency, records, total) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (connection, flow, state, currency) DO UPDATE SET records = excluded.records, total =
            excluded.total
            """,
            place + [.integer(records), .text(try StoredDecimal.text(total))])
    }
}
