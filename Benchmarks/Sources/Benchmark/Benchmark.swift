// The executable: measures, prints a table or JSON, and fails where a bound is missed.

import Foundation
import Glibc

/// `Benchmark [--json] [--quick] [PATH]`; PATH is the built `ml-connector`.
@main
enum Benchmark {
    static let usage = """
        usage: Benchmark [--json] [--quick] [PATH]
          PATH     the built ml-connector; else ../.build/release/ml-connector, else ../.build/debug/ml-connector
          --json   one JSON document instead of the table
          --quick  leave out the idle syncs behind a history, which wait eleven minutes
        Exit status: 0 all bounds kept, 1 a bound missed, 2 wrong arguments, 3 the benchmark itself failed.

        """

    static func main() async {
        var arguments = Array(CommandLine.arguments.dropFirst())
        let json = take("--json", from: &arguments)
        let quick = take("--quick", from: &arguments)
        guard arguments.count <= 1, arguments.first?.hasPrefix("-") != true, let binary = binary(arguments.first) else {
            FileHandle.standardError.write(Data(usage.utf8))
            exit(2)
        }
        do {
            let findings = try await Measurements(binary: binary, quick: quick).run()
            let text = json ? try Report.json(findings) : Report.table(findings)
            FileHandle.standardOutput.write(Data(text.utf8))
            exit(findings.missed.isEmpty ? 0 : 1)
        } catch {
            Progress.note("failed: \(error)")
            exit(3)
        }
    }

    private static func take(_ option: String, from arguments: inout [String]) -> Bool {
        guard let index = arguments.firstIndex(of: option) else { return false }
        arguments.remove(at: index)
        return true
    }

    private static func binary(_ path: String?) -> String? {
        let package = (0..<3).reduce(URL(fileURLWithPath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        let built = package.deletingLastPathComponent().appendingPathComponent(".build")
        let paths = path.map { [$0] } ?? ["release", "debug"].map { "\(built.path)/\($0)/ml-connector" }
        return paths.first { access($0, X_OK) == 0 }
    }
}

/// What goes wrong in the benchmark itself.
struct BenchmarkError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Says on standard error what is being done.
enum Progress {
    static func note(_ text: String) { FileHandle.standardError.write(Data("benchmark: \(text)\n".utf8)) }
}
