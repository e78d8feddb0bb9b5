// What an error is to whoever ran a command: the exit status, and the words (interface.md, "Commands").

package import Core
import Engine
import Foundation

/// The exit statuses of every command.
package enum ExitStatus: Int32, Sendable {
    case done = 0
    /// A check failed.
    case check = 1
    /// Usage or configuration.
    case usage = 2
    /// A system could not be reached or refused us, or the connection is being worked elsewhere.
    case system = 3
    /// The store or the key.
    case store = 4
}

/// An error as a command reports it.
package struct ErrorReport: Error, Sendable, Equatable {
    package var exit: ExitStatus
    package var code: String
    package var message: String
    package var action: String
    package var field: String?
    package var line: Int?

    package init(
        exit: ExitStatus, code: String, message: String, action: String, field: String? = nil, line: Int? = nil
    ) {
        self.exit = exit
        self.code = code
        self.message = message
        self.action = action
        self.field = field
        self.line = line
    }

    /// A misuse of the command line.
    package static func usage(_ message: String, _ action: String) -> ErrorReport {
        ErrorReport(exit: .usage, code: "usage", message: message, action: action)
    }

    /// A command or an option that is known and not there yet.
    package static func notYet(_ what: String) -> ErrorReport {
        ErrorReport(
            exit: .usage, code: "not-available", message: "\(what) is not available in this version yet.",
            action: "See `ml-connector --help` for what there is.")
    }

    /// The report on any error.
    package init(_ error: any Error) {
        switch error {
        case let report as ErrorReport: self = report
        case let refused as OperationRefused:
            self.init(exit: .usage, code: refused.code, message: refused.message, action: refused.action)
        case let failure as ConfigurationFailure: self.init(failure)
        case let failure as Failure: self.init(failure)
        case is CancellationError:
            self.init(
                exit: .system, code: "stopped", message: "The command was stopped.", action: "Run it again to go on.")
        default:
            // The error's own text is not shown: what is not foreseen may hold anything.
            self.init(
                exit: .store, code: "unexpected", message: "Something unforeseen failed (\(type(of: error))).",
                action: "Run it again; report it if it stays so.")
        }
    }

    private init(_ failure: ConfigurationFailure) {
        let first = failure.problems.first
        self.init(
            exit: .usage, code: "configuration", message: failure.description,
            action: first?.action ?? "Correct the file.",
            field: first.flatMap { $0.field.isEmpty ? nil : $0.field }, line: first?.line)
    }

    private init(_ failure: Failure) {
        self.init(
            exit: Self.exit(of: failure.code), code: failure.code, message: failure.message, action: failure.action)
    }

    private static func exit(of code: String) -> ExitStatus {
        if ["secret-missing", "after-unknown", "bad-ca-file", "bad-url"].contains(code) { return .usage }
        let ours = code == "wrong-key" || ["store-", "key-", "secret-"].contains { code.hasPrefix($0) }
        return ours ? .store : .system
    }

    /// `{"error": …}` of a non-zero exit with `--json`.
    package var document: JSON {
        [
            "error": [
                "code": .string(code), "message": .string(message), "action": .string(action),
                "field": .optional(field),
                "line": line.map(JSON.integer) ?? .null,
            ]
        ]
    }
}

/// Two sentences in one line.
package enum Sentences {
    /// With a full stop between them where there is none.
    package static func joined(_ first: String, _ second: String) -> String {
        guard let last = first.last, !second.isEmpty else { return first + second }
        return first + (".!?:".contains(last) ? " " : ". ") + second
    }
}
