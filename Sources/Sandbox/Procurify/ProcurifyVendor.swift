// A vendor as Procurify keeps it, and what its create and update schemas accept.
import Foundation

/// 4.1. The writable scalars stand in `values` in the order of the schema; the rest is typed.
struct ProcurifyVendor: Sendable {
    let id: Int
    var values: Fields
    /// Names of terms and methods; written as nested objects, answered as objects or integers by variant.
    var references: [String: ProcurifyReference] = [:]
    var modified: Date

    var name: String { values["name"]?.text ?? "" }
    var externalID: String? { values["external_id"]?.text }
    var isActive: Bool { values["active"]?.flag ?? true }
    var type: Int { values["type"]?.integer ?? 3 }
    var currency: Int? { values["currency"]?.integer }

    /// Nil for a vendor that only the ERP knows.
    init?(_ vendor: Firm.Vendor, firm: Firm) {
        guard let known = vendor.procurify else { return nil }
        self.init(id: known.id, at: FirmDay(2026, 5, 4).at(9, 0, known.id % 60))
        values["name"] = .string(known.name)
        values["active"] = .bool(known.active)
        values["type"] = .integer(known.type)
        values["external_id"] = .text(known.externalID)
        values["email"] = [.string(vendor.email)]
        values["contact"] = .string(vendor.contact)
        values["phoneOne"] = .string(vendor.phone)
        values["addressLineOne"] = .string(vendor.address.line1)
        values["addressLineTwo"] = .string(vendor.address.line2)
        values["city"] = .string(vendor.address.city)
        values["state_province"] = .string(vendor.address.state)
        values["postalCode"] = .string(vendor.address.postalCode)
        values["country"] = .string(vendor.address.country)
        values["currency"] = .integer(firm.currency(vendor.currency)?.id)
        if let terms = firm.terms.firstIndex(where: { $0.code == vendor.terms }) {
            references["payment_term_ref"] = ProcurifyReference(id: terms + 1, name: firm.terms[terms].name)
        }
    }

    /// An empty row with the defaults of the schema.
    init(id: Int, at now: Date) {
        self.id = id
        modified = now
        values = Fields(distinct: Self.writable.map { ($0.key, $0.initial) })
    }

    static let referenceKeys = ["payment_term_ref", "shipping_term_ref", "payment_method_ref", "shipping_method_ref"]

    /// A writable field of the schema with its kind, size and default (4.1).
    struct Writable: Sendable {
        enum Kind: Sendable { case text(Int), integer, flag, emails, score }
        let key: String
        let kind: Kind
        let isNullable: Bool
        let initial: Value

        init(_ key: String, _ kind: Kind, nullable: Bool = true, _ initial: Value = .null) {
            (self.key, self.kind, isNullable, self.initial) = (key, kind, nullable, initial)
        }
    }

    static let writable: [Writable] = [
        Writable("name", .text(150), nullable: false, ""), Writable("active", .flag, nullable: false, true),
        Writable("addressLineOne", .text(300)), Writable("addressLineTwo", .text(300)),
        Writable("postalCode", .text(20)),
        Writable("city", .text(50)), Writable("state_province", .text(40)), Writable("country", .text(80)),
        Writable("phoneOne", .text(20)), Writable("phoneTwo", .text(20)), Writable("fax", .text(20)),
        Writable("email", .emails, nullable: false, []), Writable("comments", .text(10_000)),
        Writable("contact", .text(50)), Writable("url", .text(200)), Writable("external_id", .text(100)),
        Writable("currency", .integer), Writable("tax", .integer),
        Writable("type", .integer, nullable: false, 3), Writable("default_payment_method", .integer),
        Writable("is_1099_eligible", .flag), Writable("overall_score", .score),
        Writable("is_auto_email_po_enabled", .flag, nullable: false, false),
        Writable("po_pdf_labels", .text(200), nullable: false, ""),
    ]
}

/// `{id, name, description, active}` of a payment term, shipping term or method (4.1).
struct ProcurifyReference: Sendable {
    let id: Int
    let name: String
    var description: Value = .null

    var value: Value {
        record([
            ("id", .integer(id)), ("name", .string(name)), ("description", description), ("active", true),
        ])
    }
}

extension ProcurifyVendor {
    /// Takes what `body` holds of the writable fields; unknown keys are ignored, as DRF does. Answers what is wrong.
    /// POST and PUT need `name`, `type`, `email` and `overall_score`; PATCH needs nothing (4.1).
    mutating func take(_ body: Fields, isPartial: Bool, in state: ProcurifyState) -> [ProcurifyAnswer.Problem] {
        var problems: [ProcurifyAnswer.Problem] = []
        if !isPartial {
            for key in ["name", "type", "email", "overall_score"] where body[key] == nil {
                problems.append(.required(key))
            }
        }
        for field in Self.writable {
            guard let value = body[field.key] else { continue }
            if let problem = field.problem(with: value, in: state) {
                problems.append(problem)
            } else {
                // Text is trimmed on write, as DRF does; rows that came otherwise keep their spaces.
                values[field.key] = value.text.map { .string($0.trimmingCharacters(in: .whitespaces)) } ?? value
            }
        }
        for key in Self.referenceKeys {
            guard let value = body[key] else { continue }
            if value.isNull {
                references[key] = nil
            } else if let name = value["name"]?.text, !name.isEmpty {
                references[key] = state.reference(key, named: name, description: value["description"] ?? .null)
            } else {
                problems.append(
                    .init(field: key, message: "Invalid data. Expected a dictionary with a name.", code: "invalid"))
            }
        }
        return problems
    }
}

extension ProcurifyVendor.Writable {
    func problem(with value: Value, in state: ProcurifyState) -> ProcurifyAnswer.Problem? {
        if value.isNull {
            return isNullable ? nil : .init(field: key, message: "This field may not be null.", code: "null")
        }
        switch kind {
        case .text(let sizeMax):
            guard let text = value.text else {
                return .init(field: key, message: "Not a valid string.", code: "invalid")
            }
            if key == "name" && text.trimmingCharacters(in: .whitespaces).isEmpty {
                return .init(field: key, message: "This field may not be blank.", code: "blank")
            }
            if text.unicodeScalars.count > sizeMax {
                return .init(
                    field: key, message: "Ensure this field has no more than \(sizeMax) characters.", code: "max_length"
                )
            }
        case .integer:
            guard let number = value.integer else {
                return .init(field: key, message: "A valid integer is required.", code: "invalid")
            }
            // The write enum of types has no 1 (the reserved vendor) and no 5 (employees).
            let isUnknown = (key == "type" && ![2, 3, 4, 6, 7].contains(number))
            if isUnknown {
                return .init(field: key, message: "\"\(number)\" is not a valid choice.", code: "invalid_choice")
            }
            if key == "currency" && state.currency(id: number) == nil {
                return .init(
                    field: key, message: "Invalid pk \"\(number)\" - object does not exist.", code: "does_not_exist")
            }
        case .flag:
            if value.flag == nil { return .init(field: key, message: "Must be a valid boolean.", code: "invalid") }
        case .emails:
            guard let items = value.items, items.allSatisfy({ $0.text != nil }) else {
                return .init(field: key, message: "Expected a list of items.", code: "not_a_list")
            }
        case .score:
            if value.decimal == nil {
                return .init(field: key, message: "A valid number is required.", code: "invalid")
            }
        }
        return nil
    }
}
