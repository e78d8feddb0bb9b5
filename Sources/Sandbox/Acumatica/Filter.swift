// A `$filter` expression: parsed against the entity, so that a wrong name or type is refused (acumatica.md 4.2).

import Foundation

indirect enum Filter: Sendable {
    enum Comparison: String, Sendable {
        case equal = "eq"
        case notEqual = "ne"
        case greater = "gt"
        case greaterOrEqual = "ge"
        case less = "lt"
        case lessOrEqual = "le"

        var kindName: String {
            switch self {
            case .equal: "Equal"
            case .notEqual: "NotEqual"
            case .greater: "GreaterThan"
            case .greaterOrEqual: "GreaterThanOrEqual"
            case .less: "LessThan"
            case .lessOrEqual: "LessThanOrEqual"
            }
        }
    }

    enum Match: String, Sendable {
        case contains = "substringof"
        case prefix = "startswith"
        case suffix = "endswith"
    }

    /// A literal in the form in which it is compared.
    enum Literal: Sendable, Equatable {
        /// Folded.
        case text(String)
        case flag(Bool)
        case number(Decimal)
        /// UTC, `2026-07-02T10:00:00.000`: stored moments have the same first 23 characters.
        case moment(String)
        case none
    }

    /// The path of a field: one name, or names of linked entities before it.
    typealias Path = [String]

    case compare(Path, Comparison, Literal)
    case match(Match, Path, String)
    case flag(Path)
    case not(Filter)
    case and(Filter, Filter)
    case or(Filter, Filter)

    static func parse(_ text: String, on type: EntityType) throws -> Filter {
        var parser = FilterParser(tokens: try FilterLexer.tokens(text), type: type)
        return try parser.filter()
    }

    func accepts(_ row: EntityRow) -> Bool {
        switch self {
        case .and(let left, let right): left.accepts(row) && right.accepts(row)
        case .or(let left, let right): left.accepts(row) || right.accepts(row)
        case .not(let inner): !inner.accepts(row)
        case .flag(let path): Self.value(path, row)?.flag ?? false
        case .match(let match, let path, let text): Self.matches(match, Self.value(path, row)?.text ?? "", text)
        case .compare(let path, let comparison, let literal):
            Self.compare(Self.value(path, row), comparison, literal)
        }
    }

    private static func value(_ path: Path, _ row: EntityRow) -> Value? {
        if path.count == 1 { return row.values[path[0]] }
        return row.linked[path[0]].flatMap { value(Array(path.dropFirst()), $0) }
    }

    private static func matches(_ match: Match, _ text: String, _ part: String) -> Bool {
        switch match {
        case .contains: part.isEmpty || folded(text).contains(part)
        case .prefix: startsASCII(text, part) ?? folded(text).hasPrefix(part)
        case .suffix: folded(text).hasSuffix(part)
        }
    }

    /// A walk over ten thousand descriptions must not allocate; nil where a letter is not ASCII.
    private static func startsASCII(_ text: String, _ part: String) -> Bool? {
        var letters = text.utf8.makeIterator()
        for wanted in part.utf8 {
            guard wanted < 0x80 else { return nil }
            guard let letter = letters.next() else { return false }
            guard letter < 0x80 else { return nil }
            let lower = letter >= 0x41 && letter <= 0x5A ? letter | 0x20 : letter
            if lower != wanted { return false }
        }
        return true
    }

    private static func compare(_ value: Value?, _ comparison: Comparison, _ literal: Literal) -> Bool {
        switch literal {
        case .none: return holds(comparison, value == nil ? 0 : 1)
        case .flag(let flag): return holds(comparison, (value?.flag ?? false) == flag ? 0 : 1)
        case .text(let text):
            let stored = folded(value?.text ?? "")
            return holds(comparison, stored == text ? 0 : stored < text ? -1 : 1)
        case .number(let number):
            guard let stored = value?.decimal else { return false }
            return holds(comparison, stored == number ? 0 : stored < number ? -1 : 1)
        case .moment(let moment):
            guard let stored = value?.text else { return false }
            let cut = padded(stored)
            return holds(comparison, cut == moment ? 0 : cut < moment ? -1 : 1)
        }
    }

    /// Stored days have no fraction; both sides get the same length.
    private static func padded(_ stored: String) -> String {
        stored.utf8.count == 25 ? stored.prefix(19) + ".000" : String(stored.prefix(23))
    }

    private static func holds(_ comparison: Comparison, _ order: Int) -> Bool {
        switch comparison {
        case .equal: order == 0
        case .notEqual: order != 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        }
    }

    /// The keys that can match at all, from the indexes; nil where only a walk over all tells.
    func candidates(in table: EntityTable) -> Set<String>? {
        switch self {
        case .compare(let path, .equal, .text(let text)) where path.count == 1:
            return table.keys(where: path[0], is: text)
        case .and(let left, let right):
            switch (left.candidates(in: table), right.candidates(in: table)) {
            case (let left?, let right?): return left.count < right.count ? left : right
            case (let one?, nil), (nil, let one?): return one
            case (nil, nil): return nil
            }
        case .or(let left, let right):
            guard let left = left.candidates(in: table), let right = right.candidates(in: table) else { return nil }
            return left.union(right)
        default: return nil
        }
    }
}
