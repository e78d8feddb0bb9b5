// What people do in the ERP, offered on the control port.

import Foundation

/// Every action works on the firm's tenant, and with the same rules as the screens.
let acumaticaActions: [ControlAction] = Clerk.vendors + Clerk.ledger + Clerk.bills + Clerk.orders + Clerk.office

/// A person at the ERP's screens.
enum Clerk {
    static let key = [
        ControlAction.Field("type", "text", "the type of the document; Bill, or Normal for an order, if not given"),
        ControlAction.Field("number", "text", required: true, "ReferenceNbr or OrderNbr"),
    ]

    /// Runs on the books of the firm; problems of the ERP become plain sentences.
    static func work<Result: Sendable>(
        _ world: World, _ body: (inout Books, Edit) throws -> Result
    ) throws -> Result {
        try world.write { state in
            let now = state.clock.now
            state.acumatica.settle(at: now)
            do {
                let branch = state.acumatica.firmBooks.branches.values.min() ?? ""
                return try body(&state.acumatica.firmBooks, Edit(now: now, branch: branch))
            } catch let refused as RefusedRow {
                throw SandboxError(sentence(of: refused.row))
            } catch let problem as Problem {
                let value = problem.response.value
                throw SandboxError((value["exceptionMessage"] ?? value["message"])?.text ?? "The ERP refused it.")
            }
        }
    }

    private static func sentence(of row: EntityRow) -> String {
        var parts = [row.error].compactMap { $0 }
        parts += row.errors.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        for (name, rows) in row.details.sorted(by: { $0.key < $1.key }) {
            for (index, line) in rows.enumerated() {
                parts += line.errors.sorted { $0.key < $1.key }.map { "\(name)[\(index)].\($0.key): \($0.value)" }
            }
        }
        return parts.joined(separator: " ")
    }

    static func find(_ entity: String, _ body: Value, _ books: Books, type: String) throws -> EntityRow {
        let type = body["type"]?.text ?? type
        let number = body["number"]?.text ?? ""
        guard let row = books.find(entity, type, number) else {
            throw SandboxError("There is no \(entity) \(type) \(number).")
        }
        return row
    }

    static func vendor(_ body: Value, _ books: Books) throws -> EntityRow {
        let id = body["vendor"]?.text ?? ""
        guard let row = books.find("Vendor", id) else { throw SandboxError("There is no vendor \(id).") }
        return row
    }

    /// What the action leaves, as `GET /state` shows it.
    static func shown(_ row: EntityRow, _ names: String...) -> SandboxResponse {
        .json(200, .object(Fields(["id"].map { ($0, .string(row.id)) } + names.map { ($0, row[$0] ?? .null) })))
    }

    /// Fields of the contract with plain values, wrapped.
    static func wrapped(_ value: Value?) -> Fields {
        Fields(
            (value?.fields?.members ?? []).map { name, inner in
                guard let items = inner.items else { return (name, ["value": inner]) }
                return (
                    name,
                    .array(
                        items.map { item in
                            .object(
                                Fields(
                                    (item.fields?.members ?? []).map { key, scalar in
                                        key == "id" || key == "delete" ? (key, scalar) : (key, ["value": scalar])
                                    }))
                        })
                )
            })
    }

    static func day(_ body: Value, _ edit: Edit) throws -> FirmDay {
        guard let text = body["date"]?.text else { return edit.businessDate }
        guard let day = FirmDay(text) else { throw SandboxError("\"\(text)\" is no date; write 2026-07-02.") }
        return day
    }
}

extension Clerk {
    static let vendors: [ControlAction] = [
        ControlAction(
            name: "add-vendor", meaning: "creates a vendor in the ERP",
            fields: [
                .init("vendor", "text", required: true, "VendorID"),
                .init("name", "text", required: true, "VendorName"),
                .init("class", "text", "VendorClass; the first one if not given"),
                .init("currency", "text", "CurrencyID; the base currency if not given"),
                .init("terms", "text", "credit terms code"), .init("status", "text", "Active if not given"),
                .init("expense_account", "text", "AccountCD that new lines take"),
                .init("tax_agency", "boolean", "VendorIsTaxAgency"),
            ], example: ["vendor": "NEWCO", "name": "Newco Supplies"], run: addVendor),
        ControlAction(
            name: "rename-vendor", meaning: "changes the name of a vendor in the ERP",
            fields: [
                .init("vendor", "text", required: true, "VendorID"),
                .init("name", "text", required: true, "the new name"),
            ], example: ["vendor": "NEWCO", "name": "Newco Supplies LLC"]
        ) { body, world in
            try changeVendor(body, world, ["VendorName": ["value": body["name"] ?? .null]])
        },
        ControlAction(
            name: "set-vendor-status", meaning: "changes the status of a vendor in the ERP",
            fields: [
                .init("vendor", "text", required: true, "VendorID"),
                .init("status", "text", required: true, "Active, On Hold, Hold Payments, Inactive or One-Time"),
            ], example: ["vendor": "NEWCO", "status": "Inactive"]
        ) { body, world in
            try changeVendor(body, world, ["Status": ["value": body["status"] ?? .null]])
        },
    ]

