// Moments on the wire: RFC 3339 in, UTC out.

package import Foundation

/// Reading and writing of date-times.
package enum Timestamp {
    /// RFC 3339 in UTC with milliseconds, for instance `2026-07-02T18:04:11.512Z`; the nearest millisecond, and the nearest
    /// moment of the years 1 to 9999.
    package static func format(_ date: Date) -> String {
        // Not by Foundation's style: it cuts, so that half of all milliseconds would be printed one too small.
        let seconds = date.timeIntervalSince1970
        let rounded = seconds.isNaN ? 0 : (min(max(seconds, secondsMin), secondsMax) * 1_000).rounded()
        let milliseconds = Int(min(max(rounded, secondsMin * 1_000), secondsMax * 1_000 - 1))
        let (day, inDay) = floored(milliseconds, by: 86_400_000)
        func padded(_ value: Int, _ width: Int = 2) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        let time = [inDay / 3_600_000, inDay / 60_000 % 60, inDay / 1_000 % 60].map { padded($0) }.joined(
            separator: ":")
        return "\(CalendarDate(daysSinceEpoch: day))T\(time).\(padded(inDay % 1_000, 3))Z"
    }

    /// 0001-01-01 and 10000-01-01.
    private static let secondsMin = -62_135_596_800.0
    private static let secondsMax = 253_402_300_800.0

    private static func floored(_ value: Int, by unit: Int) -> (quotient: Int, remainder: Int) {
        let remainder = (value % unit + unit) % unit
        return ((value - remainder) / unit, remainder)
    }

    /// Reads a date-time with any offset and 0 to 9 fraction digits; a missing offset counts as UTC. Nil for anything else.
    package static func parse(_ text: String) -> Date? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 19, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " ") else { return nil }
        guard let day = CalendarDate(String(decoding: bytes[0..<10], as: UTF8.self)),
            let hour = digits(bytes, 11), let minute = digits(bytes, 14), let second = digits(bytes, 17),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"), hour < 24, minute < 60, second <= 60
        else { return nil }
        var index = 19
        var fraction = 0.0
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            let start = index + 1
            index = start
            while index < bytes.count, isDigit(bytes[index]) { index += 1 }
            guard (1...9).contains(index - start),
                let value = Double("0." + String(decoding: bytes[start..<index], as: UTF8.self))
            else { return nil }
            fraction = value
        }
        guard let offset = offsetSeconds(bytes[index...]) else { return nil }
        let seconds = day.daysSinceEpoch * 86_400 + hour * 3_600 + minute * 60 + second - offset
        return Date(timeIntervalSince1970: Double(seconds) + fraction)
    }

    private static func offsetSeconds(_ bytes: ArraySlice<UInt8>) -> Int? {
        let text = Array(bytes)
        if text.isEmpty || text == [UInt8(ascii: "Z")] || text == [UInt8(ascii: "z")] { return 0 }
        guard text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-") else { return nil }
        let sign = text[0] == UInt8(ascii: "-") ? -1 : 1
        let minutesAt = text.count == 6 && text[3] == UInt8(ascii: ":") ? 4 : 3
        guard text.count == minutesAt + 2, let hours = digits(text, 1), let minutes = digits(text, minutesAt),
            hours < 24, minutes < 60
        else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }

    private static func digits(_ bytes: [UInt8], _ index: Int) -> Int? {
        guard index + 2 <= bytes.count, isDigit(bytes[index]), isDigit(bytes[index + 1]) else { return nil }
        return Int(bytes[index] - 48) * 10 + Int(bytes[index + 1] - 48)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
