// The names of the small facts that a store keeps beside its records.

package import Foundation

/// Facts by name. Those of the store have an empty connection.
package enum FactName {
    /// Of the store: the six characters that tell this installation's markers from others.
    package static let installation = "installation"
    /// Of the store: a sealed text that tells a wrong key.
    package static let keyCheck = "key-check"
    /// Counts changes of reference data, mappings and links; what waits is planned anew when it grew.
    package static let epoch = "epoch"
    /// JSON `{reason, by, since}` while all posting is stopped.
    package static let freeze = "freeze"
    /// Moment of the last whole comparison of both sides.
    package static let swept = "swept"
    /// While a person waits for a sweep: read everything anew from this date.
    package static let since = "since"

    /// JSON `{by, since}` while a flow is paused.
    package static func pause(_ flow: FlowName) -> String { "pause:\(flow)" }
    /// JSON `{at, ok, seconds, message}` of a flow's last run.
    package static func lastRun(_ flow: FlowName) -> String { "last-run:\(flow)" }
    /// The lower bound of the next walk, a moment.
    package static func cursor(_ feed: String) -> String { "cursor:\(feed)" }
    /// JSON place of a walk that is not finished.
    package static func walk(_ feed: String) -> String { "walk:\(feed)" }
    /// The number of the feed's last whole pass.
    package static func pass(_ feed: String) -> String { "pass:\(feed)" }
}
