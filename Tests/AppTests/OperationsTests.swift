// The operations on a real store: transitions, audit events, documents.

import Core
import Engine
import Foundation
import SQLStore
import TestKit
import Testing

/// A store, a clock and the operations on it.
struct Desk {
    let store: SQLiteStore
    let clock = VirtualClock()
    let operations: Operations

    init() throws {
        store = try SQLiteStore.temporary()
        let clock = clock
        operations = Operations(
            store: store, actor: "maria", connections: ["acme"],
            flows: ["vendors", "accounts", "purchase-orders", "bills"].map { FlowName($0) }, now: { clock.now })
    }

    func put(_ key: String = "613", _ edit: @escaping @Sendable (inout Record) -> Void = { _ in }) async throws {
        try await store.write { try $0.put(.fixture(.fixture(key), edit)) }
    }

    func record(_ key: String = "613") async throws -> Record? { try await store.read { try $0.record(.fixture(key)) } }

    func events() async throws -> [AuditEvent] {
        try await store.read { try $0.audit(after: 0, limit: 100, record: nil).map(\.event) }
    }

    func epoch() async throws -> String? { try await store.read { try $0.fact(FactName.epoch, connection: "acme") } }
}

@Suite("Operations")
struct OperationsTests {
    @Test("holding a record moves it, tells who and raises the epoch, in one step")
    func hold() async throws {
        let desk = try Desk()
        try await desk.put()
        let record = try await desk.operations.hold(.fixture())
        #expect(record.state == .held && record.reason?.code == .heldByPerson)
        #expect(try await desk.record() == record)
        let event = try #require(try await desk.events().first)
        #expect(event.actor == "maria" && event.action == "hold" && event.record == .fixture())
        #expect(event.detail == ["from": "pending", "to": "held"])
        #expect(try await desk.epoch() == "1")
    }

    @Test("a decision that the state does not allow changes nothing and leaves no event")
    func refused() async throws {
        let desk = try Desk()
        try await desk.put { $0.state = .unconfirmed }
        for attempt in 0..<3 {
            await #expect(throws: OperationRefused.self) {
                switch attempt {
                case 0: _ = try await desk.operations.hold(.fixture())
                case 1: _ = try await desk.operations.ignore(.fixture(), reason: "why not")
                default: _ = try await desk.operations.resume(.fixture())
                }
            }
        }
        #expect(try await desk.record()?.state == .unconfirmed)
        #expect(try await desk.events().isEmpty)
        #expect(try await desk.epoch() == nil)
    }

    @Test(
        "ignoring needs a reason, keeps it, and frees the reference of what was never posted", arguments: [true, false])
    func ignore(posted: Bool) async throws {
        let desk = try Desk()
        try await desk.put { $0.target = posted ? Target(system: "acumatica", type: "Bill", number: "1") : nil }
        _ = try await desk.store.write { try $0.claim("bill:V1:A", for: .fixture()) }
        await #expect(throws: OperationRefused.self) { _ = try await desk.operations.ignore(.fixture(), reason: "  ") }
        let record = try await desk.operations.ignore(.fixture(), reason: "paid by hand")
        #expect(record.state == .ignored)
        #expect(record.reason?.message == "Ignored by maria: paid by hand")
        let holder = try await desk.store.read { try $0.claimant(connection: "acme", claim: "bill:V1:A") }
        #expect(holder == (posted ? .fixture() : nil))
    }

    @Test(
        "an unknown record, flow or state is refused by its name",
        arguments: [
            "acme/bills/1", "acme/nothing/1", "other/bills/1", "bills", "",
        ])
    func unknown(_ text: String) async throws {
        let desk = try Desk()
        await #expect(throws: OperationRefused.self) {
            _ = try await desk.operations.hold(desk.operations.recordID(text))
        }
        #expect(throws: OperationRefused.self) { _ = try desk.operations.flow("order-status") }
        #expect(throws: OperationRefused.self) { _ = try desk.operations.state("done") }
    }

    @Test("a bill that is no duplicate takes the first number that is free")
    func notADuplicate() async throws {
        let desk = try Desk()
        try await desk.put { record in
            record.state = .held
            record.reason = Reason(.duplicateInvoice, "INV-613 is used.")
        }
        let flow = FakeFlow(taken: ["INV-613", "INV-613/2"])
        let (record, summary) = try await desk.operations.resumeAsNew(.fixture(), flow: flow)
        #expect(record.state == .pending && record.decisions["reference_suffix"] == 3)
        #expect(summary == "Bill INV-613/3")
        #expect(try await desk.events().last?.detail["summary"] == "Bill INV-613/3")
    }

    @Test(
        "a number that makes the reference too long is refused, and so is a bill that is no duplicate"
    )
    func suffixTooLong() async throws {
        let desk = try Desk()
        try await desk.put { record in
            record.state = .held
            record.reason = Reason(.duplicateInvoice, "used")
            record.source.number = String(repeating: "9", count: 39)
        }
        let flow = FakeFlow()
        await #expect(throws: OperationRefused.self) {
            _ = try await desk.operations.resumeAsNew(.fixture(), flow: flow)
        }
        #expect(try await desk.record()?.state == .held)
        try await desk.put("614") { $0.state = .waiting }
        await #expect(throws: OperationRefused.self) {
            _ = try await desk.operations.resumeAsNew(.fixture("614"), flow: flow)
        }
    }

    @Test("a link needs a document that is there and is linked to nothing else")
    func link() async throws {
        let desk = try Desk()
        let flow = FakeFlow(ledger: ["Bill/000159": ["Status": "Open"]])
        try await desk.put { $0.state = .held }
        try await desk.put("614") { $0.state = .held }
        for text in ["Bill/000160", "Check/1", "nonsense"] {
            await #expect(throws: OperationRefused.self) {
                _ = try await desk.operations.link(.fixture(), to: text, flow: flow)
            }
        }
        let record = try await desk.operations.link(.fixture(), to: "Bill/000159", flow: flow)
        #expect(record.state == .posted && record.adopted && record.erpStatus == "Open")
        let taken = await #expect(throws: OperationRefused.self) {
            _ = try await desk.operations.link(.fixture("614"), to: "Bill/000159", flow: flow)
        }
        #expect(taken?.code == "target-taken")
        #expect(try await desk.record("614")?.state == .held)
    }

    @Test("a freeze says who, and one that the connector set keeps its reason")
    func freeze() async throws {
        let desk = try Desk()
        let first = try await desk.operations.freeze(connections: ["acme"])
        #expect(first["connections"] == [["name": "acme", "changed": true]])
        let again = try await desk.operations.freeze(connections: ["acme"])
        #expect(again["connections"] == [["name": "acme", "changed": false]])
        let fact = try await desk.store.read { try $0.fact(FactName.freeze, connection: "acme") }
        #expect(try JSON.parse(#require(fact))["by"] == "maria")
        _ = try await desk.operations.unfreeze(connections: ["acme"])
        #expect(try await desk.store.read { try $0.fact(FactName.freeze, connection: "acme") } == nil)
        #expect(try await desk.events().map(\.action) == ["freeze", "unfreeze"])
    }

    @Test("a paused flow is known to the engine by its fact")
    func pause() async throws {
        let desk = try Desk()
        let flow = FlowName("bills")
        _ = try await desk.operations.pause(flow, connections: ["acme"])
        #expect(try await desk.store.read { try $0.fact(FactName.pause(flow), connection: "acme") } != nil)
        _ = try await desk.operations.unpause(flow, connections: ["acme"])
        #expect(try await desk.store.read { try $0.fact(FactName.pause(flow), connection: "acme") } == nil)
    }
}
