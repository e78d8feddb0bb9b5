// JSON: round trips, exact numbers, and hostile texts.

import Foundation
import Testing

@testable import Core

@Suite struct JSONTests {
    /// A small deterministic generator, so that a failing case comes again.
    struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    private func value(_ dice: inout Dice, depth: Int) -> JSON {
        switch Int.random(in: 0..<(depth > 4 ? 4 : 6), using: &dice) {
        case 0: return [.null, true, false].randomElement(using: &dice) ?? .null
        case 1:
            return .number(
                ["0", "-0", "1.50", "1e5", "-1.5E-3", "12345678901234567890123.45"].randomElement(using: &dice) ?? "0")
        case 2, 3:
            let scalars: [Unicode.Scalar] = [
                "a", "\"", "\\", "\n", "\u{0}", "\u{1F}", "é", "e", "\u{301}", "漢", "😀", "\u{2028}", "/",
            ]
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...8, using: &dice) { text.append(scalars.randomElement(using: &dice) ?? "x") }
            return .string(String(text))
        case 4: return .array((0..<Int.random(in: 0...4, using: &dice)).map { _ in value(&dice, depth: depth + 1) })
        default:
            let count = Int.random(in: 0...4, using: &dice)
            return .object(JSONObject((0..<count).map { ("k\($0)\"", value(&dice, depth: depth + 1)) }))
        }
    }

    @Test("what is written is read back as it was, in every layout")
    func roundTrip() throws {
        var dice = Dice(state: 7)
        for _ in 0..<2_000 {
            let original = value(&dice, depth: 0)
            #expect(try JSON.parse(original.encoded()) == original)
            #expect(try JSON.parse(original.encoded(pretty: true)) == original)
            let canonical = original.encoded(canonical: true)
            #expect(try JSON.parse(canonical).encoded(canonical: true) == canonical)
        }
    }

    @Test("equal values give one canonical text, whatever the order of members and the writing of numbers")
    func canonical() throws {
        let left = try JSON.parse(#"{"b":1.50,"a":[1e2,-0.0]}"#)
        let right = try JSON.parse(#"{"a":[100,0],"b":1.5}"#)
        #expect(left.encoded(canonical: true) == right.encoded(canonical: true))
    }

    @Test("numbers keep their digits")
    func digits() throws {
        #expect(try JSON.parse("[99999999999999.990, 1E+2]").encoded() == "[99999999999999.990,1E+2]")
        #expect(try JSON.parse("1.0").integer == 1)
        #expect(try JSON.parse("1.5").integer == nil)
        #expect(try JSON.parse("1e30").integer == nil)
        #expect(JSON.string("12").integer == 12)
    }

    @Test(
        "escapes and surrogates are read; a lone surrogate costs one character and nothing else",
        arguments: [
            (#""\u0041\n\/""#, "A\n/"), (#""\ud83d\ude00""#, "😀"), (#""\ud83d""#, "\u{FFFD}"),
            (#""\ud83d\n""#, "\u{FFFD}\n"),
            (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\ude00x""#, "\u{FFFD}x"), (#""\ud83dA""#, "\u{FFFD}A"),
            (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"),
        ])
    func escapes(text: String, expected: String) throws { #expect(try JSON.parse(text) == .string(expected)) }

    @Test(
        "anything that is no JSON is refused",
        arguments: [
            "", " ", "{", "[", "[1,]", "{,}", #"{"a":1,}"#, #"{"a"}"#, "{a:1}", "01", "-", "1.", ".5", "+1", "1e",
            "nul", "truex", "'a'",
            "\"a", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\n\"", "1 2", "NaN", "Infinity", "<html></html>", "[1",
            "\u{FEFF}", "\"\\u００41\"",
        ])
    func refused(text: String) { #expect(throws: JSONError.self) { try JSON.parse(text) } }

    @Test("bytes that are not UTF-8 are refused, and every cut of a text is")
    func bytes() throws {
        #expect(throws: JSONError.self) { try JSON.parse(Data([0x22, 0xFF, 0x22])) }
        let whole = Array(#"{"a":[1,"é😀",true,{"b":null}]}"#.utf8)
        for length in 0..<whole.count { #expect(throws: JSONError.self) { try JSON.parse(Data(whole[..<length])) } }
        #expect(try JSON.parse(Data([0xEF, 0xBB, 0xBF] + Array("[]".utf8))) == [])
    }

    @Test("deep nesting is refused without harm")
    func depth() throws {
        #expect(throws: JSONError.self) { try JSON.parse(String(repeating: "[", count: 1_000_000)) }
        let allowed =
            String(repeating: "[", count: Limits.jsonDepthMax) + String(repeating: "]", count: Limits.jsonDepthMax)
        _ = try JSON.parse(allowed)
        #expect(throws: JSONError.self) { try JSON.parse("[" + allowed + "]") }
    }

    @Test("an object with very many members is read in reasonable time, and the last of a repeated name counts")
    func manyMembers() throws {
        let members = (0..<60_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        let clock = ContinuousClock()
        let started = clock.now
        let object = try JSON.parse("{\(members),\"k0\":\"last\"}")
        #expect(clock.now - started < .seconds(20))
        #expect(object["k0"] == "last")
        #expect(object["k59999"] == 59_999)
        #expect(object.object?.members.count == 60_000)
    }

    @Test("members keep their order, and nil removes one")
    func members() {
        var object = JSONObject([("b", 1), ("a", 2), ("b", 3)])
        #expect(JSON.object(object).encoded() == #"{"b":3,"a":2}"#)
        object["b"] = nil
        object["c"] = .null
        #expect(JSON.object(object).encoded() == #"{"a":2,"c":null}"#)
        #expect(JSON.array([])["a"] == nil)
    }
}
