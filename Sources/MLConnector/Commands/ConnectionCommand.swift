// `connection`: accepts that a home talks to another system, or lives elsewhere.

import App
import ArgumentParser
import Core
import Engine

struct ConnectionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connection", abstract: "What a connection is bound to.", subcommands: [ConnectionRebind.self])
}

struct ConnectionRebind: Command {
    static let configuration = CommandConfiguration(
        commandName: "rebind",
        abstract: "Accept that a home now talks to another system or lives on another machine.",
        discussion:
            "A home that was moved goes on as it was. Beside the home that it was copied from, use --as-copy: the copy becomes an installation of its own, and its secrets are dropped."
    )

    @Argument(help: "The connection.") var name: String
    @Flag(help: "This is a copy: a new installation, without secrets.") var asCopy = false
    @OptionGroup var global: GlobalOptions

    func perform(_ console: Console) async throws -> ExitStatus {
        let world = try World.open(global.chosenHome)
        guard let connection = world.settings.connection(name) else {
            throw OperationRefused(
                code: "unknown-connection", message: "There is no connection `\(Printable.line(name))`.",
                action: "Choose one of \(world.settings.connections.map(\.name).joined(separator: ", ")).")
        }
        let document = try await world.rebind(connection, asCopy: asCopy)
        let systems = document["systems"]
        let words =
            "\(name) is bound to Procurify at \(systems?["procurify"]?.text ?? "") and Acumatica at "
            + "\(systems?["acumatica"]?.text ?? ""), tenant \(Printable.line(systems?["tenant"]?.text ?? ""))."
        let copy =
            " This home is installation \(document["installation"]?.text ?? "") now; store its secrets with `secret set`."
        console.print(document, asCopy ? words + copy : words)
        return .done
    }
}
