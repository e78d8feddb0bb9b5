// The scheduler of `serve`: runs every flow of every connection on its schedule.

package import Core
import Foundation
package import Logging

/// Runs flows on their schedules until stopped. What fell due while nothing ran is run once.
package struct Scheduler: Sendable {
    /// One connection and when its flows run.
    package struct Job: Sendable {
        package var worker: Worker
        package var connection: String
        package var schedules: [(FlowName, Schedule)]

        package init(worker: Worker, connection: String, schedules: [(FlowName, Schedule)]) {
            self.worker = worker
            self.connection = connection
            self.schedules = schedules
        }
    }

    private let jobs: [Job]
    private let store: any Store
    private let effects: Effects
    private let log: Logger
    private let stop: StopSignal

    package init(jobs: [Job], store: any Store, effects: Effects, log: Logger, stop: StopSignal) {
        self.jobs = jobs
        self.store = store
        self.effects = effects
        self.log = log
        self.stop = stop
    }

    /// Returns once stopped, with nothing under way.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            for job in jobs { group.addTask { await run(job) } }
        }
    }

    private func run(_ job: Job) async {
        var notBefore: [FlowName: Date] = [:]
        while !stop.isStopping {
            let now = effects.now()
            do {
                let times = try await dueTimes(of: job, now: now).map { flow, due in
                    (flow, max(due, notBefore[flow] ?? due))
                }
                let due = times.filter { $0.1 <= now }.map(\.0)
                if due.isEmpty {
                    let next = times.map(\.1).min() ?? now.addingTimeInterval(Limits.lookAgainSeconds)
                    await stop.sleep(seconds: sleepSeconds(until: next, now: now), effects: effects)
                    continue
                }
                // A flow that could not even start is not asked again at once.
                for flow in due { notBefore[flow] = now.addingTimeInterval(Limits.lookAgainSeconds) }
                var options = SyncOptions()
                options.flows = due
                let outcome = try await job.worker.sync(options)
                for flow in due { notBefore[flow] = nil }
                report(outcome, job: job)
            } catch let failure as Failure {
                log.error(
                    "a run did not start",
                    metadata: [
                        "connection": .string(job.connection), "code": .string(failure.code),
                        "message": .string(failure.message),
                    ])
                await stop.sleep(seconds: Limits.schedulerPauseSeconds, effects: effects)
            } catch {
                log.error(
                    "a run broke off",
                    metadata: ["connection": .string(job.connection), "error": .string("\(type(of: error))")])
                await stop.sleep(seconds: Limits.schedulerPauseSeconds, effects: effects)
            }
        }
    }

    /// When each flow is due, from what the store remembers of its last run.
    private func dueTimes(of job: Job, now: Date) async throws -> [(FlowName, Date)] {
        let last = try await store.read { reader in
            try job.schedules.map { flow, _ in
                try reader.fact(FactName.lastRun(flow), connection: job.connection)
                    .flatMap { try JSON.parse($0)["at"]?.text }.flatMap(Timestamp.parse)
            }
        }
        return zip(job.schedules, last).map { entry, at in (entry.0, entry.1.next(after: at, now: now)) }
    }

    /// At most a minute at a time, so that a clock that was set is noticed.
    private func sleepSeconds(until next: Date, now: Date) -> Double {
        min(max(next.timeIntervalSince(now), Limits.schedulerSleepSecondsMin), Limits.schedulerPauseSeconds * 2)
    }

    private func report(_ outcome: SyncOutcome, job: Job) {
        log.info(
            "run ended",
            metadata: [
                "connection": .string(job.connection), "failures": .stringConvertible(outcome.failures.count),
                "report": .string(outcome.report.encoded()),
            ])
    }
}
