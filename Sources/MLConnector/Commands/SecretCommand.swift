// `secret`: stores secrets sealed, and lists their names.

import App
import ArgumentParser
import Core
import Foundation

struct SecretCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret", abstract: "Store secrets sealed.",
        subcommands: [SecretSet.self, SecretList.self, SecretRotateKey.self])
}

struct SecretSet: Command {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Read a secret from standard input (hidden on a terminal) and store it sealed.")

    @Argument(help: "For instance acme.acumatica.password.") var name: String
    @OptionGroup var global: GlobalOptions

    func perform(_ console: Console) async throws -> ExitStatus {
        let drawer = try await SecretDrawer.open(global.chosenHome, effects: .live())
        try drawer.check(name)
        let secret = try SecretPrompt.read(name, console)
        try await drawer.set(name, to: secret)
        console.print(["name": .string(name), "stored": true], "Stored \(name), sealed.")
        return .done
    }
}

struct SecretList: Command {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Names and dates of the secrets, nothing else.")

    @OptionGroup var global: GlobalOptions

    func perform(_ console: Console) async throws -> ExitStatus {
        let document = try await SecretDrawer.open(global.chosenHome, effects: .live()).list()
        var table = TextTable([("NAME", .left), ("SET", .left), ("CHANGED", .left)])
        for entry in document["secrets"]?.items ?? [] {
            table.add(["name", "created_at", "updated_at"].map { entry[$0]?.text ?? "" })
        }
        console.print(document, table.text.isEmpty ? "No secret is stored." : table.text)
        return .done
    }
}
