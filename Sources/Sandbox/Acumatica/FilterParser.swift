// Recursive descent over the words of a filter: or, and, not, comparison, operand.

import Foundation

struct FilterParser {
    private enum Operand {
        case field(Filter.Path, ScalarKind)
        case literal(Filter.Literal, String)
        case condition(Filter)
    }

    private let tokens: [FilterToken]
    private let type: EntityType
    private var index = 0
    private var depth = 0
    /// Thousands of alternatives are fine, thousands of brackets are not.
    private static let depthMax = 100

    init(tokens: [FilterToken], type: EntityType) {
        self.tokens = tokens
        self.type = type
    }

    mutating func filter() throws -> Filter {
        let filter = try alternatives()
        guard tokens[index] == .end else { throw Problem.syntax(at: index) }
        return filter
    }

    private mutating func alternatives() throws -> Filter {
        depth += 1
        guard depth <= Self.depthMax else { throw Problem.filter("The filter is nested too deeply.") }
        defer { depth -= 1 }
        var parts = [try conjunction()]
        while takeWord("or") { parts.append(try conjunction()) }
        return Self.balanced(parts[...], Filter.or)
    }

    private mutating func conjunction() throws -> Filter {
        var parts = [try negation()]
        while takeWord("and") { parts.append(try negation()) }
        return Self.balanced(parts[...], Filter.and)
    }

    /// A balanced tree keeps a filter of many references shallow.
    private static func balanced(_ parts: ArraySlice<Filter>, _ join: (Filter, Filter) -> Filter) -> Filter {
        if parts.count == 1 { return parts[parts.startIndex] }
        let middle = parts.startIndex + parts.count / 2
        return join(balanced(parts[..<middle], join), balanced(parts[middle...], join))
    }

    private mutating func negation() throws -> Filter {
        if takeWord("not") { return .not(try negation()) }
        return try comparison()
    }

    private mutating func comparison() throws -> Filter {
        let left = try operand()
        guard case .name(let word) = tokens[index], let comparison = Filter.Comparison(rawValue: word) else {
            return try condition(left)
        }
        index += 1
        let right = try operand()
        switch (left, right) {
        case (.field(let path, let kind), .literal(let literal, let name)):
            return .compare(path, comparison, try Self.checked(literal, name, for: kind, comparison))
        case (.literal(let literal, let name), .field(let path, let kind)):
            return .compare(path, Self.mirrored(comparison), try Self.checked(literal, name, for: kind, comparison))
        case (.condition(let filter), .literal(.flag(let flag), _)) where comparison == .equal:
            return flag ? filter : .not(filter)
        case (.condition(let filter), .literal(.flag(let flag), _)) where comparison == .notEqual:
            return flag ? .not(filter) : filter
        default: throw Problem.filter("The filter compares what cannot be compared.")
        }
    }

    private func condition(_ operand: Operand) throws -> Filter {
        switch operand {
        case .condition(let filter): return filter
        case .field(let path, .boolean): return .flag(path)
        default: throw Problem.filter("The $filter expression must evaluate to a single boolean value.")
        }
    }

    private mutating func operand() throws -> Operand {
        let token = tokens[index]
        index += 1
        switch token {
        case .open:
            let filter = try alternatives()
            guard tokens[index] == .close else { throw Problem.syntax(at: index) }
            index += 1
            return .condition(filter)
        case .text(let text): return .literal(.text(folded(text)), "Edm.String")
        case .number(let digits, let isDecimal):
            return .literal(.number(Value.string(digits).decimal ?? 0), isDecimal ? "Edm.Decimal" : "Edm.Int32")
        case .typed(let kind, let text): return try Self.typed(kind, text)
        case .name("true"): return .literal(.flag(true), "Edm.Boolean")
        case .name("false"): return .literal(.flag(false), "Edm.Boolean")
        case .name("null"): return .literal(.none, "null")
        case .name(let name):
            if tokens[index] == .open { return .condition(try call(name)) }
            let (path, kind) = try field(name)
            return .field(path, kind)
        case .close, .comma, .end: throw Problem.syntax(at: index - 1)
        }
    }

    /// The three documented functions. `contains` belongs to OData v4 and is refused (acumatica.md 4.2).
    private mutating func call(_ name: String) throws -> Filter {
        guard let match = Filter.Match(rawValue: name) else {
            throw Problem.filter("An unknown function with name '\(name)' was found.")
        }
        index += 1
        let first = try operand()
        guard tokens[index] == .comma else { throw Problem.syntax(at: index) }
        index += 1
        let second = try operand()
        guard tokens[index] == .close else { throw Problem.syntax(at: index) }
        index += 1
        // substringof has its arguments the other way round.
        switch (match, first, second) {
        case (.contains, .literal(.text(let text), _), .field(let path, .text)),
            (.prefix, .field(let path, .text), .literal(.text(let text), _)),
            (.suffix, .field(let path, .text), .literal(.text(let text), _)):
            return .match(match, path, text)
        default: throw Problem.filter("No function signature for the function with name '\(name)' matches.")
        }
    }

    private func field(_ name: String) throws -> (Filter.Path, ScalarKind) {
        var type = self.type
        let path = name.split(separator: "/").map(String.init)
        for (position, step) in path.enumerated() {
            guard let field = type[step] else { throw Problem.unknownField(step, of: type.name) }
            switch field.shape {
            case .scalar(let kind) where position == path.count - 1: return (path, kind)
            case .linked(let inner) where position < path.count - 1: type = .named(inner)
            // acumatica.md 4.2: filtering on detail fields is unsupported.
            default: throw Problem.filter("The property '\(name)' cannot be used in the filter.")
            }
        }
        throw Problem.unknownField(name, of: type.name)
    }

    private static func typed(_ kind: String, _ text: String) throws -> Operand {
        switch kind {
        case "datetimeoffset", "datetime", "date":
            guard let moment = Moment(text) else {
                throw Problem.filter("Unrecognized '\(kind)' literal '\(text)'.")
            }
            return .literal(.moment(moment.comparable), "Edm.DateTimeOffset")
        case "guid": return .literal(.text(folded(text)), "Edm.Guid")
        default: throw Problem.filter("Unrecognized literal '\(kind)'.")
        }
    }

    private static func checked(
        _ literal: Filter.Literal, _ name: String, for kind: ScalarKind, _ comparison: Filter.Comparison
    ) throws -> Filter.Literal {
        switch (kind, literal) {
        case (_, .none), (.text, .text), (.boolean, .flag), (.decimal, .number), (.integer, .number),
            (.moment, .moment):
            if kind == .text, name == "Edm.Guid" { break }
            return literal
        case (.guid, .text) where name == "Edm.Guid": return literal
        default: break
        }
        throw Problem.incompatible(kind.edmName, name, comparison.kindName)
    }

    private static func mirrored(_ comparison: Filter.Comparison) -> Filter.Comparison {
        switch comparison {
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .equal, .notEqual: comparison
        }
    }

    private mutating func takeWord(_ word: String) -> Bool {
        guard tokens[index] == .name(word) else { return false }
        index += 1
        return true
    }
}
