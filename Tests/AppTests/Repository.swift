// The repository's own files, for tests that read them as text.

import Foundation

/// The working copy that these tests were built from.
struct Repository: Sendable {
    /// A text file: its path from the root, and its lines.
    struct File: Sendable {
        let path: String
        let lines: [String]
        /// The lines that are not comments alone, each with its number from 1.
        let code: [(number: Int, text: String)]

        init(path: String, text: String) {
            self.path = path
            lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            code = lines.enumerated().filter { !$0.element.drop { $0 == " " }.hasPrefix("//") }
                .map { ($0.offset + 1, $0.element) }
        }

        /// The target of a file below `Sources` or `Tests`.
        var target: String { String(path.split(separator: "/").dropFirst().first ?? "") }
        var name: String { String(path.split(separator: "/").last ?? "") }
    }

    let root: URL

    /// The root is three folders above this file.
    init(file: String = #filePath) {
        root = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// The Swift files below these folders.
    func swift(_ folders: String...) throws -> [File] {
        try folders.flatMap { try files(below: $0, ending: ".swift") }
    }

    /// Every Markdown file of the repository, outside hidden and build folders.
    func markdown() throws -> [File] {
        let here = try FileManager.default.contentsOfDirectory(atPath: root.path)
            .filter { $0.hasSuffix(".md") }.map(read)
        return try here + ["docs", "Sources", "Tests", "Benchmarks"].flatMap { try files(below: $0, ending: ".md") }
    }

    func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appendingPathComponent(path).standardizedFileURL.path)
    }

    private func files(below folder: String, ending: String) throws -> [File] {
        guard let walk = FileManager.default.enumerator(atPath: root.appendingPathComponent(folder).path) else {
            return []
        }
        return try walk.compactMap { $0 as? String }
            .filter { $0.hasSuffix(ending) && !$0.split(separator: "/").contains { $0.hasPrefix(".") } }
            .sorted().map { try read("\(folder)/\($0)") }
    }

    private func read(_ path: String) throws -> File {
        File(path: path, text: try text(path))
    }
}
