// What a home is bound to: a copied home, or one that was pointed at another system, writes nothing.

import Core
import Engine
import Foundation

/// Remembers at the first sync which systems a connection talks to and where the home lives, and refuses a difference.
struct Binding {
    let home: Home
    let store: any Store
    let actor: String
    let effects: Effects

    private static let homeFact = "home"
    private static let boundFact = "bound-to"

    /// Whether the connection was bound before.
    func isBound(_ connection: String) async throws -> Bool {
        try await store.read { try $0.fact(Self.boundFact, connection: connection) != nil }
    }

    /// Throws `OperationRefused` (`bound-elsewhere`) where something differs. `remember` keeps what is not known yet;
    /// only systems that let us in are remembered, so that a mistyped address or tenant can be corrected.
    func check(_ connection: ConnectionSettings, remember: Bool) async throws {
        let (path, machine) = home.whereabouts()
        let place: JSON = ["path": .string(path), "machine": .string(machine)]
        let systems = Self.systems(connection)
        let name = connection.name
        let event = AuditEvent(
            at: effects.now(), connection: name, record: nil, actor: actor, action: "bound",
            detail: ["systems": systems, "home": place])
        let known = try await store.read { reader in
            (
                home: try reader.fact(Self.homeFact, connection: ""),
                systems: try reader.fact(Self.boundFact, connection: name),
                ledgers: try reader.mirror(connection: name, kind: MirrorKind.erpLedger, after: nil, limit: 100).map(
                    \.key)
            )
        }
        if let home = known.home.map(FactValue.json) { try Self.compareHome(home, place) }
        if let bound = known.systems.map(FactValue.json) {
            try Self.compareSystems(bound, systems, connection: name)
            try Self.compareLedgers(bound, known.ledgers, connection: name)
        }
        guard remember else { return }
        let ledgers = JSON.array(known.ledgers.map(JSON.string))
        try await store.write { writer in
            if known.home == nil { try writer.setFact(Self.homeFact, connection: "", to: place.encoded()) }
            let bound = known.systems.map(FactValue.json)
            if bound == nil { try writer.append(event) }
            if bound == nil || (bound?["ledgers"] == nil && !known.ledgers.isEmpty) {
                let value = known.ledgers.isEmpty ? systems : systems.setting("ledgers", to: ledgers)
                try writer.setFact(Self.boundFact, connection: name, to: value.encoded())
            }
        }
    }

    /// Accepts what is there now: the home where it lives, and the systems that the configuration names. With `asCopy` the
    /// home becomes an installation of its own, and its secrets are dropped. Gives the document of the command.
    func accept(_ connection: ConnectionSettings, asCopy: Bool) async throws -> JSON {
        let (path, machine) = home.whereabouts()
        let place: JSON = ["path": .string(path), "machine": .string(machine)]
        let (systems, name) = (Self.systems(connection), connection.name)
        let (at, actor, fresh) = (effects.now(), actor, effects.newID(6))
        return try await store.write { writer in
            let before = try writer.fact(Self.boundFact, connection: name).map(FactValue.json)
            let installation = try writer.fact(FactName.installation, connection: "") ?? ""
            try writer.setFact(Self.homeFact, connection: "", to: place.encoded())
            try writer.setFact(Self.boundFact, connection: name, to: systems.encoded())
            let dropped = asCopy ? try writer.sealedSecrets(prefix: "").map(\.name) : []
            for secret in dropped { try writer.removeSecret(secret) }
            if asCopy { try writer.setFact(FactName.installation, connection: "", to: fresh) }
            let document: JSON = [
                "connection": .string(name), "systems": systems, "home": place,
                "installation": .string(asCopy ? fresh : installation), "as_copy": .bool(asCopy),
                "secrets_dropped": .integer(dropped.count),
            ]
            try writer.append(
                AuditEvent(
                    at: at, connection: name, record: nil, actor: actor, action: "rebound",
                    detail: before.map { document.setting("before", to: $0) } ?? document))
            return document
        }
    }

    /// A new endpoint version is an upgrade and no difference.
    private static func systems(_ connection: ConnectionSettings) -> JSON {
        [
            "procurify": .string(withPort(connection.procurify.url)),
            "acumatica": .string(withPort(connection.acumatica.url)),
            "tenant": .string(connection.acumatica.tenant), "endpoint": .string(connection.acumatica.endpoint),
        ]
    }

    /// The address with its port, so that two ports of one host are two systems.
    static func withPort(_ url: String) -> String {
        guard var parts = URLComponents(string: url) else { return url }
        parts.host = parts.host?.lowercased()
        if parts.port == nil { parts.port = parts.scheme == "http" ? 80 : 443 }
        return parts.string ?? url
    }

    private static func compareHome(_ known: JSON, _ now: JSON) throws {
        guard known != now else { return }
        let moved = known["path"] != now["path"]
        let what = moved ? "in \(known["path"]?.text ?? "another folder")" : "on another machine"
        throw OperationRefused(
            code: "bound-elsewhere",
            message: "This home was first used \(what): it was moved or copied, and writes nothing.",
            action:
                "If it moved, run `connection rebind NAME`; if it is a copy beside the first, `connection rebind NAME --as-copy`. "
                + "Two homes of one installation would post everything twice.")
    }

    private static func compareSystems(_ known: JSON, _ now: JSON, connection: String) throws {
        for (name, words) in [
            ("procurify", "Procurify at"), ("acumatica", "Acumatica at"), ("tenant", "the tenant"),
            ("endpoint", "the endpoint"),
        ] {
            guard let before = known[name]?.text, before != now[name]?.text else { continue }
            throw OperationRefused(
                code: "bound-elsewhere",
                message: "The connection \(connection) was bound to \(words) \(before), and the configuration now says "
                    + "\(now[name]?.text ?? "nothing"): nothing is written.",
                action:
                    "Put the former value back, make a new home with `init` for the other system, or accept it with "
                    + "`connection rebind \(connection)`.")
        }
    }

    private static func compareLedgers(_ known: JSON, _ now: [String], connection: String) throws {
        guard let before = known["ledgers"]?.items?.compactMap(\.text), !before.isEmpty, !now.isEmpty else { return }
        guard Set(before).isDisjoint(with: now) else { return }
        throw OperationRefused(
            code: "bound-elsewhere",
            message:
                "The tenant of the connection \(connection) had the ledger "
                + "\(before.joined(separator: ", ")) and now has "
                + "\(now.joined(separator: ", ")): it is another one, and nothing is written.",
            action:
                "Point acumatica.url and acumatica.tenant back, make a new home with `init` for the other tenant, or accept it "
                + "with `connection rebind \(connection)`.")
    }
}
