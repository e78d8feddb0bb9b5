// What is wrong with a configuration file, in a form that a person can act on.

import Foundation

/// One thing that is wrong: where, what, and the way out.
package struct ConfigurationProblem: Sendable, Equatable {
    package var line: Int
    /// The dotted path of the field, for instance `connections[0].posting.start_date`; empty for the file as a whole.
    package var field: String
    package var message: String
    package var action: String

    package init(line: Int, field: String, message: String, action: String) {
        self.line = line
        self.field = field
        self.message = message
        self.action = action
    }
}

/// Everything that is wrong with a configuration file, in the order of its lines; never empty.
package struct ConfigurationFailure: Error, Sendable, Equatable {
    package var file: String
    package var problems: [ConfigurationProblem]

    package init(file: String, problems: [ConfigurationProblem]) {
        self.file = file
        self.problems = problems
    }

    /// `<file>:<line>: <field>: <message> <action>`, a line each.
    package var description: String {
        problems.map { problem in
            let place = problem.field.isEmpty ? "" : "\(problem.field): "
            return "\(file):\(problem.line): \(place)\(problem.message) \(problem.action)"
        }.joined(separator: "\n")
    }
}

/// Collects problems while a file is read, so that a person sees them all at once.
final class ProblemList {
    private(set) var problems: [ConfigurationProblem] = []

    func add(_ line: Int, _ field: String, _ message: String, _ action: String) {
        problems.append(ConfigurationProblem(line: line, field: field, message: message, action: action))
    }
}

/// The known name that a person most likely meant.
enum NearestName {
    /// Nil where nothing is near enough to be a slip of the keys.
    static func of(_ name: String, among known: [String]) -> String? {
        let flat = name.lowercased().replacingOccurrences(of: "-", with: "_")
        let ranked = known.map { (name: $0, distance: distance(flat, $0)) }.min { $0.distance < $1.distance }
        guard let ranked, ranked.distance <= max(2, ranked.name.count / 3) else { return nil }
        return ranked.name
    }

    /// Edits (insert, drop, replace) between two words.
    private static func distance(_ left: String, _ right: String) -> Int {
        let target = Array(right)
        var row = Array(0...target.count)
        // A hostile name is cut: no field is that long.
        for (index, character) in left.prefix(64).enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in target.indices {
                let replaced = diagonal + (character == target[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, row[column + 1] + 1)
            }
        }
        return row[target.count]
    }
}
