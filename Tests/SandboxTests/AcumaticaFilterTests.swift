// The filter language: what the ERP accepts, and what it refuses (acumatica.md 4.2).

import Testing

@testable import Sandbox

@Suite("Filters of the simulated ERP")
struct AcumaticaFilterTests {
    private static func bill(_ values: [String: Value]) -> EntityRow {
        var row = EntityRow(id: "00000000-0000-4000-8000-000000000001")
        row.values = values
        return row
    }

    private static let row = bill([
        "Type": "Bill", "VendorRef": "INV-77", "Vendor": "ACME", "Hold": true, "Amount": .number("100.50"),
        "Description": "[pf:north:bill:1] it's", "Date": "2026-07-02T00:00:00+00:00",
        "LastModifiedDateTime": "2026-07-02T10:00:00.417+00:00",
    ])

    @Test(
        "accepts what is true of the record",
        arguments: [
            "VendorRef eq 'INV-77'", "VendorRef eq 'inv-77  '",
            "Type eq 'Bill' and (Vendor eq 'X' or Vendor eq 'ACME')",
            "not (Vendor eq 'X')", "Hold eq true", "Hold", "Amount gt 100.5M or Amount eq 100.5M", "Amount ge 100",
            "startswith(Description,'[PF:north')", "substringof('it''s',Description)", "endswith(Description,'''s')",
            "LastModifiedDateTime ge datetimeoffset'2026-07-02T12:00:00.417+02:00'", "Date eq date'2026-07-02'",
            "Date ge datetime'2026-07-02T00:00:00'", "LastModifiedDateTime gt datetimeoffset'2026-07-02'",
            "startswith(Description,'[pf') eq true", "Vendor ne 'X'", "Terms eq null",
            "Amount lt 101 and Amount gt 99.9",
        ])
    func accepts(_ text: String) throws {
        #expect(try Filter.parse(text, on: .named("Bill")).accepts(Self.row))
    }

    @Test(
        "rejects what is false of the record",
        arguments: [
            "VendorRef eq 'INV-7'", "Hold eq false", "Amount gt 100.5", "startswith(Description,'pf')",
            "LastModifiedDateTime gt datetimeoffset'2026-07-02T10:00:00.417Z'",
            "Vendor eq 'ACME' and Type eq 'Debit Adj.'",
            "not Hold", "Date lt datetimeoffset'2026-07-02'",
        ])
    func rejects(_ text: String) throws {
        #expect(try !Filter.parse(text, on: .named("Bill")).accepts(Self.row))
    }

    @Test(
        "answers a mistake with 500 and its own words",
        arguments: [
            ("VendorID eq 'ACME'", "VendorID"), ("Hold eq 'true'", "incompatible types"),
            ("Amount eq '100'", "incompatible types"), ("VendorRef eq 77", "incompatible types"),
            ("Date gt '2026-07-02'", "incompatible types"), ("contains(VendorRef,'INV')", "contains"),
            ("Details/POOrderNbr eq '000050'", "Details/POOrderNbr"), ("VendorRef eq 'INV", "unterminated"),
            ("VendorRef eq", "Syntax error"), ("(VendorRef eq 'a'", "Syntax error"), ("VendorRef", "boolean"),
            ("startswith('a',VendorRef)", "signature"), ("VendorRef eq 'it's'", "unterminated"),
        ])
    func refuses(_ text: String, _ words: String) throws {
        let problem = #expect(throws: Problem.self) { try Filter.parse(text, on: .named("Bill")) }
        #expect(problem?.response.status == 500)
        #expect(problem?.response.value["exceptionMessage"]?.text?.contains(words) == true)
    }

    @Test("finds the records of many references by the index, and only those")
    func usesIndex() throws {
        var table = EntityTable(.named("Bill"), indexed: ["VendorRef"])
        for number in 0..<5_000 {
            var row = EntityRow(id: "\(number)")
            row.set("Type", "Bill")
            row.set("ReferenceNbr", "\(100_000 + number)")
            row.set("VendorRef", "INV-\(number)")
            table.save(row)
        }
        let text = (0..<60).map { "VendorRef eq 'inv-\($0 * 7)'" }.joined(separator: " or ")
        let filter = try Filter.parse(text, on: .named("Bill"))
        #expect(filter.candidates(in: table)?.count == 60)
        #expect(EntityRoutes.matches(filter, in: table).map { $0.text("VendorRef") }.first == "INV-0")
        #expect(EntityRoutes.matches(filter, in: table).count == 60)
    }

    @Test("reads a linked entity's field")
    func linked() throws {
        var vendor = EntityRow(id: "1")
        var contact = EntityRow(id: "2")
        contact.set("Email", "a@b.c")
        vendor.linked["MainContact"] = contact
        #expect(try Filter.parse("MainContact/Email eq 'A@b.c'", on: .named("Vendor")).accepts(vendor))
    }
}
