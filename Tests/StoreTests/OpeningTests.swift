// Opening a store that is missing, foreign, damaged or newer.

import Core
import Foundation
import TestKit
import Testing

@testable import SQLStore

@Suite("Opening a store")
struct OpeningTests {
    private func code(_ open: () throws -> SQLiteStore) -> String? {
        do {
            _ = try open()
            return nil
        } catch {
            return (error as? Failure)?.code
        }
    }

    @Test("what was written is there when it is opened again")
    func opensAgain() async throws {
        let home = try TemporaryHome()
        do {
            try await SQLiteStore(path: home.store).write { try $0.put(.full()) }
        }
        let store = try SQLiteStore(path: home.store, mayCreate: false)
        #expect(try await store.read { try $0.record(.fixture()) } == .full())
    }

    @Test("a missing store is made only where that is allowed")
    func missing() throws {
        let home = try TemporaryHome()
        #expect(code { try SQLiteStore(path: home.store, mayCreate: false) } == "store-missing")
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.path).isEmpty)
        #expect(code { try SQLiteStore(path: home.path + "/nowhere/store.db") } == "store-unreadable")
        #expect(code { try SQLiteStore(path: home.path) } == "store-unreadable")
    }

    @Test("a store of a newer version is refused and left as it is")
    func newer() async throws {
        let home = try TemporaryHome()
        do {
            let store = try SQLiteStore(path: home.store)
            try await store.driver.transaction(.write) { sql in
                try sql.execute("INSERT INTO migrations (position, name) VALUES (99, 'from-the-future')")
            }
        }
        #expect(code { try SQLiteStore(path: home.store) } == "store-newer")
    }

    @Test("another program's database is refused and left as it is")
    func foreign() throws {
        let home = try TemporaryHome()
        try GRDBDriver(path: home.store).prepare(home.store) { try $0.execute("CREATE TABLE theirs (a TEXT)") }
        #expect(code { try SQLiteStore(path: home.store) } == "store-damaged")
        var tables: [String] = []
        try GRDBDriver(path: home.store).prepare(home.store) { sql in
            tables = try sql.rows("SELECT name FROM sqlite_master") { try $0.text(0) }
        }
        #expect(tables == ["theirs"])
    }

    @Test("a file that is no database is told as damage")
    func noDatabase() throws {
        let home = try TemporaryHome()
        try Data(String(repeating: "not a database ", count: 500).utf8).write(to: URL(fileURLWithPath: home.store))
        #expect(code { try SQLiteStore(path: home.store) } == "store-damaged")
    }

    @Test("a file with a page overwritten is told as damage, or read as it was, and never crashes")
    func overwrittenPage() async throws {
        let home = try TemporaryHome()
        do {
            let store = try SQLiteStore(path: home.store)
            try await store.write { writer in
                for key in 0..<300 {
                    try writer.put(.fixture(.fixture(String(key))))
                    try writer.append(.fixture())
                }
            }
        }
        let whole = try Data(contentsOf: URL(fileURLWithPath: home.store))
        var chance = SeededGenerator(seed: 7)
        var damages = 0
        for _ in 0..<20 {
            var bytes = whole
            let start = chance.below(bytes.count - 600)
            for index in start..<start + 500 { bytes[index] = UInt8(chance.below(256)) }
            let place = try TemporaryHome()
            try bytes.write(to: URL(fileURLWithPath: place.store))
            do {
                let store = try SQLiteStore(path: place.store)
                for order in [RecordQuery.Order.identifier, .newestChange, .work] {
                    var query = RecordQuery()
                    query.order = order
                    query.limit = 1_000
                    _ = try await store.read { [query] in try $0.records(query) }
                }
                _ = try await StoreSuite.firstBad(store)
            } catch {
                #expect((error as? Failure)?.code.hasPrefix("store-") == true, "\(error)")
                damages += 1
            }
        }
        #expect(damages > 0)
    }

    @Test("what the store says of itself never shows a stored value")
    func silentErrors() async throws {
        let home = try TemporaryHome()
        let store = try SQLiteStore(path: home.store)
        let failure = await #expect(throws: Failure.self) {
            try await store.driver.transaction(.write) { sql in
                let values: [SQLValue] = [.text("planted-secret"), .text("planted-secret")]
                try sql.execute(
                    "INSERT INTO secrets (name, sealed, created_at, updated_at) VALUES (?1, ?2, 0, 0)", values)
            }
        }
        #expect(failure?.code == "store-refused")
        #expect(!"\(String(describing: failure))".contains("planted-secret"))
    }
}
