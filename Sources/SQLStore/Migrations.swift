// The schema's history: permanent names, forward only, never edited once released.

import Core

/// One step of the schema.
struct Migration: Sendable {
    let name: String
    let statements: @Sendable (Dialect) -> [String]
}

enum Migrations {
    /// In order. A new step goes to the end.
    static let all = [
        Migration(name: "records", statements: RecordTables.statements),
        Migration(name: "mirror", statements: ReferenceTables.statements),
        Migration(name: "audit", statements: AuditTables.statements),
    ]

    /// Brings a database up to date, in the caller's transaction. Throws `Failure` (`store-newer`) before anything is
    /// changed where it knows more steps than we do, and `store-damaged` where it is none of ours.
    static func run(_ sql: any SQLSession, dialect: Dialect, path: String) throws {
        let tables = try sql.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'") {
            try $0.text(0)
        }
        guard tables.isEmpty || tables.contains("migrations") else { throw StoreFailure.foreign(path) }
        if tables.isEmpty {
            try sql.execute(
                "CREATE TABLE migrations (position \(dialect.integer) NOT NULL PRIMARY KEY, name "
                    + "\(dialect.text) NOT NULL UNIQUE)"
                    + dialect.tableEnd)
        }
        let done = try sql.rows("SELECT name FROM migrations ORDER BY position") { try $0.text(0) }
        for (position, name) in done.enumerated() {
            guard position < all.count, all[position].name == name else { throw StoreFailure.newer(name) }
        }
        for (position, migration) in all.enumerated().dropFirst(done.count) {
            for statement in migration.statements(dialect) { try sql.execute(statement) }
            try sql.execute(
                "INSERT INTO migrations (position, name) VALUES (?1, ?2)", [.integer(position), .text(migration.name)])
        }
    }
}
