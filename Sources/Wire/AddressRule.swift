// Which network addresses may be asked.

/// The rule against being led astray: a configured name must not resolve to a machine inside the network.
struct AddressRule: Sendable {
    let allowLoopback: Bool

    /// Why an address (4 or 16 bytes) may not be asked; nil where it may.
    func objection(to bytes: [UInt8]) -> String? {
        let kind = Self.kind(of: bytes)
        let near = ["a loopback address", "a private address", "a link-local address"]
        if let kind, allowLoopback, near.contains(kind) { return nil }
        return kind
    }

    static func isLoopback(_ bytes: [UInt8]) -> Bool { kind(of: bytes) == "a loopback address" }

    /// What a special address is; nil for an ordinary one.
    private static func kind(of bytes: [UInt8]) -> String? {
        switch bytes.count {
        case 4: kind4(bytes)
        case 16: kind6(bytes)
        default: "no address"
        }
    }

    private static func kind4(_ bytes: [UInt8]) -> String? {
        switch (bytes[0], bytes[1]) {
        case (0, _): "the unspecified address"
        case (127, _): "a loopback address"
        case (10, _), (172, 16...31), (192, 168): "a private address"
        case (169, 254): "a link-local address"
        case (100, 64...127): "an address of a provider's own network"
        case (192, 0) where bytes[2] == 0, (198, 18...19): "a reserved address"
        case (224...239, _): "a multicast address"
        case (240..., _): "a reserved address"
        default: nil
        }
    }

    private static func kind6(_ bytes: [UInt8]) -> String? {
        let isZero = { (range: Range<Int>) in bytes[range].allSatisfy { $0 == 0 } }
        if isZero(0..<16) { return "the unspecified address" }
        if isZero(0..<15), bytes[15] == 1 { return "a loopback address" }
        // Mapped and compatible forms of version 4, and both kinds of translation, mean the address inside.
        if isZero(0..<10), bytes[10] == 0xFF, bytes[11] == 0xFF { return kind4(Array(bytes[12...])) }
        if isZero(0..<12) { return kind4(Array(bytes[12...])) }
        if bytes.starts(with: [0x00, 0x64, 0xFF, 0x9B]) {
            return isZero(4..<12) ? kind4(Array(bytes[12...])) : "a private address"
        }
        if bytes.starts(with: [0x20, 0x02]) { return kind4(Array(bytes[2..<6])) }
        if bytes.starts(with: [0x20, 0x01, 0x00, 0x00]) { return "a tunnel's address" }
        switch (bytes[0], bytes[1]) {
        case (0xFE, 0x80...0xBF): return "a link-local address"
        case (0xFE, 0xC0...0xFF), (0xFC...0xFD, _): return "a private address"
        case (0xFF, _): return "a multicast address"
        default: return nil
        }
    }
}
