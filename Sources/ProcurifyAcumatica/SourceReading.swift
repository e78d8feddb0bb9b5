// How fields of a Procurify answer are read: numbers as strings, dates of several forms, missing members.

import Core
import Foundation

/// A date of a source, which may have come with a time of day.
enum SourceDate: Hashable, Sendable {
    case day(CalendarDate)
    case moment(Date)

    /// A plain date or a midnight of any offset is the written day; any other time waits for the tenant's zone
    /// (procurify.md 1.6). Nil where the text is neither.
    init?(_ text: String) {
        if let day = CalendarDate(text) {
            self = .day(day)
            return
        }
        guard let moment = Timestamp.parse(text), let day = CalendarDate(String(text.prefix(10))) else { return nil }
        let midnight = text.dropFirst(11).hasPrefix("00:00:00")
        let fraction = text.dropFirst(19).first == "." ? text.dropFirst(20).prefix { $0.isNumber } : ""
        self = midnight && fraction.allSatisfy { $0 == "0" } ? .day(day) : .moment(moment)
    }

    var canonical: String {
        switch self {
        case .day(let day): day.description
        case .moment(let moment): Timestamp.format(moment)
        }
    }

    /// The day; nil for a moment where no zone is known.
    func day(in zone: TimeZone?) -> CalendarDate? {
        switch self {
        case .day(let day): day
        case .moment(let moment): zone.map { CalendarDate(moment, in: $0) }
        }
    }
}

/// Reads members of one object and names them in errors.
struct SourceReading {
    let json: JSON
    let place: String

    init(_ json: JSON?, _ place: String = "") {
        self.json = json ?? .null
        self.place = place
    }

    /// The trimmed text of a string or a number; nil where there is none.
    func text(_ name: String) -> String? {
        switch json[name] {
        case .string(let value):
            let trimmed = value.trimmingCharacters(in: .whitespacesAndNewlines)
            return trimmed.isEmpty ? nil : trimmed
        case .number(let digits): return digits
        default: return nil
        }
    }

    /// An id: whole numbers lose a fraction of zeros, so that `501.0` is `501`.
    func id(_ name: String) -> String? { json[name]?.integer.map(String.init) ?? text(name) }

    func requiredID(_ name: String) throws -> String {
        guard let value = id(name) else { throw odd(name, "an id is expected") }
        return value
    }

    func integer(_ name: String) throws -> Int? {
        guard let value = present(name) else { return nil }
        guard let number = value.integer else { throw odd(name, "a whole number is expected") }
        return number
    }

    /// A decimal, as string or number (procurify.md 1.7); nil where it is null, missing or an empty string.
    func decimal(_ name: String) throws -> Decimal? {
        guard let value = present(name) else { return nil }
        guard let number = value.decimal else { throw odd(name, "an amount is expected") }
        return number
    }

    func date(_ name: String) throws -> SourceDate? {
        guard let value = present(name) else { return nil }
        guard let text = value.text, let date = SourceDate(text) else { throw odd(name, "a date is expected") }
        return date
    }

    func moment(_ name: String) throws -> Date? {
        guard let value = present(name) else { return nil }
        guard let text = value.text, let date = Timestamp.parse(text) ?? CalendarDate(text)?.start(in: .gmt)
        else { throw odd(name, "a date-time is expected") }
        return date
    }

    func object(_ name: String) -> SourceReading { SourceReading(json[name], path(name)) }

    func list(_ name: String) -> [SourceReading] {
        (json[name]?.items ?? []).enumerated().map { SourceReading($1, "\(path(name))[\($0)]") }
    }

    var isObject: Bool { json.object != nil }

    func odd(_ name: String, _ expected: String) -> Undecodable {
        let found = json[name].map { String($0.encoded().prefix(80)) } ?? "nothing"
        return Undecodable(field: path(name), message: "\(expected), but there stands \(found)")
    }

    private func present(_ name: String) -> JSON? {
        guard let value = json[name], !value.isNull, value != .string("") else { return nil }
        return value
    }

    private func path(_ name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }
}
