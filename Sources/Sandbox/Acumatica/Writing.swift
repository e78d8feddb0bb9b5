// PUT and PATCH: a body applied to a record, field by field, all or nothing (acumatica.md 7.1).

import Foundation

struct Writing {
    let screen: any Screen
    let edit: Edit

    /// Creates a record. A failure carries the row with its errors, or a problem of the request.
    func insert(_ body: Fields, _ books: inout Books) -> Result<EntityRow, any Error> {
        Result {
            var row = screen.blank(body, edit, &books)
            try apply(body, to: &row, isNew: true, &books)
            return try save(&row, old: nil, &books)
        }
    }

    /// Changes a record that exists.
    func update(_ old: EntityRow, _ body: Fields, _ books: inout Books) throws -> EntityRow {
        var row = old
        try apply(body, to: &row, isNew: false, &books)
        return try save(&row, old: old, &books)
    }

    private func save(_ row: inout EntityRow, old: EntityRow?, _ books: inout Books) throws -> EntityRow {
        screen.finish(&row, old: old, edit, books)
        guard !row.hasErrors else {
            if row.error == nil {
                // Two spaces after the verb, as it was seen (acumatica.md 8).
                let inLines = row.details.values.contains { $0.contains(where: \.hasErrors) }
                row.error =
                    "\(old == nil ? "Inserting" : "Updating")  '\(inLines ? screen.lineName : screen.recordName)' "
                    + "record raised at least one error. Please review the errors."
            }
            throw RefusedRow(row: row)
        }
        return screen.store(row, old: old, edit, &books)
    }

    /// Scalars first in the order of the body, then linked entities, then rows.
    private func apply(_ body: Fields, to row: inout EntityRow, isNew: Bool, _ books: inout Books) throws {
        let type = screen.type
        for (name, wrapped) in body.members {
            if name == "note" { row.note = try Unwrap.scalar(wrapped, .text, name)?.text ?? "" }
            if name == "custom" { Unwrap.custom(wrapped, into: &row) }
            guard let kind = type.kind(of: name), let value = try Unwrap.scalar(wrapped, kind, name) else { continue }
            // Keys of a record that exists do not change; only differences are set (acumatica.md 7.1).
            if !isNew, type.keys.contains(name) || row[name] ?? .null == value { continue }
            screen.set(name, value, in: &row, edit, books)
        }
        for (name, nested) in body.members {
            switch type[name]?.shape {
            case .linked(let inner):
                try Unwrap.linked(nested, .named(inner), &row.linked[name, default: blankRow(&books)])
            case .details where name == "Details": try applyLines(nested, to: &row, &books)
            case .details(let inner): try applyRows(nested, .named(inner), name, to: &row, &books)
            default: continue
            }
        }
    }

    private func blankRow(_ books: inout Books) -> EntityRow { EntityRow(id: books.newID()) }

    /// Rows with a known id or known keys are updated, others inserted, `delete: true` removes (acumatica.md 7.1).
    private func applyLines(_ value: Value, to row: inout EntityRow, _ books: inout Books) throws {
        guard let items = value.items else { throw Problem.invalid("Details", "The value is not an array.") }
        for (position, item) in items.enumerated() {
            guard let fields = item.fields else {
                throw Problem.invalid("Details[\(position)]", "The value is not an object.")
            }
            let lines = row.rows("Details")
            let type = lineType
            if let index = try self.index(of: fields, in: lines, type) {
                if fields["delete"]?.flag == true {
                    row.details["Details"]?.remove(at: index)
                    continue
                }
                var line = lines[index]
                try setLine(fields, type, in: &line, of: row, books)
                row.details["Details"]?[index] = line
            } else if fields["delete"]?.flag != true {
                var unwrapped = Fields()
                for (name, wrapped) in fields.members {
                    guard let kind = type.kind(of: name) else { continue }
                    if let scalar = try Unwrap.scalar(wrapped, kind, name) { unwrapped[name] = scalar }
                }
                row.details["Details", default: []] += screen.insertLines(unwrapped, in: row, edit, &books)
            }
        }
    }

    private var lineType: EntityType {
        if case .details(let name)? = screen.type["Details"]?.shape { return .named(name) }
        return EntityType("", "")
    }

    private func index(of fields: Fields, in lines: [EntityRow], _ type: EntityType) throws -> Int? {
        if let id = fields["id"]?.text {
            return lines.firstIndex { Rendering.wireID($0.id, edit.mask) == id.lowercased() }
        }
        var keys: [String: Value] = [:]
        for key in screen.lineKeys {
            guard let kind = type.kind(of: key), let wrapped = fields[key] else { continue }
            if let value = try Unwrap.scalar(wrapped, kind, key), !value.isNull { keys[key] = value }
        }
        guard let first = screen.lineKeys.first, keys[first] != nil else { return nil }
        return lines.firstIndex { line in
            keys.allSatisfy { key, value in
                value.text.map { folded($0) == folded(line.text(key)) } ?? (value.decimal == line[key]?.decimal)
            }
        }
    }

