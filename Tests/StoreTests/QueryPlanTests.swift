// That no verb reads the history from end to end.

import Core
import Foundation
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
        let statement = try #require(PageStatement(group, query: query, order: PageOrder(query.order), after: after, limit: 10))
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
        #expect(plan.contains("records_by_change (connection=? AND flow=? AND state=? AND (changed_at,key)<(?,?))"), "\(plan)")
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

    @Test("the other verbs seek as well")
    func otherVerbs() async throws {
        let statements = [
            "SELECT MIN(due_at) FROM records WHERE connection = ?1 AND state = ?2 AND due_at IS NOT NULL": "records_by_due",
            "SELECT MIN(changed_at) FROM records WHERE connection = ?1 AND flow = ?2 AND state = ?3": "records_by_change",
            "SELECT title FROM records WHERE connection = ?1 AND target_number = ?2 AND target_type = ?3 AND target_system = ?4":
                "records_by_target",
            "SELECT body FROM mirror WHERE connection = ?1 AND kind = ?2 AND name = ?3 AND name <> ''": "mirror_by_name",
            "SELECT body FROM mirror WHERE connection = ?1 AND kind = ?2 AND link = ?3 AND link <> ''": "mirror_by_link",
            "SELECT id FROM attempts WHERE connection = ?1 AND outcome = 'open' ORDER BY id": "attempts_open",
            "SELECT sequence FROM audit WHERE record_connection = ?1 AND record_flow = ?2 AND record_key = ?3": "audit_by_record",
            "SELECT amount FROM billed WHERE connection = ?1 AND order_number = ?2 AND line = ?3 AND bill <> ?4": "billed_by_line",
        ]
        try await SQLiteStore.temporary().driver.transaction(.read) { sql in
            for (text, index) in statements {
                let count = (1...9).last { text.contains("?\($0)") } ?? 0
                let plan = try plan(sql, text, Array(repeating: .text("x"), count: count))
                #expect(plan.contains(index), "\(plan)")
                #expect(!plan.contains("SCAN"), "\(plan)")
            }
        }
    }
}
