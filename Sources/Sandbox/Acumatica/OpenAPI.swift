// `swagger.json` of an endpoint: the OpenAPI 3.0.1 document of exactly what is served (acumatica.md 1.6).

struct OpenAPI {
    let version: String
    /// The full URL of the endpoint.
    let url: String

    /// The titles of the screens; a description ending in `(GI...)` would mean a generic inquiry (acumatica.md 1.6).
    static let screens: [String: String] = [
        "Vendor": "Vendors (AP303000)", "VendorClass": "Vendor Classes (AP201000)",
        "Account": "Chart of Accounts (GL202500)", "Subaccount": "Subaccounts (GL203000)",
        "Bill": "Bills and Adjustments (AP301000)", "PurchaseOrder": "Purchase Orders (PO301000)",
        "PurchaseReceipt": "Purchase Receipts (PO302000)", "Check": "Checks and Payments (AP302000)",
        "Ledger": "Ledgers (GL201500)", "FinancialPeriod": "Master Financial Calendar (GL201000)",
        "Currency": "Currencies (CM202000)", "Tax": "Taxes (TX205000)",
        "CompaniesStructure": "Company Branch (CS401000)",
    ]

    /// Actions of the contract; workflow actions work too, but are not declared (acumatica.md 6, 7.3).
    static let declared: [String: [String]] = [
        "Bill": ["ReleaseBill", "ReverseBill"],
        "Check": ["ReleaseCheck", "VoidCheck"],
    ]

    var document: Value {
        [
            "openapi": "3.0.1",
            "info": ["title": .string("\(AcumaticaSite.endpoint)/\(version)"), "version": "4"],
            "servers": [["url": .string(url)]],
            "paths": .object(paths),
            "components": [
                "schemas": .object(schemas), "responses": .object(Self.responses),
                "parameters": .object(Self.parameters),
            ],
            "tags": .array(
                EntityType.entities.map { type in
                    ["name": .string(type.name), "description": .string(Self.screens[type.name] ?? type.name)]
                }),
        ]
    }

    // MARK: - Paths

    private var paths: Fields {
        var paths = Fields()
        for type in EntityType.entities {
            let name = type.name
            paths.append("/\(name)", ["get": Self.list(name), "put": Self.put(name)])
            paths.append("/\(name)/{id}", Self.record(name, "id", "ById"))
            paths.append("/\(name)/{ids}", Self.record(name, "ids", "ByKeys"))
            paths.append(
                "/\(name)/{ids}/files/{filename}",
                [
                    "put": Self.operation(
                        name, "PutFile", "Attaches a file to a record.", parameters: ["ids", "filename"],
                        responses: [("204", Self.reference("responses", "PutFile_204"))])
                ])
            paths.append(
                "/\(name)/$adHocSchema",
                [
                    "get": Self.operation(
                        name, "GetAdHocSchema", "Retrieves the schema of custom fields of the entity from the system.",
                        responses: [("200", Self.content("The fields outside the contract.", Self.schema(name)))])
                ])
            paths.append(
                "/\(name)/{actionName}",
                ["post": Self.action(name, "CustomAction", body: "\(name)CustomAction", parameters: ["actionName"])])
            for action in Self.declared[name] ?? [] {
                paths.append("/\(name)/\(action)", ["post": Self.action(name, action, body: action)])
            }
        }
        return paths
    }

    private static let shaping = ["select", "filter", "expand", "custom"]

    private static func list(_ name: String) -> Value {
        let rows: Value = ["type": "array", "items": schema(name)]
        return operation(
            name, "GetList", "Retrieves records that satisfy the specified conditions from the system.",
            parameters: shaping + ["skip", "top"],
            responses: [("200", content("The list of records that satisfy the specified conditions.", rows))])
    }

    private static func put(_ name: String) -> Value {
        operation(
            name, "PutEntity", "Creates a record or updates an existing record.", parameters: shaping,
            body: body("The record to be passed to the system.", schema(name), "entity"),
            responses: [
                ("200", content("The created or updated record.", schema(name))),
                ("400", reference("responses", "PutEntity_400")), ("412", reference("responses", "PutEntity_412")),
                ("422", invalid(name)),
            ])
    }

    private static func record(_ name: String, _ parameter: String, _ by: String) -> Value {
        [
            "get": operation(
                name, "Get\(by)", "Retrieves a record from the system.", parameters: [parameter] + shaping,
                responses: [("200", content("The requested record.", schema(name)))]),
            "delete": operation(
                name, "Delete\(by)", "Deletes the record.", parameters: [parameter],
                responses: [("204", reference("responses", "Delete\(by)_204"))]),
        ]
    }

    private static func action(_ name: String, _ action: String, body type: String, parameters: [String] = []) -> Value
    {
        operation(
            name, "InvokeAction_\(action)", "Performs an action in the system.", parameters: parameters,
            body: body(
                "The record to which the action should be applied and the parameters of the action.", schema(type),
                "invocation"),
            responses: [
                ("204", reference("responses", "InvokeAction_204")),
                ("202", reference("responses", "InvokeAction_202")),
                ("400", reference("responses", "InvokeAction_400")),
                ("412", reference("responses", "InvokeAction_412")), ("422", invalid(name)),
            ])
    }

    /// Parameters are references alone, and the key is absent where there are none (acumatica.md 1.6).
    private static func operation(
        _ name: String, _ id: String, _ summary: String, parameters: [String] = [], body: Value? = nil,
        responses: [(String, Value)]
    ) -> Value {
        var fields: Fields = [
            "tags": [.string(name)], "summary": .string(summary), "operationId": .string("\(name)_\(id)"),
        ]
        if !parameters.isEmpty { fields["parameters"] = .array(parameters.map { reference("parameters", $0) }) }
        if let body { fields["requestBody"] = body }
        let failures = ["401", "500"].map { ($0, reference("responses", "ContractBasedControllerBase_\($0)")) }
        fields["responses"] = .object(Fields(failures + responses))
        return .object(fields)
    }

    private static func body(_ description: String, _ schema: Value, _ name: String) -> Value {
        var fields = content(description, schema).fields ?? [:]
        fields["required"] = true
        fields["x-bodyName"] = .string(name)
        return .object(fields)
    }

    /// The schema of a 422 is the entity itself.
    private static func invalid(_ name: String) -> Value {
        content("The data specified in the request is invalid.", schema(name))
    }

    /// Given twice, under both media types.
    static func content(_ description: String, _ schema: Value) -> Value {
        let media: Value = ["schema": schema]
        return [
            "description": .string(description), "content": ["application/json": media, "text/json": media],
        ]
    }

    static func reference(_ kind: String, _ name: String) -> Value {
        ["$ref": .string("#/components/\(kind)/\(name)")]
    }

    static func schema(_ name: String) -> Value { reference("schemas", name) }
}
