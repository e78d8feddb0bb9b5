// `mapping`: the lookup tables of a connection.

import App
import ArgumentParser
import Core
import Engine
import Foundation

struct MappingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mapping", abstract: "The lookup tables of a connection.",
        subcommands: [
            MappingList.self, MappingSet.self, MappingRemove.self, MappingAccept.self, MappingExport.self,
            MappingImport.self,
            MappingCoverage.self,
        ])
}

struct MappingList: Command {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List entries and proposals.")

    @Argument(help: "Only this table.") var table: String?
    @OptionGroup var global: GlobalOptions
    @OptionGroup var chosen: ConnectionOption

    func perform(_ console: Console) async throws -> ExitStatus {
        let world = try World.open(global.chosenHome)
        let connection = try chosen.one(world.settings).name
        let document = try await world.operations.mappings(connection: connection, table: table)
        var text = TextTable([("TABLE", .left), ("FROM", .left), ("TO", .left), ("", .left)])
        for row in document["mappings"]?.items ?? [] {
            let proposed = row["proposed"]?.flag == true ? "proposed: mapping accept \(row["id"]?.text ?? "")" : ""
            text.add([row["table"]?.text ?? "", row["from"]?.text ?? "", row["to"]?.text ?? "", proposed])
        }
        console.print(document, text.text.isEmpty ? "There is no entry." : text.text)
        return .done
    }
}

struct MappingSet: Command {
    static let configuration = CommandConfiguration(commandName: "set", abstract: "Set an entry.")

    @Argument(help: "vendor, account, subaccount, branch, charge, terms or currency.") var table: String
    @Argument(help: "What Procurify says.") var from: String
    @Argument(help: "What Acumatica calls it.") var to: String
    @OptionGroup var global: GlobalOptions
    @OptionGroup var chosen: ConnectionOption

    func perform(_ console: Console) async throws -> ExitStatus {
        let world = try World.open(global.chosenHome)
        let connection = try chosen.one(world.settings).name
        let row = try await world.operations.setMapping(connection: connection, table: table, from: from, to: to)
        console.print(row, "Set \(Printable.line(table)): \(Printable.line(from)) is \(Printable.line(to)).")
        return .done
    }
}

struct MappingRemove: Command {
    static let configuration = CommandConfiguration(commandName: "remove", abstract: "Remove an entry or a proposal.")

    @Argument(help: "The table.") var table: String
    @Argument(help: "What Procurify says.") var from: String
    @OptionGroup var global: GlobalOptions
    @OptionGroup var chosen: ConnectionOption

    func perform(_ console: Console) async throws -> ExitStatus {
        let world = try World.open(global.chosenHome)
        let connection = try chosen.one(world.settings).name
        let row = try await world.operations.removeMapping(connection: connection, table: table, from: from)
        console.print(row, "Removed \(Printable.line(from)) from \(Printable.line(table)).")
        return .done
    }
}

struct MappingAccept: Command {
    static let configuration = CommandConfiguration(commandName: "accept", abstract: "Confirm proposals.")

    @Argument(help: "A proposal (vendor/17) or the record that it settles (acme/vendors/V0012).") var id: String?
    @Flag(help: "Confirm every proposal that leaves no doubt.") var unambiguous = false
    @OptionGroup var global: GlobalOptions
    @OptionGroup var chosen: ConnectionOption

    func perform(_ console: Console) async throws -> ExitStatus {
        guard unambiguous != (id != nil) else {
            throw ErrorReport.usage("It is not clear what to accept.", "Name one proposal, or `--unambiguous`.")
        }
        let world = try World.open(global.chosenHome)
        let operations = world.operations
        let document: JSON
        if let id {
            let connection = try connection(of: id, world)
            document = try await operations.acceptMapping(connection: connection, id: id)
        } else {
            document = try await operations.acceptUnambiguousMappings(connection: chosen.one(world.settings).name)
        }
        let accepted = document["accepted"]?.items ?? []
        let lines = accepted.map { row in
            Printable.line("\(row["table"]?.text ?? ""): \(row["from"]?.text ?? "") is \(row["to"]?.text ?? "")")
        }
        console.print(
            document, accepted.isEmpty ? "There was nothing to accept." : "Accepted:\n" + lines.joined(separator: "\n"))
        return .done
    }

    /// A record's ID names its connection.
    private func connection(of id: String, _ world: World) throws -> String {
        if chosen.connection == nil, let record = RecordID(id), let named = world.settings.connection(record.connection)
        {
            return named.name
        }
        return try chosen.one(world.settings).name
    }
}
