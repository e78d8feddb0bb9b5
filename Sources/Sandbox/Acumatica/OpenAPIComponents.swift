// The components of `swagger.json`: schemas, parameters and responses (acumatica.md 1.6).

extension OpenAPI {
    // MARK: - Schemas

    var schemas: Fields {
        var schemas = Self.common
        var waiting = EntityType.entities.map(\.name)
        var seen = Set(waiting)
        while !waiting.isEmpty {
            let type = EntityType.named(waiting.removeFirst())
            let fields = type.fields.filter { !$0.isNew || version.hasPrefix("25.") }
            schemas.append(type.name, Self.entity(fields))
            for field in fields {
                guard let inner = field.inner, seen.insert(inner).inserted else { continue }
                waiting.append(inner)
            }
        }
        for type in EntityType.entities {
            schemas.append("\(type.name)CustomAction", Self.customAction(type.name))
            for action in Self.declared[type.name] ?? [] {
                schemas.append(
                    action,
                    ["required": ["entity"], "type": "object", "properties": ["entity": Self.schema(type.name)]])
            }
        }
        return schemas
    }

    /// The members of `Entity` are never repeated: clients would send them (acumatica.md 1.6).
    private static func entity(_ fields: [EntityType.Field]) -> Value {
        let properties = fields.map { field -> (String, Value) in
            switch field.shape {
            case .scalar(let kind): (field.name, schema(kind.valueType))
            case .details(let name): (field.name, ["type": "array", "items": schema(name)])
            case .linked(let name): (field.name, schema(name))
            }
        }
        return ["allOf": [schema("Entity"), ["type": "object", "properties": .object(Fields(properties))]]]
    }

    private static func customAction(_ name: String) -> Value {
        [
            "required": ["entity"], "type": "object",
            "properties": [
                "entity": schema(name),
                "parameters": [
                    "type": "object", "properties": ["custom": customFields],
                    "description": "The parameters of the action.",
                ],
            ],
        ]
    }

    private static let text: Value = ["type": "string"]
    private static let uuid: Value = ["type": "string", "format": "uuid"]
    private static let nullableText: Value = ["type": "string", "nullable": true]

    private static let customFields: Value = [
        "type": "object",
        "additionalProperties": ["type": "object", "additionalProperties": schema("CustomField")],
    ]

    private static let values: [(String, Value)] = [
        ("String", text), ("Guid", uuid), ("DateTime", ["type": "string", "format": "date-time"]),
        ("Boolean", ["type": "boolean"]), ("Decimal", ["type": "number", "format": "double"]),
        ("Double", ["type": "number", "format": "double"]), ("Int", ["type": "integer", "format": "int32"]),
        ("Short", ["type": "integer", "format": "int32"]), ("Byte", ["type": "integer", "format": "int32"]),
        ("Long", ["type": "integer", "format": "int64"]),
    ]

    private static var common: Fields {
        let files: Value = ["type": "array", "items": schema("FileLink")]
        var schemas: Fields = [
            "Entity": [
                "type": "object",
                "properties": [
                    "id": uuid, "rowNumber": ["type": "integer", "format": "int64"], "note": schema("StringValue"),
                    "error": text, "custom": customFields, "files": files,
                ],
            ],
            "FileLink": [
                "type": "object",
                "properties": [
                    "id": uuid, "filename": text, "href": ["type": "string", "format": "uri"],
                    "comment": nullableText,
                ],
            ],
            "CustomField": [
                "required": ["type"], "type": "object", "properties": ["type": text],
                "discriminator": ["propertyName": "type"],
            ],
            "HttpError": httpError,
        ]
        for (name, value) in values {
            let wrapped: Value = ["type": "object", "properties": ["value": value, "error": text]]
            schemas["\(name)Value"] = wrapped
            schemas["Custom\(name)Field"] = ["allOf": [schema("CustomField"), wrapped]]
        }
        return schemas
    }

    private static let httpError: Value = [
        "type": "object",
        "properties": [
            "message": text, "exceptionMessage": nullableText, "exceptionType": nullableText,
            "stackTrace": nullableText,
            "modelState": ["type": "object", "additionalProperties": ["type": "array", "items": text]],
            "messageDetail": text,
        ],
        "additionalProperties": ["type": "object"],
    ]

    // MARK: - Parameters and responses

    static var parameters: Fields {
        var parameters = Fields()
        for name in ["select", "filter", "expand", "custom"] {
            parameters[name] = ["name": .string("$" + name), "in": "query", "schema": text]
        }
        for name in ["skip", "top"] {
            parameters[name] = [
                "name": .string("$" + name), "in": "query", "schema": ["type": "integer", "format": "int32"],
            ]
        }
        for name in ["id", "ids", "filename", "actionName"] {
            parameters[name] = [
                "name": .string(name), "in": "path", "required": true, "schema": name == "id" ? uuid : text,
            ]
        }
        return parameters
    }

    static var responses: Fields {
        var responses = Fields()
        let errors = [
            ("ContractBasedControllerBase_401", "The user is not logged in to the system."),
            ("ContractBasedControllerBase_500", "Internal server error."),
            ("PutEntity_400", "The data specified in the request is invalid."),
            ("PutEntity_412", "The condition in the header of the request does not hold."),
            ("InvokeAction_400", "The data specified in the request is invalid."),
            ("InvokeAction_412", "The condition in the header of the request does not hold."),
            ("StartReport_400", "The data specified in the request is invalid."),
        ]
        for (name, description) in errors { responses[name] = content(description, schema("HttpError")) }
        let located = [
            ("InvokeAction_202", "The operation is in progress."),
            ("InvokeAction_204", "The operation that was initiated by the action is completed."),
            ("PutFile_204", "The file is successfully attached."),
            ("StartReport_202", "The operation is in progress."),
        ]
        let location: Value = ["Location": ["schema": ["type": "string", "format": "uri"]]]
        for (name, description) in located {
            responses[name] = ["description": .string(description), "headers": location]
        }
        for name in ["DeleteById_204", "DeleteByKeys_204"] {
            responses[name] = ["description": "The record is successfully deleted."]
        }
        return responses
    }
}

extension ScalarKind {
    /// The schema of a field's value.
    fileprivate var valueType: String {
        switch self {
        case .text: "StringValue"
        case .boolean: "BooleanValue"
        case .decimal: "DecimalValue"
        case .integer: "IntValue"
        case .moment: "DateTimeValue"
        case .guid: "GuidValue"
        }
    }
}

extension EntityType.Field {
    /// The type of the rows or of the linked entity.
    fileprivate var inner: String? {
        switch shape {
        case .scalar: nil
        case .details(let name), .linked(let name): name
        }
    }
}
