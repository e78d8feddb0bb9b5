// What reaches a terminal: tables that stay aligned, and texts of strangers that do nothing.

import Core
import Engine
import Foundation
import TestKit
import Testing

@testable import MLConnector

@Suite("Output")
struct OutputTests {
    @Test("no text of a stranger reaches the terminal with its control characters", arguments: Hostile.texts)
    func harmless(_ text: String) {
        var table = TextTable([("TITLE", .left), ("AMOUNT", .right)])
        table.add([text, "1.00"])
        let shown =
            table.text + RecordText.list(["records": [Record.fixture { $0.title = text }.document]])
            + RecordText.story(Record.fixture { $0.title = text }.document)
        let acting = shown.unicodeScalars.filter { scalar in
            (scalar.value < 0x20 && scalar != "\n") || (0x7F..<0xA0).contains(scalar.value)
                || (0x202A...0x202E).contains(scalar.value)
        }
        #expect(acting.isEmpty)
        #expect(table.text.split(separator: "\n").count == 2)
    }

    @Test("columns stand under each other, wide characters too")
    func aligned() {
        var table = TextTable([("NAME", .left), ("AMOUNT", .right)])
        table.add(["日本", "5.00"])
        table.add(["Ab", "1234.00"])
        #expect(table.text == "NAME   AMOUNT\n日本     5.00\nAb    1234.00\n")
        #expect(TextTable.cut("日本語テキスト", to: 6) == "日本…")
        #expect(TextTable([("A", .left)]).text == "")
    }
}
