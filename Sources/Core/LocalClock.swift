// What a wall clock in a zone shows, and when it first shows it.

import Foundation

/// The clock on the wall, as seconds since 1970-01-01 00:00 of its own reading.
enum LocalClock {
    /// What the clock shows at a moment.
    static func seconds(at moment: Date, in zone: TimeZone) -> Double {
        moment.timeIntervalSince1970 + Double(zone.secondsFromGMT(for: moment))
    }

    /// The first moment at which the clock shows this reading or a later one: the first of two where the reading comes
    /// twice, the end of the gap where it is skipped. Right for zones that change at most once within two days.
    static func firstMoment(localSeconds: Double, in zone: TimeZone) -> Date {
        // No zone is further from UTC than 16 hours, so that the reading lies between these.
        let early = Date(timeIntervalSince1970: localSeconds - 57_600)
        let late = Date(timeIntervalSince1970: localSeconds + 57_600)
        let before = zone.secondsFromGMT(for: early)
        let after = zone.secondsFromGMT(for: late)
        let unchanged = Date(timeIntervalSince1970: localSeconds - Double(before))
        guard before != after else { return unchanged }
        let change = self.change(from: before, between: early, and: late, in: zone)
        return unchanged < change ? unchanged : max(change, Date(timeIntervalSince1970: localSeconds - Double(after)))
    }

    /// The second at which the zone's offset stops being `offset`.
    private static func change(from offset: Int, between early: Date, and late: Date, in zone: TimeZone) -> Date {
        var low = early.timeIntervalSince1970.rounded(.down)
        var high = late.timeIntervalSince1970.rounded(.up)
        while high - low > 1 {
            let middle = ((low + high) / 2).rounded(.down)
            if zone.secondsFromGMT(for: Date(timeIntervalSince1970: middle)) == offset {
                low = middle
            } else {
                high = middle
            }
        }
        return Date(timeIntervalSince1970: high)
    }
}
