// Commands that the interface knows and this version does not have: each is refused with one plain line.

import App
import ArgumentParser

struct LoginCommand: LaterCommand {
    static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Sign in with the browser (not available yet).")
    static let words = "login"
    @Argument(parsing: .captureForPassthrough) var rest: [String] = []
}

struct ReleaseCommand: LaterCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Let documents go one by one (not available yet).")
    static let words = "release"
    @Argument(parsing: .captureForPassthrough) var rest: [String] = []
}

struct ReconcileCommand: LaterCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile", abstract: "Compare both sides (not available yet).")
    static let words = "reconcile"
    @Argument(parsing: .captureForPassthrough) var rest: [String] = []
}

struct BackupCommand: LaterCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the store while it runs (not available yet).")
    static let words = "backup"
    @Argument(parsing: .captureForPassthrough) var rest: [String] = []
}

struct RestoreCommand: LaterCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Go back to a backup (not available yet).")
    static let words = "restore"
    @Argument(parsing: .captureForPassthrough) var rest: [String] = []
}

struct MappingExport: LaterCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the tables out (not available yet).")
    static let words = "mapping export"
    @Argument(parsing: .captureForPassthrough) var rest: [String] = []
}

struct MappingImport: LaterCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Read tables in (not available yet).")
    static let words = "mapping import"
    @Argument(parsing: .captureForPassthrough) var rest: [String] = []
}

struct MappingCoverage: LaterCommand {
    static let configuration = CommandConfiguration(
        commandName: "coverage", abstract: "Name codes without a mapping (not available yet).")
    static let words = "mapping coverage"
    @Argument(parsing: .captureForPassthrough) var rest: [String] = []
}
