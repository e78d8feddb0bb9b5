// Dates and date-times as clients write them (acumatica.md 4.2, 4.5 and 5.2).

/// A moment in UTC, to the millisecond.
struct Moment: Sendable, Equatable {
    var day: FirmDay
    /// Within the day.
    var milliseconds: Int

    /// `2026-07-02`, `2026-07-02T10:00:00`, with 0 to 7 fraction digits and any offset; `7/2/2026` too.
    init?(_ text: String) {
        if let american = Moment.american(text) {
            (day, milliseconds) = (american, 0)
            return
        }
        guard let day = FirmDay(String(text.prefix(10))) else { return nil }
        let rest = text.dropFirst(10)
        guard !rest.isEmpty else {
            (self.day, milliseconds) = (day, 0)
            return
        }
        guard rest.first == "T" || rest.first == " ", let (clock, offset) = Moment.parts(rest.dropFirst()) else {
            return nil
        }
        let fields = clock.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(fields.count), let hour = Int(fields[0]), let minute = Int(fields[1]), hour < 24,
            minute < 60
        else { return nil }
        var thousandths = 0
        if fields.count == 3 {
            let seconds = fields[2].split(separator: ".", omittingEmptySubsequences: false)
            guard let whole = Int(seconds[0]), whole < 61, seconds.count <= 2 else { return nil }
            thousandths = whole * 1000
            if seconds.count == 2 {
                guard (1...7).contains(seconds[1].count), let part = Int((seconds[1] + "000").prefix(3)) else {
                    return nil
                }
                thousandths += part
            }
        }
        let total = (hour * 60 + minute - offset) * 60_000 + thousandths
        let shift = total < 0 ? -1 : total / 86_400_000
        self.day = day.adding(days: shift)
        milliseconds = total - shift * 86_400_000
    }

    /// `2026-07-02T10:00:00.000`, for comparison as text.
    var comparable: String {
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let seconds = milliseconds / 1000
        let fraction = milliseconds % 1000
        let tail = fraction < 10 ? "00\(fraction)" : fraction < 100 ? "0\(fraction)" : "\(fraction)"
        return "\(day.text)T\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60)).\(tail)"
    }

    /// Splits the clock from its offset in minutes; none counts as UTC.
    private static func parts(_ text: Substring) -> (clock: Substring, offset: Int)? {
        if text.last == "Z" || text.last == "z" { return (text.dropLast(), 0) }
        guard let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }) else { return (text, 0) }
        let digits = text[text.index(after: sign)...].filter { $0 != ":" }
        guard digits.count == 4, let value = Int(digits) else { return nil }
        let minutes = value / 100 * 60 + value % 100
        return (text[..<sign], text[sign] == "-" ? -minutes : minutes)
    }

    private static func american(_ text: String) -> FirmDay? {
        let parts = text.split(separator: "/").compactMap { Int($0) }
        guard parts.count == 3, text.filter({ $0 == "/" }).count == 2, parts[2] >= 1000 else { return nil }
        let iso =
            "\(parts[2])-" + (parts[0] < 10 ? "0" : "") + "\(parts[0])-" + (parts[1] < 10 ? "0" : "") + "\(parts[1])"
        return FirmDay(iso)
    }
}
