// That no verb reads the history from end to end.

import Core
import Foundation
import Synchronization
import TestKit
import Testing

@testable import SQLStore

@Suite("Query plans")
struct QueryPlanTests {
    private let group = PageGroup(connection: "acme", flow: "bills", state: "pending")

    private func plan(_ sql: any SQLSession, _ text: String, _ values: [SQLValue]) throws -> String {
        try sql.rows("EXPLAIN QUERY PLAN " + text, values) { try $0.text(3) }.joined(separator: "; ")
    }

    private func plan(_ edit: (inout RecordQuery) -> Void, after: PagePlace? = nil) async throws -> String {
        var query = RecordQuery()
        edit(&query)
        let statement = try #require(
            PageStatement(group, query: query, order: PageOrder(query.order), after: after, limit: 10))
        return try await SQLiteStore.temporary().driver.transaction(.read) { sql in
            try plan(sql, statement.text, statement.values)
        }
    }

    @Test("each order is read from an index that holds it")
    func orders() async throws {
        let byChange = try await plan { $0.order = .newestChange }
        #expect(byChange.contains("COVERING INDEX records_by_change (connection=? AND flow=? AND state=?)"))
        let byIdentifier = try await plan { $0.order = .identifier }
        #expect(byIdentifier.contains("COVERING INDEX records_by_state (connection=? AND flow=? AND state=?)"))
        let due = try await plan {
            $0.order = .work
            $0.dueBy = VirtualClock.start
        }
        #expect(due.contains("COVERING INDEX records_by_work (connection=? AND flow=? AND state=?)"))
        for plan in [byChange, byIdentifier, due] {
            #expect(!plan.contains("TEMP B-TREE"), "\(plan)")
            #expect(!plan.contains("SCAN"), "\(plan)")
        }
    }

    @Test("a page behind another one is sought, not walked to")
    func seeks() async throws {
        let place = PagePlace(sorted: [5], connection: "acme", flow: "bills", key: "613")
        let plan = try await plan({ $0.order = .newestChange }, after: place)
        #expect(
            plan.contains("records_by_change (connection=? AND flow=? AND state=? AND (changed_at,key)<(?,?))"),
            "\(plan)")
    }

    @Test("records with a reason are read from the index of reasons")
    func reasons() async throws {
        for order in [RecordQuery.Order.work, .newestChange, .identifier] {
            let plan = try await plan {
                $0.order = order
                $0.reasonCodes = ["period-closed", "vendor-not-in-erp"]
                $0.plannedBefore = 7
            }
            #expect(plan.contains("records_by_reason"), "\(order): \(plan)")
        }
    }

    @Test("every other verb seeks, in the index made for it")
    func otherVerbs() async throws {
        try await SQLiteStore.temporary().driver.transaction(.write) { sql in
            let spy = ExplainingSession(sql: sql)
            let writer = SQLWriter(sql: spy)
            let id = RecordID.fixture()
            try writer.put(.full())
            _ = try writer.record(id)
            _ = try writer.records(
                connection: "acme", target: Target(system: "acumatica", type: "Bill", number: "000159"))
            _ = try writer.nextDue(connection: "acme", states: [.pending])
            _ = try writer.counts(connection: "acme")
            let attempt = try writer.open(.fixture())
            _ = try writer.attempts(id)
            _ = try writer.openAttempts(connection: "acme")
            try writer.close(attempt: attempt, outcome: .succeeded, at: VirtualClock.start, message: nil)
            _ = try writer.claim("c", for: id)
            try writer.dropClaims(of: id)
            _ = try writer.facts(connection: "acme", prefix: "cursor:")
            _ = try writer.putMirror(
                MirrorRow(kind: "erp-bill", key: "1", name: "n", link: "l", body: [:]), connection: "acme")
            _ = try writer.mirror(connection: "acme", kind: "erp-bill", name: "n")
            _ = try writer.mirror(connection: "acme", kind: "erp-bill", link: "l")
            _ = try writer.mirror(connection: "acme", kind: "erp-bill", after: "0", limit: 10)
            _ = try writer.mirror(connection: "acme", kind: "erp-bill", after: nil, limit: 10)
            _ = try writer.mirrorCount(connection: "acme", kind: "erp-bill")
            _ = try writer.removeMirror(connection: "acme", kind: "erp-bill", notSeenIn: 1)
            try writer.setBilled(
                [BilledLine(order: "1", line: 1, quantity: 1, amount: 1)], bill: "b", connection: "acme")
            _ = try writer.billed(connection: "acme", order: "1", line: 1, except: "b")
            try writer.append(.fixture())
            _ = try writer.audit(after: 0, limit: 10, record: id)
            _ = try writer.audit(after: 0, limit: 10, record: nil)
            let plans = spy.plans.withLock { $0 }
            #expect(plans.count > 25)
            #expect(
                plans.allSatisfy { !$0.contains("SCAN") && !$0.contains("TEMP B-TREE") },
                "\(plans.joined(separator: "\n"))")
            let indices = [
                "records_by_target", "records_by_due", "records_by_change", "attempts_by_record", "attempts_open",
                "claims_by_record",
                "mirror_by_name", "mirror_by_link", "billed_by_line", "audit_by_record",
            ]
            for index in indices { #expect(plans.contains { $0.contains(index) }, "\(index)") }
        }
    }
}

/// Runs statements and keeps how the database would go about them.
private final class ExplainingSession: SQLSession {
    let plans = Mutex<[String]>([])
    private let sql: any SQLSession

    init(sql: any SQLSession) { self.sql = sql }

    func run(_ text: String, _ values: [SQLValue], each: (SQLRow) throws -> Void) throws {
        let steps = try sql.rows("EXPLAIN QUERY PLAN " + text, values) { try $0.text(3) }
        plans.withLock { $0.append(text + " -- " + steps.joined(separator: "; ")) }
        try sql.run(text, values, each: each)
    }
}
