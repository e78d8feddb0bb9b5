// The findings as a table for people, or as JSON for programs.

import Foundation

enum Report {
    static func json(_ findings: Findings) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return String(decoding: try encoder.encode(findings), as: UTF8.self) + "\n"
    }

    static func table(_ findings: Findings) -> String {
        let perBill = findings.perBill
        let apart = perBill.apart.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        var text = "\(findings.binary) (\(findings.build))\n\n"
        text += "Acumatica requests per newly posted bill: \(number(perBill.perBill, 3)) (at most \(perBill.bound))\n"
        text += "  \(perBill.requests) requests for \(perBill.bills) bills; apart: \(apart)\n\n"
        text += columns(
            [["sync", "created", "wall s", "CPU s", "peak MB"]]
                + findings.syncs.map { sync in
                    [
                        sync.name, String(sync.created), number(sync.usage.wallSeconds, 2),
                        number(sync.usage.cpuSeconds, 2), number(sync.usage.peakMegabytes, 0),
                    ]
                }, left: 1)
        text += "\n"
        text += columns(
            [["idle sync", "system", "list", "pages", "requests", "at most"]]
                + findings.idle.map { list in
                    [
                        list.sync, list.system, list.entity, String(list.pages), String(list.requests),
                        String(list.bound),
                    ]
                }, left: 3)
        text += "\n" + (findings.missed.isEmpty ? "All bounds kept." : "Missed:")
        text += findings.missed.map { "\n  \($0)" }.joined() + " (\(Int(findings.seconds)) s)\n"
        return text
    }

    private static func number(_ value: Double, _ digits: Int) -> String {
        let scale = (0..<digits).reduce(1) { scale, _ in scale * 10 }
        let scaled = Int((value * Double(scale)).rounded())
        guard digits > 0 else { return String(scaled) }
        let fraction = String(scaled % scale)
        return "\(scaled / scale)." + String(repeating: "0", count: digits - fraction.count) + fraction
    }

    /// Lines up cells; the first `left` columns start on the left, the others end on the right.
    private static func columns(_ rows: [[String]], left: Int) -> String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - cell.count)
                return column < left ? cell + space : space + cell
            }.joined(separator: "  ") + "\n"
        }.joined()
    }
}
