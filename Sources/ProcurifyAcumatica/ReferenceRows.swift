// How rows of Procurify's lists stand in the mirror.

package import Core
import Foundation

/// The mirror rows of reference data; nil where a row has no id, since nothing can refer to it.
package enum ProcurifyMirror {
    /// key id, name normalised, link external_id; body `{id,name,external_id,active,type}` and the fields of
    /// `VendorFields.owned` (procurify.md 4.1).
    package static func vendor(_ row: JSON) -> MirrorRow? {
        guard let id = row["id"]?.integer else { return nil }
        let name = row["name"]?.text ?? ""
        let external = trimmed(row["external_id"])
        var body = JSONObject([
            ("id", .integer(id)), ("name", .string(name)), ("external_id", .optional(external)),
            ("active", .bool(row["active"]?.flag ?? true)), ("type", row["type"]?.integer.map(JSON.integer) ?? .null),
        ])
        for (key, value) in VendorFields.observed(row) where body[key] == nil { body[key] = value }
        return MirrorRow(
            kind: MirrorKind.procurifyVendor, key: String(id), name: Names.normalised(name), link: external ?? "",
            body: .object(body), modifiedAt: row["dateModified"]?.text.flatMap(Timestamp.parse))
    }

    /// key id, name code; body `{id,code,description,active,account_type,applied_accounts_count,parent}`
    /// (procurify.md 4.2). A missing count is null: it says nothing.
    package static func accountCode(_ row: JSON) -> MirrorRow? {
        guard let id = row["id"]?.integer else { return nil }
        let code = trimmed(row["code"]) ?? ""
        return MirrorRow(
            kind: MirrorKind.procurifyAccountCode, key: String(id), name: code,
            body: [
                "id": .integer(id), "code": .string(code), "description": .string(row["description"]?.text ?? ""),
                "active": .bool(row["active"]?.flag ?? true), "account_type": number(row["account_type"]),
                "applied_accounts_count": number(row["applied_accounts_count"]),
                // An object where an account code is embedded elsewhere (procurify.md 9.32).
                "parent": number(row["parent"]?["id"] ?? row["parent"]),
            ])
    }

    /// key id, name its name; body `{id,name,active,branch_id,branch_name}` (procurify.md 4.2, 12.3).
    package static func department(_ row: JSON) -> MirrorRow? {
        guard let id = row["id"]?.integer else { return nil }
        let name = trimmed(row["name"]) ?? ""
        let branch = row["branch"]
        return MirrorRow(
            kind: MirrorKind.procurifyDepartment, key: String(id), name: name,
            body: [
                "id": .integer(id), "name": .string(name), "active": .bool(row["active"]?.flag ?? true),
                "branch_id": number(branch?["id"] ?? branch), "branch_name": .optional(trimmed(branch?["name"])),
            ])
    }

    /// key id, name its code; body `{id,name,active,base}` (procurify.md 4.2).
    package static func currency(_ row: JSON) -> MirrorRow? {
        guard let id = row["id"]?.integer, let code = trimmed(row["name"]) else { return nil }
        return MirrorRow(
            kind: MirrorKind.procurifyCurrency, key: String(id), name: code,
            body: [
                "id": .integer(id), "name": .string(code), "active": .bool(row["active"]?.flag ?? true),
                "base": .bool(row["base"]?.flag ?? false),
            ])
    }

    /// A text without the spaces around it; a number as its text; nil when empty.
    static func trimmed(_ value: JSON?) -> String? {
        let text: String
        switch value {
        case .string(let value): text = value.trimmingCharacters(in: .whitespacesAndNewlines)
        case .number(let digits): text = digits
        default: return nil
        }
        return text.isEmpty ? nil : text
    }

    private static func number(_ value: JSON?) -> JSON { value?.integer.map(JSON.integer) ?? .null }
}
