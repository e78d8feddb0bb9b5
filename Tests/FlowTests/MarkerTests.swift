// Markers and references: what they look like, that they survive, and what counts as the same.

import Core
import Foundation
import ProcurifyAcumatica
import TestKit
import Testing

@Suite struct MarkerTests {
    @Test("a bill's marker names domain, kind, key and installation")
    func written() {
        let bill = Marker(subdomain: "acme", kind: .bill, key: "613", installation: "k3m9x2")
        #expect(bill.description == "[pf:acme:bill:613:k3m9x2]")
        #expect(
            Marker(subdomain: "acme", kind: .order, key: "4711", installation: "k3m9x2").description
                == "[pf:acme:po:4711:k3m9x2]")
    }

    @Test("a long domain keeps seven letters and six of its digest, a long key goes to base 36")
    func shortened() {
        let name = "engineering-partners"
        let marker = Marker(subdomain: name, kind: .bill, key: "2147483647", installation: "k3m9x2")
        #expect(marker.description == "[pf:enginee~\(Digest.sha256(name).prefix(6)):bill:zik0zj:k3m9x2]")
        // Fourteen characters and eight digits still stand as they are, and fill the field exactly.
        let full = Marker(subdomain: "fourteenletter", kind: .bill, key: "12345678", installation: "k3m9x2").description
        #expect(full == "[pf:fourteenletter:bill:12345678:k3m9x2]")
        #expect(full.utf16.count == Limits.markerCharactersMax)
    }

    @Test("no marker is longer than the field, and each reads back as itself")
    func property() {
        var chance = SeededGenerator(seed: 7)
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789-")
        for _ in 0..<2_000 {
            let name = String((0..<(1 + chance.below(60))).map { _ in chance.pick(letters) })
            let key = String(chance.next() >> UInt64(chance.below(64)))
            let marker = Marker(
                subdomain: name, kind: chance.below(2) == 0 ? .bill : .order, key: key, installation: "k3m9x2")
            #expect(marker.description.utf16.count <= Limits.markerCharactersMax)
            #expect(Marker.parse(marker.heading("Northwind", charactersMax: 60)) == marker)
        }
    }

    @Test("keys that differ stay apart, also where one is in base 36 and all digits")
    func apart() {
        // 36^5 is "100000" in base 36.
        let keys = [
            "100000", "60466176", "2176782336", "78364164096", "2821109907456", "99999999", "100000000", "613",
            "odd key",
        ]
        let written = Set(keys.map { Marker(subdomain: "acme", kind: .bill, key: $0, installation: "k3m9x2").key })
        #expect(written.count == keys.count)
    }

    @Test(
        "a marker is found behind what a person wrote before it, and a broken one is none",
        arguments: [
            ("paid twice! [pf:acme:bill:613:k3m9x2] Northwind", true), ("[PF:ACME:BILL:613:K3M9X2]", true),
            ("[pf:acme [pf:acme:bill:613:k3m9x2]", true), ("[pf:acme:bill:613:k3m9", false),
            ("[pf:acme:memo:613:k3m9x2]", false),
            ("[pf:acme:bill::k3m9x2]", false), ("", false),
        ])
    func parsed(_ text: String, _ found: Bool) {
        let marker = Marker(subdomain: "acme", kind: .bill, key: "613", installation: "k3m9x2")
        #expect(Marker.parse(text) == (found ? marker : nil))
    }

    @Test("the text behind the marker is cut between characters, counted as the ERP counts")
    func heading() {
        let marker = Marker(subdomain: "acme", kind: .order, key: "4711", installation: "k3m9x2")
        let text = marker.heading("👩‍👩‍👧\n  仕入先  \(String(repeating: "é", count: 80))", charactersMax: 60)
        #expect(text.utf16.count <= 60)
        #expect(text.hasPrefix("[pf:acme:po:4711:k3m9x2] 👩‍👩‍👧 仕入先 é"))
        #expect(marker.heading(" ", charactersMax: 60) == marker.description)
    }

    @Test(
        "references that people write differently are one",
        arguments: [
            ("INV-0088", "inv 88"), ("INV88", "INV-88"), ("８８４１", "8841"), ("A-2026/19", "a 2026-19"), ("#0012", "12"),
            ("000", "0"),
        ])
    func same(_ left: String, _ right: String) {
        #expect(Reference.normalised(left) == Reference.normalised(right))
    }

    @Test(
        "references that may be two invoices stay two",
        arguments: [
            ("1-1", "11"), ("INV-88", "INV-880"), ("1001", "10001"), ("A12", "B12"), ("##", "#"), ("2026-1", "20261"),
        ])
    func different(_ left: String, _ right: String) {
        #expect(Reference.normalised(left) != Reference.normalised(right))
    }
}
