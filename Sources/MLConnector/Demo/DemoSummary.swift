// What the demonstration shows a controller: read, posted and held, why, by name and amount, and where it is in the
// ledger.

import App
import Core
import Engine
import Foundation

/// Gathers the summary from the store, page by page.
struct DemoSummary {
    let world: World
    let first: SyncResult
    let second: SyncResult
    /// Where the home stays; nil: it is removed.
    let home: String?

    struct Report {
        var document: JSON
        var text: String
    }

    func gather() async throws -> Report {
        var posted: [Record] = []
        var held: [Record] = []
        var left: [String: Tally] = [:]
        var totals: [FlowName: Tally] = [:]
        try await walk { record in
            switch record.state {
            case .posted:
                totals[record.id.flow, default: Tally()].add(record)
                if record.money != nil { posted.append(record) }
            case .held: held.append(record)
            case .waiting, .skipped, .ignored, .pending, .posting, .unconfirmed:
                left["\(record.state.rawValue): \(record.reason?.code.rawValue ?? "")", default: Tally()].add(record)
            }
        }
        let sent = Self.writes(second)
        let audit = try await world.operations.verifyAudit()
        let document: JSON = [
            "first_sync": first.document, "second_sync": second.document, "second_sync_writes": .integer(sent),
            "posted": .object(
                JSONObject(world.operations.flows.map { ($0.rawValue, (totals[$0] ?? Tally()).document) })),
            "documents": .array(posted.map(\.document)),
            "held": .array(held.map(\.document)),
            "left": .object(JSONObject(left.sorted { $0.key < $1.key }.map { ($0.key, $0.value.document) })),
            "audit": audit, "home": .optional(home),
        ]
        let text = [
            Self.read(first), postedText(totals, posted), Self.heldText(held), Self.leftText(left),
            Self.secondText(sent),
            lookFurther(audit),
        ].joined(separator: "\n")
        return Report(document: document, text: text)
    }

    private func walk(_ each: (Record) -> Void) async throws {
        var query = RecordQuery()
        query.order = .identifier
        query.limit = 500
        repeat {
            let asked = query
            let page = try await world.store.read { try $0.records(asked) }
            page.records.forEach(each)
            query.after = page.next
        } while query.after != nil
    }

    /// Counts of everything that was written in a sync.
    static func writes(_ result: SyncResult) -> Int {
        (result.document["connections"]?.items ?? []).flatMap { $0["flows"]?.items ?? [] }.reduce(0) { sum, flow in
            sum + (flow["created"]?.integer ?? 0) + (flow["updated"]?.integer ?? 0)
        }
    }

    private static func read(_ result: SyncResult) -> String {
        let flows = (result.document["connections"]?.items ?? []).flatMap { $0["flows"]?.items ?? [] }
        let parts = flows.map {
            "\($0["pulled"]?.integer ?? 0) \(($0["flow"]?.text ?? "").replacingOccurrences(of: "-", with: " "))"
        }
        return "Read: \(parts.joined(separator: ", ")).\n"
    }

    private func postedText(_ totals: [FlowName: Tally], _ posted: [Record]) -> String {
        var sums = TextTable([("POSTED OR LINKED", .left), ("COUNT", .right), ("TOTAL", .left)])
        for flow in world.operations.flows {
            let tally = totals[flow] ?? Tally()
            sums.add([flow.rawValue, String(tally.count), tally.money])
        }
        var table = TextTable([
            ("DOCUMENT", .left), ("AMOUNT", .right), ("IN THE LEDGER", .left), ("STATUS", .left), ("", .left),
        ])
        for record in posted {
            let target = RecordText.target(record.document) ?? ""
            table.add([
                TextTable.cut(record.title, to: 48), record.money.map { "\($0.text) \($0.currency)" } ?? "", target,
                record.erpStatus ?? "", record.adopted ? "was keyed by hand, linked" : "",
            ])
        }
        return sums.text + "\nWhere each document is in the ledger\n\n" + table.text
    }

    /// Grouped by reason, so that what one person has to do stands together.
    private static func heldText(_ held: [Record]) -> String {
        guard !held.isEmpty else { return "Nothing is held.\n" }
        var tally = Tally()
        held.forEach { tally.add($0) }
        let groups = Dictionary(grouping: held) { $0.reason?.code.rawValue ?? "" }
        return "Held for a person: \(tally.count)\(tally.money.isEmpty ? "" : ", " + tally.money)\n"
            + groups.sorted { $0.key < $1.key }.map { group($0.key, $0.value) }.joined()
    }

    private static func group(_ code: String, _ held: [Record]) -> String {
        var text = "\n  \(code)\n"
        for record in held {
            let amount = record.money.map { "  \($0.text) \($0.currency)" } ?? ""
            text += Printable.line("    \(record.title)\(amount)  (\(record.id))") + "\n"
            text += Printable.line("      \(record.reason?.message ?? "")") + "\n"
        }
        var actions: [String] = []
        for action in held.compactMap({ $0.reason?.action }) where !actions.contains(action) { actions.append(action) }
        return text + actions.map { Printable.line("    -> \($0)") + "\n" }.joined()
    }

    private static func leftText(_ left: [String: Tally]) -> String {
        guard !left.isEmpty else { return "" }
        var table = TextTable([("WAITING OR OUT OF SCOPE", .left), ("COUNT", .right), ("TOTAL", .left)])
        for (name, tally) in left.sorted(by: { $0.key < $1.key }) {
            table.add([name, String(tally.count), tally.money])
        }
        return table.text
    }

    private static func secondText(_ sent: Int) -> String {
        sent == 0
            ? "The second sync sent nothing: everything stood as it should.\n"
            : "The second sync sent \(sent) more.\n"
    }

    private func lookFurther(_ audit: JSON) -> String {
        let events = audit["events"]?.integer ?? 0
        let chain = audit["ok"]?.flag == true ? "sound" : "BROKEN"
        let hints =
            home.map { home in
                """
                  ml-connector records --home \(home)
                  ml-connector records show demo/bills/<key> --home \(home)
                  ml-connector audit export --home \(home)
                """
            } ?? "  Run it again with --keep, then: ml-connector records --home <dir>, records show ID, audit export."
        return "The audit trail has \(events) events and is \(chain).\n\nWhere to look further\n\(hints)\n"
    }
}

/// A count, and sums by currency.
struct Tally {
    private(set) var count = 0
    private var totals: [String: Decimal] = [:]

    mutating func add(_ record: Record) {
        count += 1
        if let money = record.money { totals[money.currency, default: 0] += money.amount }
    }

    /// `12,345.00 USD` parts joined by commas; empty where there is no money.
    var money: String {
        totals.sorted { $0.key < $1.key }.map { "\(Money.text($0.value, $0.key)) \($0.key)" }.joined(separator: ", ")
    }

    var document: JSON { ["count": .integer(count), "totals": Money.document(of: totals)] }
}
