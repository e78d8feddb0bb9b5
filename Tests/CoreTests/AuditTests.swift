// The hash chain of the audit trail.

import Foundation
import Testing

@testable import Core

@Suite struct AuditTests {
    private func chain(_ count: Int) -> [ChainedEvent] {
        var previous = AuditChain.genesis
        return (1...count).map { sequence in
            let event = AuditEvent(
                at: Date(timeIntervalSince1970: 1_783_000_000.123 + Double(sequence)), connection: "acme",
                record: RecordID(connection: "acme", flow: FlowName("bills"), key: "\(sequence)"), actor: "system",
                action: "sent",
                detail: ["n": .integer(sequence)], request: "PUT /Bill", response: sequence == 2 ? nil : "200")
            let link = AuditChain.link(event, sequence: sequence, after: previous)
            previous = link.hash
            return link
        }
    }

    private func firstBad(_ events: [ChainedEvent]) -> Int? {
        var previous = AuditChain.genesis
        for (index, link) in events.enumerated() {
            guard AuditChain.holds(link, sequence: index + 1, after: previous) else { return index + 1 }
            previous = link.hash
        }
        return nil
    }

    @Test("an untouched chain holds, also after payloads were dropped and times read back from text")
    func holds() throws {
        var events = chain(5)
        #expect(firstBad(events) == nil)
        events[3].event.request = nil
        events[3].event.response = nil
        for index in events.indices {
            events[index].event.at = try #require(Timestamp.parse(Timestamp.format(events[index].event.at)))
        }
        #expect(firstBad(events) == nil)
    }

    @Test("every kind of change is found at the event it was made to")
    func tampering() {
        let changes: [(inout ChainedEvent) -> Void] = [
            { $0.event.detail = ["n": 99] }, { $0.event.actor = "mallory" }, { $0.event.action = "settled" },
            { $0.event.record = nil },
            { $0.event.connection = "other" }, { $0.event.at += 0.002 }, { $0.event.request = "PUT /Check" },
            { $0.requestHash = nil },
            { $0.event.response = "500" }, { $0.hash = AuditChain.genesis }, { $0.previous = AuditChain.genesis },
            { $0.sequence = 9 },
        ]
        for (index, change) in changes.enumerated() {
            var events = chain(5)
            change(&events[2])
            #expect(firstBad(events) == 3, "change \(index)")
        }
    }

    @Test("a payload that is added where there was none, a removed event and a swapped pair are found")
    func shape() {
        var events = chain(5)
        events[1].event.response = "made up"
        #expect(firstBad(events) == 2)
        events = chain(5)
        events.remove(at: 1)
        #expect(firstBad(events) == 2)
        events = chain(5)
        events.swapAt(2, 3)
        #expect(firstBad(events) == 3)
    }

    @Test("SHA-256 is the real one")
    func digest() {
        #expect(Digest.sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
