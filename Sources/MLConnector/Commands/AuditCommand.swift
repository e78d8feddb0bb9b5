// `audit`: checks the hash chain and writes it out.

import App
import ArgumentParser
import Core
import Engine
import Foundation

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Check the audit trail, or write it out.",
        subcommands: [AuditVerify.self, AuditExport.self])
}

struct AuditVerify: Command {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check the hash chain; names the first event that is bad.")

    @OptionGroup var global: GlobalOptions

    func perform(_ console: Console) async throws -> ExitStatus {
        let document = try await World.open(global.chosenHome).operations.verifyAudit()
        let events = document["events"]?.integer ?? 0
        guard document["ok"]?.flag == true else {
            let bad = document["first_bad"]?.integer ?? 0
            console.print(
                document,
                "The audit trail is BROKEN: event \(bad) was changed, removed or put in.\n"
                    + "\(events) events before it are sound."
            )
            return .check
        }
        console.print(document, "The audit trail is sound: \(events) events.")
        return .done
    }
}

struct AuditExport: Command {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write every event to standard output.")

    @Option(help: "csv or jsonl.") var format: String = "csv"
    @OptionGroup var global: GlobalOptions

    func perform(_ console: Console) async throws -> ExitStatus {
        guard let chosen = AuditFormat(rawValue: format), chosen != .json else {
            throw ErrorReport.usage(
                "`\(Printable.line(format))` is no format.", "Write `--format csv` or `--format jsonl`.")
        }
        let operations = try World.open(global.chosenHome).operations
        try await operations.exportAudit(console.json ? .json : chosen) { console.write($0) }
        return .done
    }
}
