// Vendors and accounts as written through the API (acumatica.md 6.1 and 6.3).

import Foundation

struct VendorScreen: Screen {
    /// Display texts (acumatica.md 6.1).
    static let statuses = ["Active", "On Hold", "Hold Payments", "Inactive", "One-Time"]

    var type: EntityType { .named("Vendor") }
    var recordName: String { "Vendor" }

    func blank(_ body: Fields, _ edit: Edit, _ books: inout Books) -> EntityRow {
        let key = body["VendorID"]?["value"] ?? .null
        return Self.row(
            ["VendorID": key, "Status": "Active", "CurrencyID": .string(books.baseCurrency)], address: nil, &books)
    }

    /// A vendor with its contacts and addresses; `Email`, `Phone` and `Attention` belong to the contacts.
    static func row(_ fields: Fields, address: Firm.Address?, _ books: inout Books) -> EntityRow {
        var row = EntityRow(id: books.newID())
        for (name, value) in fields.members where EntityType.named("Vendor")[name] != nil { row[name] = value }
        row["LegalName"] = row["VendorName"] ?? .null
        row.set("LocationName", "Primary Location")
        row["EnableCurrencyOverride"] = true
        row.set("TaxCalculationMode", "Tax Settings")
        row.set("ReceiptAction", "Accept but Warn")
        row["MinReceipt"] = .decimal(0, scale: 2)
        row["MaxReceipt"] = .decimal(100, scale: 2)
        row["ThresholdReceipt"] = .decimal(100, scale: 2)
        row.set("PaymentBy", "Due Date")
        row["LeadTimedays"] = 0
        row["PaymentLeadTimedays"] = 0
        for (index, name) in ["MainContact", "RemittanceContact", "ShippingContact"].enumerated() {
            var contact = EntityRow(id: books.newID())
            contact["Active"] = true
            contact["ContactID"] = .integer(3_000 + books.table("Vendor").count * 3 + index)
            contact["CompanyName"] = row["VendorName"] ?? .null
            contact["DisplayName"] = row["VendorName"] ?? .null
            contact["Email"] = fields["Email"] ?? .null
            contact["Phone1"] = fields["Phone"] ?? .null
            contact.set("Phone1Type", "Business 1")
            contact["Attention"] = fields["Attention"] ?? .null
            var place = EntityRow(id: books.newID())
            if let address {
                place.set("AddressLine1", address.line1)
                place.set("AddressLine2", address.line2)
                place.set("City", address.city)
                place.set("State", address.state)
                place.set("PostalCode", address.postalCode)
                place.set("Country", address.countryCode)
            }
            contact.linked["Address"] = place
            row.linked[name] = contact
        }
        return row
    }

    func set(_ field: String, _ value: Value, in row: inout EntityRow, _ edit: Edit, _ books: Books) {
        switch field {
        case "Status": row.choose(field, value, label: "Vendor Status", among: Self.statuses)
        case "CurrencyID": row.selectCurrency(value, books)
        case "Terms": row.selectTerms(value, books)
        case "VendorClass":
            row[field] = value
            if let text = value.text, !text.isEmpty, books.find("VendorClass", text) == nil {
                row.refuse(field, "'Vendor Class' cannot be found in the system.")
            }
        case "VendorName": row.set(field, (value.text ?? "").cut(to: 255))
        case "CreatedDateTime", "LastModifiedDateTime": return
        default: row[field] = value
        }
    }

    func finish(_ row: inout EntityRow, old: EntityRow?, _ edit: Edit, _ books: Books) {
        let isNumbered = books.readings["vendor-numbering"] == "auto"
        if row.text("VendorID").isEmpty, !isNumbered { row.refuse("VendorID", "'Vendor ID' cannot be empty.") }
        if row.text("VendorName").isEmpty { row.refuse("VendorName", "'Vendor Name' cannot be empty.") }
        if old == nil { row.set("CreatedDateTime", edit.now.stamp) }
        row.set("LastModifiedDateTime", edit.now.stamp)
    }

    func store(_ row: EntityRow, old: EntityRow?, _ edit: Edit, _ books: inout Books) -> EntityRow {
        var row = row
        // Where the tenant numbers its vendors (acumatica.md 6.1).
        if row.text("VendorID").isEmpty { row.set("VendorID", "V" + books.nextNumber("Vendor")) }
        books.save(row, in: "Vendor")
        return row
    }
}

struct AccountScreen: Screen {
    static let types = ["Asset", "Liability", "Income", "Expense"]

    var type: EntityType { .named("Account") }
    var recordName: String { "Account" }

    func blank(_ body: Fields, _ edit: Edit, _ books: inout Books) -> EntityRow {
        var row = EntityRow(id: books.newID())
        row["AccountCD"] = body["AccountCD"]?["value"] ?? .null
        row["AccountID"] = .integer(1_101 + books.table("Account").count)
        row["Active"] = true
        row.set("PostOption", "Detail")
        return row
    }

    func set(_ field: String, _ value: Value, in row: inout EntityRow, _ edit: Edit, _ books: Books) {
        switch field {
        case "Type": row.choose(field, value, label: "Type", among: Self.types)
        case "CurrencyID": row.selectCurrency(value, books)
        case "AccountID", "CreatedDateTime", "LastModifiedDateTime": return
        default: row[field] = value
        }
    }

    func finish(_ row: inout EntityRow, old: EntityRow?, _ edit: Edit, _ books: Books) {
        for (field, label) in [("AccountCD", "Account"), ("Description", "Description"), ("Type", "Type")]
        where row.text(field).isEmpty { row.refuse(field, "'\(label)' cannot be empty.") }
        if old == nil { row.set("CreatedDateTime", edit.now.stamp) }
        row.set("LastModifiedDateTime", edit.now.stamp)
    }

    func store(_ row: EntityRow, old: EntityRow?, _ edit: Edit, _ books: inout Books) -> EntityRow {
        books.save(row, in: "Account")
        return row
    }
}
