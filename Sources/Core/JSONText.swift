// Reads and writes JSON text: strict, exact in numbers, bounded in depth.

package import Foundation

/// Why a text is no JSON, and at which byte.
package struct JSONError: Error, Sendable, CustomStringConvertible {
    package var message: String
    package var offset: Int
    package var description: String { "not valid JSON: \(message) at byte \(offset)" }
}

extension JSON {
    /// Reads one JSON text. Throws `JSONError` for anything else, a truncated text and trailing bytes included.
    package static func parse(_ data: Data) throws(JSONError) -> JSON {
        try parse(bytes: [UInt8](data))
    }

    /// Reads one JSON text. `depthMax` is larger only for what we wrote ourselves around what a server sent.
    package static func parse(_ text: String, depthMax: Int = Limits.jsonDepthMax) throws(JSONError) -> JSON {
        try parse(bytes: Array(text.utf8), depthMax: depthMax)
    }

    private static func parse(bytes: [UInt8], depthMax: Int = Limits.jsonDepthMax) throws(JSONError) -> JSON {
        var reader = JSONReader(bytes: bytes, depthMax: depthMax)
        return try reader.document()
    }

    /// The text of this value. `canonical` sorts members and normalises numbers, so that equal values give equal text.
    package func encoded(canonical: Bool = false, pretty: Bool = false) -> String {
        var out: [UInt8] = []
        write(into: &out, canonical: canonical, indent: pretty ? 0 : nil)
        return String(decoding: out, as: UTF8.self)
    }

    private func write(into out: inout [UInt8], canonical: Bool, indent: Int?) {
        switch self {
        case .null: out.append(contentsOf: "null".utf8)
        case .bool(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let digits):
            out.append(contentsOf: (canonical ? Decimal(exactly: digits)?.plain ?? digits : digits).utf8)
        case .string(let value): JSON.write(string: value, into: &out)
        case .array(let items):
            JSON.write(items, open: "[", close: "]", into: &out, indent: indent) { item, out, inner in
                item.write(into: &out, canonical: canonical, indent: inner)
            }
        case .object(let object):
            let members = canonical ? object.members.sorted { $0.key < $1.key } : object.members
            JSON.write(members, open: "{", close: "}", into: &out, indent: indent) { member, out, inner in
                JSON.write(string: member.key, into: &out)
                out.append(contentsOf: (inner == nil ? ":" : ": ").utf8)
                member.value.write(into: &out, canonical: canonical, indent: inner)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], open: String, close: String, into out: inout [UInt8], indent: Int?,
        each: (Element, inout [UInt8], Int?) -> Void
    ) {
        out.append(contentsOf: open.utf8)
        let inner = indent.map { $0 + 2 }
        for (index, element) in elements.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            newline(inner, &out)
            each(element, &out, inner)
        }
        if !elements.isEmpty { newline(indent, &out) }
        out.append(contentsOf: close.utf8)
    }

    private static func newline(_ indent: Int?, _ out: inout [UInt8]) {
        guard let indent else { return }
        out.append(UInt8(ascii: "\n"))
        out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent))
    }

    private static func write(string: String, into out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""): out.append(contentsOf: "\\\"".utf8)
            case UInt8(ascii: "\\"): out.append(contentsOf: "\\\\".utf8)
            case 0x0A: out.append(contentsOf: "\\n".utf8)
            case 0x0D: out.append(contentsOf: "\\r".utf8)
            case 0x09: out.append(contentsOf: "\\t".utf8)
            case 0..<0x20:
                let hex = String(byte, radix: 16)
                out.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - hex.count) + hex).utf8)
            default: out.append(byte)
            }
        }
        out.append(UInt8(ascii: "\""))
    }
}
