// Reads ml-connector.yaml into settings (interface.md, "Configuration").

package import Core
import Foundation
import Yams

/// The reader of the configuration. Every field of the interface is known by name, type and choice; a value that asks
/// for what this version does not do is refused, never ignored.
package enum ConfigurationReader {
    /// The settings that `text` holds; `file` names it in errors. Throws `ConfigurationFailure` with everything that
    /// is wrong.
    package static func read(_ text: String, file: String) throws -> Settings {
        let list = ProblemList()
        let settings = root(of: text, list: list).map { read($0, list: list) }
        guard let settings, list.problems.isEmpty else {
            throw ConfigurationFailure(file: file, problems: list.problems.sorted { $0.line < $1.line })
        }
        return settings
    }

    /// The most that is read of a file.
    static let fileBytesMax = 1 << 20

    private static func root(of text: String, list: ProblemList) -> Node? {
        guard text.utf8.count <= fileBytesMax else {
            list.add(1, "", "the file is larger than 1 MiB.", "Keep only the configuration in it.")
            return nil
        }
        do {
            if let node = try compose(yaml: text), node.scalar?.string != "" { return node }
            list.add(1, "", "the file is empty.", "Run `init` in a new home to see a commented example.")
        } catch let error as YamlError {
            let (line, message) = place(of: error)
            list.add(
                line, "", "this is not valid YAML: \(Printable.line(message)).",
                "Check the indentation and the quotes around it.")
        } catch {
            list.add(1, "", "this is not valid YAML.", "Check the indentation and the quotes.")
        }
        return nil
    }

    private static func place(of error: YamlError) -> (Int, String) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            (mark.line, problem)
        case .duplicatedKeysInMapping(let duplicates, let context):
            (context.mark.line, "the field \(duplicates.joined(separator: ", ")) stands twice in one group")
        case .reader(let problem, _, _, _): (1, problem)
        default: (1, "it cannot be read")
        }
    }

    private static func read(_ node: Node, list: ProblemList) -> Settings {
        let known = ["store", "allow_loopback", "tls", "connections", "retention"]
        let file = ConfigurationSection(node, path: "", line: 1, known: known, list: list)
        var settings = Settings()
        readStore(file, into: &settings)
        settings.allowLoopback = file.flag("allow_loopback") ?? false
        settings.caFile = file.section("tls", known: ["ca_file"])?.text("ca_file")
        if let retention = file.section("retention", known: ["payloads", "audit"]) {
            for name in ["payloads", "audit"] { refuseRetention(retention, name) }
        }
        settings.connections = readConnections(file, allowLoopback: settings.allowLoopback)
        return settings
    }

    private static func readStore(_ file: ConfigurationSection, into settings: inout Settings) {
        guard let field = file.field("store"), let text = file.text("store"), text != "sqlite" else { return }
        let postgres = ["postgres://", "postgresql://"].contains { text.hasPrefix($0) }
        // The value is not shown: a person may have put a password into it.
        let message =
            postgres ? "a PostgreSQL store is not available in this version yet." : "this is no kind of store."
        file.report(field, message, "Write `store: sqlite`.")
    }

    private static func refuseRetention(_ section: ConfigurationSection, _ name: String) {
        guard let field = section.field(name), field.scalar != "never", section.duration(name) != nil else { return }
        section.report(
            field, "dropping old data is not available in this version yet.",
            "Leave it out, or write `\(name): never`; everything is kept.")
    }

    private static func readConnections(_ file: ConfigurationSection, allowLoopback: Bool) -> [ConnectionSettings] {
        guard let field = file.field("connections") else {
            file.missing("connections", "Write `connections:` and below it an entry for each pair of systems.")
            return []
        }
        guard let items = field.node.sequence else {
            file.report(field, "a list of connections is needed here.", "Begin each connection with `- name: …`.")
            return []
        }
        var names: Set<String> = []
        var connections: [ConnectionSettings] = []
        for (index, item) in items.enumerated() {
            let path = "connections[\(index)]"
            let reader = ConnectionReader(allowLoopback: allowLoopback, list: file.list)
            guard let (line, connection) = reader.read(item, path: path, line: item.mark?.line ?? field.line) else {
                continue
            }
            guard names.insert(connection.name).inserted else {
                file.list.add(
                    line, "\(path).name", "`\(connection.name)` names two connections.", "Give each its own name.")
                continue
            }
            connections.append(connection)
        }
        return connections
    }
}
