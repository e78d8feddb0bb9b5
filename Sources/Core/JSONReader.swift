// The byte reader behind JSON.parse.

/// Reads one JSON document from bytes. Nesting is bounded, for the text comes from a server we do not control.
struct JSONReader {
    private let bytes: [UInt8]
    private var index = 0
    private var depth = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(JSONError) -> JSON {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
        let result = try value()
        skipSpace()
        guard index == bytes.count else { throw error("unexpected text after the value") }
        return result
    }

    private mutating func value() throws(JSONError) -> JSON {
        skipSpace()
        guard index < bytes.count else { throw error("the text ends too early") }
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

    private mutating func object() throws(JSONError) -> JSON {
        try enter()
        var pairs: [(String, JSON)] = []
        skipSpace()
        if !take("}") {
            repeat {
                skipSpace()
                guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw error("a name is missing") }
                let key = try string()
                skipSpace()
                guard take(":") else { throw error("':' is missing") }
                pairs.append((key, try value()))
                skipSpace()
            } while take(",")
            guard take("}") else { throw error("'}' is missing") }
        }
        depth -= 1
        return .object(JSONObject(pairs))
    }

    private mutating func array() throws(JSONError) -> JSON {
        try enter()
        var items: [JSON] = []
        skipSpace()
        if !take("]") {
            repeat {
                items.append(try value())
                skipSpace()
            } while take(",")
            guard take("]") else { throw error("']' is missing") }
        }
        depth -= 1
        return .array(items)
    }

    private mutating func enter() throws(JSONError) {
        index += 1
        depth += 1
        guard depth <= Limits.jsonDepthMax else { throw error("nested too deeply") }
    }

    private mutating func string() throws(JSONError) -> String {
        index += 1
        var out: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: out, as: UTF8.self) else { throw error("a text is not UTF-8") }
                return text
            case UInt8(ascii: "\\"): out.append(contentsOf: try escape())
            case 0..<0x20: throw error("a control character stands in a text")
            default: out.append(byte)
            }
        }
        throw error("a text does not end")
    }

    private mutating func escape() throws(JSONError) -> [UInt8] {
        guard index < bytes.count else { throw error("a text does not end") }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "u"): return Array(String(Character(try scalar())).utf8)
        default: throw error("an unknown escape")
        }
    }

    private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
        guard let first = hexDigits() else { throw error("four hex digits are missing") }
        if let scalar = Unicode.Scalar(first) { return scalar }
        // A half that stands alone becomes one replacement character; what follows it is read as if it stood alone too.
        let behind = index
        guard (0xD800..<0xDC00).contains(first), take("\\"), take("u"), let second = hexDigits(),
            (0xDC00..<0xE000).contains(second)
        else {
            index = behind
            return "\u{FFFD}"
        }
        return Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)) ?? "\u{FFFD}"
    }

    private mutating func hexDigits() -> UInt32? {
        guard index + 4 <= bytes.count, let text = String(validating: bytes[index..<index + 4], as: UTF8.self),
            text.allSatisfy(\.isHexDigit), let value = UInt32(text, radix: 16)
        else { return nil }
        index += 4
        return value
    }

    private mutating func number() throws(JSONError) -> JSON {
        let start = index
        _ = take("-")
        let whole = digits()
        guard whole > 0, whole == 1 || bytes[index - whole] != UInt8(ascii: "0") else { throw error("no value") }
        if take(".") { guard digits() > 0 else { throw error("digits are missing") } }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            guard digits() > 0 else { throw error("digits are missing") }
        }
        return .number(String(decoding: bytes[start..<index], as: UTF8.self))
    }

    private mutating func digits() -> Int {
        let start = index
        while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) { index += 1 }
        return index - start
    }

    private mutating func word(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
        guard bytes[index...].starts(with: word.utf8) else { throw error("no value") }
        index += word.utf8.count
        return value
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() {
        while index < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[index]) { index += 1 }
    }

    private func error(_ message: String) -> JSONError { JSONError(message: message, offset: index) }
}