    private static func addVendor(_ body: Value, _ world: World) throws -> SandboxResponse {
        try work(world) { books, edit in
            let id = body["vendor"]?.text ?? ""
            guard books.find("Vendor", id) == nil else { throw SandboxError("There is a vendor \(id) already.") }
            let firstClass = books.table("VendorClass").all.first { _ in true }?.text("ClassID") ?? ""
            var fields: Fields = [
                "VendorID": .string(id), "VendorName": body["name"] ?? .null,
                "VendorClass": body["class"] ?? .string(firstClass), "Status": body["status"] ?? "Active",
                "CurrencyID": body["currency"] ?? .string(books.baseCurrency),
                "VendorIsTaxAgency": body["tax_agency"] ?? false,
            ]
            fields["Terms"] = body["terms"]
            let wrapped = Fields(fields.members.map { ($0.key, ["value": $0.value]) })
            let row = try Writing(screen: VendorScreen(), edit: edit).insert(wrapped, &books).get()
            if let account = body["expense_account"]?.text { books.expenseAccounts[folded(id)] = account }
            return shown(row, "VendorID", "VendorName", "Status")
        }
    }

    private static func changeVendor(_ body: Value, _ world: World, _ change: Fields) throws -> SandboxResponse {
        try work(world) { books, edit in
            let row = try Writing(screen: VendorScreen(), edit: edit).update(try vendor(body, books), change, &books)
            return shown(row, "VendorID", "VendorName", "Status")
        }
    }

    static let ledger: [ControlAction] = [
        ControlAction(
            name: "add-account", meaning: "creates an account in the ERP's chart",
            fields: [
                .init("account", "text", required: true, "AccountCD"),
                .init("description", "text", required: true, "Description"),
                .init("type", "text", "Asset, Liability, Income or Expense; Expense if not given"),
            ], example: ["account": "64990", "description": "Survey drones", "type": "Expense"]
        ) { body, world in
            try work(world) { books, edit in
                let code = body["account"]?.text ?? ""
                guard books.find("Account", code) == nil else {
                    throw SandboxError("There is an account \(code) already.")
                }
                let fields: Fields = [
                    "AccountCD": ["value": .string(code)], "Description": ["value": body["description"] ?? .null],
                    "Type": ["value": body["type"] ?? "Expense"],
                ]
                let row = try Writing(screen: AccountScreen(), edit: edit).insert(fields, &books).get()
                return shown(row, "AccountCD", "Description", "Type", "Active")
            }
        },
        ControlAction(
            name: "set-account-active", meaning: "activates or deactivates an account in the ERP",
            fields: [
                .init("account", "text", required: true, "AccountCD"),
                .init("active", "boolean", required: true, "Active"),
            ], example: ["account": "64990", "active": false]
        ) { body, world in
            try work(world) { books, edit in
                let code = body["account"]?.text ?? ""
                guard let account = books.find("Account", code) else {
                    throw SandboxError("There is no account \(code).")
                }
                let change: Fields = ["Active": ["value": body["active"] ?? true]]
                let row = try Writing(screen: AccountScreen(), edit: edit).update(account, change, &books)
                return shown(row, "AccountCD", "Active")
            }
        },
        ControlAction(
            name: "set-subaccount-active", meaning: "activates or deactivates a subaccount in the ERP",
            fields: [
                .init("subaccount", "text", required: true, "SubaccountCD"),
                .init("active", "boolean", required: true, "Active"),
            ], example: ["subaccount": "000000", "active": true]
        ) { body, world in
            try work(world) { books, _ in
                let code = body["subaccount"]?.text ?? ""
                guard var row = books.find("Subaccount", code) else {
                    throw SandboxError("There is no subaccount \(code).")
                }
                row["Active"] = body["active"] ?? true
                books.save(row, in: "Subaccount")
                return shown(row, "SubaccountCD", "Active")
            }
        },
        ControlAction(
            name: "set-currency-active", meaning: "activates or deactivates a currency in the ERP",
            fields: [
                .init("currency", "text", required: true, "CurrencyID"),
                .init("active", "boolean", required: true, "Active"),
            ], example: ["currency": "CAD", "active": false]
        ) { body, world in
            try work(world) { books, edit in
                let code = body["currency"]?.text ?? ""
                guard var row = books.find("Currency", code) else {
                    throw SandboxError("There is no currency \(code).")
                }
                row["Active"] = body["active"] ?? true
                row.set("LastModifiedDateTime", edit.now.stamp)
                books.save(row, in: "Currency")
                return shown(row, "CurrencyID", "Active")
            }
        },
        ControlAction(
            name: "close-period", meaning: "closes a financial period for payables",
            fields: [.init("period", "text", required: true, "MMYYYY")], example: ["period": "072026"]
        ) { body, world in try setPeriod(body, world, status: "Closed") },
        ControlAction(
            name: "open-period", meaning: "opens a financial period again",
            fields: [.init("period", "text", required: true, "MMYYYY")], example: ["period": "072026"]
        ) { body, world in try setPeriod(body, world, status: "Open") },
        ControlAction(
            name: "deactivate-period", meaning: "makes a financial period inactive",
            fields: [.init("period", "text", required: true, "MMYYYY")], example: ["period": "122026"]
        ) { body, world in try setPeriod(body, world, status: "Inactive") },
    ]

    private static func setPeriod(_ body: Value, _ world: World, status: String) throws -> SandboxResponse {
        try work(world) { books, edit in
            let id = body["period"]?.text ?? ""
            guard books.period(id) != nil, var year = books.find("FinancialPeriod", String(id.suffix(4))),
                let index = year.rows("Details").firstIndex(where: { $0.text("FinancialPeriodID") == id })
            else { throw SandboxError("There is no period \(id); write MMYYYY.") }
            year.details["Details"]?[index].set("Status", status)
            year.details["Details"]?[index]["ClosedInAP"] = .bool(status == "Closed")
            year.set("LastModifiedDateTime", edit.now.stamp)
            books.save(year, in: "FinancialPeriod")
            return shown(year.rows("Details")[index], "FinancialPeriodID", "Status", "ClosedInAP")
        }
    }
}
