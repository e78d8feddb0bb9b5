// The store on SQLite: opening it, its transactions, its private copies.

package import Core
import Foundation

/// Records, mirror, mappings, secrets and audit trail in one database file of mode 0600.
///
/// A transaction that was begun is finished whether or not its task is cancelled: what became of a write is always
/// kept.
package final class SQLiteStore: Store {
    let driver: any SQLDriver

    /// Opens the store at `path` and brings its schema up to date; makes it where `mayCreate` and there is none. Throws
    /// `Failure`: `store-missing`, `store-unreadable`, `store-damaged`, `store-newer`, `store-busy`, `store-full`.
    package convenience init(path: String, mayCreate: Bool = true) throws {
        try PrivateFile.ready(path, mayCreate: mayCreate)
        let driver = try GRDBDriver(path: path)
        try driver.prepare(path) { try Migrations.run($0, dialect: .sqlite, path: path) }
        self.init(driver: driver)
    }

    private init(driver: any SQLDriver) {
        self.driver = driver
    }

    /// An empty store in a file without a name, which goes with it; not durable.
    package static func temporary() throws -> SQLiteStore {
        let driver = try GRDBDriver()
        try driver.prepare("a temporary file") { try Migrations.run($0, dialect: .sqlite, path: "a temporary file") }
        return SQLiteStore(driver: driver)
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any StoreReader) throws -> Result
    ) async throws -> Result {
        try await driver.transaction(.read) { try body(SQLReader(sql: $0)) }
    }

    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any StoreWriter) throws -> Result
    ) async throws -> Result {
        try await driver.transaction(.write) { try body(SQLWriter(sql: $0)) }
    }

    /// The store as it is now, in a file without a name that the system drops with the process at the latest.
    package func privateCopy() async throws -> any Store {
        SQLiteStore(driver: try await driver.privateCopy())
    }
}

/// What both kinds of transaction share: the verbs of `StoreReader` are written once, on this.
protocol SQLBacked {
    var sql: any SQLSession { get }
}

struct SQLReader: SQLBacked, StoreReader {
    let sql: any SQLSession
}

struct SQLWriter: SQLBacked, StoreWriter {
    let sql: any SQLSession
}
