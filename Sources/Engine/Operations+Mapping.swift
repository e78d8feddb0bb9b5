// The lookup tables of a connection: list, set, remove, and confirm proposals.

package import Core
import Foundation

extension Operations {
    /// The tables that flows look into.
    package static let mappingTables = ["vendor", "account", "subaccount", "branch", "charge", "terms", "currency"]
    /// Tables that are known and whose feature is not there yet.
    private static let laterTables = ["project", "tax", "tax-category", "uom"]

    /// The document of `mapping list`.
    package func mappings(connection: String, table: String?) async throws -> JSON {
        if let table { try Self.check(table: table) }
        let rows = try await store.read { try $0.mappings(connection: connection, table: table) }
        return ["connection": .string(connection), "mappings": .array(rows.map(Self.document))]
    }

    /// Sets an entry; a proposal for the same source is replaced. Throws `OperationRefused`.
    package func setMapping(connection: String, table: String, from: String, to: String) async throws -> JSON {
        try Self.check(table: table)
        let row = MappingRow(table: table, from: try Self.entry(from), to: try Self.entry(to))
        if table == "subaccount", from.split(separator: "|", omittingEmptySubsequences: false).count != 3 {
            throw OperationRefused(
                code: "bad-mapping",
                message: "`\(Printable.line(from))` has not the three parts of a subaccount pattern.",
                action: "Write 'location|department|account', with `*` for any.")
        }
        try await store.write { writer in
            try writer.setMapping(row, connection: connection)
            try writer.append(event("mapping-set", connection: connection, detail: Self.document(row)))
            try writer.raiseEpoch(connection: connection)
        }
        return Self.document(row)
    }

    /// Removes an entry. Throws `OperationRefused` where there is none.
    package func removeMapping(connection: String, table: String, from: String) async throws -> JSON {
        try Self.check(table: table)
        let removed = try await store.write { writer in
            guard let row = try writer.mapping(connection: connection, table: table, from: from),
                try writer.removeMapping(connection: connection, table: table, from: from)
            else {
                throw OperationRefused(
                    code: "unknown-mapping", message: "The table \(table) has no entry for `\(Printable.line(from))`.",
                    action: "See `mapping list \(table)`.")
            }
            try writer.append(event("mapping-remove", connection: connection, detail: Self.document(row)))
            try writer.raiseEpoch(connection: connection)
            return row
        }
        return Self.document(removed)
    }

    /// Confirms the proposal named by its ID (`vendor/17`) or by the record that it would settle
    /// (`acme/vendors/V0012`).
    package func acceptMapping(connection: String, id: String) async throws -> JSON {
        try await accept(connection: connection) { proposals, _ in
            let matching = proposals.filter { row in
                if let record = RecordID(id) {
                    return record.connection == connection && record.flow.rawValue == "vendors" && record.key == row.to
                }
                return "\(row.table)/\(row.from)" == id
            }
            guard let row = matching.first else {
                throw OperationRefused(
                    code: "unknown-proposal", message: "There is no proposal `\(Printable.line(id))`.",
                    action: "See `mapping list`: what is proposed is marked and has its ID.")
            }
            guard matching.count == 1 else {
                let ids = matching.map { "\($0.table)/\($0.from)" }.joined(separator: ", ")
                throw OperationRefused(
                    code: "ambiguous-proposal",
                    message: "There are several proposals for \(id): \(Printable.line(ids)).",
                    action: "Accept the right one by its own ID.")
            }
            return [row]
        }
    }

    /// Confirms every proposal whose two sides are proposed or mapped only once.
    package func acceptUnambiguousMappings(connection: String) async throws -> JSON {
        try await accept(connection: connection) { proposals, confirmed in
            var takers = Dictionary(grouping: proposals) { "\($0.table)/\($0.to)" }.mapValues(\.count)
            for row in confirmed { takers["\(row.table)/\(row.to)", default: 0] += 1 }
            return proposals.filter { takers["\($0.table)/\($0.to)"] == 1 }
        }
    }

    private func accept(
        connection: String,
        choose: @escaping @Sendable (_ proposals: [MappingRow], _ confirmed: [MappingRow]) throws -> [MappingRow]
    ) async throws -> JSON {
        let accepted = try await store.write { writer in
            let rows = try writer.mappings(connection: connection, table: nil)
            let chosen = try choose(rows.filter(\.proposed), rows.filter { !$0.proposed })
            for var row in chosen {
                row.proposed = false
                try writer.setMapping(row, connection: connection)
                try writer.append(event("mapping-accept", connection: connection, detail: Self.document(row)))
            }
            if !chosen.isEmpty { try writer.raiseEpoch(connection: connection) }
            return chosen
        }
        let documents = accepted.map { row -> JSON in
            Self.document(MappingRow(table: row.table, from: row.from, to: row.to))
        }
        return ["connection": .string(connection), "accepted": .array(documents)]
    }

    private static func document(_ row: MappingRow) -> JSON {
        [
            "id": .string("\(row.table)/\(row.from)"), "table": .string(row.table), "from": .string(row.from),
            "to": .string(row.to), "proposed": .bool(row.proposed),
        ]
    }

    private static func check(table: String) throws {
        guard !mappingTables.contains(table) else { return }
        let message =
            laterTables.contains(table)
            ? "The mapping table \(table) is not available in this version yet."
            : "There is no mapping table `\(Printable.line(table))`."
        throw OperationRefused(
            code: "unknown-table", message: message, action: "Choose one of \(mappingTables.joined(separator: ", ")).")
    }

    private static func entry(_ text: String) throws -> String {
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        guard !trimmed.isEmpty, trimmed.utf8.count <= 500, Printable.line(trimmed) == trimmed else {
            throw OperationRefused(
                code: "bad-mapping", message: "A side of the mapping is empty, too long, or has control characters.",
                action: "Write `mapping set TABLE FROM TO`.")
        }
        return trimmed
    }
}
