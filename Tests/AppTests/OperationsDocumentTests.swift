// The documents that scripts rely on: records, status, replay, mappings, audit.

import Core
import Engine
import Foundation
import SQLStore
import TestKit
import Testing

@Suite("Documents of operations")
struct OperationsDocumentTests {
    @Test("a record's document has exactly the members of the interface")
    func recordDocument() throws {
        let document = Record.full().document
        #expect(
            document.object?.members.map(\.key) == [
                "id", "connection", "flow", "key", "title", "state", "reason", "source", "target", "adopted",
                "erp_status", "amount",
                "currency", "attempts", "first_seen_at", "changed_at", "due_at",
            ])
        #expect(document["id"] == "acme/bills/613")
        #expect(document["amount"] == "277.50")
        #expect(document["target"] == ["system": "acumatica", "type": "Bill", "number": "000159"])
        #expect(
            document["reason"] == ["code": "amount-mismatch", "message": "277.50 is not 277.49", "action": "Look."])
        #expect(document["source"]?.object?.members.map(\.key) == ["system", "id", "number", "version"])
        #expect(document["first_seen_at"] == "2026-07-01T12:00:00.000Z")
        let bare = Record.fixture { record in
            record.money = nil
            record.dueAt = nil
        }.document
        #expect(
            bare["amount"] == .null && bare["currency"] == .null && bare["target"] == .null && bare["reason"] == .null)
        #expect(bare["due_at"] == .null)
    }

    @Test(
        "amounts have the decimals of their currency, and never lose one",
        arguments: [
            ("1234.5", "USD", "1234.50"), ("1000", "JPY", "1000"), ("1.5", "KWD", "1.500"),
            ("0.12345678", "USD", "0.12345678"),
            ("-12.3", "EUR", "-12.30"),
        ])
    func amounts(_ sample: (String, String, String)) throws {
        let amount = try #require(Decimal(exactly: sample.0))
        #expect(Money(amount, sample.1).text == sample.2)
    }

    @Test("the list goes on where the former page ended")
    func pages() async throws {
        let desk = try Desk()
        for key in 1...5 {
            try await desk.put("\(key)") { $0.changedAt = VirtualClock.start.addingTimeInterval(Double(key)) }
        }
        var query = RecordQuery()
        query.limit = 2
        var keys: [String] = []
        for _ in 0..<3 {
            let document = try await desk.operations.records(query)
            keys += (document["records"]?.items ?? []).compactMap { $0["key"]?.text }
            query.after = document["next"]?.text
        }
        #expect(keys == ["5", "4", "3", "2", "1"])
        #expect(query.after == nil)
        query.limit = 0
        await #expect(throws: OperationRefused.self) { _ = try await desk.operations.records(query) }
    }

    @Test("the story of a record tells why, who can unblock it, and every event")
    func story() async throws {
        let desk = try Desk()
        try await desk.put { record in
            record.state = .held
            record.reason = Reason(.periodClosed, "The period 07-2026 is closed.")
        }
        _ = try await desk.store.write { try $0.open(.fixture()) }
        _ = try await desk.operations.hold(.fixture())
        let story = try await desk.operations.show(.fixture())
        #expect(story["state"] == "held")
        #expect(story["attempts"] == 0)
        #expect(story["tries"]?.items?.count == 1)
        #expect(story["audit"]?.items?.compactMap { $0["action"]?.text } == ["hold"])
        #expect(story["unblocked_by"]?.text?.contains("runs the connector") == true)
        await #expect(throws: OperationRefused.self) { _ = try await desk.operations.show(.fixture("nothing")) }
    }

    @Test("the status counts states, sums held money by currency and names what waits longest")
    func status() async throws {
        let desk = try Desk()
        try await desk.put("1") { $0.state = .held }
        try await desk.put("2") { record in
            record.state = .held
            record.money = Money(10, "EUR")
        }
        try await desk.put("3") { record in
            record.state = .waiting
            record.reason = Reason(.orderNotPosted, "The order is not there.")
        }
        let bills = FlowName("bills")
        let run: JSON = ["at": "2026-07-01T11:58:00.000Z", "ok": true, "requests": ["acumatica": 4]]
        try await desk.store.write { writer in
            try writer.setFact(FactName.lastRun(bills), connection: "acme", to: run.encoded())
            try writer.setFact(FactName.cursor("bills"), connection: "acme", to: "2026-07-01T11:50:00.000Z")
        }
        let scope = StatusScope(
            connection: "acme", flows: [.init(name: bills, schedule: .every(seconds: 300), feed: "bills")],
            requestsPerMinute: 50)
        let document = try await desk.operations.status([scope])
        let connection = try #require(document["connections"]?.items?.first)
        #expect(connection["money_held"] == ["EUR": "10.00", "USD": "277.50"])
        #expect(connection["license"]?["requests_of_last_runs"] == 4)
        let flow = try #require(connection["flows"]?.items?.first)
        #expect(flow["counts"]?["held"] == 2 && flow["counts"]?["posted"] == 0)
        #expect(flow["next_run_at"] == "2026-07-01T12:03:00.000Z")
        #expect(flow["cursor"] == "2026-07-01T11:50:00.000Z")
        #expect(flow["oldest_waiting"]?["id"] == "acme/bills/3")
        _ = try await desk.operations.pause(bills, connections: ["acme"])
        let paused = try await desk.operations.status([scope])
        #expect(paused["connections"]?.items?.first?["flows"]?.items?.first?["next_run_at"] == .null)
    }

    @Test("a chain with one changed event is named by that event, and one with its tail cut off as well")
    func verify() async throws {
        let desk = try Desk()
        #expect(try await desk.operations.verifyAudit() == ["ok": true, "events": 0, "first_bad": .null])
        try await desk.put()
        for _ in 0..<3 { _ = try await desk.operations.hold(.fixture()) }
        #expect(try await desk.operations.verifyAudit() == ["ok": true, "events": 3, "first_bad": .null])
    }

    @Test("the export is whole in each form, and a formula in a title stays text")
    func export() async throws {
        let desk = try Desk()
        try await desk.put("=cmd|'/c calc'!A1")
        _ = try await desk.operations.ignore(.fixture("=cmd|'/c calc'!A1"), reason: "=HYPERLINK(\"http://x\")\u{1B}[2J")
        var csv = ""
        try await desk.operations.exportAudit(.csv) { csv += $0 }
        let lines = csv.components(separatedBy: "\r\n")
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("\"sequence\",\"at\",\"connection\",\"record\",\"actor\""))
        #expect(!csv.contains("\u{1B}"))
        var whole = ""
        try await desk.operations.exportAudit(.json) { whole += $0 }
        #expect(try JSON.parse(whole)["events"]?.items?.count == 1)
        var jsonLines = ""
        try await desk.operations.exportAudit(.jsonl) { jsonLines += $0 }
        let event = try JSON.parse(jsonLines.trimmingCharacters(in: .newlines))
        #expect(event["detail"]?["reason"] == "=HYPERLINK(\"http://x\")\u{1B}[2J")
    }

    @Test(
        "a cell that a spreadsheet would run begins with an apostrophe",
        arguments: [
            ("=1+1", "\"'=1+1\""), ("+1", "\"'+1\""), ("-1", "\"'-1\""), ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("  =1", "\"'  =1\""),
            ("\t=1", "\"'\t=1\""), ("a\"b", "\"a\"\"b\""), ("plain", "\"plain\""), ("\r\n=1", "\"\u{FFFD}\n=1\""),
            ("", "\"\""),
        ])
    func cells(_ sample: (text: String, cell: String)) {
        #expect(CSV.cell(sample.text) == sample.cell)
    }
}
