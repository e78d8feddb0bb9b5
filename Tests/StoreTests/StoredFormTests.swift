// The forms in which values are stored.

import Core
import Foundation
import TestKit
import Testing

@testable import SQLStore

@Suite("Stored forms")
struct StoredFormTests {
    @Test("any decimal comes back exactly")
    func decimals() throws {
        var chance = SeededGenerator(seed: 9)
        for _ in 0..<2_000 {
            let digits = String((0..<(1 + chance.below(38))).map { _ in Character(String(chance.below(10))) })
            let text = (chance.below(2) == 0 ? "-" : "") + digits + "E\(chance.below(121) - 60)"
            guard var value = Decimal(exactly: text) else { continue }
            if chance.below(4) == 0 { value *= Decimal(sign: .plus, exponent: chance.below(60), significand: 1) }
            guard !value.isNaN else { continue }
            let stored = try StoredDecimal.text(value)
            #expect(StoredDecimal.value(stored) == value, "\(text) is stored as \(stored)")
        }
    }

    @Test("any text comes back, and equal texts stay equal")
    func texts() {
        var chance = SeededGenerator(seed: 13)
        let pieces = ["\u{0}", "\u{1B}", "0", "1", "a", "é", "\u{1B}0", "🙂"]
        for _ in 0..<500 {
            let text = (0..<chance.below(9)).map { _ in chance.pick(pieces) }.joined()
            let stored = StoredText.encoded(text)
            #expect(!stored.utf8.contains(0))
            #expect(Array(StoredText.decoded(stored).utf8) == Array(text.utf8))
        }
    }

    @Test("moments keep their order")
    func moments() {
        var chance = SeededGenerator(seed: 17)
        for _ in 0..<500 {
            let first = Date(timeIntervalSince1970: chance.fraction() * 4_000_000_000)
            let second = first.addingTimeInterval(chance.fraction() / 100_000)
            #expect(StoredMoment.microseconds(first) <= StoredMoment.microseconds(second))
            let stored = StoredMoment.date(StoredMoment.microseconds(first))
            #expect(StoredMoment.microseconds(stored) == StoredMoment.microseconds(first))
            let printed = StoredMoment.toMillisecond(first)
            #expect(StoredMoment.toMillisecond(StoredMoment.date(StoredMoment.microseconds(printed))) == printed)
        }
    }
}
