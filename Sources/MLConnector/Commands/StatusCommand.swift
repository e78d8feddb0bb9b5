// `status`: where every connection and flow stands.

import App
import ArgumentParser
import Core
import Engine
import Foundation

struct StatusCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Last and next runs, counts by state, what waits longest, money held.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var chosen: ConnectionOption

    func perform(_ console: Console) async throws -> ExitStatus {
        let world = try World.open(global.chosenHome)
        // A home without a connection is empty, and no mistake.
        let empty = chosen.connection == nil && world.settings.connections.isEmpty
        let connections = empty ? [] : try chosen.all(world.settings)
        let document = try await world.operations.status(connections.map(world.statusScope))
        let text = (document["connections"]?.items ?? []).map(Self.text).joined(separator: "\n")
        console.print(document, text.isEmpty ? "No connection is configured." : text)
        return .done
    }

    private static func text(_ connection: JSON) -> String {
        var lines = "\(connection["name"]?.text ?? "")\n"
        if let frozen = connection["frozen"], !frozen.isNull {
            let message = Printable.line(frozen["message"]?.text ?? "Posting is stopped.")
            lines +=
                "  POSTING IS STOPPED since \(frozen["since"]?.text ?? "?"): "
                + Sentences.joined(message, frozen["action"]?.text ?? "") + "\n"
        }
        var table = TextTable([
            ("FLOW", .left), ("LAST RUN", .left), ("NEXT RUN", .left), ("PENDING", .right), ("UNCONF.", .right),
            ("POSTED", .right), ("WAITING", .right), ("HELD", .right), ("SKIPPED", .right), ("IGNORED", .right),
            ("MONEY HELD", .left),
        ])
        let flows = connection["flows"]?.items ?? []
        for flow in flows { table.add(row(flow)) }
        lines += table.text
        for flow in flows {
            if let run = flow["last_run"], run["ok"]?.flag == false {
                lines +=
                    "  \(flow["flow"]?.text ?? ""): the last run failed: "
                    + Printable.line(run["message"]?.text ?? "?") + "\n"
            }
            if let oldest = flow["oldest_waiting"], !oldest.isNull {
                let reason = oldest["reason"]?["message"]?.text ?? ""
                lines +=
                    "  waiting longest: \(oldest["id"]?.text ?? "") since \(oldest["since"]?.text ?? ""): "
                    + Printable.line(reason) + "\n"
            }
        }
        return lines
    }

    private static func row(_ flow: JSON) -> [String] {
        func count(_ state: String) -> String { String(flow["counts"]?[state]?.integer ?? 0) }
        let paused = flow["paused"].map { !$0.isNull } ?? false
        let held = (flow["money_held"]?.object?.members ?? []).map { "\($0.value.text ?? "") \($0.key)" }
        let posting = (flow["counts"]?["unconfirmed"]?.integer ?? 0) + (flow["counts"]?["posting"]?.integer ?? 0)
        return [
            flow["flow"]?.text ?? "", Moments.short(flow["last_run"]?["at"]?.text) ?? "never",
            paused ? "paused" : Moments.short(flow["next_run_at"]?.text) ?? "-", count("pending"), String(posting),
            count("posted"), count("waiting"), count("held"), count("skipped"), count("ignored"),
            held.joined(separator: ", "),
        ]
    }
}
