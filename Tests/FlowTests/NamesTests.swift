// When two names are the same.

import Foundation
import TestKit
import Testing

@testable import ProcurifyAcumatica

@Suite struct NamesTests {
    @Test(
        "spaces, case, composition and invisible characters do not matter",
        arguments: [
            ("  Acme   Industrial ", "ACME INDUSTRIAL"), ("Acme\u{A0}Industrial", "acme industrial"),
            ("Acme\u{3000}Industrial", "acme industrial"), ("Socie\u{301}te\u{301}", "Soci\u{E9}t\u{E9}"),
            ("Ac\u{200B}me", "acme"), ("\u{FEFF}Acme\u{AD}", "acme"), ("Acme\t\n Ltd", "acme ltd"),
            ("ÉCLAIR", "éclair"),
        ])
    func same(left: String, right: String) {
        #expect(Array(Names.normalised(left).utf8) == Array(Names.normalised(right).utf8))
    }

    @Test(
        "accents, width, punctuation and letters matter",
        arguments: [
            ("Müller", "Muller"), ("Ａcme", "Acme"), ("Smith, Inc", "Smith Inc"), ("O'Brien", "O’Brien"),
            ("Straße", "Strasse"),
            ("Acme 1", "Acme 2"), ("株式会社", "株式會社"),
        ])
    func different(left: String, right: String) {
        #expect(Names.normalised(left) != Names.normalised(right))
    }

    @Test("normalising twice changes nothing", arguments: Hostile.texts)
    func idempotent(text: String) {
        let once = Names.normalised(text)
        #expect(Names.normalised(once) == once)
        #expect(Names.written(Names.written(text)) == Names.written(text))
    }

    @Test("a written name is one line without control characters, and keeps its letters")
    func written() {
        #expect(Names.written(" A\tB\u{0}C\n") == "A B C")
        #expect(Names.written("A  B é漢") == "A  B é漢")
    }
}
