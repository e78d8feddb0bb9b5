// A person's decisions: hold, ignore, resume, link.

import App
import ArgumentParser
import Core
import Engine
import Foundation

struct HoldCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Keep a record back until it is resumed.")

    @Argument(help: "For instance acme/bills/613.") var id: String
    @OptionGroup var global: GlobalOptions
    @OptionGroup var chosen: ConnectionOption

    func perform(_ console: Console) async throws -> ExitStatus {
        let operations = try World.open(global.chosenHome).operations
        let record = try await operations.hold(chosen.checked(operations.recordID(id)))
        console.print(record.document, RecordText.decided(record))
        return .done
    }
}

struct IgnoreCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "ignore", abstract: "Leave a record for good, with a reason.")

    @Argument(help: "For instance acme/bills/613.") var id: String
    @Option(help: ArgumentHelp("Why, for whoever reads the audit trail.", valueName: "text")) var reason: String
    @OptionGroup var global: GlobalOptions
    @OptionGroup var chosen: ConnectionOption

    func perform(_ console: Console) async throws -> ExitStatus {
        let operations = try World.open(global.chosenHome).operations
        let record = try await operations.ignore(
            chosen.checked(operations.recordID(id)), reason: reason)
        console.print(record.document, RecordText.decided(record))
        return .done
    }
}

struct ResumeCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Make a held, waiting, skipped or ignored record due again.")

    @Argument(help: "For instance acme/bills/613.") var id: String
    @Flag(help: "It is another invoice: post it with the next free number (/2, /3 …) behind its reference.")
    var notADuplicate = false
    @OptionGroup var global: GlobalOptions
    @OptionGroup var chosen: ConnectionOption

    func perform(_ console: Console) async throws -> ExitStatus {
        let world = try World.open(global.chosenHome)
        let id = try chosen.checked(world.operations.recordID(id))
        guard notADuplicate else {
            let record = try await world.operations.resume(id)
            console.print(record.document, RecordText.decided(record))
            return .done
        }
        let (record, summary) = try await world.operations.resumeAsNew(id, flow: world.flow(of: id))
        let document = record.document.setting("reference_suffix", to: record.decisions["reference_suffix"] ?? .null)
            .setting("summary", to: .string(summary))
        console.print(document, "Will be posted: \(Printable.line(summary))\n" + RecordText.decided(record))
        return .done
    }
}

struct LinkCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "link", abstract: "Link a record to a document that is there already.")

    @Argument(help: "For instance acme/bills/613.") var id: String
    @Argument(
        help: "Bill/000159, Normal/000050; for a vendor its id in Procurify, for an account its code there.")
    var target: String
    @OptionGroup var global: GlobalOptions
    @OptionGroup var chosen: ConnectionOption

    func perform(_ console: Console) async throws -> ExitStatus {
        let world = try World.open(global.chosenHome)
        return try await world.closing {
            let id = try chosen.checked(world.operations.recordID(id))
            guard let connection = world.settings.connection(id.connection) else {
                throw ErrorReport.notYet("this connection")
            }
            let record = try await world.leased(connection, remember: false) { link in
                guard let flow = link.flows.first(where: { $0.name == id.flow }) else {
                    throw ErrorReport.notYet("this flow")
                }
                return try await world.operations.link(id, to: target, flow: flow)
            }
            console.print(record.document, RecordText.decided(record))
            return .done
        }
    }
}
