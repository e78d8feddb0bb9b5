// What `ping` found on one connection.

package import Core
import Engine
import Foundation
import SQLStore

/// The checks of one connection, by system.
package struct PingReport: Sendable {
    package var connection: String
    package var systems: [(system: String, ok: Bool, checks: [PingCheck])]

    init(connection: String, checks: [(system: String, checks: [PingCheck])]) {
        self.connection = connection
        systems = checks.map { system, checks in
            (system, checks.allSatisfy { $0.ok || Self.isWarning($0.name) }, checks)
        }
    }

    package var ok: Bool { systems.allSatisfy(\.ok) }

    /// Checks that may fail while the connection works.
    package static func isWarning(_ name: String) -> Bool {
        ["build", "ledger", "branch", "clock", "creates", "binding", "in-use"].contains(name)
            || name.hasPrefix("rights ")
    }

    /// One element of `connections`.
    package var document: JSON {
        var document = JSONObject([("name", .string(connection))])
        for (system, ok, checks) in systems {
            document[system] = [
                "ok": .bool(ok),
                "checks": .array(
                    checks.map { ["name": .string($0.name), "ok": .bool($0.ok), "message": .string($0.message)] }),
            ]
        }
        return .object(document)
    }
}

extension World {
    /// Tests both systems of a connection. Throws `Failure` (`secret-missing`) and for the store and the key.
    package func ping(_ connection: ConnectionSettings) async throws -> PingReport {
        let link = try await link(connection)
        var results: [(system: String, checks: [PingCheck])]
        var more: [PingCheck] = [try await creates(connection)]
        do {
            let lease = try await leases.take(link.leaseName, waitSeconds: 0)
            defer { lease.release() }
            results = await link.ping()
            await link.close()
        } catch let failure as Failure where failure.code == "connection-busy" {
            // The session belongs to the process that works: it is used, and not given back here.
            results = await link.ping()
            more.append(PingCheck(name: "in-use", ok: true, message: "another process works this connection right now"))
        }
        do { try await checkBinding(connection, remember: false) } catch let refused as OperationRefused {
            more.append(PingCheck(name: "binding", ok: false, message: "\(refused.message) \(refused.action)"))
        }
        if let index = results.firstIndex(where: { $0.system == "acumatica" }) { results[index].checks += more }
        return PingReport(connection: connection.name, checks: results)
    }

    /// How creates will be made, from the configuration and from what earlier probes found.
    private func creates(_ connection: ConnectionSettings) async throws -> PingCheck {
        let message: String
        switch connection.posting.create {
        case .plain: message = "plainly, as configured"
        case .conditional: message = "with a condition that Acumatica checks itself, as configured"
        case .auto:
            let found = try await store.read { try $0.facts(connection: connection.name, prefix: "create-mode/") }
            let ways = found.sorted { $0.key < $1.key }.map { name, value in
                let parts = value.split(separator: "|")
                return "\(name.split(separator: "/").last ?? ""): \(parts.last ?? "") (build \(parts.first ?? ""))"
            }
            message =
                ways.isEmpty
                ? "not known yet: a probe decides before the first create, and again after an upgrade"
                : "as probed: " + ways.joined(separator: ", ")
        }
        return PingCheck(name: "creates", ok: true, message: message)
    }
}
