// What an error body of Procurify says, in one plain message.

import Core
import Foundation

/// Reads the shapes that are seen (procurify.md 1.4): `errors{field:{message,code}}` with the literal key `null`, arrays
/// of texts by field, `detail`, `message`, and the OAuth form.
struct ProcurifyErrorText {
    private static let textCharactersMax = 1_000
    private static let partsMax = 20
    /// Empty where there is nothing to read.
    let text: String
    /// The messages that `text` joins, one by one.
    let messages: [String]

    init(_ answer: HTTPResponse) {
        let body: JSON
        do { body = try answer.json() } catch {
            (text, messages) = ("", [])
            return
        }
        messages = Self.parts(body["errors"] ?? body, field: nil)
        let left = messages.count - Self.partsMax
        let all = messages.prefix(Self.partsMax) + (left > 0 ? ["and \(left) more"] : [])
        text = String(all.joined(separator: "; ").prefix(Self.textCharactersMax))
    }

    private static func parts(_ value: JSON, field: String?) -> [String] {
        switch value {
        case .string(let text): return [named(field, text)]
        case .array(let items): return items.flatMap { parts($0, field: field) }
        case .object(let object):
            if let message = object["message"]?.text {
                let code = object["code"]?.text.map { " (\($0))" } ?? ""
                return [named(field, message + code)]
            }
            if let error = object["error"]?.text {
                return [
                    named(field, [error, object["error_description"]?.text].compactMap(\.self).joined(separator: ": "))
                ]
            }
            return object.members.filter { $0.key != "metadata" }.flatMap { member in
                parts(member.value, field: path(field, member.key))
            }
        case .number(let digits): return field == nil ? [] : [named(field, digits)]
        case .bool, .null: return []
        }
    }

    /// Errors of no field are keyed `null`, `non_field_errors` or `detail`.
    private static func path(_ field: String?, _ key: String) -> String? {
        if ["null", "non_field_errors", "detail", "errors"].contains(key) { return field }
        return field.map { "\($0).\(key)" } ?? key
    }

    private static func named(_ field: String?, _ text: String) -> String { field.map { "\($0): \(text)" } ?? text }
}
