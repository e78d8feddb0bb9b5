// `demo`: a temporary home, the sandbox, a full sync, a second one, and a summary for a person.

import App
import ArgumentParser
import Core
import Engine
import Foundation
import Sandbox

struct DemoCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "See it work: a simulated firm, two syncs, and what came of them.")

    @Option(help: ArgumentHelp("The same seed gives the same firm.", valueName: "n")) var seed: UInt64 = 1
    @Flag(help: "Keep the home to look around in it; without this it is removed at the end.") var keep = false
    @OptionGroup var global: GlobalOptions

    func perform(_ console: Console) async throws -> ExitStatus {
        let folder = try chosenFolder()
        let stop = StopSignal()
        do {
            let status = try await Stopping.whileListening(stop) { try await run(console, folder: folder, stop: stop) }
            if !keep { remove(folder) }
            return status
        } catch {
            if !keep { remove(folder) }
            throw error
        }
    }

    private func chosenFolder() throws -> String {
        if let named = global.home {
            guard keep else {
                throw ErrorReport.usage(
                    "The home of a demonstration is removed at its end.", "Add `--keep`, or leave `--home` out.")
            }
            return Home.chosen(option: named).path
        }
        return FileManager.default.temporaryDirectory.path + "/ml-connector-demo-" + Effects.live().newID(10)
    }

    private func run(_ console: Console, folder: String, stop: StopSignal) async throws -> ExitStatus {
        var options = SandboxOptions()
        options.seed = seed
        let sandbox = try Sandbox(options: options)
        try await sandbox.start()
        let result: Result<ExitStatus, any Error>
        do { result = .success(try await work(console, sandbox, folder, stop)) } catch { result = .failure(error) }
        await sandbox.stop()
        return try result.get()
    }

    private func work(_ console: Console, _ sandbox: Sandbox, _ folder: String, _ stop: StopSignal) async throws
        -> ExitStatus
    {
        if !console.json { console.write("A simulated engineering firm: Procurify and Acumatica on loopback ports.\n") }
        let home = Home(path: folder)
        let firm = try DemoHome(description: sandbox.description)
        try await HomeSetup(home: home, effects: .live()).make(configuration: firm.configuration)
        let drawer = try await SecretDrawer.open(home, effects: .live())
        for (name, secret) in firm.secrets { try await drawer.set(name, to: secret) }

        let world = try World.open(home)
        return try await world.closing {
            let progress = Engine.Progress.onTerminal(console)
            let session = SyncSession(
                world: world, options: SyncOptions(), progress: progress, stop: stop, log: Logs.command())
            let connections = world.settings.connections
            let first = try await session.run(connections)
            console.clearProgress()
            if !console.json {
                console.write("\nFirst sync\n\n" + SyncStory(world: world, result: first, dryRun: false).counts())
            }
            let second = try await session.run(connections)
            console.clearProgress()
            let summary = DemoSummary(world: world, first: first, second: second, home: keep ? folder : nil)
            let report = try await summary.gather()
            console.print(report.document, report.text)
            return first.status == .done ? second.status : first.status
        }
    }

    /// Only what this command made itself: a folder of its own name, or the one that a person named (which is kept).
    private func remove(_ folder: String) {
        do { try FileManager.default.removeItem(atPath: folder) } catch {
            // It was never made, or is gone already.
            return
        }
    }
}
