// A cron line with a time zone.

package import Foundation

/// Five fields (minute, hour, day of month, month, day of week) in a zone, for instance `*/15 7-19 * * 1-5 America/Denver`.
package struct CronLine: Sendable, Equatable {
    package var text: String

    package init(text: String) { self.text = text }
}
