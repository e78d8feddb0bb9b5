// The rules of the house that a text search can check.

import Foundation
import Testing

@Suite("Tidiness")
struct TidyTests {
    private let repository = Repository()

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
    func imports() throws {
        let files = try repository.swift("Sources")
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
            "GRDB": "Sources/SQLStore/GRDB", "Hummingbird": "Sources/Sandbox/", "AsyncHTTPClient": "Sources/Wire/",
            "Yams": "Sources/App/", "ArgumentParser": "Sources/MLConnector/",
        ]
        for file in try repository.swift("Sources") {
            for (library, home) in homes where imports(of: file).contains(library) {
                let isHome = file.path.hasPrefix(home) || (library == "Yams" && file.target == "Sandbox")
                #expect(isHome, "\(file.path) imports \(library)")
            }
        }
    }

    private var clock: Regex<Substring> {
        #/
        \bDate\(\) | \bUUID\(\) | \.random\(in: | SystemRandomNumberGenerator | \bTask\.sleep | \bThread\.sleep
        /#
    }

    @Test("time, chance, ids, sleep and the environment are taken in the live effects and the sandbox alone")
    func effects() throws {
        let taken = clock
        for file in try repository.swift("Sources") where !["App", "Sandbox", "MLConnector"].contains(file.target) {
            report(file, where: { $0.contains(taken) }, "takes time or chance by itself")
            report(file, where: { $0.contains(/\.environment\b/) }, "reads the environment")
        }
        for file in try repository.swift("Sources/App", "Sources/MLConnector") where !file.name.contains("Effects") {
            report(file, where: { $0.contains(taken) }, "takes time or chance by itself")
        }
    }

    @Test("no test sleeps, save those that wait for the program itself")
    func sleeping() throws {
        let sleep = /\bTask\.sleep|\bThread\.sleep|\busleep\(/
        for file in try repository.swift("Tests")
        where file.target != "AcceptanceTests" && file.name != "TidyTests.swift" {
            report(file, where: { $0.contains(sleep) }, "sleeps")
        }
    }

    @Test("SQL stands in the store alone")
    func sql() throws {
        let statement =
            #/"[^"]*\b(?:SELECT .* FROM|INSERT (?:OR \w+ )?INTO|DELETE FROM|CREATE (?:TABLE|INDEX)|PRAGMA) /#
        for file in try repository.swift("Sources") where file.target != "SQLStore" {
            report(file, where: { $0.contains(statement) }, "holds SQL")
        }
    }

    @Test("no file is longer than 400 lines")
    func lengths() throws {
        for file in try repository.swift("Sources", "Tests") {
            #expect(file.lines.count <= 401, "\(file.path) has \(file.lines.count - 1) lines")
        }
    }

    @Test("every file opens with a comment that says what it is for")
    func openings() throws {
        for file in try repository.swift("Sources", "Tests") {
            let first = file.lines.first ?? ""
            #expect(first.hasPrefix("// ") && first.count > 12, "\(file.path): \(first)")
        }
    }

    @Test("every function that looks like a test is one")
    func tests() throws {
        for file in try repository.swift("Tests") {
            for function in functions(of: file) where looksLikeTest(function) {
                #expect(function.isMarked, "\(file.path):\(function.line): \(function.head) lacks @Test")
            }
        }
    }

    @Test("nothing crashes on purpose, swallows an error or steps around the checks of the compiler")
    func shortcuts() throws {
        let shortcut = /\btry!|\bas! |@unchecked Sendable|nonisolated\(unsafe\)|\bfatalError\(|\bTODO\b|\bFIXME\b/
        for file in try repository.swift("Sources") {
            report(file, where: { $0.contains(shortcut) }, "takes a short cut")
        }
    }

    private func report(_ file: Repository.File, where isWrong: (Substring) -> Bool, _ what: String) {
        for (number, text) in file.code {
            // What stands behind a comment sign is prose; a `//` of an address only shortens what is looked at.
            let code = text.prefix(upTo: text.range(of: " // ")?.lowerBound ?? text.endIndex)
            #expect(!isWrong(code), "\(file.path):\(number) \(what): \(text.trimmingCharacters(in: .whitespaces))")
        }
    }

    private func imports(of file: Repository.File) -> [String] {
        let statement =
            /^(?:@\w+\s+)*(?:(?:package|public|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)/
        return file.code.compactMap { $0.text.firstMatch(of: statement).map { String($0.1) } }
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
        for (index, text) in file.lines.enumerated() {
            guard text.contains(/^(?: {4})?(?:@\w+ )*(?:mutating |package |internal )?func \w+/) else { continue }
            let indent = text.prefix { $0 == " " }
            let end =
                file.lines[index...].firstIndex { $0 == indent + "}" || ($0 == text && text.hasSuffix("}")) } ?? index
            let above = file.lines[..<index].reversed().prefix {
                !$0.trimmingCharacters(in: .whitespaces).isEmpty && $0 != indent + "}"
            }
            let isMarked = (above + [text]).contains { $0.contains("@Test") }
            found.append(
                Function(
                    line: index + 1, head: text.trimmingCharacters(in: .whitespaces),
                    body: file.lines[index...end].joined(separator: "\n"), isMarked: isMarked))
        }
        return found
    }

    /// Takes nothing, gives nothing and expects something; or is named like a test of old.
    private func looksLikeTest(_ function: Function) -> Bool {
        if function.head.contains(/func test[A-Z]\w*\(\)/) { return true }
        guard function.head.contains(/func \w+\(\)(?: async)?(?: throws)? \{/) else { return false }
        return function.body.contains("#expect(") || function.body.contains("#require(")
    }
}
