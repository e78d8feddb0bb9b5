// One field of a cron line.

/// The values that one field allows.
struct CronField: Sendable, Equatable {
    /// What a field counts.
    enum Role: Sendable {
        case minute, hour, day, month, weekday

        var name: String {
            switch self {
            case .minute: "minute"
            case .hour: "hour"
            case .day: "day of month"
            case .month: "month"
            case .weekday: "day of week"
            }
        }

        /// 7 is a second name of Sunday.
        var range: ClosedRange<Int> {
            switch self {
            case .minute: 0...59
            case .hour: 0...23
            case .day: 1...31
            case .month: 1...12
            case .weekday: 0...7
            }
        }

        var names: [String] {
            switch self {
            case .month: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
            case .weekday: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
            default: []
            }
        }
    }

    /// Whether the field begins with `*`.
    let isStar: Bool
    private let bits: UInt64

    /// Reads lists, ranges, steps and names, for instance `1,5-10/2` or `mon-fri`.
    init(_ text: String, _ role: Role) throws(ScheduleError) {
        var bits: UInt64 = 0
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            for value in try Self.values(String(part), of: text, role) {
                bits |= 1 << UInt64(role == .weekday && value == 7 ? 0 : value)
            }
        }
        isStar = text.hasPrefix("*")
        self.bits = bits
    }

    func contains(_ value: Int) -> Bool { bits & (1 << UInt64(value)) != 0 }

    private static func values(_ part: String, of text: String, _ role: Role) throws(ScheduleError) -> StrideThrough<
        Int
    > {
        func wrong(_ why: String) -> ScheduleError { ScheduleError(field: role.name, message: "`\(text)`: \(why)") }
        let halves = part.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard halves.count <= 2, let span = halves.first, !span.isEmpty else { throw wrong("a value is missing") }
        var step = 1
        if halves.count == 2 {
            guard let value = number(halves[1]), value >= 1, value <= role.range.upperBound else {
                throw wrong("`\(halves[1])` is no step")
            }
            guard span == "*" || span.contains("-") else { throw wrong("a step needs a range or * before it") }
            step = value
        }
        if span == "*" { return stride(from: role.range.lowerBound, through: role.range.upperBound, by: step) }
        let ends = span.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard ends.count <= 2 else { throw wrong("`\(span)` is no range") }
        var bounds: [Int] = []
        for end in ends {
            guard let value = named(end, role) ?? number(end), role.range.contains(value) else {
                throw wrong("`\(end)` is not in \(role.range.lowerBound) to \(role.range.upperBound)")
            }
            bounds.append(value)
        }
        let low = bounds[0]
        var high = bounds[bounds.count - 1]
        if role == .weekday, high == 0, low > 0 { high = 7 }
        guard low <= high else { throw wrong("the range `\(span)` runs backwards") }
        return stride(from: low, through: high, by: step)
    }

    private static func named(_ text: String, _ role: Role) -> Int? {
        role.names.firstIndex(of: text.lowercased()).map { $0 + (role == .month ? 1 : 0) }
    }

    private static func number(_ text: String) -> Int? {
        (1...2).contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
    }
}
