// Stopping and starting: pause, unpause, freeze, unfreeze.

import App
import ArgumentParser
import Core
import Engine
import Foundation

struct PauseCommand: Command {
    static let configuration = CommandConfiguration(commandName: "pause", abstract: "Stop a flow.")

    @Argument(help: "The flow.") var flow: String
    @OptionGroup var global: GlobalOptions
    @OptionGroup var chosen: ConnectionOption

    func perform(_ console: Console) async throws -> ExitStatus {
        try await Switching(global: global, chosen: chosen, console: console).turn { operations, names in
            try await operations.pause(operations.flow(flow), connections: names)
        } said: {
            "\($0): \(flow) is paused."
        }
    }
}

struct UnpauseCommand: Command {
    static let configuration = CommandConfiguration(commandName: "unpause", abstract: "Start a flow again.")

    @Argument(help: "The flow.") var flow: String
    @OptionGroup var global: GlobalOptions
    @OptionGroup var chosen: ConnectionOption

    func perform(_ console: Console) async throws -> ExitStatus {
        try await Switching(global: global, chosen: chosen, console: console).turn { operations, names in
            try await operations.unpause(operations.flow(flow), connections: names)
        } said: {
            "\($0): \(flow) runs."
        }
    }
}

struct FreezeCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "freeze", abstract: "Stop all posting, for instance at month end.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var chosen: ConnectionOption

    func perform(_ console: Console) async throws -> ExitStatus {
        try await Switching(global: global, chosen: chosen, console: console).turn { operations, names in
            try await operations.freeze(connections: names)
        } said: {
            "\($0): posting is stopped. Reading goes on."
        }
    }
}

struct UnfreezeCommand: Command {
    static let configuration = CommandConfiguration(commandName: "unfreeze", abstract: "Let posting go on.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var chosen: ConnectionOption

    func perform(_ console: Console) async throws -> ExitStatus {
        try await Switching(global: global, chosen: chosen, console: console).turn { operations, names in
            try await operations.unfreeze(connections: names)
        } said: {
            "\($0): posting goes on."
        }
    }
}

/// What the four have in common.
private struct Switching {
    let global: GlobalOptions
    let chosen: ConnectionOption
    let console: Console

    func turn(
        _ change: (Operations, [String]) async throws -> JSON, said: (String) -> String
    ) async throws -> ExitStatus {
        let world = try World.open(global.chosenHome)
        let names = try chosen.all(world.settings).map(\.name)
        let document = try await change(world.operations, names)
        let lines = (document["connections"]?.items ?? []).map { connection in
            said(connection["name"]?.text ?? "") + (connection["changed"]?.flag == true ? "" : " It was so already.")
        }
        console.print(document, lines.joined(separator: "\n"))
        return .done
    }
}
