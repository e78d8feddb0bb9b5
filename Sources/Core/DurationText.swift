// Durations as people write them in the configuration.

/// Reads `500ms`, `2s`, `12m`, `1h`, `1d`, `400d`, `7y`.
package enum DurationText {
    /// The seconds of a duration: digits and one unit; nil for anything else. A day has 24 hours. A year counts 366
    /// days, so that nothing kept for years is dropped before they are over.
    package static func seconds(_ text: String) -> Double? {
        let digits = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard (1...9).contains(digits.count), let count = Int(String(decoding: digits, as: UTF8.self)),
            let unit = units[String(decoding: text.utf8.dropFirst(digits.count), as: UTF8.self)]
        else { return nil }
        return Double(count) * unit
    }

    private static let units: [String: Double] = [
        "ms": 0.001, "s": 1, "m": 60, "h": 3_600, "d": 86_400, "y": 366 * 86_400,
    ]
}
