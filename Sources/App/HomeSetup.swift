// Makes a new home: folder, key, store and a commented configuration.

package import Core
import Engine
import Foundation
import SQLStore
import Vault

/// The making of a home. It never overwrites anything.
package struct HomeSetup: Sendable {
    private let home: Home
    private let effects: Effects

    package init(home: Home, effects: Effects) {
        self.home = home
        self.effects = effects
    }

    /// Throws `OperationRefused` (`home-exists`) where there is a home already, and `Failure` where the store or the
    /// key cannot be made.
    package func make() async throws {
        try await make(configuration: ConfigurationTemplate.text)
    }

    /// As `make`, with another configuration; for the demonstration.
    package func make(configuration: String) async throws {
        let files = FileManager.default
        for path in [home.configuration, home.database, home.key] where files.fileExists(atPath: path) {
            throw OperationRefused(
                code: "home-exists", message: "There is a home already: \(path) exists, and nothing was changed.",
                action: "Use it as it is, or name another folder with `--home`.")
        }
        do {
            try files.createDirectory(
                atPath: home.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try files.setAttributes([.posixPermissions: 0o700], ofItemAtPath: home.path)
        } catch {
            throw OperationRefused(
                code: "home-not-made", message: "The folder \(home.path) cannot be made, or is not this user's.",
                action: "Name another folder with `--home`.")
        }
        // A key from the environment stays there: a second one in the home would only mislead.
        let vault = Vault(key: try KeyChoice.fromEnvironment() ?? KeyFile.create(at: home.key))
        let check = try vault.checkValue()
        let store = try SQLiteStore(path: home.database)
        let (at, actor, installation) = (effects.now(), Person.name, effects.newID(6))
        try await store.write { writer in
            try writer.setFact(FactName.installation, connection: "", to: installation)
            try writer.setFact(FactName.keyCheck, connection: "", to: check)
            try writer.append(
                AuditEvent(
                    at: at, connection: "", record: nil, actor: actor, action: "init",
                    detail: ["installation": .string(installation)]))
        }
        guard
            files.createFile(
                atPath: home.configuration, contents: Data(configuration.utf8), attributes: [.posixPermissions: 0o600])
        else {
            throw OperationRefused(
                code: "home-not-made", message: "\(home.configuration) cannot be written.",
                action: "Make room, and try again.")
        }
    }
}

/// Where the key comes from: `<home>/key`, or `ML_CONNECTOR_KEY`.
enum KeyChoice {
    static func fromEnvironment() throws -> VaultKey? {
        guard let text = ProcessInfo.processInfo.environment["ML_CONNECTOR_KEY"], !text.isEmpty else { return nil }
        return try VaultKey(base64: text)
    }

    /// The keys of a home, the one in use first; a second one is there while a rotation is under way.
    static func all(_ home: Home) throws -> [VaultKey] {
        if let key = try fromEnvironment() { return [key] }
        // The next one first: it may be moved into its place between the two reads.
        let next = try KeyFile.loadIfWhole(at: home.nextKey)
        return [try KeyFile.load(at: home.key)] + [next].compactMap { $0 }
    }

    /// The key of the home's store. Throws `Failure`: `wrong-key` and what a key file throws.
    static func ring(_ home: Home, store: any Store) async throws -> KeyRing {
        let ring = try KeyRing { try all(home) }
        _ = try await store.read { try ring.vault(of: $0) }
        return ring
    }
}

/// Who runs the command, as the operating system knows them.
enum Person {
    static var name: String {
        let name = Printable.line(NSUserName())
        return name.isEmpty ? "unknown" : name
    }
}
