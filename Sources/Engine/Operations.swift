// What a person asks of the connector: the one place that commands, and later an API, call. Store only, no network of
// its own.

package import Core
package import Foundation

/// A request that cannot be met as it was made: an unknown name, or a state that does not allow it.
package struct OperationRefused: Error, Sendable, Equatable {
    package var code: String
    package var message: String
    package var action: String

    package init(code: String, message: String, action: String) {
        self.code = code
        self.message = message
        self.action = action
    }
}

/// The operations on a store. Every change is one transaction with its audit event.
package struct Operations: Sendable {
    package let store: any Store
    /// Who asks: the operating system's name of the person.
    package let actor: String
    /// The names of the configured connections.
    package let connections: [String]
    /// The flows that there are, in dependency order.
    package let flows: [FlowName]
    let now: @Sendable () -> Date

    package init(
        store: any Store, actor: String, connections: [String], flows: [FlowName], now: @escaping @Sendable () -> Date
    ) {
        self.store = store
        self.actor = actor
        self.connections = connections
        self.flows = flows
        self.now = now
    }

    /// The record ID that a person typed. Throws `OperationRefused` for another form, connection or flow.
    package func recordID(_ text: String) throws -> RecordID {
        guard let id = RecordID(text), connections.contains(id.connection), flows.contains(id.flow) else {
            throw Self.unknownRecord(text)
        }
        return id
    }

    /// The flow that a person named. Throws `OperationRefused`.
    package func flow(_ text: String) throws -> FlowName {
        let name = FlowName(text)
        if flows.contains(name) { return name }
        let later = ["order-status", "payment-status"].contains(text)
        throw OperationRefused(
            code: "unknown-flow",
            message: later
                ? "The flow \(text) is not available in this version yet."
                : "There is no flow `\(Printable.line(text))`.",
            action: "Choose one of \(flows.map(\.rawValue).joined(separator: ", ")).")
    }

    /// The state that a person named. Throws `OperationRefused`.
    package func state(_ text: String) throws -> RecordState {
        if let state = RecordState(rawValue: text) { return state }
        throw OperationRefused(
            code: "unknown-state", message: "There is no state `\(Printable.line(text))`.",
            action: "Choose one of \(RecordState.allCases.map(\.rawValue).joined(separator: ", ")).")
    }

    package static func unknown(_ id: RecordID) -> OperationRefused { unknownRecord(id.description) }

    static func unknownRecord(_ text: String) -> OperationRefused {
        OperationRefused(
            code: "unknown-record", message: "There is no record `\(Printable.line(text))`.",
            action: "Look it up with `records --search TEXT`; an ID looks like acme/bills/613.")
    }

    /// An event of this person.
    func event(_ action: String, connection: String, record: RecordID? = nil, detail: JSON) -> AuditEvent {
        AuditEvent(at: now(), connection: connection, record: record, actor: actor, action: action, detail: detail)
    }
}

extension StoreWriter {
    /// Counts one more change of what plans look at, so that what waits is planned anew.
    func raiseEpoch(connection: String) throws {
        let epoch = Int(try fact(FactName.epoch, connection: connection) ?? "0") ?? 0
        try setFact(FactName.epoch, connection: connection, to: String(epoch + 1))
    }
}
