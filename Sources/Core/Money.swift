// Exact amounts of money: parsing, rounding, splitting and printing of decimals.

package import Foundation

/// An amount in a currency, named by its ISO 4217 code.
package struct Money: Sendable, Hashable {
    package var amount: Decimal
    package var currency: String

    package init(_ amount: Decimal, _ currency: String) {
        self.amount = amount
        self.currency = currency
    }
}

extension Decimal {
    /// Reads a plain or exponent decimal, for instance `-12.50` or `1E+2`; nil for anything else, more than 38 digits included.
    package init?(exactly text: String) {
        var digits = 0
        var seenPoint = false
        var rest = Substring(text)
        if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
        while let character = rest.first, character.isASCII, character.isNumber || (character == "." && !seenPoint) {
            if character == "." { seenPoint = true } else { digits += 1 }
            rest.removeFirst()
        }
        guard (1...38).contains(digits) else { return nil }
        if let mark = rest.first {
            guard mark == "e" || mark == "E", let exponent = Int(rest.dropFirst()), abs(exponent) <= 60 else {
                return nil
            }
        }
        guard let value = Decimal(string: text, locale: Locale(identifier: "en_US_POSIX")), !value.isNaN else {
            return nil
        }
        self = value
    }

    /// The value rounded half away from zero to `scale` digits, as ledgers round.
    package func rounded(_ scale: Int) -> Decimal {
        var source = self
        var result = Decimal()
        NSDecimalRound(&result, &source, scale, .plain)
        return result
    }

    /// Digits without exponent and without trailing zeros, for instance `-12.5`.
    package var plain: String {
        NSDecimalNumber(decimal: self).description(withLocale: Locale(identifier: "en_US_POSIX"))
    }

    /// Digits with exactly `scale` decimals, for instance `-12.50`.
    package func fixed(_ scale: Int) -> String {
        let text = rounded(scale).plain
        guard scale > 0 else { return text }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let decimals = parts.count > 1 ? String(parts[1]) : ""
        return "\(parts[0])." + decimals + String(repeating: "0", count: max(0, scale - decimals.count))
    }
}

extension Money {
    /// The number of decimals that a currency has (ISO 4217); two where nothing else is known.
    package static func decimals(of currency: String) -> Int {
        switch currency.uppercased() {
        case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF",
            "XPF":
            0
        case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 3
        default: 2
        }
    }

    /// Rounds parts so that they add up to the rounded sum: each part is cut to the currency's unit, and the units that are
    /// left go to the parts that lost most (largest remainder, earlier parts first).
    package static func split(_ parts: [Decimal], scale: Int) -> [Decimal] {
        let total = parts.reduce(Decimal.zero, +).rounded(scale)
        var unit = Decimal(1)
        for _ in 0..<scale { unit /= 10 }
        var rounded = parts.map { $0.rounded(scale) }
        let off = total - rounded.reduce(Decimal.zero, +)
        let step = off < 0 ? -unit : unit
        var units = Int((off / step).rounded(0).plain) ?? 0
        // The part whose rounding went furthest against the correction takes it first.
        let order = parts.indices.sorted { left, right in
            let a = (parts[left] - rounded[left]) * (step / unit)
            let b = (parts[right] - rounded[right]) * (step / unit)
            return a == b ? left < right : a > b
        }
        for index in order where units > 0 {
            rounded[index] += step
            units -= 1
        }
        return rounded
    }
}
