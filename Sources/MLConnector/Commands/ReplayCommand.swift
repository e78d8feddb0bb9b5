// `replay`: shows what would be sent, then makes records due.

import App
import ArgumentParser
import Core
import Engine
import Foundation

struct ReplayCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Show what would be sent, what is unchanged, what exists; then make the records due.",
        discussion: "A record whose ERP document is gone is held; only --recreate with --reason posts it anew.")

    @Argument(help: ArgumentHelp("Records, for instance acme/bills/613.", valueName: "id")) var ids: [String] = []
    @Option(help: ArgumentHelp("All records of this flow.", valueName: "flow")) var flow: String?
    @Option(help: ArgumentHelp("Of these only those in this state.", valueName: "state")) var state: [String] = []
    @Flag(help: "All records.") var all = false
    @Flag(help: "Only show.") var dryRun = false
    @Flag(help: "Post documents anew that are gone in the ERP.") var recreate = false
    @Option(help: ArgumentHelp("Why they are posted anew.", valueName: "text")) var reason: String?
    @OptionGroup var global: GlobalOptions
    @OptionGroup var chosen: ConnectionOption

    func perform(_ console: Console) async throws -> ExitStatus {
        let world = try World.open(global.chosenHome)
        return try await world.closing {
            let (options, connections) = try scope(world)
            var total = JSONObject()
            for connection in connections {
                let document = try await world.leased(connection, remember: false) { link in
                    try await world.operations.replay(options, link: link)
                }
                total = Self.sum(total, document)
            }
            console.print(.object(total), text(.object(total)))
            return .done
        }
    }

    private func scope(_ world: World) throws -> (ReplayOptions, [ConnectionSettings]) {
        guard [!ids.isEmpty, flow != nil, all].filter({ $0 }).count == 1 else {
            throw ErrorReport.usage("It is not clear what to replay.", "Name record IDs, or `--flow FLOW`, or `--all`.")
        }
        guard recreate == (reason != nil) else {
            throw ErrorReport.usage("`--recreate` and `--reason TEXT` belong together.", "Give both, or neither.")
        }
        guard ids.isEmpty || state.isEmpty else {
            throw ErrorReport.usage("`--state` chooses among the records of a flow.", "Leave it out beside record IDs.")
        }
        var options = ReplayOptions()
        options.flow = try flow.map(world.operations.flow)
        options.states = try state.map(world.operations.state)
        options.ids = try ids.map { try chosen.checked(world.operations.recordID($0)) }
        options.dryRun = dryRun
        options.recreateReason = reason
        if ids.isEmpty { return (options, try chosen.all(world.settings)) }
        let names = Set(options.ids.map(\.connection))
        return (options, world.settings.connections.filter { names.contains($0.name) })
    }

    private static func sum(_ total: JSONObject, _ more: JSON) -> JSONObject {
        var total = total
        for member in more.object?.members ?? [] {
            switch (total[member.key], member.value) {
            case (.number?, .number):
                total[member.key] = .integer((total[member.key]?.integer ?? 0) + (member.value.integer ?? 0))
            case (.array(let items)?, .array(let others)): total[member.key] = .array(items + others)
            default: total[member.key] = member.value
            }
        }
        return total
    }

    private func text(_ document: JSON) -> String {
        var lines = ""
        for record in document["records"]?.items ?? [] {
            let outcome = (record["outcome"]?.text ?? "").replacingOccurrences(of: "_", with: " ")
            let target = record["target"].flatMap { target in
                target["number"]?.text.map { "\(target["type"]?.text ?? "") \($0)" }
            }
            let what = record["summary"]?.text ?? record["reason"]?["message"]?.text ?? target ?? ""
            lines += "\(record["id"]?.text ?? ""): \(outcome). \(Printable.line(what))\n"
            if let request = record["request"], !request.isNull, dryRun {
                lines += Printable.block(request.encoded(pretty: true)) + "\n"
            }
        }
        let counts = (document.object?.members ?? []).compactMap { member in
            member.value.integer.flatMap {
                $0 > 0 ? "\(member.key.replacingOccurrences(of: "_", with: " ")) \($0)" : nil
            }
        }
        lines += counts.isEmpty ? "Nothing matched." : counts.joined(separator: ", ") + "."
        let due = (document["matched"]?.integer ?? 0) - (document["ignored"]?.integer ?? 0)
        return lines + (dryRun || due == 0 ? "" : "\nDue now: \(due); run `sync`.")
    }
}
