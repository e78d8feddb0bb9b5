// Mapping tables and what bills take of order lines, as rows.

import Core
import Foundation

private let mappingSelect = "SELECT table_name, source, target, proposed FROM mappings WHERE connection = ?1"

private func mappingRow(_ row: SQLRow) throws -> MappingRow {
    MappingRow(table: try row.text(0), from: try row.text(1), to: try row.text(2), proposed: try row.flag(3))
}

extension SQLBacked {
    func mapping(connection: String, table: String, from: String) throws -> MappingRow? {
        try sql.first(
            mappingSelect + " AND table_name = ?2 AND source = ?3", [.text(connection), .text(table), .text(from)],
            mappingRow)
    }

    func mappings(connection: String, table: String?) throws -> [MappingRow] {
        guard let table else {
            return try sql.rows(mappingSelect + " ORDER BY table_name, source", [.text(connection)], mappingRow)
        }
        return try sql.rows(
            mappingSelect + " AND table_name = ?2 ORDER BY source", [.text(connection), .text(table)], mappingRow)
    }

    func billed(
        connection: String, order: String, line: Int, except bill: String
    ) throws -> (quantity: Decimal, amount: Decimal) {
        var sums = (quantity: Decimal.zero, amount: Decimal.zero)
        try sql.run(
            "SELECT quantity, amount FROM billed WHERE connection = ?1 AND order_number = ?2 AND line = ?3 AND "
                + "bill <> ?4",
            [.text(connection), .text(order), .integer(line), .text(bill)]
        ) { row in
            sums.quantity += try row.decimal(0)
            sums.amount += try row.decimal(1)
        }
        return sums
    }
}

extension SQLWriter {
    func setMapping(_ row: MappingRow, connection: String) throws {
        try sql.execute(
            """
            INSERT INTO mappings (connection, table_name, source, target, proposed) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (connection, table_name, source) DO UPDATE SET target = excluded.target, proposed =
            excluded.proposed
            """,
            [.text(connection), .text(row.table), .text(row.from), .text(row.to), .flag(row.proposed)])
    }

    func removeMapping(connection: String, table: String, from: String) throws -> Bool {
        try sql.first(
            "DELETE FROM mappings WHERE connection = ?1 AND table_name = ?2 AND source = ?3 RETURNING source",
            [.text(connection), .text(table), .text(from)]
        ) { try $0.text(0) } != nil
    }

    func setBilled(_ lines: [BilledLine], bill: String, connection: String) throws {
        try sql.execute("DELETE FROM billed WHERE connection = ?1 AND bill = ?2", [.text(connection), .text(bill)])
        for line in Self.summed(lines) {
            try sql.execute(
                """
                INSERT INTO billed (connection, bill, order_number, line, quantity, amount) VALUES (?1, ?2, ?3, ?4,
                ?5, ?6)
                """,
                [
                    .text(connection), .text(bill), .text(line.order), .integer(line.line),
                    .text(try StoredDecimal.text(line.quantity)), .text(try StoredDecimal.text(line.amount)),
                ])
        }
    }

    /// One row an order line, for a bill may take of one line with several of its own.
    private static func summed(_ lines: [BilledLine]) -> [BilledLine] {
        var sums: [BilledLine] = []
        for line in lines {
            if let index = sums.firstIndex(where: { $0.order == line.order && $0.line == line.line }) {
                sums[index].quantity += line.quantity
                sums[index].amount += line.amount
            } else {
                sums.append(line)
            }
        }
        return sums
    }
}
