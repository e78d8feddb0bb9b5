// The rules of the house that a text search can check.

import Foundation
import Testing

@Suite("Tidiness")
struct TidyTests {
    private static let repository = Repository()
    private static let sources = Result { try repository.swift("Sources") }
    private static let tests = Result { try repository.swift("Tests") }

    /// Who may import what of ours; the arrows of docs/ARCHITECTURE.md.
    private static let mayImport: [String: Set<String>] = [
        "Core": [],
        "Wire": ["Core"],
        "Procurify": ["Core"],
        "Acumatica": ["Core"],
        "ProcurifyAcumatica": ["Core", "Procurify", "Acumatica"],
        "Engine": ["Core"],
        "SQLStore": ["Core"],
        "Vault": ["Core"],
        "App": ["Core", "Wire", "Procurify", "Acumatica", "ProcurifyAcumatica", "Engine", "SQLStore", "Vault"],
        "Sandbox": [],
        "MLConnector": ["App", "Sandbox", "Core", "Engine"],
        "TestKit": ["Core", "Engine"],
    ]

    @Test("a target imports only the targets below it, and no product target the kit of the tests")
    func targets() throws {
        let files = try Self.sources.get()
        #expect(Set(files.map(\.target)) == Set(Self.mayImport.keys))
        for file in files {
            let ours = imports(of: file).filter { Self.mayImport[$0] != nil && $0 != file.target }
            let forbidden = Set(ours).subtracting(Self.mayImport[file.target] ?? [])
            #expect(forbidden.isEmpty, "\(file.path) imports \(forbidden.sorted())")
        }
    }

    @Test("the database library is imported in the driver's files alone, and web servers in the sandbox alone")
    func libraries() throws {
        let homes = [
            "GRDB": ["Sources/SQLStore/GRDB"], "Hummingbird": ["Sources/Sandbox/"],
            "AsyncHTTPClient": ["Sources/Wire/"],
            "Yams": ["Sources/App/", "Sources/Sandbox/"], "ArgumentParser": ["Sources/MLConnector/"],
        ]
        for file in try Self.sources.get() {
            for library in imports(of: file) {
                guard let allowed = homes[library] else { continue }
                #expect(allowed.contains { file.path.hasPrefix($0) }, "\(file.path) imports \(library)")
            }
        }
    }

    @Test("time, chance, ids, sleep and the environment are taken in the live effects and the sandbox alone")
    func effects() throws {
        let taken = ["Date()", "UUID()", ".random(in:", "SystemRandomNumberGenerator", "Task.sleep", "Thread.sleep"]
        for file in try Self.sources.get() where file.target != "Sandbox" {
            let mayAsk = ["App", "MLConnector"].contains(file.target)
            if !mayAsk || !file.name.contains("Effects") { refuse(taken, in: file, "takes time or chance by itself") }
            if !mayAsk { refuse([".environment"], in: file, "reads the environment") }
        }
    }

    @Test("no test sleeps, save those that wait for the program itself")
    func sleeping() throws {
        for file in try Self.tests.get() where file.target != "AcceptanceTests" && file.name != "TidyTests.swift" {
            refuse(["Task.sleep", "Thread.sleep", "usleep("], in: file, "sleeps")
        }
    }

    @Test("SQL stands in the store alone")
    func sql() throws {
        let words = ["\"SELECT ", "\"INSERT INTO ", "\"INSERT OR ", "\"DELETE FROM ", "\"CREATE TABLE ", "\"PRAGMA "]
        for file in try Self.sources.get() where file.target != "SQLStore" { refuse(words, in: file, "holds SQL") }
    }

    @Test("no file is longer than 400 lines")
    func lengths() throws {
        for file in try Self.sources.get() + Self.tests.get() {
            #expect(file.lines.count <= 401, "\(file.path) has \(file.lines.count - 1) lines")
        }
    }

