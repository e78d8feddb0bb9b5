// The engine against a model ledger that loses answers, and through a death at every transaction.

import Core
import Engine
import Foundation
import Logging
import SQLStore
import Synchronization
import Testing

/// A store in a folder of its own, a world, and runs over them.
struct Bench {
    let world: ModelWorld
    let path: String

    init(seed: UInt64, sources: Int, faults: LedgerFaults = LedgerFaults()) throws {
        world = ModelWorld(seed: seed, sources: sources, faults: faults)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("engine-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appendingPathComponent("ml-connector.db").path
    }

    func remove() throws {
        try FileManager.default.removeItem(atPath: (path as NSString).deletingLastPathComponent)
    }

    func store() throws -> SQLiteStore { try SQLiteStore(path: path) }

    @discardableResult
    func sync(
        _ store: any Store, dryRun: Bool = false, stop: StopSignal = StopSignal(),
        isDead: @escaping @Sendable () -> Bool = { false }
    ) async throws -> SyncOutcome {
        let day = try #require(CalendarDate("2026-01-01"))
        let worker = Worker(
            link: ModelLink(world: world), store: store, leases: ModelLeases(isDead: isDead), effects: world.effects,
            settings: WorkerSettings(resendAfterSeconds: 900, startDate: day, sweep: nil),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, progress: .silent, stop: stop)
        var options = SyncOptions()
        options.dryRun = dryRun
        return try await worker.sync(options)
    }

    /// Runs until nothing is pending or in doubt any more, the clock moving on between the runs.
    func settle(_ store: any Store) async throws {
        for _ in 0..<40 {
            try await sync(store)
            let open = try await store.read {
                try $0.nextDue(connection: "acme", states: [.pending, .posting, .unconfirmed])
            }
            if open == nil { return }
            world.advance(seconds: 960)
        }
        Issue.record("the run never came to rest")
    }

    func records(_ store: any Store) async throws -> [Record] {
        var query = RecordQuery()
        query.connection = "acme"
        query.order = .identifier
        let asked = query
        return try await store.read { try $0.records(asked).records }
    }

    /// Every source has exactly one document, every record says which, and the chain holds.
    func expectExact(_ store: any Store, sources: Int, _ note: Comment) async throws {
        let landed = world.landed
        #expect(landed.count == sources, note)
        #expect(landed.values.allSatisfy { $0.count == 1 }, note)
        for record in try await records(store) {
            #expect(record.state == .posted, note)
            #expect(record.target?.number == landed["m" + record.id.key]?.first?.number, note)
        }
        let chain = try await store.read { try $0.audit(after: 0, limit: 100_000, record: nil) }
        var previous = AuditChain.genesis
        for (index, link) in chain.enumerated() {
            #expect(AuditChain.holds(link, sequence: index + 1, after: previous), note)
            previous = link.hash
        }
    }
}

@Suite("Delivery")
struct DeliveryTests {
    @Test("a quiet world: each source posted once, a second run sends nothing and moves nothing")
    func quiet() async throws {
        let bench = try Bench(seed: 1, sources: 23)
        defer { #expect(throws: Never.self) { try bench.remove() } }
        let store = try bench.store()
        let first = try await bench.sync(store)
        #expect(first.report["flows"]?.items?.first?["created"]?.integer == 23)
        try await bench.expectExact(store, sources: 23, "after the first run")
        let before = try await bench.records(store)
        let events = try await store.read { try $0.auditCount() }
        for _ in 0..<100 {
            bench.world.advance(seconds: 60)
            try await bench.sync(store)
        }
        #expect(bench.world.writes == 23)
        #expect(try await bench.records(store) == before)
        #expect(try await store.read { try $0.auditCount() } == events)
    }

    @Test("answers lost before, after and long before the effect: one document each", arguments: 1...40)
    func lossy(seed: Int) async throws {
        let faults = LedgerFaults(lostBefore: 0.15, lostAfter: 0.15, late: 0.1, tooMany: 0.1)
        let bench = try Bench(seed: UInt64(seed), sources: 20, faults: faults)
        defer { #expect(throws: Never.self) { try bench.remove() } }
        let store = try bench.store()
        try await bench.settle(store)
        try await bench.expectExact(store, sources: 20, "seed \(seed)")
    }

    @Test("a death at every transaction, before and after its commit: one document each", arguments: [false, true])
    func dies(afterCommit: Bool) async throws {
        let counting = try Bench(seed: 7, sources: 6, faults: LedgerFaults(lostAfter: 0.2))
        let counter = CrashingStore(try counting.store(), dieAt: .max, afterCommit: false)
        try await counting.sync(counter)
        try counting.remove()
        #expect(counter.writes > 10)
        for point in 1...counter.writes {
            let bench = try Bench(seed: 7, sources: 6, faults: LedgerFaults(lostAfter: 0.2))
            let dying = CrashingStore(try bench.store(), dieAt: point, afterCommit: afterCommit)
            await #expect(throws: (any Error).self) { try await bench.sync(dying, isDead: { dying.isDead }) }
            bench.world.advance(seconds: 30)
            let store = try bench.store()
            try await bench.settle(store)
            try await bench.expectExact(store, sources: 6, "death at transaction \(point)")
            try bench.remove()
        }
    }

    @Test("a ledger that answers no write gets a few and no more, and everything once it answers again")
    func unanswered() async throws {
        let bench = try Bench(seed: 8, sources: 30, faults: LedgerFaults(lostBefore: 1))
        defer { #expect(throws: Never.self) { try bench.remove() } }
        let store = try bench.store()
        try await bench.sync(store)
        #expect(bench.world.writes == Limits.doubtsInARowMax)
        bench.world.state.withLock { $0.faults = LedgerFaults(lostAfter: 1) }
        bench.world.advance(seconds: 960)
        // Answers are lost and requests land: what landed is found, so that the flow goes on.
        try await bench.sync(store)
        #expect(bench.world.landed.count == 30)
        try await bench.settle(store)
        try await bench.expectExact(store, sources: 30, "after the outage")
    }

    @Test("a dry run shows what would be sent and leaves no trace")
    func dryRun() async throws {
        let bench = try Bench(seed: 3, sources: 7)
        defer { #expect(throws: Never.self) { try bench.remove() } }
        let store = try bench.store()
        let outcome = try await bench.sync(store, dryRun: true)
        #expect(outcome.report["would_send"]?.items?.count == 7)
        #expect(bench.world.writes == 0)
        #expect(try await bench.records(store).isEmpty)
        #expect(try await store.read { try $0.auditCount() } == 0)
        #expect(try await store.read { try $0.facts(connection: "acme", prefix: "") }.isEmpty)
    }

    @Test("an edit after posting is held and never sent")
    func editAfterPosting() async throws {
        let bench = try Bench(seed: 4, sources: 3)
        defer { #expect(throws: Never.self) { try bench.remove() } }
        let store = try bench.store()
        try await bench.sync(store)
        bench.world.advance(seconds: 60)
        bench.world.edit("2", amount: 5)
        try await bench.sync(store)
        let record = try await store.read {
            try $0.record(RecordID(connection: "acme", flow: FlowName("model"), key: "2"))
        }
        #expect(record?.state == .held)
        #expect(record?.reason?.code == .changedAfterPosting)
        #expect(bench.world.writes == 3)
    }

    @Test("an edit while the first request is in doubt is planned only after the doubt")
    func editInDoubt() async throws {
        let bench = try Bench(seed: 5, sources: 1, faults: LedgerFaults(late: 1))
        defer { #expect(throws: Never.self) { try bench.remove() } }
        let store = try bench.store()
        try await bench.sync(store)
        bench.world.edit("1", amount: 7)
        bench.world.state.withLock { $0.faults = LedgerFaults() }
        try await bench.settle(store)
        #expect(bench.world.landed["m1"]?.count == 1)
        let records = try await bench.records(store)
        #expect(records.first?.reason?.code == .changedAfterPosting)
    }

    @Test("a stop before the first write sends nothing and loses nothing")
    func stops() async throws {
        let bench = try Bench(seed: 6, sources: 4)
        defer { #expect(throws: Never.self) { try bench.remove() } }
        let store = try bench.store()
        let stop = StopSignal()
        stop.stop()
        try await bench.sync(store, stop: stop)
        #expect(bench.world.writes == 0)
        try await bench.settle(store)
        try await bench.expectExact(store, sources: 4, "after the stop")
    }

    @Test("a stop in the middle of a group leaves the rest due at once, with no try counted")
    func stopsInAGroup() async throws {
        let bench = try Bench(seed: 8, sources: 30)
        defer { #expect(throws: Never.self) { try bench.remove() } }
        let store = try bench.store()
        let stop = StopSignal()
        bench.world.state.withLock { $0.onWrite = { if $0 == 12 { stop.stop() } } }
        try await bench.sync(store, stop: stop)
        #expect(bench.world.writes == 12)
        let open = try await bench.records(store).filter { $0.state == .pending }
        #expect(open.count == 18)
        let now = bench.world.effects.now()
        #expect(open.allSatisfy { $0.attempts == 0 && ($0.dueAt ?? .distantFuture) <= now })
        bench.world.state.withLock { $0.onWrite = nil }
        try await bench.sync(store)
        try await bench.expectExact(store, sources: 30, "after the next start")
    }

    @Test("what waited in a group longer than a look-up holds is looked up again before it is sent")
    func staleInAGroup() async throws {
        let bench = try Bench(seed: 9, sources: 30)
        defer { #expect(throws: Never.self) { try bench.remove() } }
        let store = try bench.store()
        bench.world.state.withLock { state in
            state.onWrite = { [world = bench.world] count in
                if count == 12 { world.delayNextWrite(seconds: 120) }
            }
        }
        try await bench.sync(store)
        try await bench.expectExact(store, sources: 30, "after a slow call")
        #expect(bench.world.sentBehindAnOldLookUp == 0)
    }

    @Test("a record that the target refused gives its claims up")
    func refusedGivesUpItsClaim() async throws {
        let bench = try Bench(seed: 10, sources: 1)
        defer { #expect(throws: Never.self) { try bench.remove() } }
        let store = try bench.store()
        bench.world.state.withLock { $0.refuses = true }
        try await bench.sync(store)
        #expect(try await bench.records(store).first?.state == .held)
        #expect(try await store.read { try $0.claimant(connection: "acme", claim: "model:1") } == nil)
    }
}
