// What an error body of the ERP says.

import Core
import Foundation

/// The text of an `HttpError`, or of an entity with errors beside its values (acumatica.md 8).
struct ERPErrorBody {
    private static let textCharactersMax = 1_000
    private static let errorsMax = 20
    /// The best text for a person; empty where there is none.
    let text: String
    /// The messages that `text` joins, one by one.
    let messages: [String]
    /// All texts and exception types, for recognition.
    let everything: String
    /// Whether the body is JSON at all.
    let isJSON: Bool

    init(_ answer: HTTPResponse) {
        let body: JSON
        do { body = try answer.json() } catch {
            (text, messages, everything, isJSON) = (
                "", [], answer.isHTML ? "" : String(decoding: answer.body.prefix(4_096), as: UTF8.self), false
            )
            return
        }
        let entity = Self.entityErrors(body)
        messages = entity.isEmpty ? [Self.innermost(body)] : entity
        text = String(messages.joined(separator: "; ").prefix(Self.textCharactersMax))
        everything = Self.chain(body).flatMap { level in
            ["message", "exceptionMessage", "exceptionType", "messageDetail", "error", "error_description"]
                .compactMap { level[$0]?.text }
        }.joined(separator: "\n")
        isJSON = true
    }

    /// Whether any of `marks` occurs, in any case.
    func mentions(_ marks: String...) -> Bool {
        let text = everything.lowercased()
        return marks.contains { text.contains($0.lowercased()) }
    }

    /// The levels from the outermost to the innermost `innerException`.
    private static func chain(_ body: JSON) -> [JSON] {
        var levels = [body]
        while let inner = levels.last?["innerException"], case .object = inner { levels.append(inner) }
        return levels
    }

    private static func innermost(_ body: JSON) -> String {
        for level in chain(body).reversed() {
            for name in ["exceptionMessage", "error_description", "messageDetail"] {
                if let text = level[name]?.text, !text.isEmpty { return text }
            }
            if let state = level["modelState"]?.object, !state.members.isEmpty {
                return state.members.flatMap { $0.value.items ?? [$0.value] }.compactMap(\.text).joined(separator: "; ")
            }
            if let text = level["message"]?.text ?? level["error"]?.text, !text.isEmpty { return text }
        }
        return ""
    }

    /// `path: error` of every error in the tree, the fields first and the document's own last.
    private static func entityErrors(_ body: JSON) -> [String] {
        guard body["error_description"] == nil, body["innerException"] == nil else { return [] }
        var found: [String] = []
        collect(body, path: "", into: &found)
        let own = body["error"]?.text.map { [$0] } ?? []
        // An error of a token endpoint is a bare `error` too; it has neither fields nor a row number.
        guard !found.isEmpty || body["rowNumber"] != nil || body["id"] != nil else { return [] }
        let left = found.count - errorsMax
        return found.prefix(errorsMax) + (left > 0 ? ["and \(left) more"] : []) + own
    }

    private static func collect(_ value: JSON, path: String, into found: inout [String]) {
        switch value {
        case .object(let object):
            if !path.isEmpty, let error = object["error"]?.text, !error.isEmpty { found.append("\(path): \(error)") }
            for member in object.members where !["error", "value", "_links"].contains(member.key) {
                collect(member.value, path: path.isEmpty ? member.key : "\(path).\(member.key)", into: &found)
            }
        case .array(let items):
            for (index, item) in items.enumerated() { collect(item, path: "\(path)[\(index + 1)]", into: &found) }
        default: break
        }
    }
}