    @Test("no function is longer than 70 lines")
    func functionLengths() throws {
        for file in try Self.sources.get() + Self.tests.get() {
            for (index, text) in file.lines.enumerated() where text.hasSuffix("{") {
                guard text.contains("func ") || text.contains(" init(") else { continue }
                let end = String(text.prefix { $0 == " " }) + "}"
                let lines = file.lines[index...].prefix(72).firstIndex(of: end).map { $0 - index + 1 } ?? 72
                #expect(lines <= 70, "\(file.path):\(index + 1) is longer than 70 lines")
            }
        }
    }

    @Test("every file opens with a comment that says what it is for")
    func openings() throws {
        for file in try Self.sources.get() + Self.tests.get() {
            let first = file.lines.first ?? ""
            #expect(first.hasPrefix("// ") && first.count > 12, "\(file.path): \(first)")
        }
    }

    @Test("every function that looks like a test is one")
    func testFunctions() throws {
        for file in try Self.tests.get() {
            for function in functions(of: file) where looksLikeTest(function) {
                #expect(function.isMarked, "\(file.path):\(function.line): \(function.head) lacks @Test")
            }
        }
    }

    @Test("nothing crashes on purpose or steps around the checks of the compiler")
    func shortcuts() throws {
        let words = ["try!", "as! ", "@unchecked Sendable", "nonisolated(unsafe)", "fatalError(", "TODO", "FIXME"]
        for file in try Self.sources.get() { refuse(words, in: file, "takes a short cut") }
    }

    /// Records an issue for each line of code with one of these words, standing as a word of its own.
    private func refuse(_ words: [String], in file: Repository.File, _ what: String) {
        for (number, text) in file.code {
            guard let word = words.first(where: { text.contains($0) }), let found = text.range(of: word) else {
                continue
            }
            // `CalendarDate()` is not `Date()`, and what stands behind a comment sign is prose.
            let before = text[..<found.lowerBound]
            if word.first?.isLetter == true, let last = before.last, last.isLetter || last.isNumber || last == "_" {
                continue
            }
            if before.contains(" // ") { continue }
            Issue.record("\(file.path):\(number) \(what): \(text.trimmingCharacters(in: .whitespaces))")
        }
    }

    private func imports(of file: Repository.File) -> [String] {
        let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        return file.code.compactMap { _, text in
            guard text.contains("import "), text.first?.isLetter == true || text.first == "@" else { return nil }
            let words = text.split(separator: " ")
            guard let place = words.firstIndex(of: "import") else { return nil }
            let name = words[(place + 1)...].first { !kinds.contains($0) }
            return name.map { String($0.prefix { $0 != "." }) }
        }
    }

    /// A function of a test file.
    private struct Function {
        var line: Int
        var head: String
        var body: String
        var isMarked: Bool
    }

    /// The functions that stand free or in a suite, with what stands above and in them.
    private func functions(of file: Repository.File) -> [Function] {
        var found: [Function] = []
        for (index, text) in file.lines.enumerated() where text.contains("func ") {
            let indent = text.prefix { $0 == " " }
            let head = text.dropFirst(indent.count)
            guard indent.count <= 4,
                ["func ", "mutating ", "package ", "internal ", "@"].contains(where: head.hasPrefix)
            else { continue }
            let isOneLine = text.hasSuffix("}")
            let end = isOneLine ? index : file.lines[index...].firstIndex(of: indent + "}") ?? index
            let above = file.lines[..<index].reversed().prefix { !$0.allSatisfy { $0 == " " } && $0 != indent + "}" }
            found.append(
                Function(
                    line: index + 1, head: String(head), body: file.lines[index...end].joined(separator: "\n"),
                    isMarked: (above + [text]).contains { $0.contains("@Test") }))
        }
        return found
    }

    /// Takes nothing, gives nothing and expects something; or is named like a test of old.
    private func looksLikeTest(_ function: Function) -> Bool {
        let takesNothing = function.head.firstRange(of: /func \w+\(\)/) != nil
        guard takesNothing, !function.head.contains("->") else { return false }
        if function.head.contains("func test") { return true }
        return function.body.contains("#expect(") || function.body.contains("#require(")
    }
}
