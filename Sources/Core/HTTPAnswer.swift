// What an answer says before its body is understood: kind of content, clock, and the wait it asks for.

package import Foundation

/// An answer whose body cannot be used, in plain words.
package struct UnusableAnswer: Error, Sendable, Equatable {
    package var message: String
    package init(message: String) { self.message = message }
}

extension HTTPResponse {
    /// Whether the body is, or looks like, a page for a browser.
    package var isHTML: Bool {
        if let type = header("Content-Type")?.lowercased() { return type.contains("html") }
        return body.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "<")
    }

    /// Whether the server sends us elsewhere; never followed.
    package var isRedirect: Bool { (300..<400).contains(status) }

    /// The body as JSON. Throws `UnusableAnswer` for a page, another kind of content, an empty or a truncated text.
    package func json() throws(UnusableAnswer) -> JSON {
        if isHTML { throw UnusableAnswer(message: "it answered with a web page instead of data") }
        if body.isEmpty { throw UnusableAnswer(message: "it answered with an empty body") }
        if let type = header("Content-Type")?.lowercased(), !type.contains("json") {
            throw UnusableAnswer(message: "it answered with \(type.prefix(60)) instead of JSON")
        }
        do { return try JSON.parse(body) } catch { throw UnusableAnswer(message: "its answer is \(error)") }
    }

    /// The server's clock by the `Date` header.
    package var serverTime: Date? { header("Date").flatMap(HTTPDate.parse) }

    /// The wait that the server asks for, in seconds; nil where it names none. Seconds or a date.
    package func retryAfterSeconds(now: Date) -> Double? {
        guard let text = header("Retry-After")?.trimmingCharacters(in: .whitespaces) else { return nil }
        if let seconds = Double(text), seconds.isFinite { return max(0, seconds) }
        // The server's own clock counts, where it tells it: ours may be off.
        return HTTPDate.parse(text).map { max(0, $0.timeIntervalSince(serverTime ?? now)) }
    }
}
