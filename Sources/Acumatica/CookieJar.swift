// The cookies of one ERP session.

import Core
import Foundation

/// Name and value of each live cookie, in the order in which they came. Every cookie is sent to the one host that set it.
struct CookieJar: Sendable, Equatable {
    private(set) var cookies: [Cookie] = []

    struct Cookie: Sendable, Equatable {
        var name: String
        var value: String
    }

    init() {}

    /// Reads what `json` wrote.
    init(json: JSON) {
        for (name, value) in (json.object?.members ?? []).compactMap({ member in
            member.value.text.map { (member.key, $0) }
        }) {
            set(name, value)
        }
    }

    var json: JSON { .object(JSONObject(cookies.map { ($0.name, .string($0.value)) })) }

    /// The value of the `Cookie` header.
    var header: String { cookies.map { "\($0.name)=\($0.value)" }.joined(separator: "; ") }

    /// Whether it can carry a session: without one of these names there is none (acumatica.md 2.2).
    var holdsSession: Bool { !sessionCookies.isEmpty }

    /// The cookies that are the session; the others tell of language, load and the like.
    var sessionCookies: [Cookie] {
        cookies.filter { [".aspxauth", "asp.net_sessionid"].contains($0.name.lowercased()) }
    }

    /// Takes one `Set-Cookie` line. A value may hold `=`, `&`, `+` and `:`, so only the first `=` parts it from its name; a
    /// cookie that comes twice counts as last said; an expired one goes (acumatica.md 2.2).
    mutating func take(setCookie line: String, now: Date) {
        var parts = line.split(separator: ";", omittingEmptySubsequences: false).map(Self.pair)
        guard !parts.isEmpty else { return }
        let (name, value) = parts.removeFirst()
        guard !name.isEmpty, let value, Self.isSafe(name), Self.isSafe(value) else { return }
        if Self.isExpired(parts, now: now) || value.isEmpty {
            cookies.removeAll { $0.name == name }
        } else {
            set(name, value)
        }
    }

    private mutating func set(_ name: String, _ value: String) {
        if let index = cookies.firstIndex(where: { $0.name == name }) {
            cookies[index].value = value
        } else {
            cookies.append(Cookie(name: name, value: value))
        }
    }

    private static func pair(_ part: Substring) -> (name: String, value: String?) {
        guard let mark = part.firstIndex(of: "=") else { return (part.trimmingCharacters(in: .whitespaces), nil) }
        return (
            part[..<mark].trimmingCharacters(in: .whitespaces),
            part[part.index(after: mark)...].trimmingCharacters(in: .whitespaces)
        )
    }

    /// `Max-Age` wins over `Expires` (RFC 6265, 5.3).
    private static func isExpired(_ attributes: [(name: String, value: String?)], now: Date) -> Bool {
        func last(_ name: String) -> String? { attributes.last { $0.name.lowercased() == name }?.value }
        if let age = last("max-age").flatMap({ Int($0) }) { return age <= 0 }
        guard let date = last("expires").flatMap(HTTPDate.parse) else { return false }
        return date <= now
    }

    /// A control character would let a server write headers of ours.
    private static func isSafe(_ text: String) -> Bool { !text.utf8.contains { $0 < 0x20 || $0 == 0x7F } }
}
