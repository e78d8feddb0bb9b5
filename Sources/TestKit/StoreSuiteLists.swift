// The store suite: filters, orders and search of lists, and pages while rows change.

import Core
import Foundation
import Testing

extension StoreSuite {
    static let lists: [Case] = [
        Case("every filter, order and page size lists exactly what it should", everyQuery),
        Case("a search matches title, key, source number and target number, in any case", searches),
        Case("a search takes patterns and quotes as they are", hostileSearches),
        Case("the next due moment is the earliest of the states asked for", nextDue),
        Case("a counterpart is found whatever flow it belongs to", byTarget),
    ]

    static let pages: [Case] = [
        Case("pages show each row once, and each that stays, while rows change and come", stablePages),
        Case("a place that is none, or of another order, is refused", strangePlaces),
    ]

    @Sendable private static func everyQuery(_ store: any Store) async throws {
        var chance = SeededGenerator(seed: 5)
        var all: [RecordID: Record] = [:]
        for step in 0..<160 {
            var record = randomRecord(&chance, step: step)
            if chance.below(5) == 0 { record.id.connection = "other" }
            all[record.id] = record
        }
        let records = Array(all.values)
        try await store.write { writer in for record in records { try writer.put(record) } }
        for _ in 0..<120 {
            let query = randomQuery(&chance)
            let expected = records.filter { matches($0, query) }
            let found = try await everyPage(of: query, in: store)
            #expect(Set(found.map(\.id)) == Set(expected.map(\.id)), "\(query)")
            #expect(found.count == expected.count, "\(query)")
            #expect(zip(found, found.dropFirst()).allSatisfy { inOrder($0, $1, query.order) }, "\(query)")
        }
    }

    private static func randomQuery(_ chance: inout SeededGenerator) -> RecordQuery {
        var query = RecordQuery()
        query.connection = chance.pick([nil, "acme", "other", "none"])
        query.flow = chance.pick([nil, FlowName("bills"), FlowName("purchase-orders")])
        query.states = RecordState.allCases.filter { _ in chance.below(4) == 0 }
        query.reasonCodes = chance.pick([[], [], ["period-closed"], ["period-closed", "vendor-not-in-erp"]])
        query.dueBy = chance.pick([nil, VirtualClock.start.addingTimeInterval(Double(chance.below(1_000)))])
        query.plannedBefore = chance.pick([nil, chance.below(5)])
        query.search = chance.pick([nil, nil, "northwind", "-1", "no such text"])
        query.order = chance.pick([.newestChange, .work, .identifier])
        query.limit = chance.pick([1, 2, 7, 100])
        return query
    }

    private static func matches(_ record: Record, _ query: RecordQuery) -> Bool {
        let text = [record.title, record.id.key, record.source.number].joined(separator: "\n").lowercased()
        return (query.connection ?? record.id.connection) == record.id.connection
            && (query.flow ?? record.id.flow) == record.id.flow
            && (query.states.isEmpty || query.states.contains(record.state))
            && (query.reasonCodes.isEmpty || query.reasonCodes.contains(record.reason?.code.rawValue ?? ""))
            && (query.dueBy.map { dueBy in record.dueAt.map { $0 <= dueBy } ?? false } ?? true)
            && (query.plannedBefore.map { record.plannedEpoch < $0 } ?? true)
            && (query.search.map(text.contains) ?? true)
    }

    private static func inOrder(_ left: Record, _ right: Record, _ order: RecordQuery.Order) -> Bool {
        switch order {
        case .newestChange: left.changedAt >= right.changedAt
        case .work: left.urgent == right.urgent ? left.firstSeenAt <= right.firstSeenAt : left.urgent
        case .identifier:
            [left.id.connection, left.id.flow.rawValue, left.id.key]
                .lexicographicallyPrecedes([right.id.connection, right.id.flow.rawValue, right.id.key])
        }
    }

    /// Every page of a query, one after the other.
    static func everyPage(of query: RecordQuery, in store: any Store) async throws -> [Record] {
        var query = query
        var found: [Record] = []
        repeat {
            let page = try await store.read { [query] in try $0.records(query) }
            #expect(page.records.count <= query.limit)
            found += page.records
            query.after = page.next
        } while query.after != nil
        return found
    }

    @Sendable private static func searches(_ store: any Store) async throws {
        let record = Record.fixture(.fixture("KEY-1")) { record in
            record.title = "Rechnung Zürich, Straße"
            record.source.number = "Quelle-7"
            record.target = Target(system: "acumatica", type: "Bill", number: "Ziel-9")
        }
        try await store.write { writer throws in
            try writer.put(record)
            try writer.put(.fixture(.fixture("other")))
        }
        let terms = ["zürich", "ZÜRICH", "ZU\u{308}RICH", "straße", "key-1", "QUELLE-7", "iel-9", "rechnung z"]
        for term in terms {
            #expect(try await search(term, in: store) == [record.id], "\(term)")
        }
        #expect(try await search("", in: store).count == 2)
        #expect(try await search("quelle-7ziel", in: store).isEmpty)
    }

