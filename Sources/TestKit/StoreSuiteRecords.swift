// The store suite: records, transactions, tallies.

import Core
import Foundation
import Testing

extension StoreSuite {
    static let records: [Case] = [
        Case("a record comes back as it was put", comesBack),
        Case("a record can lose what it had", losesFields),
        Case("hostile texts come back byte for byte", hostileTexts),
        Case("amounts come back exactly, however large or small", exactAmounts),
        Case("an amount that is no number is refused and stores nothing", noNumber),
        Case("what a server nested as deep as it may is stored and read", deepBodies),
        Case("moments beyond any calendar are stored", farMoments),
        Case("a throw rolls everything back", rollsBack),
        Case("a cancelled task does not cut a transaction", notCut),
        Case("a transaction sees its own writes, another one only what was committed", isolation),
        Case("tallies follow every change of state and money", tallies),
        Case("an amount that no document has leaves sums exact", absurdAmounts),
    ]

    @Sendable private static func comesBack(_ store: any Store) async throws {
        let full = Record.full()
        let plain = Record.fixture(.fixture("614"))
        try await store.write { writer throws in
            try writer.put(full)
            try writer.put(plain)
        }
        let (first, second, none) = try await store.read { reader throws in
            (try reader.record(full.id), try reader.record(plain.id), try reader.record(.fixture("615")))
        }
        #expect(first == full)
        #expect(second == plain)
        #expect(none == nil)
    }

    @Sendable private static func losesFields(_ store: any Store) async throws {
        let plain = Record.fixture()
        try await store.write { writer throws in
            try writer.put(.full())
            try writer.put(plain)
        }
        #expect(try await store.read { try $0.record(plain.id) } == plain)
        let byTarget = try await store.read { reader throws in
            try reader.records(connection: "acme", target: Target(system: "acumatica", type: "Bill", number: "000159"))
        }
        #expect(byTarget.isEmpty)
    }

    @Sendable private static func hostileTexts(_ store: any Store) async throws {
        let records = Hostile.texts.map { text in
            Record.fixture(.fixture(text)) { record in
                record.title = text
                record.reason = Reason(ReasonCode(text), text, action: text)
                record.source = SourceRef(system: text, id: text, number: text, version: 1, modifiedAt: nil)
                record.target = Target(system: text, type: text, number: text)
                record.body = .object(JSONObject([(text, .string(text))]))
            }
        }
        try await store.write { writer in for record in records { try writer.put(record) } }
        for record in records {
            let (found, byTarget) = try await store.read { reader throws in
                (
                    try reader.record(record.id),
                    try reader.records(connection: "acme", target: try #require(record.target))
                )
            }
            #expect(found == record)
            #expect(Array((found?.title ?? "").utf8) == Array(record.title.utf8))
            #expect(byTarget == [record])
        }
    }

    @Sendable private static func exactAmounts(_ store: any Store) async throws {
        let texts = [
            "0", "-0.01", "277.50", "99999999999999.99", "0.12345678", "12345678901234567890123456789012345678", "1E60",
            "-1E-60",
            "1E-38", "1.5E40", "-12345678901234567890.123456789012345678",
        ]
        for (index, text) in texts.enumerated() {
            let amount = try #require(Decimal(exactly: text))
            let id = RecordID.fixture(String(index))
            try await store.write { writer throws in
                try writer.put(.fixture(id) { $0.money = Money(amount, "USD") })
                try writer.setBilled(
                    [BilledLine(order: "PO1", line: index, quantity: amount, amount: amount)], bill: text,
                    connection: "acme")
            }
            let (money, billed) = try await store.read { reader throws in
                (
                    try reader.record(id)?.money,
                    try reader.billed(connection: "acme", order: "PO1", line: index, except: "").quantity
                )
            }
            #expect(money?.amount == amount)
            #expect(billed == amount)
        }
    }

    @Sendable private static func noNumber(_ store: any Store) async throws {
        let failure = await #expect(throws: Failure.self) {
            try await store.write { writer throws in
                try writer.put(.fixture(.fixture("1")))
                try writer.put(.fixture(.fixture("2")) { $0.money = Money(.nan, "USD") })
            }
        }
        #expect(failure?.code == "amount-not-a-number")
        #expect(try await store.read { try $0.record(.fixture("1")) } == nil)
    }

    @Sendable private static func deepBodies(_ store: any Store) async throws {
        let text =
            String(repeating: "[", count: Limits.jsonDepthMax) + String(repeating: "]", count: Limits.jsonDepthMax)
        let received = try JSON.parse(text)
        let record = Record.fixture { $0.body = ["undecodable": ["raw": received]] }
        try await store.write { writer throws in
            try writer.put(record)
            try writer.append(.fixture())
        }
        #expect(try await store.read { try $0.record(record.id) } == record)
    }

