// `ping`: tests both sides and says what works.

import App
import ArgumentParser
import Core
import Foundation

struct PingCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "ping",
        abstract: "Test both systems: reached, signed in as whom, tenant, build, endpoint, rights, clock.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var chosen: ConnectionOption

    func perform(_ console: Console) async throws -> ExitStatus {
        let world = try World.open(global.chosenHome)
        return try await world.closing {
            var connections: [JSON] = []
            var text = ""
            var ok = true
            for connection in try chosen.all(world.settings) {
                let report = try await world.ping(connection)
                ok = ok && report.ok
                connections.append(report.document)
                text += Self.text(report)
            }
            console.print(["connections": .array(connections), "ok": .bool(ok)], text)
            return ok ? .done : .system
        }
    }

    private static func text(_ report: PingReport) -> String {
        var lines = ["\(report.connection):"]
        for (system, ok, checks) in report.systems {
            lines.append("  \(system == "procurify" ? "Procurify" : "Acumatica"): \(ok ? "ok" : "NOT WORKING")")
            for check in checks {
                let mark = check.ok ? "ok     " : PingReport.isWarning(check.name) ? "warning" : "FAILED "
                lines.append("    \(mark)  \(Printable.line(check.name)): \(Printable.line(check.message))")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
