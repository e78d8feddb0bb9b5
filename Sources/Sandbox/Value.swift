// A JSON document as a value; numbers keep the digits they were written with.

import Foundation

/// JSON, independent of the product's own reader: a shared mistake would hide on both sides.
enum Value: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([Value])
    case object(Fields)
}

extension Value {
    /// The text of a string; nil for anything else.
    var text: String? { if case .string(let text) = self { text } else { nil } }

    /// The value of a boolean; nil for anything else.
    var flag: Bool? { if case .bool(let flag) = self { flag } else { nil } }

    /// The elements of an array; nil for anything else.
    var items: [Value]? { if case .array(let items) = self { items } else { nil } }

    /// The members of an object; nil for anything else.
    var fields: Fields? { if case .object(let fields) = self { fields } else { nil } }

    /// A number, or a number written as text, exactly; nil for anything else.
    var decimal: Decimal? {
        switch self {
        case .number(let digits): Value.exactDecimal(digits)
        case .string(let text): Value.exactDecimal(text.trimmingCharacters(in: .whitespaces))
        default: nil
        }
    }

    /// A whole number, or one written as text; `1.0` counts as whole.
    var integer: Int? {
        guard let decimal else { return nil }
        if case .number(let digits) = self, let whole = Int(digits) { return whole }
        var source = decimal
        var rounded = Decimal()
        NSDecimalRound(&rounded, &source, 0, .plain)
        return rounded == decimal ? NSDecimalNumber(decimal: rounded).intValue : nil
    }

    var isNull: Bool { self == .null }

    /// The member of an object; nil where this is no object or has no such member.
    subscript(key: String) -> Value? { fields?[key] }

    /// The element of an array; nil out of range.
    subscript(index: Int) -> Value? {
        guard let items, items.indices.contains(index) else { return nil }
        return items[index]
    }

    /// A number with exactly the digits of `value`.
    static func decimal(_ value: Decimal) -> Value { .number(value.plainText) }

    /// A number with exactly `scale` digits after the point, rounded half away from zero.
    static func decimal(_ value: Decimal, scale: Int) -> Value { .number(value.text(scale: scale)) }

    static func integer(_ value: Int) -> Value { .number(String(value)) }

    static func text(_ value: String?) -> Value { value.map(Value.string) ?? .null }

    private static func exactDecimal(_ text: String) -> Decimal? {
        guard !text.isEmpty, ValueReader.isNumber(text.utf8) else { return nil }
        return Decimal(string: text, locale: Locale(identifier: "en_US_POSIX"))
    }
}

/// The members of a JSON object, in order.
struct Fields: Sendable, Hashable {
    private(set) var members: [(key: String, value: Value)] = []

    init() {}

    init(_ pairs: [(String, Value)]) {
        members.reserveCapacity(pairs.count)
        for (key, value) in pairs { self[key] = value }
    }

    /// For a reader or writer that knows its keys to be distinct.
    init(distinct pairs: [(key: String, value: Value)]) { members = pairs }

    var count: Int { members.count }
    var isEmpty: Bool { members.isEmpty }
    var keys: [String] { members.map(\.key) }

    /// Nil removes the member; a new one goes to the end.
    subscript(key: String) -> Value? {
        get { members.first { $0.key == key }?.value }
        set {
            let index = members.firstIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append((key, value))
            case (nil, nil): break
            }
        }
    }

    mutating func append(_ key: String, _ value: Value) { members.append((key, value)) }

    static func == (left: Fields, right: Fields) -> Bool {
        left.count == right.count && left.members.allSatisfy { right[$0.key] == $0.value }
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(members.count)
        for member in members.sorted(by: { $0.key < $1.key }) {
            hasher.combine(member.key)
            hasher.combine(member.value)
        }
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    init(stringLiteral value: String) { self = .string(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(integerLiteral value: Int) { self = .number(String(value)) }
    init(arrayLiteral elements: Value...) { self = .array(elements) }
    init(dictionaryLiteral elements: (String, Value)...) { self = .object(Fields(elements)) }
    init(nilLiteral: ()) { self = .null }
}

extension Fields: ExpressibleByDictionaryLiteral {
    init(dictionaryLiteral elements: (String, Value)...) { self.init(elements) }
}

extension Decimal {
    /// The digits without exponent and without superfluous zeros.
    var plainText: String { NSDecimalNumber(decimal: self).description(withLocale: Locale(identifier: "en_US_POSIX")) }

    /// Rounded half away from zero, as money is.
    func rounded(scale: Int) -> Decimal {
        var source = self
        var result = Decimal()
        NSDecimalRound(&result, &source, scale, .plain)
        return result
    }

    /// Exactly `scale` digits after the point, rounded.
    func text(scale: Int) -> String {
        let plain = rounded(scale: scale).plainText
        guard scale > 0 else { return plain }
        let parts = plain.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        return parts[0] + "." + fraction + String(repeating: "0", count: max(0, scale - fraction.count))
    }
}
