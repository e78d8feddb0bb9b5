// What people do with vendors and account codes at Procurify, offered on the control port.
import Foundation

enum ProcurifyVendorActions {
    private static let vendor = ControlAction.Field("vendor", "number", required: true, "the vendor's id")
    private static let changes: [ControlAction.Field] = ProcurifyVendor.writable.map { field in
        ControlAction.Field(field.key, "as in the API", "the field of that name (4.1)")
    }

    static let all: [ControlAction] = [
        ControlAction(
            name: "add-vendor", meaning: "a person enters a vendor at Procurify; unlinked unless external_id is given",
            fields: changes, example: ["name": "Harbor Light Electric"], run: add),
        ControlAction(
            name: "edit-vendor", meaning: "a person changes a vendor at Procurify", fields: [vendor] + changes,
            example: ["vendor": 1001, "name": "Rocky Mountain Steel LLC"], run: edit),
        ControlAction(
            name: "deactivate-vendor", meaning: "a person deactivates a vendor at Procurify", fields: [vendor],
            example: ["vendor": 1001], run: deactivate),
        ControlAction(
            name: "add-account-code", meaning: "a person enters an account code at Procurify",
            fields: [
                .init("code", "text", required: true, "at most 50 characters"),
                .init("description", "text", required: true, "at most 200 characters"),
                .init("account_type", "number", "0 assets, 1 liability, 2 expense, 3 income; 2 if left out"),
                .init("departments", "list of number", "department ids; every department if left out"),
            ], example: ["code": "69100", "description": "Field trials"], run: addCode),
    ]

    private static let add: @Sendable (Value, World) throws -> SandboxResponse = { body, world in
        try world.write { state in
            guard let name = body["name"]?.text, !name.isEmpty else { throw SandboxError("A vendor needs a name.") }
            let row = ProcurifyVendor(id: state.procurify.nextVendorID, at: state.clock.now)
            return try store(row, body, in: &state)
        }
    }

    private static let edit: @Sendable (Value, World) throws -> SandboxResponse = { body, world in
        try world.write { state in try store(try found(body, in: state.procurify), body, in: &state) }
    }

    private static let deactivate: @Sendable (Value, World) throws -> SandboxResponse = { body, world in
        try world.write { state in
            try store(try found(body, in: state.procurify), ["active": false], in: &state)
        }
    }

    private static func found(_ body: Value, in state: ProcurifyState) throws -> ProcurifyVendor {
        guard let vendor = body["vendor"]?.integer.flatMap({ state.vendors[$0] }) else {
            throw SandboxError("There is no vendor \(body["vendor"]?.encoded() ?? "without an id").")
        }
        return vendor
    }

    private static func store(
        _ row: ProcurifyVendor, _ body: Value, in state: inout WorldState
    ) throws -> SandboxResponse {
        var row = row
        let problems = row.take(body.fields ?? [:], isPartial: true, in: state.procurify)
        if let problem = problems.first { throw SandboxError("\(problem.field ?? "vendor"): \(problem.message)") }
        row.modified = state.clock.now
        state.procurify.addVendor(row)
        return .json(
            200,
            record([
                ("vendor", .integer(row.id)), ("name", .string(row.name)), ("external_id", .text(row.externalID)),
                ("active", .bool(row.isActive)),
            ]))
    }

    private static let addCode: @Sendable (Value, World) throws -> SandboxResponse = { body, world in
        try world.write { state in
            guard let code = body["code"]?.text, let fields = body.fields, state.procurify.code(code) == nil else {
                throw SandboxError("code must be a text that no account code has yet.")
            }
            let named = body["departments"]?.items?.compactMap(\.integer)
            var values = fields
            if values["account_type"] == nil { values["account_type"] = 2 }
            let id = state.procurify.makeCode(
                values, departments: named ?? state.procurify.departments.map(\.id))
            return .json(200, record([("account_code", .integer(id)), ("code", .string(code))]))
        }
    }
}
