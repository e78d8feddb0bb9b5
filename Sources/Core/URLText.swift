// The text of URLs: encoding of parts, and the join of links to the configured origin.

import Foundation

/// Builds URLs from parts that a person or a server wrote.
package enum URLText {
    private static let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    /// What both servers take literally in a query, so that filters stay readable.
    private static let literalInQuery = unreserved.union("'()$,*".utf8)

    /// One path segment; every byte outside the unreserved set is encoded, and so is a segment of dots alone, which a
    /// server would take for a step up.
    package static func segment(_ text: String) -> String {
        if !text.isEmpty, text.allSatisfy({ $0 == "." }) { return text.map { _ in "%2E" }.joined() }
        return encoded(text, keeping: unreserved)
    }

    /// A name or a value of a query.
    package static func query(_ text: String) -> String { encoded(text, keeping: literalInQuery) }

    /// A value of a form body.
    package static func form(_ text: String) -> String { encoded(text, keeping: unreserved) }

    /// `?a=1&b=2`, or nothing.
    package static func query(_ pairs: [(String, String)]) -> String {
        pairs.isEmpty ? "" : "?" + pairs.map { "\(query($0.0))=\(query($0.1))" }.joined(separator: "&")
    }

    /// `https://host:port` of an absolute URL in lower case, without the scheme's own port; nil for anything else and
    /// for a URL that names a user.
    package static func origin(of url: String) -> String? {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(),
            scheme == "https" || scheme == "http", let host = parts.host?.lowercased(), !host.isEmpty,
            parts.user == nil, parts.password == nil
        else { return nil }
        let name = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        guard let port = parts.port, port != (scheme == "https" ? 443 : 80) else { return "\(scheme)://\(name)" }
        return "\(scheme)://\(name):\(port)"
    }

    /// The host of an absolute URL for messages; the text itself where there is none.
    package static func host(of url: String) -> String {
        origin(of: url).flatMap { $0.components(separatedBy: "://").last } ?? url
    }

    /// The path and query of a link that a server gave, whatever host it names: `/a/b/?page=2`. Relative queries are
    /// joined to `path`. Nil where it is no link of ours to follow.
    package static func pathAndQuery(of link: String, relativeTo path: String) -> String? {
        let text = link.trimmingCharacters(in: .whitespacesAndNewlines)
        let bad = text.utf8.contains { $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "\\") }
        guard !text.isEmpty, !bad else { return nil }
        if text.hasPrefix("?") { return path + text }
        guard let parts = URLComponents(string: text) else { return nil }
        guard parts.host == nil || parts.scheme?.lowercased().hasPrefix("http") == true else { return nil }
        guard parts.percentEncodedPath.hasPrefix("/") else { return nil }
        return parts.percentEncodedPath + (parts.percentEncodedQuery.map { "?" + $0 } ?? "")
    }

    private static func encoded(_ text: String, keeping kept: Set<UInt8>) -> String {
        var out: [UInt8] = []
        for byte in text.utf8 {
            if kept.contains(byte) {
                out.append(byte)
            } else {
                out.append(UInt8(ascii: "%"))
                out.append(contentsOf: (byte < 16 ? "0" : "").utf8)
                out.append(contentsOf: String(byte, radix: 16, uppercase: true).utf8)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
