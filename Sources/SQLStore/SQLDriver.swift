// The seam under the store: a transaction with a synchronous body, and inside it a statement with values.

import Core
import Foundation

/// A database. The store's SQL is written once above this seam; what is below it knows one kind of database.
protocol SQLDriver: Sendable {
    /// Runs `body` in one transaction on a thread of the driver; a throw rolls back. Throws `Failure` for what the
    /// database says.
    func transaction<Result: Sendable>(
        _ kind: TransactionKind, _ body: @escaping @Sendable (any SQLSession) throws -> Result
    ) async throws -> Result
    /// A consistent copy that only its holder sees and that goes with it.
    func privateCopy() async throws -> any SQLDriver
}

enum TransactionKind: Sendable { case read, write }

/// An open transaction.
protocol SQLSession {
    /// Runs one statement with its numbered values (`?1` is the first) and hands over its rows in order. Throws
    /// `Failure`.
    func run(_ sql: String, _ values: [SQLValue], each: (SQLRow) throws -> Void) throws
}

/// What a column holds. Decimals are text, moments are whole microseconds, and flags are 0 or 1.
enum SQLValue: Sendable, Equatable {
    case null
    case integer(Int)
    case text(String)
    case bytes(Data)

    static func optional(_ text: String?) -> SQLValue { text.map(SQLValue.text) ?? .null }
    static func moment(_ date: Date) -> SQLValue { .integer(StoredMoment.microseconds(date)) }
    static func moment(_ date: Date?) -> SQLValue { date.map { .moment($0) } ?? .null }
    static func flag(_ value: Bool) -> SQLValue { .integer(value ? 1 : 0) }
}

/// One row of an answer; columns count from 0. A column of another type than it must have means a damaged store.
struct SQLRow {
    let values: [SQLValue]

    func text(_ column: Int) throws -> String {
        guard case .text(let value) = values[column] else {
            throw StoreFailure.damaged("a text is missing in column \(column)")
        }
        return value
    }

    func integer(_ column: Int) throws -> Int {
        guard case .integer(let value) = values[column] else {
            throw StoreFailure.damaged("a number is missing in column \(column)")
        }
        return value
    }

    func bytes(_ column: Int) throws -> Data {
        guard case .bytes(let value) = values[column] else {
            throw StoreFailure.damaged("bytes are missing in column \(column)")
        }
        return value
    }

    func isNull(_ column: Int) -> Bool { values[column] == .null }
    func optionalText(_ column: Int) throws -> String? { isNull(column) ? nil : try text(column) }
    func flag(_ column: Int) throws -> Bool { try integer(column) != 0 }
    func moment(_ column: Int) throws -> Date { StoredMoment.date(try integer(column)) }
    func optionalMoment(_ column: Int) throws -> Date? { isNull(column) ? nil : try moment(column) }

    func decimal(_ column: Int) throws -> Decimal {
        guard let value = StoredDecimal.value(try text(column)) else {
            throw StoreFailure.damaged("an amount cannot be read")
        }
        return value
    }

    func json(_ column: Int) throws -> JSON {
        do {
            return try JSON.parse(try text(column), depthMax: Limits.storedDepthMax)
        } catch let error as JSONError {
            throw StoreFailure.damaged("a stored text is \(error.description)")
        }
    }
}

extension SQLSession {
    func execute(_ sql: String, _ values: [SQLValue] = []) throws {
        try run(sql, values) { _ in }
    }

    func rows<Element>(_ sql: String, _ values: [SQLValue] = [], _ read: (SQLRow) throws -> Element) throws -> [Element]
    {
        var elements: [Element] = []
        try run(sql, values) { elements.append(try read($0)) }
        return elements
    }

    /// The first row's reading; nil where there is none.
    func first<Element>(_ sql: String, _ values: [SQLValue] = [], _ read: (SQLRow) throws -> Element) throws -> Element?
    {
        try rows(sql, values, read).first
    }
}
