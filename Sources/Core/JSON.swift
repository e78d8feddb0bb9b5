// A JSON value that keeps member order and the exact digits of every number.

package import Foundation

/// Any JSON value. A number keeps its digits as text, so that money never passes through binary floating point.
package enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSON])
    case object(JSONObject)
}

/// The members of a JSON object in the order in which they stand; a repeated key keeps its last value.
package struct JSONObject: Sendable, Hashable {
    package private(set) var members: [Member] = []

    package struct Member: Sendable, Hashable {
        package var key: String
        package var value: JSON
    }

    package init() {}

    /// Takes time in proportion to the pairs: an object of a server may have very many.
    package init(_ pairs: [(String, JSON)]) {
        members.reserveCapacity(pairs.count)
        var places: [String: Int] = [:]
        for (key, value) in pairs {
            if let place = places.updateValue(members.count, forKey: key) {
                places[key] = place
                members[place].value = value
            } else {
                members.append(Member(key: key, value: value))
            }
        }
    }

    package subscript(key: String) -> JSON? {
        get { members.first { $0.key == key }?.value }
        set {
            let index = members.firstIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(key: key, value: value))
            case (nil, nil): break
            }
        }
    }
}

extension JSON {
    /// The member of an object, or nil where this is no object or has no such member.
    package subscript(key: String) -> JSON? {
        if case .object(let object) = self { object[key] } else { nil }
    }

    package var text: String? { if case .string(let value) = self { value } else { nil } }
    package var flag: Bool? { if case .bool(let value) = self { value } else { nil } }
    package var items: [JSON]? { if case .array(let value) = self { value } else { nil } }
    package var object: JSONObject? { if case .object(let value) = self { value } else { nil } }
    package var isNull: Bool { self == .null }

    /// The exact decimal of a number or of a string that holds one; nil for anything else.
    package var decimal: Decimal? {
        switch self {
        case .number(let digits), .string(let digits): Decimal(exactly: digits)
        default: nil
        }
    }

    /// The whole number of a number or of a string that holds one; `1.0` counts as 1.
    package var integer: Int? {
        guard let value = decimal, value.rounded(0) == value else { return nil }
        return Int(value.plain)
    }

    package static func decimal(_ value: Decimal) -> JSON { .number(value.plain) }
    package static func integer(_ value: Int) -> JSON { .number(String(value)) }
    package static func optional(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }
}

// Not by nil literal: `condition ? nil : value` would then give a null that is not nil where `JSON?` is meant.
extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int) { self = .number(String(value)) }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSON)...) { self = .object(JSONObject(elements)) }
}
