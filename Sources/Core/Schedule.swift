// When a flow runs: an interval, or a cron line with a time zone.

package import Foundation

/// A schedule of one flow.
package enum Schedule: Sendable, Equatable {
    case every(seconds: Double)
    case cron(CronLine)
}
