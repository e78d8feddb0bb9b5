// The dictionaries of errors: particular before general, and the page that lists them.

import Acumatica
import Core
import Foundation
import Procurify
import Testing

@Suite("Dictionaries of errors")
struct ErrorDictionaryTests {
    static let dictionaries = [ERPErrorDictionary.entries, ProcurifyErrorDictionary.entries]

    @Test("no id and no pattern stands twice, and together they know at least sixty messages")
    func distinct() {
        for entries in Self.dictionaries {
            #expect(Set(entries.map(\.id)).count == entries.count)
            #expect(Set(entries.map { $0.pattern.lowercased() }).count == entries.count)
        }
        #expect(Self.dictionaries.map(\.count).reduce(0, +) >= 60)
    }

    @Test("every entry is found by a message of its own: none is hidden behind an earlier one", arguments: [0, 1])
    func reachable(_ index: Int) {
        let entries = Self.dictionaries[index]
        for entry in entries {
            let message = entry.pattern.split(separator: "*").joined(separator: " 'X1' ")
            #expect(entries.shown(in: [message]).map(\.id) == [entry.id], "\(message)")
        }
    }

    static let samples = [
        (
            "This vendor ref. number \"INV-77\" has already been used for the document \"Bill, 000159\".",
            "duplicate-vendor-ref"
        ),
        ("PostPeriod: Post Period cannot be empty", "post-period-empty"),
        ("Details[1].Project: Project 'TES2323T  ' cannot be found in the system.", "project-unknown"),
        ("Details[2].Subaccount: 'Subaccount' cannot be found in the system.", "subaccount-unknown"),
        ("Details[2].Account: 'Account' cannot be found in the system.", "account-unknown"),
        ("Vendor: 'Vendor' cannot be found in the system.", "vendor-unknown"),
        ("The vendor status is 'Inactive'.", "vendor-status"),
        ("'Branch' cannot be empty.", "branch-required"),
        ("'Tax Category' cannot be empty.", "field-required"),
        ("The document is out of the balance.", "out-of-balance"),
        ("No entity satisfies the condition.", "no-entity"),
        ("Error: API Login Limit", "login-limit"),
    ]

    @Test("messages of the ERP are told by the entry that says most", arguments: samples)
    func messages(text: String, id: String) {
        #expect(ERPErrorDictionary.entries.shown(in: [text]).map(\.id) == [id])
    }

    @Test("an unknown message shows nothing, an entry is shown once, and pieces must stand in order")
    func bounds() {
        #expect(
            ERPErrorDictionary.entries.shown(in: ["Inserting  'AP Transactions' record raised at least one error."])
                == [])
        let twice = ERPErrorDictionary.entries.shown(in: ["The vendor status is 'A'.", "The vendor status is 'B'."])
        #expect(twice.count == 1 && twice.remedies?.contains("AP303000") == true)
        #expect(!KnownError("x", "one*two", "", .nobody, "").matches("two and one"))
    }

    @Test("the page lists every entry as it is, and no other")
    func page() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let lines = try String(contentsOf: root.appending(path: "docs/ERRORS.md"), encoding: .utf8).split(
            separator: "\n")
        let rows = lines.filter { $0.hasPrefix("| `") }.map(String.init)
        let wanted = Self.dictionaries.joined().map { entry in
            "| `\(entry.id)` | `\(entry.pattern)` | \(entry.words) | \(entry.fixer.rawValue) | \(entry.remedy) |"
        }
        #expect(rows == wanted)
    }
}
