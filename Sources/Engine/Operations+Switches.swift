// Stops and starts flows, and all posting of a connection.

package import Core
import Foundation

extension Operations {
    /// Pauses a flow of these connections; gives what changed.
    package func pause(_ flow: FlowName, connections: [String]) async throws -> JSON {
        try await turn(on: FactName.pause(flow), "pause", connections, flow: flow, extra: [:])
    }

    package func unpause(_ flow: FlowName, connections: [String]) async throws -> JSON {
        try await turn(off: FactName.pause(flow), "unpause", connections, flow: flow)
    }

    /// Stops all posting, for instance at month end; reading goes on.
    package func freeze(connections: [String]) async throws -> JSON {
        let extra: JSON = [
            "reason": "frozen-by-person", "message": .string("Posting was stopped by \(actor)."),
            "action": "Run `unfreeze` when posting may go on.",
        ]
        return try await turn(on: FactName.freeze, "freeze", connections, flow: nil, extra: extra)
    }

    package func unfreeze(connections: [String]) async throws -> JSON {
        try await turn(off: FactName.freeze, "unfreeze", connections, flow: nil)
    }

    private func turn(
        on fact: String, _ action: String, _ connections: [String], flow: FlowName?, extra: JSON
    ) async throws -> JSON {
        let value = extra.setting("by", to: .string(actor)).setting("since", to: .string(Timestamp.format(now())))
        let changed = try await store.write { writer in
            // What the connector itself stopped keeps its reason.
            try connections.filter { connection in
                guard try writer.fact(fact, connection: connection) == nil else { return false }
                try writer.setFact(fact, connection: connection, to: value.encoded())
                try writer.append(event(action, connection: connection, detail: Self.detail(flow)))
                return true
            }
        }
        return Self.document(action, connections, flow: flow, changed: changed)
    }

    private func turn(off fact: String, _ action: String, _ connections: [String], flow: FlowName?) async throws -> JSON
    {
        let changed = try await store.write { writer in
            try connections.filter { connection in
                guard let former = try writer.fact(fact, connection: connection) else { return false }
                try writer.setFact(fact, connection: connection, to: nil)
                let detail = Self.detail(flow).setting("former", to: FactValue.json(former))
                try writer.append(event(action, connection: connection, detail: detail))
                return true
            }
        }
        return Self.document(action, connections, flow: flow, changed: changed)
    }

    private static func detail(_ flow: FlowName?) -> JSON { flow.map { ["flow": .string($0.rawValue)] } ?? [:] }

    private static func document(_ action: String, _ connections: [String], flow: FlowName?, changed: [String]) -> JSON
    {
        [
            "action": .string(action), "flow": .optional(flow?.rawValue),
            "connections": .array(connections.map { ["name": .string($0), "changed": .bool(changed.contains($0))] }),
        ]
    }
}

/// A fact that holds JSON.
package enum FactValue {
    /// The value; a text that is no JSON stands as a string, for a fact is shown and never trusted.
    package static func json(_ text: String) -> JSON {
        do throws(JSONError) { return try JSON.parse(text) } catch { return .string(text) }
    }
}
