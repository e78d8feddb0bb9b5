// Runs the flows of one connection once: feeds, doubts, deliveries, in dependency order.

package import Core
import Foundation
package import Logging

/// Works one connection. One process at a time does: the lease is taken first and released last.
package struct Worker: Sendable {
    package let link: any Link
    let store: any Store
    let leases: any Leases
    let effects: Effects
    let settings: WorkerSettings
    let log: Logger
    let progress: Progress
    let stop: StopSignal
    let admit: @Sendable () async throws -> Void

    /// `admit` is asked under the lease before anything is done, a dry run apart: it throws where this home must not write.
    package init(
        link: any Link, store: any Store, leases: any Leases, effects: Effects, settings: WorkerSettings, log: Logger,
        progress: Progress, stop: StopSignal, admit: @escaping @Sendable () async throws -> Void = {}
    ) {
        self.admit = admit
        self.link = link
        self.store = store
        self.leases = leases
        self.effects = effects
        self.settings = settings
        self.log = log
        self.progress = progress
        self.stop = stop
    }

    /// Runs the flows once. Throws `Failure` (`connection-busy`, `lease-lost`, and what the store throws); systems that fail
    /// are in the outcome, since the other flows go on.
    package func sync(_ options: SyncOptions) async throws -> SyncOutcome {
        let lease = try await leases.take(link.leaseName, waitSeconds: Limits.leaseWaitSeconds)
        defer { lease.release() }
        let outcome: Result<SyncOutcome, any Error>
        do {
            if !options.dryRun { try await admit() }
            outcome = .success(try await run(options, lease: lease))
        } catch {
            outcome = .failure(error)
        }
        await link.close()
        return try outcome.get()
    }

    private func run(_ options: SyncOptions, lease: any Lease) async throws -> SyncOutcome {
        let working = options.dryRun ? try await store.privateCopy() : store
        let fence = try await working.write { [link] in try $0.nextFence(connection: link.name) }
        let context = RunContext(
            link: link, store: working, effects: effects, settings: settings, log: log, progress: progress, stop: stop,
            lease: lease, fence: fence, tally: Tally(), dryRun: options.dryRun)
        var run = Run(context: context, options: options)
        try await run.once()
        let expired = try await wait(&run, options)
        let chosen = run.flows.map(\.name)
        let due = try await working.read { [link] in
            try $0.nextDue(connection: link.name, states: [.pending, .unconfirmed])
        }
        var report: JSON = [
            "name": .string(link.name), "flows": .array(chosen.map { context.tally.report($0) }),
            "next_due_at": .optional(due.map(Timestamp.format)),
        ]
        if options.dryRun { report = report.setting("would_send", to: .array(run.wouldSend)) }
        return SyncOutcome(report: report, failures: run.failures, waitExpired: expired)
    }

    /// Stays until no record is unconfirmed; true where the time ran out first.
    private func wait(_ run: inout Run, _ options: SyncOptions) async throws -> Bool {
        guard let seconds = options.waitSeconds, !options.dryRun else { return false }
        let end = effects.monotonicSeconds() + seconds
        while !stop.isStopping {
            let due = try await store.read { [link] in try $0.nextDue(connection: link.name, states: [.unconfirmed]) }
            guard let due else { return false }
            let left = end - effects.monotonicSeconds()
            if left <= 0 { return true }
            // A system that let nothing through is given time before it is asked again.
            let shortest = run.isBlocked ? Limits.lookAgainSeconds / 4 : 0.05
            let pause = min(max(due.timeIntervalSince(effects.now()), shortest), left)
            await stop.sleep(seconds: pause, effects: effects)
            try await run.settleDoubts()
        }
        return false
    }
}

/// One run over the chosen flows.
struct Run {
    let context: RunContext
    let options: SyncOptions
    let flows: [any Flow]
    private(set) var failures: [Failure] = []
    private(set) var wouldSend: [JSON] = []
    /// Systems that let nothing through in this run.
    private var down: Set<String> = []
    /// Lists that failed alone.
    private var failedFeeds: Set<String> = []
    private var walked: Set<String> = []

    init(context: RunContext, options: SyncOptions) {
        self.context = context
        self.options = options
        flows = context.link.flows.filter { options.flows.isEmpty || options.flows.contains($0.name) }
    }

    mutating func once() async throws {
        for flow in flows {
            try await Doubts(context: context, flow: flow, census: .null).adoptOrphans()
        }
        for flow in flows where !context.stop.isStopping {
            let started = context.effects.monotonicSeconds()
            let before = context.link.requests
            if try await !isPaused(flow) {
                try await readFeeds(of: flow)
                try await deliver(flow)
            }
            let after = context.link.requests
            let seconds = context.effects.monotonicSeconds() - started
            context.tally.update(flow.name) { tally in
                tally.seconds += seconds
                tally.requests.procurify += after.procurify - before.procurify
                tally.requests.acumatica += after.acumatica - before.acumatica
            }
            try await noteRun(of: flow, seconds: seconds)
        }
    }