    private func setLine(
        _ fields: Fields, _ type: EntityType, in line: inout EntityRow, of row: EntityRow, _ books: Books
    ) throws {
        for (name, wrapped) in fields.members {
            if name == "note" { line.note = try Unwrap.scalar(wrapped, .text, name)?.text ?? "" }
            guard let kind = type.kind(of: name), let value = try Unwrap.scalar(wrapped, kind, name) else { continue }
            if line[name] ?? .null == value || screen.lineKeys.contains(name) { continue }
            screen.setLine(name, value, in: &line, of: row, books)
        }
    }

    /// Rows without rules of their own, for instance imported taxes.
    private func applyRows(
        _ value: Value, _ type: EntityType, _ name: String, to row: inout EntityRow, _ books: inout Books
    ) throws {
        guard let items = value.items else { throw Problem.invalid(name, "The value is not an array.") }
        for item in items {
            guard let fields = item.fields else { throw Problem.invalid(name, "The value is not an object.") }
            let rows = row.rows(name)
            if let id = fields["id"]?.text,
                let index = rows.firstIndex(where: { Rendering.wireID($0.id, edit.mask) == id.lowercased() })
            {
                if fields["delete"]?.flag == true {
                    row.details[name]?.remove(at: index)
                } else {
                    var changed = rows[index]
                    try Unwrap.scalars(fields, type, into: &changed)
                    row.details[name]?[index] = changed
                }
            } else {
                var added = EntityRow(id: books.newID())
                try Unwrap.scalars(fields, type, into: &added)
                row.details[name, default: []].append(added)
            }
        }
    }
}

/// A write that the rules refuse: 422 with the entity and its errors (acumatica.md 8).
struct RefusedRow: Error, Sendable {
    var row: EntityRow
}

/// Taking `{"value": X}` off a field, with the types that clients really send (acumatica.md 5.2).
enum Unwrap {
    /// Nil where the field is sent without a value; `.null` clears it.
    static func scalar(_ wrapped: Value, _ kind: ScalarKind, _ name: String) throws -> Value? {
        if wrapped.isNull { return nil }
        guard let fields = wrapped.fields else {
            throw Problem.invalid(name, "Error converting value to type '\(kind)Value'.")
        }
        guard let value = fields["value"] else { return nil }
        if value.isNull { return .null }
        let result: Value?
        switch kind {
        case .text, .guid:
            switch value {
            case .string, .null: result = value
            case .number(let digits): result = .string(digits)
            case .bool(let flag): result = .string(flag ? "True" : "False")
            default: result = nil
            }
        case .boolean:
            switch value {
            case .bool: result = value
            case .string(let text): result = ["true": true, "false": false][text.lowercased()].map(Value.bool)
            default: result = nil
            }
        case .decimal: result = value.decimal.map { Value.decimal($0) }
        case .integer: result = value.integer.map(Value.integer)
        // Only the day counts. A value with an offset lands on the day it has in UTC (acumatica.md 4.5).
        case .moment: result = value.text.flatMap { Moment($0) }.map { .string($0.day.text + "T00:00:00+00:00") }
        }
        guard let result else { throw Problem.invalid(name, "Could not convert the value to '\(kind)'.") }
        return result
    }

    static func scalars(_ fields: Fields, _ type: EntityType, into row: inout EntityRow) throws {
        for (name, wrapped) in fields.members {
            guard let kind = type.kind(of: name), let value = try scalar(wrapped, kind, name) else { continue }
            row[name] = value
        }
    }

    /// A linked entity, and those within it.
    static func linked(_ value: Value, _ type: EntityType, _ row: inout EntityRow) throws {
        guard let fields = value.fields else { return }
        try scalars(fields, type, into: &row)
        for (name, nested) in fields.members {
            guard case .linked(let inner)? = type[name]?.shape else { continue }
            try linked(nested, .named(inner), &row.linked[name, default: EntityRow(id: row.id)])
        }
    }

    /// `{"View": {"Field": {"type", "value"}}}` (acumatica.md 5.1)
    static func custom(_ value: Value, into row: inout EntityRow) {
        for (view, fields) in value.fields?.members ?? [] {
            for (field, content) in fields.fields?.members ?? [] {
                row.custom["\(view).\(field)"] = content["value"].flatMap { $0.isNull ? nil : $0 }
            }
        }
    }
}
