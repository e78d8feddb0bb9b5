// A server on 127.0.0.1 that answers as a test tells it to.

import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Takes connections one after another; each is read up to the end of one request's head and body, and answered by steps.
final class LoopbackServer: Sendable {
    enum Step: Sendable {
        case send(String)
        /// So many bytes, in pieces.
        case bulk(Int)
        /// Keeps the connection open for so many milliseconds.
        case pause(CInt)
        /// Ends the connection with a reset instead of an orderly close.
        case reset
    }

    let port: Int
    private let listener: CInt
    private let steps: [Step]
    private let heads = Mutex<[String]>([])
    private let isListening: Mutex<Bool>
    private let accepts: Bool

    /// `reads`: whether the request is read before the steps are taken. `listens`: whether anyone can connect; the port is
    /// taken either way, so that nobody else answers there.
    init(_ steps: Step..., reads: Bool = true, listens: Bool = true) throws {
        self.steps = steps
        isListening = Mutex(listens)
        accepts = listens
        #if canImport(Glibc)
            listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        #else
            listener = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let fd = listener
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(fd, $0, length) == 0 && (!listens || listen(fd, 8) == 0) && getsockname(fd, $0, &length) == 0
            }
        }
        struct NoSocket: Error {}
        guard bound else { throw NoSocket() }
        port = Int(UInt16(bigEndian: address.sin_port))
        guard listens else { return }
        Thread.detachNewThread { [self] in serve(reads: reads) }
    }

    deinit {
        // The accepting thread holds the server for as long as it listens, and closes the socket itself.
        if !accepts { close(listener) }
    }

    var url: String { "http://127.0.0.1:\(port)" }
    /// The heads of the requests so far.
    var requests: [String] { heads.withLock { $0 } }

    /// Ends the listening, once; the thread that accepts closes the socket, for its number may belong to another right after.
    func stop() {
        isListening.withLock { listening in
            if listening { shutdown(listener, CInt(SHUT_RDWR)) }
            listening = false
        }
    }

    private func serve(reads: Bool) {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else {
                close(listener)
                return
            }
            if !reads || read(connection) { run(connection) }
            close(connection)
        }
    }

    private func run(_ connection: CInt) {
        for step in steps {
            switch step {
            case .send(let text): write(connection, Array(text.utf8))
            case .bulk(let count):
                let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16)
                for _ in 0..<(count >> 16) where !write(connection, piece) { return }
            case .pause(let milliseconds):
                // Asks for no event, so it ends by time, or when the other side is gone altogether.
                var watch = pollfd(fd: connection, events: 0, revents: 0)
                poll(&watch, 1, milliseconds)
            case .reset:
                var linger = linger(l_onoff: 1, l_linger: 0)
                setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
                return
            }
        }
    }

    @discardableResult private func write(_ connection: CInt, _ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    private func read(_ connection: CInt) -> Bool {
        var got: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(connection, &piece, piece.count, 0)
            guard count > 0 else { return false }
            got += piece[..<count]
            let text = String(decoding: got, as: UTF8.self)
            guard let end = text.range(of: "\r\n\r\n") else { continue }
            let head = text[..<end.lowerBound].lowercased()
            let length = head.components(separatedBy: "content-length: ").dropFirst().first.flatMap {
                Int($0.prefix { $0.isNumber })
            }
            guard text[end.upperBound...].utf8.count >= length ?? 0 else { continue }
            heads.withLock { $0.append(text) }
            return true
        }
    }
}
