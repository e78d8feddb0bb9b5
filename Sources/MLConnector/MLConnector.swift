// The executable's entry: declares the commands.
import ArgumentParser

@main
struct MLConnector: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "ml-connector")
}