    /// Looks at doubts again, and sends what turned out never to have landed; for `--wait`.
    mutating func settleDoubts() async throws {
        down = []
        for flow in flows where !context.stop.isStopping {
            if try await !isPaused(flow) { try await deliver(flow) }
        }
    }

    /// Whether a system let nothing through when it was asked last.
    var isBlocked: Bool { !down.isEmpty }

    private func isPaused(_ flow: any Flow) async throws -> Bool {
        try await context.store.read { [context] in
            try $0.fact(FactName.pause(flow.name), connection: context.connection) != nil
        }
    }

    /// Whether the feed's whole walk on the sweep's schedule is due.
    private func isSweepDue(_ feed: any Feed) async throws -> Bool {
        guard let schedule = context.settings.sweep else { return false }
        let swept = try await context.store.read { [context] in
            try $0.fact(FactName.swept(feed.name), connection: context.connection).flatMap(Timestamp.parse)
        }
        guard let swept else { return false }
        return schedule.next(after: swept, now: context.now) <= context.now
    }

    private mutating func readFeeds(of flow: any Flow) async throws {
        for feed in flow.feeds where !walked.contains(feed.name) && !failedFeeds.contains(feed.name) {
            if context.stop.isStopping || down.contains(feed.system) { continue }
            let sweeps = try await isSweepDue(feed)
            let wanted = try await isWanted(feed)
            guard sweeps || wanted else { continue }
            do {
                let since = options.since.map { $0.start(in: .gmt) }
                if try await FeedWalk(context: context, feed: feed).run(whole: sweeps, since: since) {
                    walked.insert(feed.name)
                }
            } catch let failure as Failure where failure.code != "lease-lost" && failure.code != "stopping" {
                note(failure, flow: flow)
                if failure.next == .hold { failedFeeds.insert(feed.name) } else { down.insert(feed.system) }
            } catch let failure as Failure where failure.code == "stopping" {
                return
            }
        }
    }

    /// A list without a modified filter is read the first time, on a sweep, and when a record waits for what it may bring.
    private func isWanted(_ feed: any Feed) async throws -> Bool {
        guard feed.kind == .whole else { return true }
        return try await context.store.read { [context] reader in
            if try reader.fact(FactName.cursor(feed.name), connection: context.connection) == nil { return true }
            guard !feed.settles.isEmpty else { return false }
            var query = RecordQuery()
            query.connection = context.connection
            query.states = [.held, .waiting]
            query.reasonCodes = feed.settles.map(\.rawValue)
            query.limit = 1
            return try !reader.records(query).records.isEmpty
        }
    }

    private mutating func deliver(_ flow: any Flow) async throws {
        let stale = flow.feeds.contains { $0.system == flow.target && failedFeeds.contains($0.name) }
        guard !down.contains(flow.target), !stale else { return }
        do {
            let census = try await context.store.read { try flow.census($0) }
            let doubts = Doubts(context: context, flow: flow, census: census)
            try await doubts.settleDue()
            let delivery = Delivery(context: context, flow: flow)
            // Doubts of this very run are looked up once before it ends: most of what was not answered has landed.
            let result: Result<Void, any Error>
            do { result = .success(try await delivery.run()) } catch { result = .failure(error) }
            wouldSend += delivery.wouldSend
            try result.get()
            try await doubts.settleDue()
            try await doubts.recheckDue()
        } catch let failure as Failure where failure.code != "lease-lost" && failure.code != "stopping" {
            note(failure, flow: flow)
            if failure.next != .hold { down.insert(flow.target) }
        } catch let failure as Failure where failure.code == "stopping" {
            return
        }
    }

    private mutating func note(_ failure: Failure, flow: any Flow) {
        context.log.error(
            "a system failed",
            metadata: [
                "flow": .string(flow.name.rawValue), "code": .string(failure.code), "message": .string(failure.message),
            ])
        context.tally.update(flow.name) { $0.errors += 1 }
        if !failures.contains(where: { $0.code == failure.code && $0.message == failure.message }) {
            failures.append(failure)
        }
    }

    private func noteRun(of flow: any Flow, seconds: Double) async throws {
        let fact = context.tally.report(flow.name).setting("at", to: .string(Timestamp.format(context.now)))
            .setting("ok", to: .bool(failures.isEmpty)).setting("message", to: .optional(failures.last?.message))
        try await context.write { [context] writer in
            try writer.setFact(FactName.lastRun(flow.name), connection: context.connection, to: fact.encoded())
        }
    }
}
