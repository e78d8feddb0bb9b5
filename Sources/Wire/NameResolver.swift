// From a host name to the addresses behind it.

import Core
import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One address of a host: its bytes for the rule, its text for the connection.
struct HostAddress: Sendable, Hashable {
    var bytes: [UInt8]
    var text: String
}

/// Asks the operating system, off the event loops, for `getaddrinfo` blocks.
struct NameResolver: Sendable {
    /// More addresses than this are never tried.
    private static let addressesMax = 8

    /// The addresses in the order in which the system prefers them. Throws `TransportError`.
    func addresses(of host: String) async throws -> [HostAddress] {
        try await NIOThreadPool.singleton.runIfActive { try Self.lookUp(host) }
    }

    private static func lookUp(_ host: String) throws -> [HostAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        #if canImport(Glibc)
            hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, &hints, &list)
        guard status == 0 else {
            let passing = status == EAI_AGAIN
            throw TransportError(
                kind: .nameNotFound,
                message: passing ? "its name could not be looked up just now" : "there is no host of this name",
                sent: false)
        }
        defer { freeaddrinfo(list) }
        var found: [HostAddress] = []
        var entry = list
        while let info = entry?.pointee, found.count < addressesMax {
            if let address = address(of: info), !found.contains(address) { found.append(address) }
            entry = info.ai_next
        }
        guard !found.isEmpty else {
            throw TransportError(kind: .nameNotFound, message: "its name has no address", sent: false)
        }
        return found
    }

    private static func address(of info: addrinfo) -> HostAddress? {
        guard let socket = info.ai_addr else { return nil }
        let offset = info.ai_family == AF_INET ? 4 : 8
        let length = info.ai_family == AF_INET ? 4 : 16
        guard info.ai_family == AF_INET || info.ai_family == AF_INET6, Int(info.ai_addrlen) >= offset + length else {
            return nil
        }
        let bytes = Array(UnsafeRawBufferPointer(start: socket, count: offset + length)[offset...])
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        guard getnameinfo(socket, info.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0 else {
            return nil
        }
        let end = text.firstIndex(of: 0) ?? text.endIndex
        return HostAddress(
            bytes: bytes, text: String(decoding: text[..<end].map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
}
