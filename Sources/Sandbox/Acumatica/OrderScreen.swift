// Purchase Orders, PO301000 (acumatica.md 6.6).

import Foundation

struct OrderScreen: Screen {
    static let types = ["Normal", "Drop-Ship", "Project Drop-Ship", "Blanket", "Standard"]
    static let lineTypes = [
        "Goods for IN", "Non-Stock", "Service", "Freight", "Description", "Goods for Project", "Non-Stock for Project",
    ]

    var type: EntityType { .named("PurchaseOrder") }
    var recordName: String { "Purchase Order" }
    var lineName: String { "PO Transactions" }
    var lineKeys: [String] { ["LineNbr", "OrderNbr", "OrderType"] }

    /// Lines that are received before they are billed (acumatica.md 6.5, 6.6).
    static func isReceived(_ lineType: String) -> Bool {
        !["Service", "Freight", "Description"].contains(lineType)
    }

    func blank(_ body: Fields, _ edit: Edit, _ books: inout Books) -> EntityRow {
        var row = EntityRow(id: books.newID())
        row.set("Type", "Normal")
        row.set("OrderNbr", "<NEW>")
        row.set("Branch", edit.branch)
        row.set("BaseCurrencyID", books.baseCurrency)
        row.set("CurrencyID", books.baseCurrency)
        row.set("CurrencyRateTypeID", "SPOT")
        row["CurrencyRate"] = "1.00000000".asNumber
        row["CurrencyReciprocalRate"] = "1.00000000".asNumber
        row.set("Project", Books.noProject)
        row["Hold"] = .bool(books.preferences.holdOnEntry || books.preferences.approvals)
        row["IsTaxValid"] = false
        row.set("Date", edit.businessDate)
        row.set("CurrencyEffectiveDate", edit.businessDate)
        row.set("PromisedOn", edit.businessDate)
        row.set("Owner", "")
        return row
    }

    func set(_ field: String, _ value: Value, in row: inout EntityRow, _ edit: Edit, _ books: Books) {
        switch field {
        case "Type": row.choose(field, value, label: "Type", among: Self.types)
        case "VendorID":
            guard let vendor = row.selectVendor(field, value, books) else { return }
            row.set("Location", "MAIN")
            row.set("CurrencyID", vendor.text("CurrencyID").isEmpty ? books.baseCurrency : vendor.text("CurrencyID"))
            row.set("Terms", vendor.text("Terms"))
        case "Location": row.select(field, value, label: "Location", among: ["main": "MAIN"])
        case "CurrencyID": row.selectCurrency(value, books)
        case "Terms": row.selectTerms(value, books)
        case "Branch": row.select(field, value, label: "Branch", among: books.branches)
        case "Project": row.selectProject(field, value)
        case "Date":
            row[field] = value
            row["CurrencyEffectiveDate"] = value
            row["PromisedOn"] = value
        // Sixty characters in every published source, unverified for newer releases (acumatica.md 6.6).
        case "Description": row.describe(value, Int(books.readings["order-description"]) ?? 60, books)
        case "VendorRef": row.set(field, (value.text ?? "").cut(to: 40))
        case "OrderNbr", "Status", "LineTotal", "OrderTotal", "TaxTotal", "LastModifiedDateTime", "BaseCurrencyID",
            "CurrencyReciprocalRate":
            return
        default: row[field] = value
        }
    }

    // MARK: - Lines

    func insertLines(_ fields: Fields, in row: EntityRow, _ edit: Edit, _ books: inout Books) -> [EntityRow] {
        var line = EntityRow(id: books.newID())
        let highest = row.rows("Details").compactMap { $0.integer("LineNbr") }.max() ?? 0
        line["LineNbr"] = .integer(max(highest, row.inner["lastLine"]?.integer ?? 0) + 1)
        line.set("OrderType", row.text("Type"))
        line.set("OrderNbr", row.text("OrderNbr"))
        line.set("LineType", "Goods for IN")
        line.set("BranchID", row.text("Branch"))
        line.set("Project", row.text("Project"))
        line["Promised"] = row["PromisedOn"] ?? .null
        line["Requested"] = row["Date"] ?? .null
        for name in ["OrderQty", "OrderedQty", "QtyOnReceipts"] { line.set(name, 0, scale: BillScreen.quantityScale) }
        line.set("UnitCost", 0, scale: BillScreen.unitCostScale)
        let scale = books.scale(of: row.text("CurrencyID"))
        line.set("ExtendedCost", 0, scale: scale)
        line.set("ReceivedAmount", 0, scale: scale)
        for name in ["Cancelled", "Completed", "CalculateDiscountsOnImport"] { line[name] = false }
        if let account = books.expenseAccounts[folded(row.text("VendorID"))] {
            line.selectAccount("Account", .string(account), books)
        }
        line.selectSubaccount("Subaccount", .string(books.defaultSubaccount), books)
        for (name, value) in fields.members where !lineKeys.contains(name) {
            setLine(name, value, in: &line, of: row, books)
        }
        // Whether the item may be blank depends on the type of the line (acumatica.md 6.6).
        if Self.isReceived(line.text("LineType")), line.text("InventoryID").isEmpty, line.errors["InventoryID"] == nil {
            line.refuse("InventoryID", "'Inventory ID' cannot be empty.")
        }
        if line.text("InventoryID").isEmpty, line.text("LineType") != "Description" {
            if line.text("Account").isEmpty { line.refuse("Account", "'Account' cannot be empty.") }
            if line.text("LineDescription").isEmpty {
                line.refuse("LineDescription", "'Line Description' cannot be empty.")
            }
        }
        return [line]
    }

