// Tables for a terminal.

import Core

/// Columns of text, aligned; amounts and counts stand on the right. Cells are made safe to show.
struct TextTable {
    enum Side { case left, right }

    private let columns: [(title: String, side: Side)]
    private var rows: [[String]] = []

    init(_ columns: [(title: String, side: Side)]) { self.columns = columns }

    mutating func add(_ cells: [String]) { rows.append(cells.map(Printable.line)) }

    /// The lines with a heading; empty where there are no rows.
    var text: String {
        guard !rows.isEmpty else { return "" }
        let all = [columns.map(\.title)] + rows
        let widths = columns.indices.map { column in all.map { Self.width($0[column]) }.max() ?? 0 }
        return all.map { cells in
            columns.indices.map { column in
                let gap = String(repeating: " ", count: widths[column] - Self.width(cells[column]))
                return columns[column].side == .left ? cells[column] + gap : gap + cells[column]
            }.joined(separator: "  ").trimmedEnd + "\n"
        }.joined()
    }

    /// Places on a terminal: East Asian characters take two.
    static func width(_ text: String) -> Int {
        text.reduce(0) { sum, character in
            let wide = character.unicodeScalars.contains { scalar in
                switch scalar.value {
                case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
                    0xFF00...0xFF60,
                    0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
                    true
                default: false
                }
            }
            return sum + (wide ? 2 : 1)
        }
    }

    /// The text cut to so many places, with a mark where it was cut.
    static func cut(_ text: String, to places: Int) -> String {
        guard width(text) > places else { return text }
        var kept = ""
        for character in text {
            guard width(kept) + width(String(character)) < places else { break }
            kept.append(character)
        }
        return kept + "…"
    }
}
