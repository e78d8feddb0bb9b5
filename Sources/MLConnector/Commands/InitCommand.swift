// `init`: makes a home.

import App
import ArgumentParser
import Core
import Foundation

struct InitCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a home: a commented ml-connector.yaml, a key, an empty store.")

    @OptionGroup var global: GlobalOptions

    func perform(_ console: Console) async throws -> ExitStatus {
        let home = global.chosenHome
        try await HomeSetup(home: home, effects: .live()).make()
        console.print(
            ["home": .string(home.path), "configuration": .string(home.configuration)],
            """
            Made a home in \(Printable.line(home.path)).

            Next:
              1. Fill in \(Printable.line(home.configuration)).
              2. Store the secrets: ml-connector secret set <connection>.procurify.client_secret, and so on.
              3. ml-connector ping
              4. ml-connector sync --dry-run
            Keep a copy of the key file in another place: without it the stored secrets cannot be opened.
            """)
        return .done
    }
}
