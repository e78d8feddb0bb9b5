// The repository's own files, for tests that read them as text.

import Foundation

/// The working copy that these tests were built from.
struct Repository {
    /// A text file: its path from the root, and its lines.
    struct File {
        var path: String
        var lines: [String]

        /// The lines without those that are comments alone, each with its number from 1.
        var code: [(number: Int, text: String)] {
            lines.enumerated().map { ($0.offset + 1, $0.element) }
                .filter { !$0.1.trimmingCharacters(in: .whitespaces).hasPrefix("//") }
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
        File(path: path, lines: try text(path).components(separatedBy: "\n"))
    }
}
