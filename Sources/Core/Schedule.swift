// When a flow runs: an interval, or a cron line with a time zone.

package import Foundation

/// A schedule of one flow.
package enum Schedule: Sendable, Equatable {
    case every(seconds: Double)
    case cron(CronLine)

    /// Reads `15m`, `1h`, `90s`, `500ms`, `1d`, or a cron line such as `*/15 7-19 * * 1-5 America/Denver`.
    package init(parsing text: String) throws(ScheduleError) {
        let words = text.split(whereSeparator: \.isWhitespace)
        if words.count > 1 {
            self = .cron(try CronLine(parsing: text))
            return
        }
        guard let seconds = words.first.flatMap({ DurationText.seconds(String($0)) }), seconds > 0 else {
            throw ScheduleError(
                field: "interval", message: "`\(text)` is neither a duration such as 15m nor a cron line of five fields"
            )
        }
        self = .every(seconds: seconds)
    }

    /// When the flow is due, where it ran last at `last` (nil: never). What fell due while nothing ran is due `now`,
    /// once, however many times were missed. A flow with an interval that never ran is due now; one with a cron line
    /// waits for its time. A clock that was set back delays by one interval at most.
    package func next(after last: Date?, now: Date) -> Date {
        switch self {
        case .every(let seconds):
            guard let last else { return now }
            return min(max(last.addingTimeInterval(seconds), now), now.addingTimeInterval(seconds))
        case .cron(let line):
            guard let due = line.next(after: min(last ?? now, now)) else { return .distantFuture }
            return max(due, now)
        }
    }
}

/// Why a text is no schedule: the field of the cron line, and what stands there.
package struct ScheduleError: Error, Sendable, Equatable, CustomStringConvertible {
    package var field: String
    package var message: String

    package init(field: String, message: String) {
        self.field = field
        self.message = message
    }

    package var description: String { "\(field): \(message)" }
}
