// `serve`: the scheduler, until SIGTERM.

import App
import ArgumentParser
import Core
import Engine
import Foundation

struct ServeCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run every flow on its schedule until SIGTERM; then finish what is being settled.")

    @Option(help: ArgumentHelp("Not available yet.", visibility: .hidden)) var host: String?
    @Option(help: ArgumentHelp("Not available yet.", visibility: .hidden)) var port: String?
    @OptionGroup var global: GlobalOptions
    @OptionGroup var chosen: ConnectionOption

    func perform(_ console: Console) async throws -> ExitStatus {
        if host != nil { throw ErrorReport.notYet("`serve --host`") }
        if port != nil { throw ErrorReport.notYet("`serve --port`") }
        let world = try World.open(global.chosenHome)
        return try await world.closing {
            let connections = try chosen.all(world.settings)
            let stop = StopSignal()
            let scheduler = try await world.scheduler(connections, log: Logs.service(), stop: stop)
            let names = connections.map(\.name)
            console.print(
                [
                    "serving": .array(names.map(JSON.string)),
                    "process": .integer(Int(ProcessInfo.processInfo.processIdentifier)),
                ],
                "Serving \(names.joined(separator: ", ")). Stop with SIGTERM.")
            try await Stopping.whileListening(stop) { await scheduler.run() }
            return .done
        }
    }
}
