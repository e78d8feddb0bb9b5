// The forms of the page, made from the fields of the actions, and read back into an action's body.

enum PageForm {
    /// One action as a form that opens.
    static func form(_ system: String, _ action: ControlAction) -> String {
        let inputs = action.fields.map { field in
            let name = Markup.escape(field.name)
            let required = field.required ? " required" : ""
            let input =
                field.type == "boolean"
                ? "<select name=\"\(name)\"\(required)><option></option><option>true</option><option>false</option></select>"
                : "<input name=\"\(name)\"\(required)>"
            let meaning = Markup.escape("\(field.type): \(field.meaning)")
            return "<label>\(name)<br>\(input) <small>\(meaning)</small></label>"
        }
        let name = Markup.escape(action.name)
        return """
            <details><summary>\(name) <span>\(Markup.escape(action.meaning))</span></summary>
            <form method="post" action="/page/actions/\(system)/\(name)">\(inputs.joined())
            <button>\(name)</button></form></details>
            """
    }

    /// The body of an action from what a form sent: an empty input is a field left out.
    static func body(_ form: [UInt8], of action: ControlAction?) throws -> Value {
        var fields = Fields()
        for (name, value) in SandboxRequest.pairs(String(decoding: form, as: UTF8.self)) where !value.isEmpty {
            let type = action?.fields.first { $0.name == name }?.type ?? "text"
            fields[name] = try Self.value(value, type: type)
        }
        return .object(fields)
    }

    private static func value(_ text: String, type: String) throws -> Value {
        if type.contains("text") && !type.contains("list") { return .string(text) }
        if text.hasPrefix("[") || text.hasPrefix("{") { return try Value.parse(Array(text.utf8)) }
        if type == "boolean" { return .bool(text == "true") }
        if type.contains("list") {
            return .array(text.split(separator: ",").map { .string(String($0.drop { $0 == " " })) })
        }
        return Value.string(text).decimal.map { Value.decimal($0) } ?? .string(text)
    }
}
