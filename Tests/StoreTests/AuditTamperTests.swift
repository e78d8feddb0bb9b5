// That whatever is done to the stored chain shows, at the first event that it touches.

import Core
import Foundation
import TestKit
import Testing

@testable import SQLStore

@Suite("A chain that was tampered with")
struct AuditTamperTests {
    private static let columns =
        "at, connection, record_connection, record_flow, record_key, actor, action, detail, request_hash, "
        + "response_hash, previous, hash"

    /// What someone with the database open does, and the event at which it shows.
    struct Tampering: Sendable, CustomStringConvertible {
        var description: String
        var statements: [String]
        var firstBad: Int?
    }

    static let tamperings: [Tampering] = [
        Tampering(description: "nothing", statements: [], firstBad: nil),
        Tampering(description: "payloads dropped", statements: ["DELETE FROM payloads"], firstBad: nil),
        Tampering(
            description: "a detail changed",
            statements: ["UPDATE audit SET detail = '{\"target\":\"Bill/000160\"}' WHERE sequence = 4"],
            firstBad: 4),
        Tampering(
            description: "an actor changed", statements: ["UPDATE audit SET actor = 'me' WHERE sequence = 1"],
            firstBad: 1),
        Tampering(
            description: "a moment changed", statements: ["UPDATE audit SET at = at + 1000 WHERE sequence = 7"],
            firstBad: 7),
        Tampering(
            description: "a record changed", statements: ["UPDATE audit SET record_key = '9' WHERE sequence = 7"],
            firstBad: 7),
        Tampering(
            description: "a payload changed", statements: ["UPDATE payloads SET request = 'x' WHERE sequence = 2"],
            firstBad: 2),
        Tampering(
            description: "a payload and its hash changed",
            statements: [
                "UPDATE payloads SET request = '' WHERE sequence = 2",
                "UPDATE audit SET request_hash = "
                    + "'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' WHERE sequence = 2",
            ], firstBad: 2),
        Tampering(description: "an event deleted", statements: ["DELETE FROM audit WHERE sequence = 5"], firstBad: 5),
        Tampering(
            description: "the first event deleted", statements: ["DELETE FROM audit WHERE sequence = 1"], firstBad: 1),
        Tampering(
            description: "an event deleted and the rest moved up",
            statements: [
                "DELETE FROM audit WHERE sequence = 5", "UPDATE audit SET sequence = -sequence WHERE sequence > 5",
                "UPDATE audit SET sequence = -sequence - 1 WHERE sequence < 0",
            ], firstBad: 5),
        Tampering(
            description: "an event inserted",
            statements: [
                "UPDATE audit SET sequence = -sequence WHERE sequence > 5",
                "UPDATE audit SET sequence = -sequence + 1 WHERE sequence < 0",
                "INSERT INTO audit (sequence, \(columns)) SELECT 6, \(columns) FROM audit WHERE sequence = 3",
            ], firstBad: 6),
        Tampering(
            description: "an event appended",
            statements: [
                "INSERT INTO audit (sequence, \(columns)) SELECT 10, \(columns) FROM audit WHERE sequence = 9"
            ], firstBad: 10),
        Tampering(
            description: "two events exchanged",
            statements: [
                "UPDATE audit SET sequence = -1 WHERE sequence = 3", "UPDATE audit SET sequence = 3 WHERE sequence = 6",
                "UPDATE audit SET sequence = 6 WHERE sequence = -1",
            ], firstBad: 3),
        Tampering(description: "the tail cut", statements: ["DELETE FROM audit WHERE sequence > 7"], firstBad: 8),
        Tampering(description: "everything cut", statements: ["DELETE FROM audit"], firstBad: 1),
        Tampering(description: "the head moved back", statements: ["UPDATE audit_head SET sequence = 8"], firstBad: 9),
        Tampering(
            description: "the head's hash changed", statements: ["UPDATE audit_head SET hash = 'x'"], firstBad: 9),
    ]

    @Test("shows it", arguments: tamperings)
    func shows(_ tampering: Tampering) async throws {
        let store = try SQLiteStore.temporary()
        try await store.write { writer in
            for index in 1...9 {
                let request = index == 2 ? "PUT /Bill" : nil
                try writer.append(
                    .fixture(
                        "step-\(index)", at: VirtualClock.start.addingTimeInterval(Double(index)), request: request))
            }
        }
        try await store.driver.transaction(.write) { sql in
            // The tamperer is not held up by our constraints.
            try sql.execute("DROP TABLE IF EXISTS kept")
            try sql.execute("CREATE TABLE kept (sequence INTEGER, request TEXT, response TEXT)")
            try sql.execute("INSERT INTO kept SELECT sequence, request, response FROM payloads")
            try sql.execute("DROP TABLE payloads")
            try sql.execute("ALTER TABLE kept RENAME TO payloads")
            for statement in tampering.statements { try sql.execute(statement) }
        }
        #expect(try await StoreSuite.firstBad(store) == tampering.firstBad)
    }

    @Test("goes on showing a cut tail after more events")
    func cutTailStays() async throws {
        let store = try SQLiteStore.temporary()
        try await store.write { writer in for _ in 1...5 { try writer.append(.fixture()) } }
        try await store.driver.transaction(.write) { try $0.execute("DELETE FROM audit WHERE sequence > 3") }
        try await store.write { try $0.append(.fixture()) }
        #expect(try await StoreSuite.firstBad(store) == 4)
    }
}
