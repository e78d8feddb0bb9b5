// The dry run shows exactly what a sync then sends, and leaves nothing behind.

import Foundation
import Testing

@Suite("sync --dry-run")
struct DryRunTests {
    @Test("it leaves no row, cursor, audit event or write, and the sync after it sends exactly its bodies")
    func exact() async throws {
        try await Stage.with { stage in
            let before = try await stage.run("audit", "export")
            let dry = try await stage.run("sync", "--dry-run", "--json")
            let document = try dry.expect(Documents.sync)
            let connection = try #require(document["connections"]?.items.first)
            let shown = connection["would_send"]?.items ?? []
            #expect(shown.count > 100, "\(shown.count)")
            #expect(try await stage.records().isEmpty)
            #expect(try await stage.run("audit", "export").output == before.output)
            let status = try Document(only: try await stage.run("status", "--json").output)
            for flow in status["connections"]?.items.first?["flows"]?.items ?? [] {
                #expect(flow["cursor"] == .null && flow["last_run"] == .null, "\(flow)")
            }
            let lines = try await stage.control.requests("acumatica") + stage.control.requests("procurify")
            let writes = lines.filter { line in
                let target = line["target"] as? String ?? line["path"] as? String ?? ""
                return line["method"] as? String != "GET" && !target.contains("token") && !target.contains("auth")
            }
            #expect(writes.isEmpty, "\(writes.prefix(3))")
            try await stage.sync()
            try await compare(shown, stage)
        }
    }

    /// Each body that was shown against the one in the audit trail, numbers of orders put in.
    private func compare(_ shown: [Document], _ stage: Stage) async throws {
        let export = try await stage.run("audit", "export", "--format", "jsonl")
        var sent: [String: [Document]] = [:]
        for line in export.output.split(separator: "\n") {
            let event = try Document(only: String(line))
            guard let id = event["record"]?.text, let request = event["request"] else { continue }
            // Method and address stand before the body.
            guard let text = request.text, let start = text.firstIndex(of: "{") else { continue }
            sent[id, default: []].append(try Document(only: String(text[start...])))
        }
        var numbers: [String: String] = [:]
        for record in try await stage.records("--flow", "purchase-orders") {
            let target = record["target"] as? [String: Any]
            numbers["<order \(record["id"] as? String ?? "")>"] = target?["number"] as? String
        }
        var placeholders = 0
        for item in shown {
            let id = item["id"]?.text ?? ""
            let body = Self.filled(try #require(item["request"]), numbers, &placeholders)
            #expect(sent[id]?.contains { Self.holds($0, body) } == true, "\(id): \(body) against \(sent[id] ?? [])")
        }
        #expect(placeholders > 0)
    }

    /// Whether the body is the value, or stands in it (an event may keep method and address beside it).
    private static func holds(_ value: Document, _ body: Document) -> Bool {
        if value == body { return true }
        if case .object(let members) = value { return members.values.contains { holds($0, body) } }
        return false
    }

    private static func filled(_ value: Document, _ numbers: [String: String], _ count: inout Int) -> Document {
        switch value {
        case .text(let text):
            guard let number = numbers[text] else { return value }
            count += 1
            return .text(number)
        case .list(let items): return .list(items.map { filled($0, numbers, &count) })
        case .object(let members):
            var result: [String: Document] = [:]
            for (name, member) in members { result[name] = filled(member, numbers, &count) }
            return .object(result)
        default: return value
        }
    }
}
