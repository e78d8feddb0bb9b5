// Dates as HTTP headers write them.

package import Foundation

/// Reading of header dates: `Date`, `Retry-After`, and `expires` of a cookie.
package enum HTTPDate {
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// Reads `Sun, 06 Nov 1994 08:49:37 GMT` and the cookie form `Sun, 06-Nov-94 08:49:37 GMT`; nil for anything else.
    package static func parse(_ text: String) -> Date? {
        let parts = text.split { " ,-".contains($0) }.map { $0.lowercased() }
        guard parts.count >= 5, let day = Int(parts[1]), let month = months.firstIndex(of: parts[2]),
            var year = Int(parts[3])
        else { return nil }
        // RFC 6265: two digits mean 1970 to 2069.
        if parts[3].count == 2 { year += year < 70 ? 2_000 : 1_900 }
        let clock = parts[4].split(separator: ":").map { Int($0) }
        guard clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2],
            (0..<24).contains(hour), (0..<60).contains(minute), (0...60).contains(second),
            let date = CalendarDate(year: year, month: month + 1, day: day)
        else { return nil }
        return Date(
            timeIntervalSince1970: Double(date.daysSinceEpoch * 86_400 + hour * 3_600 + minute * 60 + second))
    }
}