    func setLine(_ field: String, _ value: Value, in line: inout EntityRow, of row: EntityRow, _ books: Books) {
        switch field {
        case "LineType": line.choose(field, value, label: "Line Type", among: Self.lineTypes)
        case "Account": line.selectAccount(field, value, books)
        case "Subaccount": line.selectSubaccount(field, value, books)
        case "BranchID": line.select(field, value, label: "Branch", among: books.branches)
        case "InventoryID":
            line.select(field, value, label: "Inventory ID", among: books.itemNames)
            if !line.text(field).isEmpty, line.text("LineType") == "Goods for IN" { line.set("LineType", "Non-Stock") }
        case "UOM": line.select(field, value, label: "UOM", among: books.unitNames)
        case "TaxCategory": line.select(field, value, label: "Tax Category", among: books.taxCategoryNames)
        case "Project": line.selectProject(field, value)
        case "LineDescription": line.set(field, (value.text ?? "").cut(to: 256))
        case "OrderQty":
            line.set(field, value.decimal ?? 0, scale: BillScreen.quantityScale)
            line.set("OrderedQty", value.decimal ?? 0, scale: BillScreen.quantityScale)
            extend(&line, of: row, books)
        case "UnitCost":
            line.set(field, value.decimal ?? 0, scale: BillScreen.unitCostScale)
            extend(&line, of: row, books)
        case "ExtendedCost":
            line.set(field, value.decimal ?? 0, scale: books.scale(of: row.text("CurrencyID")))
        // `OrderQty` is the one to write; progress and the account's text are read-only (acumatica.md 6.6).
        case "OrderedQty", "QtyOnReceipts", "ReceivedAmount", "Description", "LineNbr", "OrderNbr", "OrderType": return
        default: line[field] = value
        }
    }

    private func extend(_ line: inout EntityRow, of row: EntityRow, _ books: Books) {
        let amount = line.decimal("OrderQty") * line.decimal("UnitCost")
        line.set("ExtendedCost", amount, scale: books.scale(of: row.text("CurrencyID")))
    }

    // MARK: - Save

    func finish(_ row: inout EntityRow, old: EntityRow?, _ edit: Edit, _ books: Books) {
        if let old, ["Completed", "Closed", "Canceled"].contains(old.text("Status")) {
            row.error = "Document Status is invalid for processing."
            return
        }
        for (field, label) in [
            ("VendorID", "Vendor"), ("Date", "Date"), ("Branch", "Branch"), ("CurrencyID", "Currency"),
        ]
        where row.text(field).isEmpty { row.refuse(field, "'\(label)' cannot be empty.") }
        checkReference(&row, isNew: old == nil, books)
        let scale = books.scale(of: row.text("CurrencyID"))
        let total = row.rows("Details").filter { !$0.flag("Cancelled") }.reduce(Decimal(0)) {
            $0 + $1.decimal("ExtendedCost")
        }
        row.set("LineTotal", total, scale: scale)
        row.set("TaxTotal", 0, scale: scale)
        row.set("OrderTotal", total, scale: scale)
        if books.preferences.validateTotals, !row.flag("Hold"), row.decimal("ControlTotal") != total {
            row.error = "The document is out of the balance."
        }
        if !books.preferences.validateTotals { row.set("ControlTotal", total, scale: scale) }
        row.details["TaxDetails"] = nil
        row.inner["lastLine"] = .integer(
            max(
                row.inner["lastLine"]?.integer ?? 0, row.rows("Details").compactMap { $0.integer("LineNbr") }.max() ?? 0
            ))
        row.set("LastModifiedDateTime", edit.now.stamp)
        if row.flag("Hold") { row.forgetApproval() }
        let needsApproval = books.preferences.approvals && row.inner["approved"]?.flag != true
        let rejected = row.inner["rejected"]?.flag == true
        row.set(
            "Status", row.flag("Hold") ? "On Hold" : rejected ? "Rejected" : needsApproval ? "Pending Approval" : "Open"
        )
    }

    /// Assumed not to be checked (acumatica.md 7.6).
    private func checkReference(_ row: inout EntityRow, isNew: Bool, _ books: Books) {
        let reference = row.text("VendorRef")
        guard books.readings["order-reference"] == "unique", !reference.isEmpty else { return }
        let table = books.table("PurchaseOrder")
        for key in table.keys(where: "VendorRef", is: reference) ?? [] where isNew || key != table.key(of: row) {
            guard let other = table.row(key: key), folded(other.text("VendorID")) == folded(row.text("VendorID")) else {
                continue
            }
            row.refuse("VendorRef", "The vendor reference has been used for the order \(other.text("OrderNbr")).")
        }
    }

    func store(_ row: EntityRow, old: EntityRow?, _ edit: Edit, _ books: inout Books) -> EntityRow {
        var row = row
        if old == nil { row.set("OrderNbr", books.nextNumber("PurchaseOrder")) }
        let number = row.text("OrderNbr")
        for index in row.rows("Details").indices { row.details["Details"]?[index].set("OrderNbr", number) }
        if old != nil { Billing.refresh(&row, at: edit.now) }
        books.save(row, in: "PurchaseOrder")
        return row
    }
}

extension String {
    /// Digits as a JSON number.
    fileprivate var asNumber: Value { .number(self) }
}
