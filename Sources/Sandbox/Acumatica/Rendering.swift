// Records as JSON: wrapped values, `$select`, `$expand`, links (acumatica.md 4.1 and 5).

import Foundation

struct Rendering: Sendable {
    /// A tree of names in lower case, from `Details/Qty,MainContact/Address`.
    final class Names: Sendable {
        let children: [String: Names]

        init(children: [String: Names]) { self.children = children }

        static func parse(_ list: String?) -> Names? {
            guard let list else { return nil }
            let paths = list.split(separator: ",").map { path in
                path.split(separator: "/").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
            }.filter { !$0.isEmpty }
            return tree(paths.map { $0[...] })
        }

        private static func tree(_ paths: [ArraySlice<String>]) -> Names {
            let groups = Dictionary(grouping: paths.filter { !$0.isEmpty }) { $0[$0.startIndex] }
            return Names(children: groups.mapValues { tree($0.map { $0.dropFirst() }) })
        }
    }

    let type: EntityType
    /// Nil selects everything.
    let select: Names?
    let expand: Names
    let custom: [String]
    let is25: Bool
    /// `/erp/entity/Default/24.200.001`
    let base: String
    let mask: [UInt8]
    /// Notes of detail rows are a bare null in the answers of writes (acumatica.md 5.1).
    var isWrite = false
    /// A refused write shows its rows in any case (acumatica.md 8).
    var showsErrors = false

    /// Names that do not exist are refused.
    func check() throws {
        try Self.check(expand, type, nestedOnly: true)
        if let select { try Self.check(select, type, nestedOnly: false) }
    }

    private static func check(_ names: Names, _ type: EntityType, nestedOnly: Bool) throws {
        for (name, inner) in names.children where !["files", "note", "id", "custom"].contains(name) {
            guard let field = type.field(anyCase: name) else { throw Problem.noSuchKey }
            switch field.shape {
            case .scalar where nestedOnly: throw Problem.noSuchKey
            case .scalar: continue
            case .details(let inside), .linked(let inside): try check(inner, .named(inside), nestedOnly: nestedOnly)
            }
        }
    }

    func value(_ row: EntityRow, number: Int = 1) -> Value {
        var fields = head(row, number: number, isDetail: false)
        append(row, type, select, expand, to: &fields)
        fields.append("custom", customFields(row))
        let own = "\(base)/\(type.name)/\(row.id)"
        let files = "\(base)/files/\(type.graph)/\(type.view)/\(row.id)/{filename}"
        fields.append("_links", ["self": .string(own), "files:put": .string(files)])
        if expand.children["files"] != nil { fields.append("files", []) }
        return .object(fields)
    }

    private func head(_ row: EntityRow, number: Int, isDetail: Bool) -> Fields {
        var fields = Fields(distinct: [
            ("id", .string(isDetail ? Self.wireID(row.id, mask) : row.id)), ("rowNumber", .integer(number)),
        ])
        fields.append("note", isDetail && isWrite && row.note.isEmpty ? .null : ["value": .string(row.note)])
        if let error = row.error { fields.append("error", .string(error)) }
        return fields
    }

    private func append(
        _ row: EntityRow, _ type: EntityType, _ select: Names?, _ expand: Names, to fields: inout Fields
    ) {
        let wanted = select?.children
        for field in type.fields where is25 || !field.isNew {
            let name = field.name.lowercased()
            switch field.shape {
            case .scalar(let kind):
                if let wanted, wanted[name] == nil { continue }
                fields.append(field.name, scalar(row[field.name], kind, error: row.errors[field.name]))
            case .details(let inner):
                let inside = expand.children[name]
                guard inside != nil || showsErrors && !row.rows(field.name).isEmpty else { continue }
                let type = EntityType.named(inner)
                let rows = row.rows(field.name).enumerated().map { index, line in
                    nested(line, type, number: index + 1, wanted?[name], inside, isDetail: true)
                }
                fields.append(field.name, .array(rows))
            case .linked(let inner):
                guard let inside = expand.children[name] else { continue }
                let line = row.linked[field.name] ?? EntityRow(id: row.id)
                fields.append(
                    field.name, nested(line, .named(inner), number: 1, wanted?[name], inside, isDetail: false))
            }
        }
    }

    /// `$select` of an entity as a whole selects all its fields.
    private func nested(
        _ row: EntityRow, _ type: EntityType, number: Int, _ select: Names?, _ expand: Names?, isDetail: Bool
    ) -> Value {
        var fields = head(row, number: number, isDetail: isDetail)
        let chosen = select.flatMap { $0.children.isEmpty ? nil : $0 }
        append(row, type, chosen, expand ?? Names(children: [:]), to: &fields)
        fields.append("custom", [:])
        if expand?.children["files"] != nil { fields.append("files", []) }
        return .object(fields)
    }

    /// An empty field is `{}`, never a null (acumatica.md 5.1); booleans always have a value.
    private func scalar(_ value: Value?, _ kind: ScalarKind, error: String?) -> Value {
        var fields = Fields()
        let shown: Value? = value ?? (kind == .boolean ? .bool(false) : Value?.none)
        if let shown { fields.append("value", shown) }
        if let error { fields.append("error", .string(error)) }
        return .object(fields)
    }

    private func customFields(_ row: EntityRow) -> Value {
        var views = Fields()
        for path in custom {
            let parts = path.split(separator: ".", maxSplits: 1)
            guard parts.count == 2 else { continue }
            var content: Fields = ["type": "CustomStringField"]
            content["value"] = row.custom[path]
            var view = views[String(parts[0])]?.fields ?? Fields()
            view[String(parts[1])] = .object(content)
            views[String(parts[0])] = .object(view)
        }
        return .object(views)
    }

    /// The id of a detail row as one session sees it (acumatica.md 5.1): every digit pair under the session's mask.
    static func wireID(_ id: String, _ mask: [UInt8]) -> String {
        guard !mask.isEmpty else { return id.lowercased() }
        let hex = Array(id.utf8.filter { $0 != UInt8(ascii: "-") })
        guard hex.count == 32 else { return id.lowercased() }
        let digits = Array("0123456789abcdef".utf8)
        func digit(_ byte: UInt8) -> UInt8 { byte < 0x3A ? byte - 0x30 : (byte | 0x20) - 0x57 }
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for index in 0..<16 {
            if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
            let byte = (digit(hex[2 * index]) << 4 | digit(hex[2 * index + 1])) ^ mask[index]
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
