// The folder that holds configuration, store and key.

package import Core
import Engine
import Foundation

/// The home of an installation.
package struct Home: Sendable, Equatable {
    /// Absolute, without a trailing slash.
    package let path: String

    /// `option` wins over `ML_CONNECTOR_HOME`; the default is `~/.ml-connector`.
    package init(option: String?, environment: [String: String], current: String, user: String) {
        let chosen = [option, environment["ML_CONNECTOR_HOME"]].compactMap { $0 }.first { !$0.isEmpty }
        let text = chosen ?? user + "/.ml-connector"
        let expanded = text == "~" || text.hasPrefix("~/") ? user + text.dropFirst() : text
        let absolute = expanded.hasPrefix("/") ? expanded : current + "/" + expanded
        path = URL(fileURLWithPath: absolute, isDirectory: true).standardizedFileURL.path
    }

    package init(path: String) { self.path = path }

    /// The home that this process is asked for. Reads the environment.
    package static func chosen(option: String?) -> Home {
        Home(
            option: option, environment: ProcessInfo.processInfo.environment,
            current: FileManager.default.currentDirectoryPath, user: NSHomeDirectory())
    }

    package var configuration: String { path + "/ml-connector.yaml" }
    package var database: String { path + "/ml-connector.db" }
    package var key: String { path + "/key" }
    /// Where a new key stands until everything is sealed with it.
    var nextKey: String { path + "/key.next" }

    /// The settings in the configuration file. Throws `OperationRefused` where there is no home,
    /// `ConfigurationFailure` for what is wrong in the file.
    package func settings() throws -> Settings {
        guard FileManager.default.fileExists(atPath: configuration) else {
            throw OperationRefused(
                code: "home-missing", message: "There is no ml-connector.yaml in \(path).",
                action: "Run `ml-connector init`, or name the right home with `--home`.")
        }
        let data: Data
        do { data = try Data(contentsOf: URL(fileURLWithPath: configuration)) } catch {
            throw OperationRefused(
                code: "configuration-unreadable", message: "\(configuration) cannot be read.",
                action: "Check that this user may read it.")
        }
        guard let text = String(validatingUTF8Data: data) else {
            let problem = ConfigurationProblem(
                line: 1, field: "", message: "the file is not UTF-8 text.", action: "Save it as UTF-8.")
            throw ConfigurationFailure(file: configuration, problems: [problem])
        }
        return try ConfigurationReader.read(text, file: configuration)
    }

    /// Where the home lives: its path with links resolved, and the machine. A copied home differs in one of them.
    package func whereabouts() -> (path: String, machine: String) {
        let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        return (real, Self.machine())
    }

    /// A digest of the machine's id, or of its name where it has none.
    private static func machine() -> String {
        let file =
            FileManager.default.contents(atPath: "/etc/machine-id").map { String(decoding: $0, as: UTF8.self) } ?? ""
        let id = file.trimmingCharacters(in: .whitespacesAndNewlines)
        return String(Digest.sha256(id.isEmpty ? ProcessInfo.processInfo.hostName : id).prefix(16))
    }
}

extension String {
    /// The text of UTF-8 bytes; nil where they are none.
    init?(validatingUTF8Data data: Data) {
        self.init(data: data, encoding: .utf8)
    }
}
