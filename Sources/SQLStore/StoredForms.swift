// How moments, decimals and texts are written so that they come back exactly.

import Core
import Foundation

/// Moments as whole microseconds since 1970.
enum StoredMoment {
    private static let microsecondsMax = 9e18

    /// The nearest microsecond. The rounding never puts two moments in another order.
    static func microseconds(_ date: Date) -> Int {
        let value = (date.timeIntervalSince1970 * 1_000_000).rounded()
        return value.isNaN ? 0 : Int(min(max(value, -microsecondsMax), microsecondsMax))
    }

    static func date(_ microseconds: Int) -> Date { Date(timeIntervalSince1970: Double(microseconds) / 1_000_000) }

    /// The moment to the millisecond, as the audit trail prints it and hashes it.
    static func toMillisecond(_ date: Date) -> Date {
        let milliseconds = Int((Double(microseconds(date)) / 1_000).rounded())
        return self.date(milliseconds * 1_000)
    }
}

/// Decimals as text that reads back to the same value.
enum StoredDecimal {
    /// Plain digits, or significand and exponent where the plain form has more digits than a decimal holds.
    /// Throws `Failure` for what is no number.
    static func text(_ value: Decimal) throws -> String {
        guard !value.isNaN else {
            throw Failure(
                code: "amount-not-a-number", message: "An amount is no number, so it cannot be stored.",
                action: "Look at the amounts of the source document.", next: .hold)
        }
        let plain = value.plain
        if Decimal(exactly: plain) == value { return plain }
        var significand = value
        var shifted = Decimal()
        // A significand is whole, so that shifting the point away loses nothing.
        _ = NSDecimalMultiplyByPowerOf10(&shifted, &significand, Int16(-value.exponent), .plain)
        return "\(shifted.plain)E\(value.exponent)"
    }

    /// Nil for a text that no decimal was written as.
    static func value(_ text: String) -> Decimal? {
        let parts = text.split(separator: "E", maxSplits: 1).map(String.init)
        guard let significand = parts.first.flatMap({ Decimal(exactly: $0) }) else { return nil }
        guard parts.count == 2 else { return significand }
        guard let exponent = Int(parts[1]), abs(exponent) < 128 else { return nil }
        return Decimal(sign: .plus, exponent: exponent, significand: significand)
    }
}

/// Texts without the one character that databases cut a text at.
enum StoredText {
    private static let null: UInt8 = 0
    private static let escape: UInt8 = 0x1B

    /// NUL becomes ESC 0 and ESC becomes ESC 1; every other text stays as it is.
    static func encoded(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == null || $0 == escape }) else { return text }
        let bytes = text.utf8.flatMap { byte -> [UInt8] in
            switch byte {
            case null: [escape, UInt8(ascii: "0")]
            case escape: [escape, UInt8(ascii: "1")]
            default: [byte]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func decoded(_ text: String) -> String {
        guard text.utf8.contains(escape) else { return text }
        var bytes: [UInt8] = []
        var afterEscape = false
        for byte in text.utf8 {
            if afterEscape {
                bytes.append(byte == UInt8(ascii: "0") ? null : escape)
                afterEscape = false
            } else if byte == escape {
                afterEscape = true
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
