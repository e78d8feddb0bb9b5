// Records for a person: the list, one whole story, and what a decision did.

import Core
import Engine
import Foundation

enum RecordText {
    /// The list of `records`.
    static func list(_ document: JSON) -> String {
        let records = document["records"]?.items ?? []
        guard !records.isEmpty else { return "There is no such record." }
        var table = TextTable([
            ("ID", .left), ("STATE", .left), ("AMOUNT", .right), ("TITLE", .left), ("IN ERP", .left), ("WHY", .left),
        ])
        for record in records {
            table.add([
                record["id"]?.text ?? "", record["state"]?.text ?? "", amount(record),
                TextTable.cut(record["title"]?.text ?? "", to: 44), target(record) ?? "",
                record["reason"]?["code"]?.text ?? "",
            ])
        }
        var text = table.text
        if let next = document["next"]?.text { text += "\nMore: --after \(Printable.line(next))\n" }
        return text
    }

    /// The whole story of one record.
    static func story(_ record: JSON) -> String {
        var lines: [String] = []
        func add(_ name: String, _ value: String?) {
            guard let value, !value.isEmpty else { return }
            let label = name.isEmpty ? "" : name + ":"
            lines.append(label + String(repeating: " ", count: max(1, 16 - label.count)) + Printable.line(value))
        }
        let source = record["source"]
        lines.append("\(record["id"]?.text ?? "")  \(Printable.line(record["title"]?.text ?? ""))")
        add("State", "\(record["state"]?.text ?? "") since \(record["changed_at"]?.text ?? "")")
        if let reason = record["reason"], !reason.isNull {
            add("Why", "\(reason["message"]?.text ?? "") (\(reason["code"]?.text ?? ""))")
            add("What to do", reason["action"]?.text)
        }
        add("Unblocked by", record["unblocked_by"]?.text)
        add("Amount", amount(record))
        add(
            "Source",
            "\(source?["system"]?.text ?? "") \(source?["number"]?.text ?? "") "
                + "(\(source?["id"]?.text ?? ""), version \(source?["version"]?.integer ?? 0))"
        )
        add(
            "In the ERP",
            target(record).map {
                $0 + (record["erp_status"]?.text.map { ", \($0)" } ?? "")
                    + (record["adopted"]?.flag == true ? ", adopted" : "")
            })
        add("Also linked", record["links"]?["also_linked"]?.items?.compactMap(\.text).joined(separator: ", "))
        add("First seen", record["first_seen_at"]?.text)
        add("Due", record["due_at"]?.text)
        var text = lines.joined(separator: "\n") + "\n"
        text += section("Attempts", tries(record))
        text += section("What was posted", pretty(record["posted"]))
        text += section("Source as read", pretty(record["body"]))
        text += section("Audit trail", events(record))
        return text
    }

    /// One line on the record after a decision.
    static func decided(_ record: Record) -> String {
        let reason = record.reason.map { ": \($0.message)" } ?? ""
        return Printable.line("\(record.id) is \(record.state.rawValue)\(reason)")
    }

    static func amount(_ record: JSON) -> String {
        guard let amount = record["amount"]?.text else { return "" }
        return "\(amount) \(record["currency"]?.text ?? "")"
    }

    /// `Bill 000159`, or nil where nothing is linked.
    static func target(_ record: JSON) -> String? {
        guard let target = record["target"], let number = target["number"]?.text else { return nil }
        let type = target["type"]?.text ?? ""
        return type.isEmpty ? number : "\(type) \(number)"
    }

    private static func tries(_ record: JSON) -> String {
        (record["tries"]?.items ?? []).map { attempt in
            let end = attempt["ended_at"]?.text.map { " to \($0)" } ?? ""
            let message = attempt["message"]?.text.map { ": " + Printable.line($0) } ?? ""
            return "\(attempt["started_at"]?.text ?? "")\(end)  \(attempt["outcome"]?.text ?? "")\(message)\n"
                + (pretty(attempt["intent"]))
        }.joined(separator: "\n")
    }

    private static func events(_ record: JSON) -> String {
        (record["audit"]?.items ?? []).map { event in
            var text =
                "\(event["at"]?.text ?? "")  \(event["actor"]?.text ?? "")  "
                + "\(event["action"]?.text ?? "")  \(event["detail"]?.encoded() ?? "")"
            text = Printable.line(text)
            for part in ["request", "response"] {
                if let body = event[part]?.text {
                    text += "\n  \(part): " + Printable.block(body).replacingOccurrences(of: "\n", with: "\n  ")
                }
            }
            return text
        }.joined(separator: "\n")
    }

    private static func section(_ title: String, _ body: String) -> String {
        body.isEmpty ? "" : "\n\(title)\n\(body)\n"
    }

    private static func pretty(_ value: JSON?) -> String {
        guard let value, !value.isNull, value != [:] else { return "" }
        return Printable.block(value.encoded(pretty: true))
    }
}

/// Moments for a person.
enum Moments {
    /// `2026-07-02 18:04 UTC`, without seconds.
    static func short(_ text: String?) -> String? {
        guard let text, text.count >= 16, let date = Timestamp.parse(text) else { return nil }
        let written = Timestamp.format(date)
        return written.prefix(16).replacingOccurrences(of: "T", with: " ") + "Z"
    }
}
