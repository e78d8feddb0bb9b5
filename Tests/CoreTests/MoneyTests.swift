// Exact decimals and their rounding, printing and splitting.

import Foundation
import Testing

@testable import Core

@Suite struct MoneyTests {
    private func number(_ text: String) throws -> Decimal { try #require(Decimal(exactly: text)) }

    @Test(
        "decimals are read exactly and printed plainly",
        arguments: [
            ("0", "0"), ("-0", "0"), ("-0.00", "0"), ("12.50", "12.5"), ("-12.50", "-12.5"), ("1E+2", "100"),
            ("1e-3", "0.001"),
            ("99999999999999.99", "99999999999999.99"), ("1234567.8", "1234567.8"), ("0.00000001", "0.00000001"),
            ("12345678901234567890123456789012345678", "12345678901234567890123456789012345678"),
            ("0.1234567890123456789012345678901234567", "0.1234567890123456789012345678901234567"), ("+7", "7"),
        ])
    func plain(text: String, expected: String) throws { #expect(try number(text).plain == expected) }

    @Test(
        "anything else is no decimal",
        arguments: [
            "", "-", ".", "12abc", "12,5", "1e", "1e400", "1.2.3", "NaN", " 1", "1 ", "0x10", "１２",
            "123456789012345678901234567890123456789", "--1", "1e5.0",
        ])
    func refused(text: String) { #expect(Decimal(exactly: text) == nil) }

    @Test(
        "ledgers round half away from zero",
        arguments: [
            ("0.125", 2, "0.13"), ("-0.125", 2, "-0.13"), ("2.345", 2, "2.35"), ("0.5", 0, "1"), ("-0.5", 0, "-1"),
            ("0.124999", 2, "0.12"),
        ])
    func rounding(text: String, scale: Int, expected: String) throws {
        #expect(try number(text).rounded(scale).plain == expected)
    }

    @Test(
        "amounts are shown with their decimals",
        arguments: [
            ("12.5", 2, "12.50"), ("-0.004", 2, "0.00"), ("1234567.891", 2, "1234567.89"), ("7", 0, "7"),
            ("-3", 3, "-3.000"), ("0.999", 2, "1.00"),
        ])
    func fixed(text: String, scale: Int, expected: String) throws { #expect(try number(text).fixed(scale) == expected) }

    @Test("split parts add up to the rounded sum, and none is off by a whole unit")
    func split() throws {
        var dice = JSONTests.Dice(state: 11)
        for _ in 0..<3_000 {
            let scale = [0, 2, 3].randomElement(using: &dice) ?? 2
            let parts = try (0..<Int.random(in: 0...9, using: &dice)).map { _ in
                try number(
                    "\(Int.random(in: -999_999...999_999, using: &dice))e-\(Int.random(in: 0...8, using: &dice))")
            }
            let result = Money.split(parts, scale: scale)
            #expect(result.count == parts.count)
            #expect(result.reduce(.zero, +) == parts.reduce(.zero, +).rounded(scale), "\(parts) at \(scale)")
            let unit = try number("1e-\(scale)")
            for (part, rounded) in zip(parts, result) {
                #expect(rounded == rounded.rounded(scale))
                #expect((part - rounded).magnitude < unit, "\(part) became \(rounded)")
            }
        }
    }

    @Test("a third of a hundred, three times, is a hundred")
    func thirds() throws {
        let third = try number("33.33333333")
        #expect(Money.split([third, third, third], scale: 2).map { $0.fixed(2) } == ["33.34", "33.33", "33.33"])
        #expect(Money.decimals(of: "jpy") == 0)
        #expect(Money.decimals(of: "KWD") == 3)
        #expect(Money.decimals(of: "XXX") == 2)
    }
}