    @Sendable private static func hostileSearches(_ store: any Store) async throws {
        for (index, text) in Hostile.texts.enumerated() {
            try await store.write { try $0.put(.fixture(.fixture("k\(index)")) { $0.title = text }) }
        }
        for text in Hostile.texts {
            let term = String(String.UnicodeScalarView(text.unicodeScalars.prefix(Limits.searchCharactersMax)))
                .lowercased().precomposedStringWithCanonicalMapping
            let expected = Hostile.texts.indices.filter { index in
                let title = Hostile.texts[index].lowercased().precomposedStringWithCanonicalMapping
                let fields = [title, "k\(index)", "inv-k\(index)", ""].joined(separator: "\n")
                return Array(fields.utf8).contains(Array(term.utf8))
            }
            let found = try await search(text, in: store)
            #expect(Set(found) == Set(expected.map { .fixture("k\($0)") }), "\(text)")
        }
    }

    private static func search(_ term: String, in store: any Store) async throws -> [RecordID] {
        var query = RecordQuery()
        query.search = term
        return try await store.read { [query] in try $0.records(query).records.map(\.id) }
    }

    @Sendable private static func nextDue(_ store: any Store) async throws {
        try await store.write { writer throws in
            try writer.put(.fixture(.fixture("1")) { $0.dueAt = VirtualClock.start.addingTimeInterval(30) })
            try writer.put(.fixture(.fixture("2")) { $0.dueAt = VirtualClock.start.addingTimeInterval(20) })
            try writer.put(.fixture(.fixture("3")) { $0.dueAt = nil })
            try writer.put(
                .fixture(.fixture("4")) {
                    $0.state = .unconfirmed
                    $0.dueAt = VirtualClock.start.addingTimeInterval(10)
                })
        }
        try await store.read { reader throws in
            let start = VirtualClock.start
            #expect(try reader.nextDue(connection: "acme", states: [.pending]) == start.addingTimeInterval(20))
            #expect(
                try reader.nextDue(connection: "acme", states: [.pending, .unconfirmed]) == start.addingTimeInterval(10)
            )
            #expect(try reader.nextDue(connection: "acme", states: [.held]) == nil)
            #expect(try reader.nextDue(connection: "other", states: [.pending]) == nil)
            #expect(try reader.nextDue(connection: "acme", states: []) == nil)
        }
    }

    @Sendable private static func byTarget(_ store: any Store) async throws {
        let target = Target(system: "acumatica", type: "Bill", number: "000159")
        let records = ["bills", "payment-status"].map { flow in
            Record.fixture(.fixture("613", flow: flow)) { $0.target = target }
        }
        try await store.write { writer throws in
            for record in records { try writer.put(record) }
            try writer.put(
                .fixture(.fixture("614")) { $0.target = Target(system: "acumatica", type: "Normal", number: "000159") })
        }
        #expect(try await store.read { try $0.records(connection: "acme", target: target) } == records)
        #expect(try await store.read { try $0.records(connection: "other", target: target) }.isEmpty)
    }

    @Sendable private static func stablePages(_ store: any Store) async throws {
        for order in [RecordQuery.Order.newestChange, .work, .identifier] {
            var chance = SeededGenerator(seed: 23)
            let connection = "\(order)"
            let records = (0..<60).map { index in
                let step = chance.below(10)
                return Record.fixture(.fixture(String(index), connection: connection)) { record in
                    record.changedAt += Double(step)
                    record.firstSeenAt += Double(step)
                    record.state = index % 3 == 0 ? .held : .posted
                }
            }
            try await store.write { writer in for record in records { try writer.put(record) } }
            var query = RecordQuery()
            query.connection = connection
            query.order = order
            query.limit = 7
            var seen: [RecordID] = []
            var touched: Set<RecordID> = []
            repeat {
                let page = try await store.read { [query] in try $0.records(query) }
                seen += page.records.map(\.id)
                query.after = page.next
                var changed = chance.pick(records)
                changed.state = chance.pick(RecordState.allCases)
                changed.changedAt += 100
                touched.insert(changed.id)
                let added = Record.fixture(.fixture("new-\(seen.count)", connection: connection), at: changed.changedAt)
                try await store.write { [changed] writer throws in
                    try writer.put(changed)
                    try writer.put(added)
                }
            } while query.after != nil
            #expect(Set(seen).count == seen.count, "\(order)")
            #expect(Set(records.map(\.id)).subtracting(touched).isSubset(of: seen), "\(order)")
        }
    }

    @Sendable private static func strangePlaces(_ store: any Store) async throws {
        try await store.write { writer in for key in 0..<3 { try writer.put(.fixture(.fixture(String(key)))) } }
        var query = RecordQuery()
        query.limit = 1
        let next = try await store.read { [query] in try $0.records(query).next }
        let places = Hostile.texts + ["", "W10", "bnVsbA"]
        query.order = .work
        for place in places + [try #require(next)] {
            query.after = place
            let strange = query
            let failure = await #expect(throws: Failure.self, "\(place)") {
                try await store.read { try $0.records(strange) }
            }
            #expect(failure?.code == "after-unknown")
        }
    }
}
