// The mirror as rows.

import Core
import Foundation

private let mirrorSelect =
    "SELECT kind, key, name, link, body, modified_at, pass FROM mirror WHERE connection = ?1 AND kind = ?2"

private func mirrorRow(_ row: SQLRow) throws -> MirrorRow {
    MirrorRow(
        kind: try row.text(0), key: try row.text(1), name: try row.text(2), link: try row.text(3),
        body: try row.json(4),
        modifiedAt: try row.optionalMoment(5), pass: try row.integer(6))
}

extension SQLBacked {
    func mirror(connection: String, kind: String, key: String) throws -> MirrorRow? {
        try sql.first(mirrorSelect + " AND key = ?3", [.text(connection), .text(kind), .text(key)], mirrorRow)
    }

    func mirror(connection: String, kind: String, name: String) throws -> [MirrorRow] {
        // The second condition, always true, is the index's own; an empty name is no name.
        try sql.rows(
            mirrorSelect + " AND name = ?3 AND name <> '' ORDER BY key", [.text(connection), .text(kind), .text(name)],
            mirrorRow)
    }

    func mirror(connection: String, kind: String, link: String) throws -> [MirrorRow] {
        try sql.rows(
            mirrorSelect + " AND link = ?3 AND link <> '' ORDER BY key", [.text(connection), .text(kind), .text(link)],
            mirrorRow)
    }

    func mirror(connection: String, kind: String, after: String?, limit: Int) throws -> [MirrorRow] {
        let behind = after.map { [SQLValue.text($0)] } ?? []
        return try sql.rows(
            mirrorSelect + (after == nil ? "" : " AND key > ?4") + " ORDER BY key LIMIT ?3",
            [.text(connection), .text(kind), .integer(max(0, limit))] + behind, mirrorRow)
    }

    func mirrorCount(connection: String, kind: String) throws -> Int {
        try sql.first(
            "SELECT COUNT(*) FROM mirror WHERE connection = ?1 AND kind = ?2", [.text(connection), .text(kind)]
        ) { try $0.integer(0) } ?? 0
    }
}

extension SQLWriter {
    func putMirror(_ row: MirrorRow, connection: String) throws -> Bool {
        let before = try mirror(connection: connection, kind: row.kind, key: row.key)
        if let before, sameContent(before, row) {
            if before.pass != row.pass {
                try sql.execute(
                    "UPDATE mirror SET pass = ?4 WHERE connection = ?1 AND kind = ?2 AND key = ?3",
                    [.text(connection), .text(row.kind), .text(row.key), .integer(row.pass)])
            }
            return false
        }
        try sql.execute(
            """
            INSERT INTO mirror (connection, kind, key, name, link, body, modified_at, pass) VALUES (?1, ?2, ?3, ?4,
            ?5, ?6, ?7, ?8)
            ON CONFLICT (connection, kind, key) DO UPDATE SET name = excluded.name, link = excluded.link, body =
            excluded.body,
            modified_at = excluded.modified_at, pass = excluded.pass
            """,
            [
                .text(connection), .text(row.kind), .text(row.key), .text(row.name), .text(row.link),
                .text(row.body.encoded()), .moment(row.modifiedAt), .integer(row.pass),
            ])
        return true
    }

    func removeMirror(connection: String, kind: String, notSeenIn pass: Int) throws -> Int {
        var removed = 0
        try sql.run(
            "DELETE FROM mirror WHERE connection = ?1 AND kind = ?2 AND pass <> ?3 RETURNING pass",
            [.text(connection), .text(kind), .integer(pass)]
        ) { _ in removed += 1 }
        return removed
    }

    /// Whether two rows say the same, whatever the order of members and the pass.
    private func sameContent(_ left: MirrorRow, _ right: MirrorRow) -> Bool {
        left.name == right.name && left.link == right.link
            && left.modifiedAt.map(StoredMoment.microseconds) == right.modifiedAt.map(StoredMoment.microseconds)
            && (left.body == right.body || left.body.encoded(canonical: true) == right.body.encoded(canonical: true))
    }
}
