// What is asked of one run, and what it answers.

package import Core

/// What is asked of one run.
package struct SyncOptions: Sendable {
    /// Empty: all flows.
    package var flows: [FlowName] = []
    /// Works on a private copy of the store and sends nothing.
    package var dryRun = false
    /// Reads everything modified since this day again.
    package var since: CalendarDate?
    /// How long to stay for unconfirmed records; nil: not at all.
    package var waitSeconds: Double?

    package init() {}
}

/// How a connection is worked.
package struct WorkerSettings: Sendable {
    /// How long after the end of the last try a record that was not found may be sent again.
    package var resendAfterSeconds: Double
    package var startDate: CalendarDate
    /// When both sides are read whole; nil: only the first time.
    package var sweep: Schedule?

    package init(resendAfterSeconds: Double, startDate: CalendarDate, sweep: Schedule?) {
        self.resendAfterSeconds = resendAfterSeconds
        self.startDate = startDate
        self.sweep = sweep
    }
}

/// What became of one run.
package struct SyncOutcome: Sendable {
    /// One element of `connections` in the JSON of `sync` (interface.md, "JSON that scripts rely on").
    package var report: JSON
    /// Systems and lists that failed.
    package var failures: [Failure]
    /// Whether records were still unconfirmed when the wait ended.
    package var waitExpired: Bool
}
