// The names of connections, flows and records, and how they are written.

import Foundation

/// The name of a flow, for instance `purchase-orders`.
package struct FlowName: RawRepresentable, Hashable, Sendable, Comparable, CustomStringConvertible {
    package var rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
    package init(_ rawValue: String) { self.rawValue = rawValue }
    package var description: String { rawValue }
    package static func < (left: FlowName, right: FlowName) -> Bool { left.rawValue < right.rawValue }
}

/// The ID of a record: connection, flow, and the key within the flow. Written `acme/bills/613`.
package struct RecordID: Hashable, Sendable, CustomStringConvertible {
    package var connection: String
    package var flow: FlowName
    package var key: String

    package init(connection: String, flow: FlowName, key: String) {
        self.connection = connection
        self.flow = flow
        self.key = key
    }

    /// Reads the written form; nil where it does not have three parts.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, !parts.contains(""), let key = parts[2].removingPercentEncoding else { return nil }
        self.init(connection: parts[0], flow: FlowName(parts[1]), key: key)
    }

    /// The written form; the key is percent-encoded outside `[A-Za-z0-9._-]`.
    package var description: String { "\(connection)/\(flow)/\(Self.encoded(key))" }

    private static func encoded(_ key: String) -> String {
        key.utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            let plain = byte < 0x80 && (character.isLetter || character.isNumber || "._-".contains(character))
            return plain ? String(character) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}

/// A document or master record in one of the two systems, for instance `Bill` `000159` in Acumatica.
package struct Target: Hashable, Sendable, CustomStringConvertible {
    package var system: String
    package var type: String
    package var number: String

    package init(system: String, type: String, number: String) {
        self.system = system
        self.type = type
        self.number = number
    }

    /// `Bill/000159`, or the number alone for master data.
    package var description: String { type.isEmpty ? number : "\(type)/\(number)" }
}
