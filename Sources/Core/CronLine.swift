// A cron line with a time zone.

package import Foundation

/// Five fields (minute, hour, day of month, month, day of week) in a zone, for instance `*/15 7-19 * * 1-5
/// America/Denver`.
///
/// Where both days are restricted, either is enough; a day field that begins with `*`, also `*/2`, does not count as
/// restricted, as cron has always had it. A local time that the clock skips runs once, at the first moment after the
/// gap; one that comes twice runs once, the first time.
package struct CronLine: Sendable, Equatable {
    /// As written.
    package let text: String
    package let zone: TimeZone
    private let minutes: CronField
    private let hours: CronField
    private let days: CronField
    private let months: CronField
    private let weekdays: CronField

    /// Reads a line; without a zone (an IANA name such as `Europe/Zurich`) the times are UTC. The error names the
    /// field.
    package init(parsing text: String) throws(ScheduleError) {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        guard (5...6).contains(words.count) else {
            throw ScheduleError(
                field: "cron line",
                message:
                    "`\(text)` has \(words.count) fields; minute, hour, day of month, month and day of week are needed, "
                    + "then a time zone"
            )
        }
        self.text = text
        minutes = try CronField(words[0], .minute)
        hours = try CronField(words[1], .hour)
        days = try CronField(words[2], .day)
        months = try CronField(words[3], .month)
        weekdays = try CronField(words[4], .weekday)
        let name = words.count > 5 ? words[5] : "UTC"
        guard let zone = TimeZone(identifier: name) else {
            throw ScheduleError(
                field: "time zone", message: "`\(name)` is no known time zone; write for instance America/Denver")
        }
        self.zone = zone
        let longest = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        let possible = (1...12).contains { month in
            months.contains(month) && (1...longest[month]).contains(where: days.contains)
        }
        guard possible || (!days.isStar && !weekdays.isStar) else {
            throw ScheduleError(field: "day of month", message: "`\(words[2])` never comes in month `\(words[3])`")
        }
    }

    /// The first moment after `moment` at which the line fires; nil where there is none within four years.
    package func next(after moment: Date) -> Date? {
        // Local times up to the clock's reading have fired already, also within an hour that comes twice.
        let local = LocalClock.seconds(at: moment, in: zone)
        let today = CalendarDate(daysSinceEpoch: Int((local / 86_400).rounded(.down)))
        var minute = Int(((local - Double(today.daysSinceEpoch) * 86_400) / 60).rounded(.down))
        for offset in 0...Self.searchDays {
            let day = today.adding(days: offset)
            if fires(on: day), let found = first(on: day, from: minute, after: moment) { return found }
            minute = 0
        }
        return nil
    }

    private static let searchDays = 4 * 366

    private func first(on day: CalendarDate, from minute: Int, after moment: Date) -> Date? {
        for hour in (minute / 60)..<24 where hours.contains(hour) {
            for inHour in 0..<60 where minutes.contains(inHour) && hour * 60 + inHour >= minute {
                let local = Double(day.daysSinceEpoch) * 86_400 + Double(hour * 3_600 + inHour * 60)
                let found = LocalClock.firstMoment(localSeconds: local, in: zone)
                if found > moment { return found }
            }
        }
        return nil
    }

    private func fires(on day: CalendarDate) -> Bool {
        guard months.contains(day.month) else { return false }
        let weekday = ((day.daysSinceEpoch + 4) % 7 + 7) % 7
        let byDay = days.contains(day.day)
        let byWeekday = weekdays.contains(weekday)
        return days.isStar || weekdays.isStar ? byDay && byWeekday : byDay || byWeekday
    }
}
