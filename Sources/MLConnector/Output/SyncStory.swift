// What a sync did, for a person.

import App
import Core
import Engine
import Foundation

/// The tables behind a `sync`: counts by flow, what failed, and what needs a person.
struct SyncStory {
    let world: World
    let result: SyncResult
    let dryRun: Bool

    private static let columns = [
        "pulled", "created", "updated", "adopted", "recovered", "unchanged", "waiting", "held", "skipped",
        "unconfirmed", "errors",
    ]
    private static let heldRowsMax = 20

    func text() async throws -> String {
        var text = ""
        for connection in result.document["connections"]?.items ?? [] {
            let name = connection["name"]?.text ?? ""
            text += "\(name)\n\(Self.table(connection))"
            for failure in connection["failures"]?.items ?? [] {
                let words = Sentences.joined(failure["message"]?.text ?? "", failure["action"]?.text ?? "")
                text += "FAILED: \(Printable.block(words))\n"
            }
            if let due = Moments.short(connection["next_due_at"]?.text) {
                text += "Something is due again at \(due).\n"
            }
            text += dryRun ? Self.wouldSend(connection) : try await needing(name)
            text += "\n"
        }
        if result.document["stopped"]?.flag == true {
            text += "Stopped as asked; what is left goes on at the next sync.\n"
        }
        return text
    }

    /// The counts alone.
    func counts() -> String {
        (result.document["connections"]?.items ?? []).map(Self.table).joined(separator: "\n")
    }

    private static func table(_ connection: JSON) -> String {
        let shown = columns.filter { column in
            (connection["flows"]?.items ?? []).contains { ($0[column]?.integer ?? 0) > 0 } || column == "pulled"
        }
        var table = TextTable([("FLOW", .left)] + shown.map { ($0.uppercased(), .right) } + [("REQUESTS", .right)])
        for flow in connection["flows"]?.items ?? [] {
            let requests =
                (flow["requests"]?["procurify"]?.integer ?? 0) + (flow["requests"]?["acumatica"]?.integer ?? 0)
            table.add([flow["flow"]?.text ?? ""] + shown.map { String(flow[$0]?.integer ?? 0) } + [String(requests)])
        }
        return table.text
    }

    private static func wouldSend(_ connection: JSON) -> String {
        let items = connection["would_send"]?.items ?? []
        guard !items.isEmpty else { return "Nothing would be sent.\n" }
        return "Would be sent:\n"
            + items.map { item in
                let summary = Printable.line("\(item["id"]?.text ?? "")  \(item["summary"]?.text ?? "")")
                return summary + "\n" + Printable.block(item["request"]?.encoded(pretty: true) ?? "")
            }.joined(separator: "\n") + "\n"
    }

    /// The newest held records with their remedies.
    private func needing(_ connection: String) async throws -> String {
        var query = RecordQuery()
        query.connection = connection
        query.states = [.held]
        query.limit = Self.heldRowsMax
        let asked = query
        let page = try await world.store.read { try $0.records(asked) }
        guard !page.records.isEmpty else { return "" }
        return "\nHeld for a person:\n" + page.records.map(HeldLine.text).joined()
            + (page.next == nil ? "" : "… and more: ml-connector records --state held\n")
    }
}

/// One held record: what it is, why it stopped, what to do.
enum HeldLine {
    static func text(_ record: Record) -> String {
        let amount = record.money.map { "  \($0.text) \($0.currency)" } ?? ""
        var text = Printable.line("  \(record.id)  \(record.title)\(amount)") + "\n"
        if let reason = record.reason {
            text += Printable.line("    \(reason.message)") + "\n" + Printable.line("    -> \(reason.action)") + "\n"
        }
        return text
    }
}
