// The filter language of lists: OData version 3, with typed and escaped literals.

import Core
package import Foundation

/// A `$filter` (acumatica.md 4.2). Nothing but these constructors makes one, so that no text of a server or a person
/// can become part of the language.
package struct Filter: Sendable, Equatable {
    private enum Shape: Equatable { case single, conjunction, disjunction, nothing }

    /// The filter in plain text, not yet percent-encoded; empty where it restricts nothing.
    package let text: String
    private let shape: Shape

    private init(_ text: String, _ shape: Shape = .single) {
        self.text = text
        self.shape = shape
    }

    /// `Field eq 'text'`.
    package static func equals(_ field: String, _ text: String) -> Filter { Filter("\(field) eq \(quoted(text))") }

    /// `Field eq true`: a quoted flag answers 500 (acumatica.md 4.2).
    package static func equals(_ field: String, flag: Bool) -> Filter { Filter("\(field) eq \(flag)") }

    /// `startswith(Field,'text')`.
    package static func startsWith(_ field: String, _ text: String) -> Filter {
        Filter("startswith(\(field),\(quoted(text)))")
    }

    /// `substringof('text',Field)`.
    package static func contains(_ field: String, _ text: String) -> Filter {
        Filter("substringof(\(quoted(text)),\(field))")
    }

    /// `Field ge datetimeoffset'…Z'`, in UTC and rounded down to the millisecond (acumatica.md 4.5: `ge`, never `gt`).
    package static func modified(_ field: String, since: Date) -> Filter {
        let floor = Date(timeIntervalSince1970: (since.timeIntervalSince1970 * 1_000).rounded(.down) / 1_000)
        return Filter("\(field) ge datetimeoffset'\(Timestamp.format(floor))'")
    }

    /// `Field gt 'text'`, for a walk by key (acumatica.md 4.4).
    package static func after(_ field: String, _ text: String) -> Filter { Filter("\(field) gt \(quoted(text))") }

    /// One of `filters` holds; of none nothing holds, and the client does not ask.
    package static func any(_ filters: [Filter]) -> Filter {
        let parts = filters.filter { !$0.matchesNothing }
        if parts.isEmpty { return Filter("", .nothing) }
        // One that restricts nothing makes the whole restrict nothing.
        if parts.contains(where: \.text.isEmpty) { return Filter("", .conjunction) }
        if parts.count == 1 { return parts[0] }
        let texts = parts.map { $0.shape == .conjunction ? "(\($0.text))" : $0.text }
        return Filter(texts.joined(separator: " or "), .disjunction)
    }

    /// All of `filters` hold; of none everything does.
    package static func all(_ filters: [Filter]) -> Filter {
        if filters.contains(where: \.matchesNothing) { return Filter("", .nothing) }
        let parts = filters.filter { !$0.text.isEmpty }
        if parts.count == 1 { return parts[0] }
        let texts = parts.map { $0.shape == .disjunction ? "(\($0.text))" : $0.text }
        return Filter(texts.joined(separator: " and "), .conjunction)
    }

    /// Whether no record can satisfy it.
    package var matchesNothing: Bool { shape == .nothing }

    /// The bytes of the text once it is percent-encoded; see `Limits.queryBytesMax`.
    package var queryBytes: Int { URLText.query(text).utf8.count }

    /// A text literal: an embedded quote is doubled (acumatica.md 4.2). Done in bytes: a quote that carries a combining
    /// mark is another character to Swift, and still a quote to the server.
    private static func quoted(_ text: String) -> String {
        let quote = UInt8(ascii: "'")
        return "'" + String(decoding: text.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] }, as: UTF8.self) + "'"
    }
}
