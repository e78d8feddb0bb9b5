// The executable's entry: parses, runs one command, and turns whatever happens into an exit status.

import App
import ArgumentParser
import Core
import Foundation

@main
enum Entry {
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let status = await run(arguments)
        exit(status.rawValue)
    }

    /// Runs one command line.
    static func run(_ arguments: [String]) async -> ExitStatus {
        let wantsJSON = arguments.prefix { $0 != "--" }.contains("--json")
        let console = Console(json: wantsJSON)
        do {
            var command = try MLConnector.parseAsRoot(arguments)
            if let runnable = command as? any Command { return try await runnable.perform(console) }
            // A group of commands by itself, or `help`: both answer with a help text, which is thrown.
            try command.run()
            return .done
        } catch  where error is ErrorReport || !isParsing(error) {
            let report = ErrorReport(error)
            console.fail(report)
            return report.exit
        } catch {
            return parsing(error, console)
        }
    }

    /// Whether the error is of the command line itself: its help, its version, or a misuse.
    private static func isParsing(_ error: any Error) -> Bool {
        MLConnector.exitCode(for: error) != .failure
    }

    /// Help and version are answers; everything else is a misuse.
    private static func parsing(_ error: any Error, _ console: Console) -> ExitStatus {
        let text = MLConnector.fullMessage(for: error)
        if MLConnector.exitCode(for: error) == .success {
            console.print(["text": .string(text)], text)
            return .done
        }
        if console.json {
            console.fail(.usage(Printable.line(MLConnector.message(for: error)), "See `ml-connector --help`."))
        } else {
            console.note(Printable.block(text))
        }
        return .usage
    }
}

/// The whole of the command line.
struct MLConnector: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ml-connector",
        abstract:
            "Keeps Procurify and Acumatica in step: approved orders and bills into the ledger, "
            + "vendors and accounts back.",
        discussion:
            "Exit status: 0 done, 1 a check failed, 2 usage or configuration, 3 a system failed us, 4 store or key.",
        version: "0.1.0",
        subcommands: [],
        groupedSubcommands: [
            CommandGroup(
                name: "Set up",
                subcommands: [InitCommand.self, SecretCommand.self, PingCommand.self, MappingCommand.self]),
            CommandGroup(name: "Work", subcommands: [SyncCommand.self, ServeCommand.self, StatusCommand.self]),
            CommandGroup(
                name: "Records",
                subcommands: [
                    RecordsCommand.self, ReplayCommand.self, HoldCommand.self, IgnoreCommand.self, ResumeCommand.self,
                    LinkCommand.self,
                ]),
            CommandGroup(
                name: "Oversight",
                subcommands: [
                    AuditCommand.self, PauseCommand.self, UnpauseCommand.self, FreezeCommand.self, UnfreezeCommand.self,
                ]),
            CommandGroup(name: "Try out", subcommands: [SandboxCommand.self, DemoCommand.self]),
            CommandGroup(
                name: "Not available yet",
                subcommands: [
                    LoginCommand.self, ReleaseCommand.self, ReconcileCommand.self, BackupCommand.self,
                    RestoreCommand.self,
                    ConnectionCommand.self,
                ]),
        ])
}
