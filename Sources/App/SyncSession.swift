// One `sync` over the chosen connections, and its document.

package import Core
package import Engine
import Foundation
package import Logging

/// What a `sync` did.
package struct SyncResult: Sendable {
    package var document: JSON
    package var status: ExitStatus
    package var failures: [Failure]
}

/// Runs the flows of some connections once.
package struct SyncSession: Sendable {
    private let world: World
    private let options: SyncOptions
    private let progress: Engine.Progress
    private let stop: StopSignal
    private let log: Logger

    package init(world: World, options: SyncOptions, progress: Engine.Progress, stop: StopSignal, log: Logger) {
        self.world = world
        self.options = options
        self.progress = progress
        self.stop = stop
        self.log = log
    }

    /// Throws what kept everything from starting: a missing secret, a home bound elsewhere, a connection that stays
    /// busy.
    package func run(_ connections: [ConnectionSettings]) async throws -> SyncResult {
        var workers: [Worker] = []
        for connection in connections {
            workers.append(try await world.worker(connection, log: log, progress: progress, stop: stop))
            try await world.checkBinding(connection, remember: false)
        }
        var reports: [JSON] = []
        var failures: [Failure] = []
        var started = false
        var expired = false
        for worker in workers where !stop.isStopping {
            do {
                let outcome = try await worker.sync(options)
                started = true
                expired = expired || outcome.waitExpired
                failures += outcome.failures
                let words = outcome.failures.map(Self.document)
                reports.append(words.isEmpty ? outcome.report : outcome.report.setting("failures", to: .array(words)))
            } catch let failure as Failure {
                failures.append(failure)
                reports.append([
                    "name": .string(worker.link.name), "flows": [], "next_due_at": .null,
                    "failures": [Self.document(failure)],
                ])
            }
        }
        // Where nothing ran at all, the error is the answer.
        if !started, let failure = failures.first { throw failure }
        let status: ExitStatus = failures.first.map { ErrorReport($0).exit } ?? (expired ? .check : .done)
        var document: JSON = ["connections": .array(reports), "ok": .bool(status == .done)]
        if stop.isStopping { document = document.setting("stopped", to: true) }
        return SyncResult(document: document, status: status, failures: failures)
    }

    private static func document(_ failure: Failure) -> JSON {
        ["code": .string(failure.code), "message": .string(failure.message), "action": .string(failure.action)]
    }
}
