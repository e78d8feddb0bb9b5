// What SQLite itself is told, and what is left when a process dies.

import Core
import Foundation
import TestKit
import Testing

@testable import SQLStore

@Suite("Durability on SQLite")
struct DurabilityTests {
    @Test("every commit is synced to the disk, in WAL mode, with foreign keys checked")
    func pragmas() async throws {
        let home = try TemporaryHome()
        let store = try SQLiteStore(path: home.store)
        try await store.driver.transaction(.write) { sql throws in
            func pragma(_ name: String) throws -> SQLValue? { try sql.first("PRAGMA \(name)") { $0.values[0] } }
            #expect(try pragma("synchronous") == .integer(2))
            #expect(try pragma("journal_mode") == .text("wal"))
            #expect(try pragma("foreign_keys") == .integer(1))
            #expect(try pragma("busy_timeout") == .integer(10_000))
        }
    }

    @Test("the database and its companions are for their owner alone, also where the file was open to others")
    func modes() async throws {
        let home = try TemporaryHome()
        #expect(
            FileManager.default.createFile(atPath: home.store, contents: nil, attributes: [.posixPermissions: 0o644]))
        let store = try SQLiteStore(path: home.store)
        try await store.write { try $0.put(.fixture()) }
        for name in try FileManager.default.contentsOfDirectory(atPath: home.path) {
            let mode =
                try FileManager.default.attributesOfItem(atPath: home.path + "/" + name)[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(name)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.path).count == 3)
    }

    @Test("a record, or a mirror row, that is put again as it is changes no row")
    func equalPut() async throws {
        let store = try SQLiteStore.temporary()
        let row = MirrorRow(kind: "erp-bill", key: "Bill/1", name: "n", link: "l", body: ["a": 1], pass: 1)
        let changes: @Sendable () async throws -> Int? = {
            try await store.driver.transaction(.write) { sql in
                try SQLWriter(sql: sql).put(.full())
                _ = try SQLWriter(sql: sql).putMirror(row, connection: "acme")
                return try sql.first("SELECT total_changes()") { try $0.integer(0) }
            }
        }
        let first = try await changes()
        #expect(try await changes() == first)
    }

    @Test("two stores on one file see each other's commits, as two processes do")
    func twoStores() async throws {
        let home = try TemporaryHome()
        let first = try SQLiteStore(path: home.store)
        let second = try SQLiteStore(path: home.store)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for store in [first, second] {
                group.addTask {
                    for _ in 0..<30 { try await store.write { try $0.append(.fixture()) } }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await first.read { try $0.auditCount() } == 60)
        #expect(try await StoreSuite.firstBad(second) == nil)
    }

    /// A killed process leaves its log as far as it was written. Each step of the log's length is such a moment.
    @Test("a log that was cut anywhere holds whole transactions and a whole chain")
    func cutLog() async throws {
        let home = try TemporaryHome()
        let log = home.store + "-wal"
        do {
            _ = try SQLiteStore(path: home.store)
        }
        let store = try SQLiteStore(path: home.store)
        for number in 0..<12 {
            try await store.write { writer in
                for part in 0..<3 { try writer.put(.fixture(.fixture("\(number)-\(part)"))) }
                try writer.append(.fixture("transaction-\(number)"))
            }
        }
        let whole = try Data(contentsOf: URL(fileURLWithPath: log))
        let base = try Data(contentsOf: URL(fileURLWithPath: home.store))
        var chance = SeededGenerator(seed: 3)
        var counts: Set<Int> = []
        for round in 0..<40 {
            let length = round == 0 ? whole.count : chance.below(whole.count)
            let place = try TemporaryHome()
            try base.write(to: URL(fileURLWithPath: place.store))
            try whole.prefix(length).write(to: URL(fileURLWithPath: place.store + "-wal"))
            let left = try SQLiteStore(path: place.store)
            let (events, records) = try await left.read { reader in
                (try reader.auditCount(), try reader.counts(connection: "acme").reduce(0) { $0 + $1.count })
            }
            #expect(records == events * 3)
            #expect(try await StoreSuite.firstBad(left) == nil)
            counts.insert(events)
        }
        #expect(counts.contains(12))
        #expect(counts.count > 3)
    }
}
