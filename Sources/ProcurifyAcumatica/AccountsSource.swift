// What the ERP says of an account, as far as the flow uses it.

import Acumatica
package import Core
import Foundation

/// An account of the ERP's general ledger (acumatica.md 6.3).
package struct AccountSource: Sendable, Equatable {
    package var code: String
    package var description: String
    package var type: String
    package var isActive: Bool
    package var isCash: Bool

    /// The account types of the two systems (acumatica.md 6.3, procurify.md 4.2).
    static let types = ["Asset": 0, "Liability": 1, "Expense": 2, "Income": 3]

    /// Reads a list row, or the detail that was read in its place. Throws `Undecodable` for a missing code, an unknown
    /// type and where it is not said whether the account is active.
    init(row: JSON, detail: JSON?) throws {
        if detail == nil, let gone = row["gone"] {
            self.init(body: gone)
            isActive = false
            return
        }
        let raw = detail ?? row
        guard let code = raw.fieldText("AccountCD") else {
            throw Undecodable(field: "AccountCD", message: "the account has none")
        }
        guard let type = raw.fieldText("Type"), Self.types[type] != nil else {
            let found = raw.fieldText("Type").map { "`\($0)` is not known" } ?? "there is none"
            throw Undecodable(field: "Type", message: "\(found); known are Asset, Liability, Income and Expense")
        }
        guard let isActive = raw.fieldFlag("Active") else {
            throw Undecodable(field: "Active", message: "it is not said whether the account \(code) is active")
        }
        self.init(
            code: code, description: raw.fieldText("Description") ?? "", type: type, isActive: isActive,
            isCash: raw.fieldFlag("CashAccount") ?? false)
    }

    private init(code: String, description: String, type: String, isActive: Bool, isCash: Bool) {
        self.code = code
        self.description = description
        self.type = type
        self.isActive = isActive
        self.isCash = isCash
    }

    /// The declared fields: what is fingerprinted.
    var body: JSON {
        [
            "AccountCD": .string(code), "Description": .string(description), "Type": .string(type),
            "Active": .bool(isActive), "CashAccount": .bool(isCash),
        ]
    }

    /// Reads the canonical form, and the mirror's, back.
    package init(body: JSON) {
        self.init(
            code: body["AccountCD"]?.text ?? "", description: body["Description"]?.text ?? "",
            type: body["Type"]?.text ?? "", isActive: body["Active"]?.flag ?? false,
            isCash: body["CashAccount"]?.flag ?? false)
    }

    /// The description as Procurify keeps it: at most 200 characters, never empty (procurify.md 4.2).
    var written: String {
        let text = Names.written(description)
        guard text.unicodeScalars.count > Self.descriptionMax else { return text.isEmpty ? code : text }
        return VendorFields.cut(text, to: Self.descriptionMax)
    }

    static let descriptionMax = 200
    static let codeMax = 50
}
