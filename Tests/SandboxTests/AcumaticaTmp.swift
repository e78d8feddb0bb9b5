import Testing
import Foundation
@testable import Sandbox
@Suite struct Tmp {
    @Test func dump() throws {
        var out = ""
        for (system, list) in [("Acumatica", acumaticaActions), ("Procurify", procurifyActions)] {
            out += "### \(system)\n\n| Action | What a person does | Fields |\n|---|---|---|\n"
            for action in list.sorted(by: { $0.name < $1.name }) {
                let fields = action.fields.map { "`\($0.name)`\($0.required ? "" : "?") \($0.meaning)" }.joined(separator: "; ")
                out += "| `\(action.name)` | \(action.meaning) | \(fields.isEmpty ? "none" : fields) |\n"
            }
            out += "\n"
        }
        out += "READINGS\n"
        for rule in Readings.rules { out += "| `\(rule.name)` | \(rule.values.map { "`\($0)`" }.joined(separator: ", ")) | \(rule.meaning) |\n" }
        try out.write(toFile: "/tmp/sbacu-guide.md", atomically: true, encoding: .utf8)
    }
}
