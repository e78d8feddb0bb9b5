// `sync`: runs the flows once.

import App
import ArgumentParser
import Core
import Engine
import Foundation

struct SyncCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Run the flows once, in dependency order.",
        discussion: """
            Ends when nothing is due now. What is left unconfirmed, waiting or held is no error;
            see `status` and `records`.
            """)

    @Option(help: ArgumentHelp("Only this flow; may be given several times.", valueName: "flow")) var flow: [String] =
        []
    @Flag(help: "Read both systems, send nothing, keep nothing, and show the exact bodies.") var dryRun = false
    @Option(
        help: ArgumentHelp("Read again everything modified since this day; never widens start_date.", valueName: "date")
    )
    var since: String?
    @Option(
        defaultAsFlag: "",
        help: ArgumentHelp("Stay until no record is unconfirmed, for at most this long.", valueName: "duration"))
    var wait: String?
    @OptionGroup var global: GlobalOptions
    @OptionGroup var chosen: ConnectionOption

    func perform(_ console: Console) async throws -> ExitStatus {
        let world = try World.open(global.chosenHome)
        return try await world.closing {
            let options = try options(world.operations)
            let connections = try chosen.all(world.settings)
            let stop = StopSignal()
            let progress = Engine.Progress.onTerminal(console)
            let session = SyncSession(
                world: world, options: options, progress: progress, stop: stop, log: Logs.command())
            let result = try await Stopping.whileListening(stop) { try await session.run(connections) }
            console.clearProgress()
            let story = console.json ? "" : try await SyncStory(world: world, result: result, dryRun: dryRun).text()
            console.print(result.document, story)
            return result.status
        }
    }

    private func options(_ operations: Operations) throws -> SyncOptions {
        var options = SyncOptions()
        options.flows = try flow.map(operations.flow)
        options.dryRun = dryRun
        if let since {
            guard let date = CalendarDate(since) else {
                throw ErrorReport.usage("`\(Printable.line(since))` is no date.", "Write `--since 2026-07-01`.")
            }
            options.since = date
        }
        if let wait {
            guard let seconds = wait.isEmpty ? Double.infinity : DurationText.seconds(wait) else {
                throw ErrorReport.usage(
                    "`\(Printable.line(wait))` is no duration.", "Write `--wait`, or for instance `--wait 20m`.")
            }
            options.waitSeconds = seconds
        }
        return options
    }
}
