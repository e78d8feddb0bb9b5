// The documents say what the code says: codes, states, fields and links.

import Core
import Foundation
import Testing

@Suite("Documentation")
struct DocumentationTests {
    private let repository = Repository()

    @Test("the page of reasons has a section for every code, and for no other")
    func reasons() throws {
        let codes = try sections(of: "docs/REASONS.md").map(\.title)
        #expect(codes.count == Set(codes).count)
        let differing = Set(codes).symmetricDifference(ReasonCode.catalogue.keys.map(\.rawValue))
        #expect(differing.isEmpty, "only on one side: \(differing.sorted())")
    }

    @Test("the page of reasons says of every code whether it heals by itself")
    func healing() throws {
        for section in try sections(of: "docs/REASONS.md") {
            let heals = ReasonCode(section.title).heals
            #expect(section.body.contains("- Heals by itself: \(heals ? "yes" : "no")"), "\(section.title)")
            #expect(section.body.contains("- Remedy: "), "\(section.title)")
        }
    }

    @Test("the page of states names every state")
    func states() throws {
        let page = try repository.text("docs/STATES.md")
        for state in RecordState.allCases { #expect(page.contains("| `\(state.rawValue)` |"), "\(state)") }
    }

    @Test("the page of the configuration names every field that the reader knows")
    func fields() throws {
        let page = try repository.text("docs/CONFIGURATION.md")
        let known = try repository.swift("Sources/App").filter { $0.path.contains("/Configuration/") }
            .flatMap { knownNames(in: $0.lines.joined(separator: "\n")) }
        // Fewer would mean that the lists of fields are written in another form than this test looks for.
        #expect(Set(known).count >= 60)
        for name in Set(known).sorted() { #expect(page.contains("`\(name)`"), "\(name)") }
    }

    @Test("every link to a file of the repository leads to one")
    func links() throws {
        let documents = try repository.markdown()
        #expect(documents.count >= 20)
        for document in documents {
            let folder = document.path.split(separator: "/").dropLast().joined(separator: "/")
            for target in links(in: document) {
                let path = target.hasPrefix("/") ? target : folder.isEmpty ? target : "\(folder)/\(target)"
                #expect(repository.exists(path), "\(document.path): \(target)")
            }
        }
    }

    @Test("every document begins with its title")
    func titles() throws {
        for document in try repository.markdown() where !document.path.hasPrefix("Tests/") {
            #expect(document.lines.first?.hasPrefix("# ") == true, "\(document.path)")
        }
    }

    /// The sections whose heading is one word in backticks, with the text below each.
    private func sections(of path: String) throws -> [(title: String, body: String)] {
        var found: [(title: String, body: String)] = []
        for line in try repository.text(path).components(separatedBy: "\n") {
            if line.hasPrefix("#") {
                let title = line.drop { $0 == "#" || $0 == " " }
                let isCode = title.hasPrefix("`") && title.hasSuffix("`")
                found.append((isCode ? String(title.dropFirst().dropLast()) : "", ""))
            } else if !found.isEmpty {
                found[found.count - 1].body += line + "\n"
            }
        }
        return found.filter { !$0.title.isEmpty }
    }

    /// The names in the reader's lists of fields.
    private func knownNames(in source: String) -> [String] {
        let list = /(?:known|fields|writeBacks)\s*[:=]\s*\[([^\]]*)\]/
        return source.matches(of: list).flatMap { match in
            match.1.matches(of: /"([a-z][a-z0-9_-]*)"/).map { String($0.1) }
        }
    }

    /// The targets of the document's links, without anchors and without addresses of the net.
    private func links(in document: Repository.File) -> [String] {
        var isCode = false
        var targets: [String] = []
        for line in document.lines {
            if line.hasPrefix("```") { isCode.toggle() }
            if isCode { continue }
            let bare = line.replacing(/`[^`]*`/, with: "")
            for match in bare.matches(of: /\]\(([^)#\s]+)(?:#[^)]*)?\)/) {
                let target = String(match.1)
                if !target.contains("://"), !target.hasPrefix("mailto:") { targets.append(target) }
            }
        }
        return targets
    }
}
