// `records`: lists records, and tells the whole story of one.

import App
import ArgumentParser
import Core
import Engine
import Foundation

struct RecordsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "records", abstract: "List records, or tell the whole story of one.",
        subcommands: [RecordsList.self, RecordsShow.self], defaultSubcommand: RecordsList.self)
}

struct RecordsList: Command {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List records, newest change first.", aliases: [])

    @Option(help: ArgumentHelp("Only this flow.", valueName: "flow")) var flow: String?
    @Option(help: ArgumentHelp("Only this state; may be given several times.", valueName: "state")) var state:
        [String] = []
    @Option(help: ArgumentHelp("In title, key or number, anywhere.", valueName: "text")) var search: String?
    @Option(help: ArgumentHelp("How many at a time.", valueName: "n")) var limit = 100
    @Option(help: ArgumentHelp("Go on behind a former answer's `next`.", valueName: "next")) var after: String?
    @OptionGroup var global: GlobalOptions
    @OptionGroup var chosen: ConnectionOption

    func perform(_ console: Console) async throws -> ExitStatus {
        let world = try World.open(global.chosenHome)
        let operations = world.operations
        var query = RecordQuery()
        if chosen.connection != nil { query.connection = try chosen.one(world.settings).name }
        query.flow = try flow.map(operations.flow)
        query.states = try state.map(operations.state)
        query.search = search
        query.limit = limit
        query.after = after
        let document = try await operations.records(query)
        console.print(document, RecordText.list(document))
        return .done
    }
}

struct RecordsShow: Command {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "State, why, who can unblock it, attempts, bodies, links, audit events.")

    @Argument(help: "For instance acme/bills/613.") var id: String
    @OptionGroup var global: GlobalOptions
    @OptionGroup var chosen: ConnectionOption

    func perform(_ console: Console) async throws -> ExitStatus {
        let world = try World.open(global.chosenHome)
        let id = try chosen.checked(world.operations.recordID(id))
        let document = try await world.operations.show(id)
        console.print(document, RecordText.story(document))
        return .done
    }
}
