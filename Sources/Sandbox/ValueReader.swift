// The byte reader behind Value.parse.

import Foundation

/// Why a text is no JSON document, and where.
struct ValueError: Error, CustomStringConvertible {
    var reason: String
    var offset: Int
    var description: String { "\(reason) at byte \(offset)" }
}

extension Value {
    /// Reads one JSON document. Nesting is bounded, for a request's body may be anything.
    static func parse(_ bytes: [UInt8]) throws -> Value {
        var reader = ValueReader(bytes: bytes)
        return try reader.document()
    }

    static func parse(_ data: Data) throws -> Value { try parse([UInt8](data)) }

    static func parse(_ text: String) throws -> Value { try parse([UInt8](text.utf8)) }
}

struct ValueReader {
    private let bytes: [UInt8]
    private var index = 0
    private var depth = 0
    private static let depthMax = 64

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws -> Value {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
        let result = try value()
        skipSpace()
        guard index == bytes.count else { throw failure("unexpected text after the value") }
        return result
    }

    private mutating func value() throws -> Value {
        skipSpace()
        guard index < bytes.count else { throw failure("the text ends too early") }
        switch bytes[index] {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func object() throws -> Value {
        try enter()
        var members: [(String, Value)] = []
        if !take("}") {
            repeat {
                skipSpace()
                guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
                    throw failure("a name is missing")
                }
                let key = try string()
                guard take(":") else { throw failure("':' is missing") }
                members.append((key, try value()))
            } while take(",")
            guard take("}") else { throw failure("'}' is missing") }
        }
        depth -= 1
        return .object(Fields(members))
    }

    private mutating func array() throws -> Value {
        try enter()
        var items: [Value] = []
        if !take("]") {
            repeat { items.append(try value()) } while take(",")
            guard take("]") else { throw failure("']' is missing") }
        }
        depth -= 1
        return .array(items)
    }

    private mutating func string() throws -> String {
        index += 1
        let start = index
        while index < bytes.count, bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "\\") {
            guard bytes[index] >= 0x20 else { throw failure("a control character in a text") }
            index += 1
        }
        var content = Array(bytes[start..<index])
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            guard bytes[index] >= 0x20 else { throw failure("a control character in a text") }
            if bytes[index] == UInt8(ascii: "\\") {
                content.append(contentsOf: String(Character(try escape())).utf8)
            } else {
                content.append(bytes[index])
                index += 1
            }
        }
        guard index < bytes.count else { throw failure("a text without end") }
        index += 1
        guard let text = String(validating: content, as: UTF8.self) else { throw failure("a text that is not UTF-8") }
        return text
    }

    private mutating func escape() throws -> Unicode.Scalar {
        index += 1
        guard index < bytes.count else { throw failure("a text without end") }
        let letter = bytes[index]
        index += 1
        switch letter {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "u"): return try unicode()
        default: throw failure("an unknown escape")
        }
    }

    private mutating func unicode() throws -> Unicode.Scalar {
        let first = try hex()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800..<0xDC00).contains(first), index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
            bytes[index + 1] == UInt8(ascii: "u")
        else { return "\u{FFFD}" }
        index += 2
        let second = try hex()
        guard (0xDC00..<0xE000).contains(second) else { return "\u{FFFD}" }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
    }

    private mutating func hex() throws -> UInt32 {
        guard index + 4 <= bytes.count,
            let code = UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
        else { throw failure("four hexadecimal digits are missing") }
        index += 4
        return code
    }

    private mutating func word(_ word: String, _ value: Value) throws -> Value {
        guard bytes[index...].starts(with: word.utf8) else { throw failure("an unknown word") }
        index += word.utf8.count
        return value
    }

    private mutating func number() throws -> Value {
        let start = index
        while index < bytes.count, Self.isNumberByte(bytes[index]) { index += 1 }
        guard Self.isNumber(bytes[start..<index]) else { throw failure("a value is missing") }
        return .number(String(decoding: bytes[start..<index], as: UTF8.self))
    }

    /// Whether the text is a number by the grammar of JSON.
    static func isNumber(_ bytes: some Collection<UInt8>) -> Bool {
        var rest = bytes[...]
        func digits() -> Int {
            let run = rest.prefix { (48...57).contains($0) }
            rest = rest[run.endIndex...]
            return run.count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let leadingZero = rest.first == UInt8(ascii: "0")
        let whole = digits()
        guard whole > 0, !(leadingZero && whole > 1) else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard digits() > 0 else { return false }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard digits() > 0 else { return false }
        }
        return rest.isEmpty
    }

    private static func isNumberByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    private mutating func enter() throws {
        index += 1
        depth += 1
        guard depth <= Self.depthMax else { throw failure("nested too deeply") }
    }

    private mutating func skipSpace() {
        while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
    }

    private mutating func take(_ mark: Unicode.Scalar) -> Bool {
        skipSpace()
        guard index < bytes.count, bytes[index] == UInt8(ascii: mark) else { return false }
        index += 1
        return true
    }

    private func failure(_ reason: String) -> ValueError { ValueError(reason: reason, offset: index) }
}
