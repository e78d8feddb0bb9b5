// Replay: what is shown, what becomes due, and what is left alone.

import Core
import Engine
import Foundation
import SQLStore
import TestKit
import Testing

@Suite("Replay")
struct ReplayTests {
    /// One record of each kind.
    private func fill(_ desk: Desk) async throws -> FakeFlow {
        let bill = Target(system: "acumatica", type: "Bill", number: "1")
        try await desk.put("new") { $0.state = .held }
        try await desk.put("linked") { record in
            record.state = .posted
            record.target = bill
        }
        try await desk.put("gone") { record in
            record.state = .posted
            record.target = Target(system: "acumatica", type: "Bill", number: "2")
        }
        try await desk.put("keyed") { $0.state = .held }
        try await desk.put("waits") { record in
            record.state = .waiting
            record.body = ["wait": true]
        }
        try await desk.put("doubt") { $0.state = .unconfirmed }
        try await desk.put("left") { $0.state = .ignored }
        return FakeFlow(ledger: ["Bill/1": [:]], existing: [.fixture("keyed"): ["number": "9"]])
    }

    @Test("a dry run shows everything and changes nothing")
    func dryRun() async throws {
        let desk = try Desk()
        let flow = try await fill(desk)
        var options = ReplayOptions()
        options.dryRun = true
        let document = try await desk.operations.replay(options, link: FakeLink(flow: flow))
        let counts = document.object?.members.filter { $0.key != "records" }.map {
            "\($0.key) \($0.value.integer ?? -1)"
        }
        #expect(
            counts == [
                "matched 7", "to_send 1", "unchanged 1", "existing 1", "held 1", "waiting 1", "skipped 0", "in_doubt 1",
                "ignored 1",
            ])
        let shown = document["records"]?.items?.first { $0["outcome"] == "to_send" }
        #expect(shown?["request"] == ["VendorRef": "INV-new"])
        #expect(try await desk.events().isEmpty)
        #expect(try await desk.record("linked")?.state == .posted)
    }

    @Test("a replay makes the records due with an event each, and leaves what a person ignored")
    func replays() async throws {
        let desk = try Desk()
        let flow = try await fill(desk)
        _ = try await desk.operations.replay(ReplayOptions(), link: FakeLink(flow: flow))
        #expect(try await desk.record("linked")?.state == .pending)
        #expect(try await desk.record("linked")?.urgent == true)
        #expect(try await desk.record("doubt")?.state == .unconfirmed)
        #expect(try await desk.record("left")?.state == .ignored)
        #expect(try await desk.events().count == 6)
    }

    @Test("where the ledger cannot be asked nothing becomes due")
    func unreachable() async throws {
        let desk = try Desk()
        var flow = try await fill(desk)
        flow.reachable = false
        await #expect(throws: Failure.self) {
            _ = try await desk.operations.replay(ReplayOptions(), link: FakeLink(flow: flow))
        }
        #expect(try await desk.record("new")?.state == .held)
        #expect(try await desk.events().isEmpty)
    }

    @Test("only a record whose document is gone is posted anew, by its ID and with a reason")
    func recreate() async throws {
        let desk = try Desk()
        let link = FakeLink(flow: try await fill(desk))
        var options = ReplayOptions()
        options.recreateReason = "deleted by mistake"
        await #expect(throws: OperationRefused.self) { _ = try await desk.operations.replay(options, link: link) }
        options.ids = [.fixture("linked")]
        await #expect(throws: OperationRefused.self) { _ = try await desk.operations.replay(options, link: link) }
        #expect(try await desk.record("linked")?.target != nil)
        try await desk.put("gone") { record in
            record.state = .held
            record.reason = Reason(.deletedInERP, "gone")
            record.target = Target(system: "acumatica", type: "Bill", number: "2")
        }
        options.ids = [.fixture("gone")]
        let document = try await desk.operations.replay(options, link: link)
        #expect(document["to_send"] == 1)
        #expect(try await desk.record("gone")?.target == nil)
        #expect(try await desk.events().last?.detail["reason"] == "deleted by mistake")
    }

    @Test("a state and a flow choose among the records, and no match is no error")
    func chooses() async throws {
        let desk = try Desk()
        let flow = try await fill(desk)
        var options = ReplayOptions()
        options.states = [.posted]
        let posted = try await desk.operations.replay(options, link: FakeLink(flow: flow))
        #expect(posted["matched"] == 2)
        options.states = [.skipped]
        let none = try await desk.operations.replay(options, link: FakeLink(flow: flow))
        #expect(none["matched"] == 0)
    }
}
