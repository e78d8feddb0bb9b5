// Reading and writing of the field wrapper, `{"value": …}`.

package import Core
package import Foundation

extension JSON {
    /// The value of a field without its wrapper. `{}`, `{"value": null}`, null and a missing field all give nil
    /// (acumatica.md 5.1, 10.13).
    package func field(_ name: String) -> JSON? {
        guard let wrapped = self[name], !wrapped.isNull else { return .none }
        guard case .object(let object) = wrapped else { return wrapped }
        if let value = object["value"] {
            // Not the literal `nil`, which would be a JSON null here.
            if value.isNull { return .none }
            return value
        }
        // A linked entity is a plain object of fields; an empty one or one with an error alone is an empty field.
        guard object.members.contains(where: { $0.key != "error" }) else { return .none }
        return wrapped
    }

    /// A text, trimmed of the padding of selectors (acumatica.md 5.2); a number or a flag as its text. Nil when empty.
    package func fieldText(_ name: String) -> String? {
        let text: String
        switch field(name) {
        case .string(let value): text = value.trimmingCharacters(in: .whitespacesAndNewlines)
        case .number(let digits): text = digits
        case .bool(let flag): text = flag ? "true" : "false"
        default: return nil
        }
        return text.isEmpty ? nil : text
    }

    /// A decimal, also where it is written as text; nil for anything else.
    package func fieldDecimal(_ name: String) -> Decimal? { trimmed(name)?.decimal }

    /// A whole number, also where it is written as text; nil for anything else.
    package func fieldInteger(_ name: String) -> Int? { trimmed(name)?.integer }

    /// A flag, also where it is written as text, in any case (acumatica.md 5.2); nil for anything else.
    package func fieldFlag(_ name: String) -> Bool? {
        switch fieldText(name)?.lowercased() {
        case "true": true
        case "false": false
        default: nil
        }
    }

    /// The date that is written, never converted between zones (acumatica.md 4.5); nil for anything else.
    package func fieldDate(_ name: String) -> CalendarDate? {
        guard let text = fieldText(name) else { return nil }
        if text.utf8.count == 10 { return CalendarDate(text) }
        guard Timestamp.parse(text) != nil else { return nil }
        return CalendarDate(String(text.prefix(10)))
    }

    /// A moment with any offset; without one it counts as UTC (acumatica.md 4.5). Nil for anything else.
    package func fieldMoment(_ name: String) -> Date? { fieldText(name).flatMap(Timestamp.parse) }

    /// The body of a write: each value wrapped as `{"value": …}`, in the order given, for the order of fields can matter
    /// (acumatica.md 7.1). An array stays as it is: it holds detail rows.
    package static func wrapped(_ pairs: [(String, JSON)]) -> JSON {
        .object(
            JSONObject(
                pairs.map { name, value in
                    if case .array = value { return (name, value) }
                    return (name, ["value": value])
                }))
    }

    private func trimmed(_ name: String) -> JSON? {
        if case .string? = field(name) { return fieldText(name).map(JSON.string) }
        return field(name)
    }
}
