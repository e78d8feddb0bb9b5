// `sandbox`: both systems, simulated, on loopback.

import App
import ArgumentParser
import Core
import Engine
import Foundation
import Sandbox

struct SandboxCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "sandbox", abstract: "Both systems, simulated, on loopback, until SIGTERM.",
        discussion:
            "Prints one JSON document with addresses and credentials when it is ready. Port 0 lets the system choose.")

    @Option(help: ArgumentHelp(valueName: "n")) var acumaticaPort = 0
    @Option(help: ArgumentHelp(valueName: "n")) var procurifyPort = 0
    @Option(
        help: ArgumentHelp("People act here: approve, edit, pay, close a period; see docs/SANDBOX.md.", valueName: "n"))
    var controlPort = 0
    @Option(help: ArgumentHelp("The same seed gives the same firm.", valueName: "n")) var seed: UInt64 = 1
    @Option(help: "small, medium or large.") var size = "small"
    @Option(help: ArgumentHelp("A fault plan.", valueName: "file")) var faults: String?
    @Option(
        help: ArgumentHelp(
            "How an open question of the references is read; may be given several times.", valueName: "name=value"))
    var reading: [String] = []
    @Flag(help: "Lists the readings with their values and the sections that leave them open, and ends.")
    var listReadings = false
    @OptionGroup var global: GlobalOptions

    func perform(_ console: Console) async throws -> ExitStatus {
        if listReadings {
            console.print(Self.readingsDocument, Self.readingsText)
            return .done
        }
        let sandbox: Sandbox
        do {
            sandbox = try Sandbox(options: try options())
            try await sandbox.start()
        } catch let error as SandboxError {
            throw ErrorReport.usage(Printable.line(error.description), "See `ml-connector sandbox --help`.")
        }
        console.write(sandbox.description + "\n")
        let stop = StopSignal()
        try await Stopping.whileListening(stop, onStop: { await sandbox.stop() }) { try await sandbox.run() }
        return .done
    }

    private static var readingsDocument: JSON {
        let entries = ReadingEntry.all.map { entry -> JSON in
            [
                "name": .string(entry.name), "default": .string(entry.standard),
                "values": .array(entry.values.map(JSON.string)), "meaning": .string(entry.meaning),
                "section": .string(entry.section),
            ]
        }
        return ["readings": .array(entries)]
    }

    private static var readingsText: String {
        ReadingEntry.all.map { entry in
            let others = entry.values.dropFirst().joined(separator: ", ")
            return "\(entry.name)=\(entry.standard)   (or \(others); \(entry.section))\n    \(entry.meaning)\n"
        }.joined()
    }

    private func options() throws -> SandboxOptions {
        var options = SandboxOptions()
        for port in [acumaticaPort, procurifyPort, controlPort] where !(0...65_535).contains(port) {
            throw ErrorReport.usage("\(port) is no port.", "Write 0 to 65535.")
        }
        options.acumaticaPort = acumaticaPort
        options.procurifyPort = procurifyPort
        options.controlPort = controlPort
        options.seed = seed
        options.size = size
        if let faults {
            do { options.faults = try String(contentsOfFile: faults, encoding: .utf8) } catch {
                throw ErrorReport.usage("The fault plan \(Printable.line(faults)) cannot be read.", "Check its path.")
            }
        }
        for text in reading {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else {
                throw ErrorReport.usage("`\(Printable.line(text))` is no reading.", "Write `--reading NAME=VALUE`.")
            }
            options.readings[parts[0]] = parts[1]
        }
        return options
    }
}