    @Sendable private static func farMoments(_ store: any Store) async throws {
        let moments = [
            Date.distantPast, .distantFuture, Date(timeIntervalSince1970: .infinity), Date(timeIntervalSince1970: .nan),
        ]
        for (index, moment) in moments.enumerated() {
            let id = RecordID.fixture(String(index))
            try await store.write { try $0.put(.fixture(id) { $0.dueAt = moment }) }
            #expect(try await store.read { try $0.record(id) }?.dueAt != nil)
        }
    }

    @Sendable private static func rollsBack(_ store: any Store) async throws {
        await #expect(throws: Interruption.self) {
            try await store.write { writer throws in
                try writer.put(.fixture())
                _ = try writer.open(.fixture())
                try writer.append(.fixture())
                try writer.setFact("cursor", connection: "acme", to: "1")
                _ = try writer.nextFence(connection: "acme")
                throw Interruption()
            }
        }
        try await store.read { reader throws in
            #expect(try reader.record(.fixture()) == nil)
            #expect(try reader.attempts(.fixture()).isEmpty)
            #expect(try reader.auditCount() == 0)
            #expect(try reader.auditHead() == nil)
            #expect(try reader.fact("cursor", connection: "acme") == nil)
            #expect(try reader.counts(connection: "acme").isEmpty)
        }
        #expect(try await store.write { try $0.fence(connection: "acme") } == 0)
    }

    @Sendable private static func notCut(_ store: any Store) async throws {
        let settled = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await store.write { try $0.put(.fixture()) }
        }
        try await settled.value
        #expect(try await store.read { try $0.record(.fixture()) } != nil)
    }

    @Sendable private static func isolation(_ store: any Store) async throws {
        let inside = try await store.write { writer throws in
            try writer.put(.fixture())
            return (try writer.record(.fixture()), try writer.counts(connection: "acme").first?.count)
        }
        #expect(inside.0 == .fixture())
        #expect(inside.1 == 1)
        // Many at once: each adds one, none is lost.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await store.write { writer throws in
                        let count = Int(try writer.fact("count", connection: "") ?? "0") ?? 0
                        try writer.setFact("count", connection: "", to: String(count + 1))
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await store.read { try $0.fact("count", connection: "") } == "20")
    }

    @Sendable private static func tallies(_ store: any Store) async throws {
        var chance = SeededGenerator(seed: 11)
        var expected: [RecordID: Record] = [:]
        for step in 0..<300 {
            let record = randomRecord(&chance, step: step)
            expected[record.id] = record
            try await store.write { try $0.put(record) }
        }
        let counts = try await store.read { try $0.counts(connection: "acme") }
        let groups = Dictionary(grouping: expected.values) { "\($0.id.flow)/\($0.state.rawValue)" }
        #expect(counts.count == groups.count)
        for count in counts {
            let group = groups["\(count.flow)/\(count.state.rawValue)"] ?? []
            var totals: [String: Decimal] = [:]
            for money in group.compactMap(\.money) { totals[money.currency, default: 0] += money.amount }
            #expect(count.count == group.count)
            #expect(count.totals == totals)
            #expect(count.oldestChange == group.map(\.changedAt).min())
        }
    }

    @Sendable private static func absurdAmounts(_ store: any Store) async throws {
        let absurd = Record.fixture(.fixture("2")) {
            $0.money = Money(Decimal(sign: .plus, exponent: 37, significand: 1), "USD")
        }
        try await store.write { writer throws in
            try writer.put(.fixture(.fixture("1")))
            try writer.put(absurd)
            try writer.put(.fixture(.fixture("2")) { $0.state = .held })
        }
        let counts = try await store.read { try $0.counts(connection: "acme") }
        #expect(counts.map(\.count) == [1, 1])
        #expect(counts.map { $0.totals["USD"]?.plain } == ["277.5", "277.5"])
    }

    /// One of forty records of two flows, in any state and one of two currencies or none.
    static func randomRecord(_ chance: inout SeededGenerator, step: Int) -> Record {
        let id = RecordID.fixture(String(chance.below(40)), flow: chance.pick(["bills", "purchase-orders"]))
        let state = chance.pick(RecordState.allCases)
        let cents = chance.below(1_000_000) - 100_000
        let currency = chance.pick(["USD", "EUR", ""])
        let urgent = chance.below(4) == 0
        let firstSeen = chance.below(1_000)
        let due = chance.below(3) == 0 ? nil : Double(chance.below(1_000))
        let reason = chance.pick([nil, ReasonCode.periodClosed, ReasonCode.vendorNotInERP])
        let epoch = chance.below(5)
        return .fixture(id) { record in
            record.state = state
            record.money = currency.isEmpty ? nil : Money(Decimal(cents) / 100, currency)
            record.urgent = urgent
            record.firstSeenAt = VirtualClock.start.addingTimeInterval(Double(firstSeen))
            record.changedAt = VirtualClock.start.addingTimeInterval(Double(step / 3))
            record.dueAt = due.map(VirtualClock.start.addingTimeInterval)
            record.reason = reason.map { Reason($0, "because") }
            record.plannedEpoch = epoch
        }
    }
}
