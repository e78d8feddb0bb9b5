// How Procurify writes times, amounts and identifiers, and how it reads the bounds of its filters.
import Foundation

/// 1.6: UTC with microseconds and `Z`.
enum ProcurifyStamp {
    /// Microseconds since 1970: what is shown, and what is compared.
    static func micros(_ date: Date) -> Int { Int((date.timeIntervalSince1970 * 1_000_000).rounded()) }

    static func text(_ date: Date) -> String {
        let total = micros(date)
        let seconds = total / 1_000_000
        let fraction = total % 1_000_000
        let day = FirmDay(number: seconds / 86_400)
        let rest = seconds - day.number * 86_400
        return "\(day.text)T\(pad(rest / 3600, 2)):\(pad(rest / 60 % 60, 2)):\(pad(rest % 60, 2)).\(pad(fraction, 6))Z"
    }

    static func value(_ date: Date?) -> Value { date.map { .string(text($0)) } ?? .null }

    /// A date-time at midnight, as bills show their dates in the detail (1.6).
    static func midnight(_ day: FirmDay?) -> Value { day.map { .string($0.text + "T00:00:00Z") } ?? .null }

    static func value(_ day: FirmDay?) -> Value { .text(day?.text) }

    /// Any offset, no fraction to six digits, or a date alone, which is its midnight in UTC. Nil for anything else.
    static func parse(_ text: String) -> Int? {
        guard let day = FirmDay(text) else { return nil }
        let midnight = day.number * 86_400_000_000
        guard text.utf8.count > 10 else { return midnight }
        var rest = Substring(text).dropFirst(11)
        guard let hour = take(2, &rest), rest.popFirst() == ":", let minute = take(2, &rest), hour < 24, minute < 60
        else { return nil }
        var micros = midnight + (hour * 3600 + minute * 60) * 1_000_000
        if rest.first == ":" {
            rest.removeFirst()
            guard let second = take(2, &rest), second < 60 else { return nil }
            micros += second * 1_000_000
        }
        if rest.first == "." {
            rest.removeFirst()
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard (1...6).contains(digits.count), let fraction = Int(digits) else { return nil }
            micros += fraction * [100_000, 10_000, 1000, 100, 10, 1][digits.count - 1]
            rest = rest.dropFirst(digits.count)
        }
        return offset(rest).map { micros - $0 * 1_000_000 }
    }

    /// Seconds east of UTC: `Z`, nothing, `+hh:mm` or `-hhmm`.
    private static func offset(_ text: Substring) -> Int? {
        if text.isEmpty || text == "Z" { return 0 }
        var rest = text
        guard let sign = rest.popFirst(), sign == "+" || sign == "-", let hour = take(2, &rest) else { return nil }
        if rest.first == ":" { rest.removeFirst() }
        guard let minute = take(2, &rest), rest.isEmpty, hour < 24, minute < 60 else { return nil }
        return (hour * 3600 + minute * 60) * (sign == "+" ? 1 : -1)
    }

    private static func take(_ count: Int, _ text: inout Substring) -> Int? {
        let digits = text.prefix(count)
        guard digits.count == count, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        text = text.dropFirst(count)
        return Int(digits)
    }

    private static func pad(_ number: Int, _ length: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, length - digits.count)) + digits
    }
}

extension Value {
    /// A JSON number as a double is printed: `250.0`, `277.5` (1.7).
    static func double(_ amount: Decimal) -> Value {
        let digits = amount.plainText
        return .number(digits.contains(".") ? digits : digits + ".0")
    }

    /// A JSON string with exactly `scale` decimals (1.7).
    static func fixed(_ amount: Decimal, _ scale: Int) -> Value { .string(amount.text(scale: scale)) }

    static func fixed(_ amount: Decimal?, _ scale: Int) -> Value { amount.map { .fixed($0, scale) } ?? .null }

    static func integer(_ value: Int?) -> Value { value.map { .integer($0) } ?? .null }
}

/// The bounds of a pair of filters `name_0` and `name_1`, both inclusive (3).
struct ProcurifyBounds: Sendable {
    enum Grain { case day, instant }

    private var lower: Int?
    private var upper: Int?
    private let grain: Grain
    private let zone: TimeZone?
    /// The answer to a bound that is no date: 400, keyed by the filter.
    private(set) var refusal: SandboxResponse?

    var isOpen: Bool { lower == nil && upper == nil }

    /// `day` compares days in the zone of the call; `instant` compares instants, and a date alone is its midnight.
    init(_ name: String, _ grain: Grain, of call: ProcurifyCall) {
        self.grain = grain
        zone = call.zone
        for (suffix, isLower) in [("_0", true), ("_1", false)] {
            guard let text = call.value(name + suffix) else { continue }
            let bound = grain == .instant ? ProcurifyStamp.parse(text) : FirmDay(text)?.number
            guard let bound else {
                let word = grain == .instant ? "date/time" : "date"
                refusal = ProcurifyAnswer.invalid([
                    .init(field: name, message: "Enter a valid \(word).", code: "invalid")
                ])
                return
            }
            if isLower { lower = bound } else { upper = bound }
        }
    }

    func contain(_ date: Date?) -> Bool {
        if isOpen { return true }
        guard let date else { return false }
        return contain(
            grain == .instant
                ? ProcurifyStamp.micros(date) : FirmDay(of: date.addingTimeInterval(offset(at: date))).number)
    }

    func contain(_ day: FirmDay?) -> Bool {
        if isOpen { return true }
        guard let day else { return false }
        return contain(grain == .instant ? day.number * 86_400_000_000 : day.number)
    }

    private func offset(at date: Date) -> TimeInterval { Double(zone?.secondsFromGMT(for: date) ?? 0) }

    private func contain(_ number: Int) -> Bool { (lower ?? number) <= number && number <= (upper ?? number) }
}
