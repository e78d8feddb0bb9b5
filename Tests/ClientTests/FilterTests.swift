// The filter language, checked by a reader that shares no code with it, and the field wrapper.

import Acumatica
import Core
import Foundation
import TestKit
import Testing

@Suite struct FilterTests {
    /// Decodes `%XX`, byte by byte; nil where a byte stands that a query must not hold.
    private func decoded(_ text: String) -> [UInt8]? {
        let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'()$,*".utf8)
        var out: [UInt8] = []
        var bytes = Array(text.utf8)[...]
        while let byte = bytes.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let value = UInt8(String(decoding: bytes.prefix(2), as: UTF8.self), radix: 16) else { return nil }
                out.append(value)
                bytes = bytes.dropFirst(2)
            } else if allowed.contains(byte) {
                out.append(byte)
            } else {
                return nil
            }
        }
        return out
    }

    /// Reads `Field eq 'literal'` as OData version 3 does and gives the literal; nil for anything else.
    private func literal(_ filter: [UInt8], after prefix: String, before suffix: String = "") -> String? {
        let quote = UInt8(ascii: "'")
        guard filter.starts(with: prefix.utf8) else { return nil }
        var rest = filter.dropFirst(prefix.utf8.count)
        guard rest.popFirst() == quote else { return nil }
        var out: [UInt8] = []
        while let byte = rest.popFirst() {
            guard byte == quote else {
                out.append(byte)
                continue
            }
            guard rest.first == quote else { break }
            rest.removeFirst()
            out.append(quote)
        }
        guard Array(rest) == Array(suffix.utf8) else { return nil }
        return String(decoding: out, as: UTF8.self)
    }

    @Test("hostile texts come back whole from the literal that a server reads")
    func hostile() throws {
        var chance = SeededGenerator(seed: 7)
        let pieces = [
            "'", "''", "' or 1 eq 1 or '", "'\u{301}", "\u{200D}'", "%27", "%", "&", "#", "+", "\\", "\"", "\r\n'",
            "\0", "é",
            "日本", "👩‍👩‍👧", "\u{202E}", "(", ")", " eq ", "$", ",", "/", "?", "=", "A", "\u{FE0F}'",
        ]
        for _ in 0..<2_000 {
            let text = (0..<chance.below(8)).map { _ in chance.pick(pieces) }.joined()
            for (filter, prefix, suffix) in [
                (Filter.equals("VendorRef", text), "VendorRef eq ", ""),
                (.after("VendorRef", text), "VendorRef gt ", ""),
                (.startsWith("VendorRef", text), "startswith(VendorRef,", ")"),
            ] {
                let wire = URLText.query(filter.text)
                let bytes = try #require(decoded(wire))
                let read = try #require(literal(bytes, after: prefix, before: suffix))
                #expect(Array(read.utf8) == Array(text.utf8))
                #expect(filter.queryBytes == wire.utf8.count)
            }
        }
    }

    @Test("filters join with parentheses where the meaning needs them")
    func join() {
        let a = Filter.equals("A", "1")
        let b = Filter.equals("B", "2")
        let c = Filter.equals("C", flag: false)
        #expect(Filter.all([a, .any([b, c])]).text == "A eq '1' and (B eq '2' or C eq false)")
        #expect(Filter.any([.all([a, b]), c]).text == "(A eq '1' and B eq '2') or C eq false")
        #expect(Filter.all([.all([a, b]), c]).text == "A eq '1' and B eq '2' and C eq false")
        #expect(Filter.all([a, .any([b])]).text == "A eq '1' and B eq '2'")
        #expect(Filter.all([a, .any([])]).matchesNothing)
        #expect(Filter.any([a, .any([])]) == a)
        #expect(Filter.all([]).text.isEmpty)
        #expect(!Filter.all([]).matchesNothing)
        #expect(Filter.any([a, .all([])]).text.isEmpty)
    }

    @Test("a moment is a UTC literal, rounded down so that nothing falls out of the window")
    func moment() {
        let filter = Filter.modified("LastModifiedDateTime", since: Date(timeIntervalSince1970: 1_782_907_200.9996))
        #expect(filter.text == "LastModifiedDateTime ge datetimeoffset'2026-07-01T12:00:00.999Z'")
    }
}

@Suite struct FieldTests {
    private func record(_ field: String) throws -> JSON { try JSON.parse(#"{"F":\#(field),"G":{"value":1}}"#) }

    @Test("an empty field is nil in every form", arguments: ["{}", "null", #"{"value":null}"#, #"{"error":"x"}"#])
    func empty(_ field: String) throws {
        let record = try record(field)
        #expect(record.field("F") == nil)
        #expect(record.fieldText("F") == nil)
        #expect(record.fieldDecimal("F") == nil)
        #expect(record.field("Missing") == nil)
        #expect(JSON.null.field("F") == nil)
    }

    @Test("values are read from every form that is seen")
    func values() throws {
        #expect(try record(#"{"value":"TES2323T  "}"#).fieldText("F") == "TES2323T")
        #expect(try record(#"{"value":"   "}"#).fieldText("F") == nil)
        #expect(try record(#"{"value":280.000000}"#).fieldDecimal("F") == 280)
        #expect(
            try record(#"{"value":" 99999999999999.99 "}"#).fieldDecimal("F") == Decimal(exactly: "99999999999999.99"))
        #expect(try record(#"{"value":"2"}"#).fieldInteger("F") == 2)
        #expect(try record(#"{"value":1.5}"#).fieldInteger("F") == nil)
        #expect(try record(#"{"value":"False"}"#).fieldFlag("F") == false)
        #expect(try record(#"{"value":true}"#).fieldFlag("F") == true)
        #expect(try record(#"{"value":"yes"}"#).fieldFlag("F") == nil)
        #expect(try record(#"{"value":{"odd":1}}"#).fieldText("F") == nil)
    }

    @Test(
        "a date is the one that is written, in any zone",
        arguments: [
            "2026-07-02", "2026-07-02T00:00:00+00:00", "2026-07-02T00:00:00-08:00", "2026-07-02T23:59:59.123+14:00",
            "2026-07-02T00:00:00",
        ])
    func date(_ text: String) throws {
        #expect(try record(#"{"value":"\#(text)"}"#).fieldDate("F") == CalendarDate("2026-07-02"))
    }

    @Test("what is no date gives none", arguments: ["10/18/2021", "2026-02-30", "2026-07-02T99:00:00", "20260702xx"])
    func noDate(_ text: String) throws { #expect(try record(#"{"value":"\#(text)"}"#).fieldDate("F") == nil) }

    @Test("a moment counts its offset")
    func moment() throws {
        let record = try record(#"{"value":"2020-08-11T10:47:41.17-04:00"}"#)
        #expect(record.fieldMoment("F") == Timestamp.parse("2020-08-11T14:47:41.170Z"))
    }

    @Test("details stay bare, all other values are wrapped, in the order given")
    func wrapped() {
        let body = JSON.wrapped([("B", "x"), ("A", .null), ("Details", [["Qty": ["value": 1]]])])
        #expect(body.encoded() == #"{"B":{"value":"x"},"A":{"value":null},"Details":[{"Qty":{"value":1}}]}"#)
    }
}
