// One mapping of the configuration file: its fields by name, each with its line, read as the type that is asked for.

import Core
import Foundation
import Yams

/// A mapping whose field names are checked when it is opened. Readers give the default for a field that is left out and
/// report what is wrong with one that is there.
struct ConfigurationSection {
    struct Field {
        var path: String
        var line: Int
        var node: Node

        /// The scalar as written; nil for a list or a mapping.
        var scalar: String? { node.scalar?.string }
        /// `null`, `~` or nothing behind the colon.
        var isNull: Bool {
            guard let scalar = node.scalar, scalar.style == .plain || scalar.style == .any else { return false }
            return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
        }
    }

    let path: String
    let line: Int
    let list: ProblemList
    private var fields: [String: Field] = [:]

    /// Opens a mapping; reports each field that is not among `known`.
    init(_ node: Node, path: String, line: Int, known: [String], list: ProblemList) {
        self.path = path
        self.line = line
        self.list = list
        guard let mapping = node.mapping else {
            list.add(
                line, path, "a group of fields is needed here, not a single value or a list.",
                "Indent its fields below it.")
            return
        }
        for (key, value) in mapping {
            let place = key.mark?.line ?? line
            guard let name = key.scalar?.string, known.contains(name) else {
                let written = Printable.line(key.scalar?.string ?? "?")
                let near = NearestName.of(written, among: known)
                let action =
                    near.map { "Did you mean `\($0)`?" } ?? "The fields here are \(known.joined(separator: ", "))."
                list.add(place, Self.join(path, written), "there is no field of this name.", action)
                continue
            }
            fields[name] = Field(path: Self.join(path, name), line: place, node: value)
        }
    }

    static func join(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    func has(_ name: String) -> Bool { fields[name] != nil }

    /// The field where it is there and not null.
    func field(_ name: String) -> Field? {
        guard let field = fields[name], !field.isNull else { return nil }
        return field
    }

    func report(_ field: Field, _ message: String, _ action: String) {
        list.add(field.line, field.path, message, action)
    }

    /// Reports a field that must be there; gives nil.
    func missing(_ name: String, _ action: String) {
        list.add(fields[name]?.line ?? line, Self.join(path, name), "this field is missing.", action)
    }

    /// The group of fields of this name; nil where it is left out.
    func section(_ name: String, known: [String]) -> ConfigurationSection? {
        field(name).map { ConfigurationSection($0.node, path: $0.path, line: $0.line, known: known, list: list) }
    }
}

extension ConfigurationSection {
    /// A text of one line; numbers and words count as the text that they are.
    func text(_ name: String) -> String? {
        guard let field = field(name) else { return nil }
        guard let text = field.scalar else {
            report(field, "a text is needed here, not a list or a group of fields.", "Write it on one line.")
            return nil
        }
        guard !text.isEmpty, text.utf8.count <= 2_000,
            !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else {
            report(field, "the text is empty, too long, or has control characters.", "Write it on one line.")
            return nil
        }
        return text
    }

    /// A text that must be there; `example` shows what.
    func required(_ name: String, example: String) -> String? {
        guard field(name) != nil else {
            missing(name, "Write for instance `\(name): \(example)`.")
            return nil
        }
        return text(name)
    }

    /// `true` or `false`.
    func flag(_ name: String) -> Bool? {
        guard let field = field(name) else { return nil }
        switch field.scalar {
        case "true": return true
        case "false": return false
        default:
            report(field, "`\(shown(field))` is neither true nor false.", "Write `\(name): true` or `\(name): false`.")
            return nil
        }
    }

    /// A whole number in a range.
    func integer(_ name: String, in range: ClosedRange<Int>) -> Int? {
        guard let field = field(name) else { return nil }
        guard let value = field.scalar.flatMap({ Int($0) }), range.contains(value) else {
            let action = "Write a number from \(range.lowerBound) to \(range.upperBound)."
            report(field, "`\(shown(field))` is no whole number in range.", action)
            return nil
        }
        return value
    }

    /// A duration in seconds.
    func duration(_ name: String) -> Double? {
        guard let field = field(name) else { return nil }
        guard let seconds = field.scalar.flatMap(DurationText.seconds) else {
            report(field, "`\(shown(field))` is no duration.", "Write for instance 500ms, 2s, 12m, 1h or 1d.")
            return nil
        }
        return seconds
    }

    /// A share written as `5%`, as 0.05.
    func percent(_ name: String, upTo limit: Decimal) -> Decimal? {
        guard let field = field(name) else { return nil }
        guard let text = field.scalar, text.hasSuffix("%"), let value = Decimal(exactly: String(text.dropLast())),
            value >= 0,
            value <= limit
        else {
            report(
                field, "`\(shown(field))` is no share.", "Write for instance 0%, 2.5% or \(limit.plain)% (the most).")
            return nil
        }
        return value / 100
    }

    /// One of the choices; `later` are those that are known and not there yet.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, of type: Choice.Type, later: [String] = []
    ) -> Choice? where Choice.RawValue == String {
        let built = Choice.allCases.map(\.rawValue).filter { !later.contains($0) }
        return word(name, among: built, later: later).flatMap(Choice.init(rawValue:))
    }

    /// One of some words, as `choice`.
    func word(_ name: String, among built: [String], later: [String] = []) -> String? {
        guard let field = field(name) else { return nil }
        let action =
            built.count == 1
            ? "Write `\(name): \(built[0])`, or leave it out." : "Write one of \(built.joined(separator: ", "))."
        guard let word = field.scalar, built.contains(word) else {
            if let word = field.scalar, later.contains(word) {
                report(field, "`\(word)` is not available in this version yet.", action)
            } else {
                report(field, "`\(shown(field))` is no choice here.", action)
            }
            return nil
        }
        return word
    }

    /// A list of texts.
    func texts(_ name: String) -> [String]? {
        guard let field = field(name) else { return nil }
        guard let items = field.node.sequence else {
            report(field, "a list is needed here.", "Write for instance `\(name): [first, second]`.")
            return nil
        }
        var texts: [String] = []
        for item in items {
            guard let text = item.scalar?.string, !text.isEmpty else {
                report(field, "the list has an entry that is no text.", "Write texts only.")
                return nil
            }
            texts.append(text)
        }
        return texts
    }

    /// Refuses a switch that asks for what is not there yet; `false` and null are accepted.
    func notYet(flag name: String) {
        guard let field = field(name), flag(name) == true else { return }
        report(field, "this is not available in this version yet.", "Write `\(name): false`, or leave it out.")
    }

    private func shown(_ field: Field) -> String {
        field.scalar.map { Printable.line(String($0.prefix(80))) }
            ?? (field.node.sequence == nil ? "a group of fields" : "a list")
    }
}
