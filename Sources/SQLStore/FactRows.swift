// Facts, fences and sealed secrets as rows.

import Core
import Foundation

extension SQLBacked {
    func fact(_ name: String, connection: String) throws -> String? {
        try sql.first(
            "SELECT value FROM facts WHERE connection = ?1 AND name = ?2", [.text(connection), .text(name)]
        ) { try $0.text(0) }
    }

    func facts(connection: String, prefix: String) throws -> [String: String] {
        let pairs = try sql.rows(
            "SELECT name, value FROM facts WHERE connection = ?1 AND substr(name, 1, length(?2)) = ?2 ORDER BY name",
            [.text(connection), .text(prefix)]
        ) { (try $0.text(0), try $0.text(1)) }
        // Two names that Swift holds equal though their bytes differ: the later one.
        return Dictionary(pairs) { $1 }
    }

    func fence(connection: String) throws -> Int {
        try sql.first("SELECT number FROM fences WHERE connection = ?1", [.text(connection)]) { try $0.integer(0) } ?? 0
    }

    func sealedSecret(_ name: String) throws -> SealedSecret? {
        try sql.first("SELECT name, sealed, created_at, updated_at FROM secrets WHERE name = ?1", [.text(name)], secret)
    }

    func sealedSecrets(prefix: String) throws -> [SealedSecret] {
        try sql.rows(
            "SELECT name, sealed, created_at, updated_at FROM secrets WHERE substr(name, 1, length(?1)) = ?1 "
                + "ORDER BY name",
            [.text(prefix)], secret)
    }

    private func secret(_ row: SQLRow) throws -> SealedSecret {
        SealedSecret(
            name: try row.text(0), sealed: try row.bytes(1), createdAt: try row.moment(2), updatedAt: try row.moment(3))
    }
}

extension SQLWriter {
    func setFact(_ name: String, connection: String, to value: String?) throws {
        guard let value else {
            try sql.execute("DELETE FROM facts WHERE connection = ?1 AND name = ?2", [.text(connection), .text(name)])
            return
        }
        try sql.execute(
            """
            INSERT INTO facts (connection, name, value) VALUES (?1, ?2, ?3)
            ON CONFLICT (connection, name) DO UPDATE SET value = excluded.value
            """,
            [.text(connection), .text(name), .text(value)])
    }

    func nextFence(connection: String) throws -> Int {
        let number = try sql.first(
            """
            INSERT INTO fences (connection, number) VALUES (?1, 1)
            ON CONFLICT (connection) DO UPDATE SET number = fences.number + 1 RETURNING number
            """,
            [.text(connection)]
        ) { try $0.integer(0) }
        guard let number else { throw StoreFailure.refused("a fence got no number") }
        return number
    }

    func setSecret(_ secret: SealedSecret) throws {
        try sql.execute(
            """
            INSERT INTO secrets (name, sealed, created_at, updated_at) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (name) DO UPDATE SET
            sealed = excluded.sealed, created_at = excluded.created_at, updated_at = excluded.updated_at
            """,
            [.text(secret.name), .bytes(secret.sealed), .moment(secret.createdAt), .moment(secret.updatedAt)])
    }

    func removeSecret(_ name: String) throws {
        try sql.execute("DELETE FROM secrets WHERE name = ?1", [.text(name)])
    }
}
