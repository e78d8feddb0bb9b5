// The store suite: the audit trail, and private copies.

package import Core
import Foundation
import Testing

extension StoreSuite {
    static let trail: [Case] = [
        Case("the chain holds, with payloads and hostile details", chainHolds),
        Case("a record's own events are found among others", eventsOfRecord),
        Case("a private copy sees the store as it was, and neither sees the other's changes", privateCopies),
    ]

    /// The number of the first event that breaks the chain, or that is missing at its end; nil where it is whole.
    package static func firstBad(_ store: any Store) async throws -> Int? {
        try await store.read { reader throws in
            var expected = 1
            var previous = AuditChain.genesis
            while true {
                let events = try reader.audit(after: expected - 1, limit: 3, record: nil)
                guard !events.isEmpty else { break }
                for event in events {
                    guard AuditChain.holds(event, sequence: expected, after: previous) else { return expected }
                    previous = event.hash
                    expected += 1
                }
            }
            let head = try reader.auditHead()
            guard head?.sequence ?? 0 == expected - 1 else { return min(expected, (head?.sequence ?? 0) + 1) }
            return head?.hash ?? AuditChain.genesis == previous ? nil : expected - 1
        }
    }

    @Sendable private static func chainHolds(_ store: any Store) async throws {
        #expect(try await firstBad(store) == nil)
        for (index, text) in Hostile.texts.enumerated() {
            var event = AuditEvent.fixture(
                text, record: index % 2 == 0 ? .fixture(text) : nil,
                at: VirtualClock.start.addingTimeInterval(Double(index) * 0.0004321),
                request: index % 3 == 0 ? text : nil, response: index % 5 == 0 ? text : nil)
            event.actor = text
            event.detail = .object(
                JSONObject([(text, .string(text)), ("amount", .number("1.50")), ("list", [1, .null, false])]))
            try await store.write { [event] in try $0.append(event) }
        }
        #expect(try await firstBad(store) == nil)
        let (count, head, first) = try await store.read { reader throws in
            (try reader.auditCount(), try reader.auditHead(), try reader.audit(after: 0, limit: 1, record: nil).first)
        }
        #expect(count == Hostile.texts.count)
        #expect(head?.sequence == count)
        #expect(first?.event.request == Hostile.texts[0])
        #expect(first?.event.detail["amount"] == .number("1.50"))
    }

    @Sendable private static func eventsOfRecord(_ store: any Store) async throws {
        try await store.write { writer throws in
            for index in 0..<9 { try writer.append(.fixture("step-\(index)", record: .fixture(String(index % 3)))) }
            try writer.append(.fixture("elsewhere", record: nil))
        }
        try await store.read { reader throws in
            let events = try reader.audit(after: 0, limit: 100, record: .fixture("1"))
            #expect(events.map(\.event.action) == ["step-1", "step-4", "step-7"])
            #expect(try reader.audit(after: 2, limit: 1, record: .fixture("1")).map(\.sequence) == [5])
            #expect(try reader.audit(after: 9, limit: 5, record: nil).map(\.event.action) == ["elsewhere"])
        }
    }

    @Sendable private static func privateCopies(_ store: any Store) async throws {
        try await store.write { writer throws in
            try writer.put(.fixture())
            try writer.append(.fixture())
            _ = try writer.nextFence(connection: "acme")
        }
        let copy = try await store.privateCopy()
        #expect(try await copy.read { try $0.record(.fixture()) } == .fixture())
        try await copy.write { writer throws in
            try writer.put(.full())
            try writer.append(.fixture("only here"))
            #expect(try writer.nextFence(connection: "acme") == 2)
        }
        try await store.write { writer throws in
            #expect(try writer.record(.fixture()) == .fixture())
            #expect(try writer.auditCount() == 1)
            #expect(try writer.fence(connection: "acme") == 1)
            try writer.put(.fixture(.fixture("later")))
        }
        #expect(try await copy.read { try $0.record(.fixture("later")) } == nil)
        #expect(try await firstBad(copy) == nil)
    }
}
