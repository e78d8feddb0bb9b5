// What every command has: the home, the form of its output, and how it begins.

import App
import ArgumentParser
import Core
import Engine
import Foundation

/// One command. It prints its own document, or throws.
protocol Command: ParsableCommand {
    func perform(_ console: Console) async throws -> ExitStatus
}

/// The options of every command.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The home: configuration, store and key.", discussion: "Default: ML_CONNECTOR_HOME, else ~/.ml-connector.",
            valueName: "dir"))
    var home: String?

    @Flag(help: "Print one JSON document on standard output, and nothing else there.")
    var json = false

    var chosenHome: Home { Home.chosen(option: home) }
}

/// Which connection a command works on.
struct ConnectionOption: ParsableArguments {
    @Option(help: ArgumentHelp("The connection, where there are several.", valueName: "name"))
    var connection: String?

    /// The connections that are meant: the one that was named, or all.
    func all(_ settings: Settings) throws -> [ConnectionSettings] {
        guard let connection else {
            guard !settings.connections.isEmpty else {
                throw ErrorReport(
                    exit: .usage, code: "no-connection", message: "The configuration has no connection.",
                    action: "Add one below `connections:` in ml-connector.yaml.")
            }
            return settings.connections
        }
        return [try named(connection, settings)]
    }

    /// The one connection that is meant.
    func one(_ settings: Settings) throws -> ConnectionSettings {
        let all = try all(settings)
        guard let only = all.first, all.count == 1 else {
            throw ErrorReport.usage(
                "There are several connections: \(all.map(\.name).joined(separator: ", ")).",
                "Choose one with `--connection NAME`.")
        }
        return only
    }

    /// The ID, where a name that was given beside it fits.
    func checked(_ id: RecordID) throws -> RecordID {
        guard let connection, connection != id.connection else { return id }
        throw ErrorReport.usage(
            "The record \(id) does not belong to the connection \(Printable.line(connection)).",
            "Leave `--connection` out.")
    }

    private func named(_ name: String, _ settings: Settings) throws -> ConnectionSettings {
        if let found = settings.connection(name) { return found }
        let known = settings.connections.map(\.name).joined(separator: ", ")
        throw ErrorReport(
            exit: .usage, code: "unknown-connection", message: "There is no connection `\(Printable.line(name))`.",
            action: known.isEmpty ? "Add it to ml-connector.yaml." : "Choose one of \(known).")
    }
}

/// A command that is known and not there yet; it takes whatever it is given.
protocol LaterCommand: Command {
    static var words: String { get }
}

extension LaterCommand {
    func perform(_ console: Console) async throws -> ExitStatus { throw ErrorReport.notYet("`\(Self.words)`") }
}
