// The driver for SQLite: the one file that knows GRDB.

import Core
import Foundation
import GRDB

/// SQLite in WAL mode with full durability: what a write acknowledged survives power loss.
final class GRDBDriver: SQLDriver {
    private let database: any DatabaseWriter

    /// Opens the database file at `path`. Throws `Failure`.
    init(path: String) throws {
        database = try Self.told(path) {
            let pool = try DatabasePool(path: path, configuration: Self.configuration)
            // DatabasePool sets NORMAL when it opens, after every hook: only what is set now stays.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            return pool
        }
    }

    /// A database in a temporary file without a name, which the system drops with the process at the latest.
    init() throws {
        database = try Self.told("a temporary file") { try DatabaseQueue(path: "", configuration: Self.configuration) }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(Limits.storeBusySecondsMax)
        configuration.label = "store"
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA cache_size = -16000")
            try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
        }
        return configuration
    }

    /// Runs `body` in a write transaction and waits for it; for opening, before anything runs concurrently.
    func prepare(_ path: String, _ body: (any SQLSession) throws -> Void) throws {
        try Self.told(path) { try database.write { try body(GRDBSession(database: $0)) } }
    }

    func transaction<Result: Sendable>(
        _ kind: TransactionKind, _ body: @escaping @Sendable (any SQLSession) throws -> Result
    ) async throws -> Result {
        // The callback forms, because the async ones cut a transaction when its task is cancelled: an outcome must be
        // kept.
        try await withCheckedThrowingContinuation { continuation in
            switch kind {
            case .read:
                database.asyncRead { opened in
                    continuation.resume(
                        with: Swift.Result {
                            try Self.told(nil) { try body(GRDBSession(database: opened.get())) }
                        })
                }
            case .write:
                database.asyncWrite {
                    try body(GRDBSession(database: $0))
                } completion: { _, result in
                    continuation.resume(with: result.mapError { Self.failure($0, path: nil) })
                }
            }
        }
    }

    func privateCopy() async throws -> any SQLDriver {
        let copy = try GRDBDriver()
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            // On a thread of its own: a large store takes seconds.
            DispatchQueue.global().async { [database] in
                continuation.resume(
                    with: Swift.Result { try Self.told(nil) { try database.backup(to: copy.database) } })
            }
        }
        return copy
    }

    private static func told<Result>(_ path: String?, _ body: () throws -> Result) throws -> Result {
        do { return try body() } catch { throw failure(error, path: path) }
    }

    /// What SQLite says, in our words; never with the values of a statement.
    static func failure(_ error: any Error, path: String?) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        switch error.resultCode {
        case .SQLITE_NOTADB, .SQLITE_CORRUPT, .SQLITE_FORMAT:
            return StoreFailure.damaged(error.message ?? "SQLite cannot read it")
        case .SQLITE_FULL: return StoreFailure.full()
        case .SQLITE_BUSY, .SQLITE_LOCKED: return StoreFailure.busy()
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_IOERR, .SQLITE_AUTH:
            return StoreFailure.unreadable(path ?? "the home", error.message ?? "SQLite \(error.resultCode.rawValue)")
        default:
            return StoreFailure.refused(error.message ?? "SQLite \(error.resultCode.rawValue)")
        }
    }
}

/// A transaction on a GRDB connection.
private struct GRDBSession: SQLSession {
    let database: Database

    func run(_ sql: String, _ values: [SQLValue], each: (SQLRow) throws -> Void) throws {
        do {
            let arguments = StatementArguments(values.map(\.databaseValue))
            let cursor = try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: arguments)
            while let row = try cursor.next() {
                try each(SQLRow(values: (0..<row.count).map { SQLValue(row[$0] as DatabaseValue) }))
            }
        } catch {
            throw GRDBDriver.failure(error, path: nil)
        }
    }
}

extension SQLValue {
    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let value): value.databaseValue
        case .text(let value): StoredText.encoded(value).databaseValue
        case .bytes(let value): value.databaseValue
        }
    }

    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let number): self = .integer(Int(number))
        // No column is a floating number (the tables are strict); shown as text it is told as damage.
        case .double(let number): self = .text(String(number))
        case .string(let text): self = .text(StoredText.decoded(text))
        case .blob(let data): self = .bytes(data)
        }
    }
}
