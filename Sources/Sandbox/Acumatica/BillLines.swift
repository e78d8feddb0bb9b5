// The lines of a bill: defaults, links to orders and receipts, amounts (acumatica.md 6.5).

import Foundation

extension BillScreen {
    /// Fields that link a line to an order or a receipt. They are looked at first, whatever their place in the row.
    private static let links: Set<String> = [
        "POOrderType", "POOrderNbr", "POLine", "POReceiptType", "POReceiptNbr", "POReceiptLine",
    ]

    /// Unit costs hold six decimals [assumed]; a price with more does not survive.
    static let unitCostScale = 6
    static let quantityScale = 6

    func insertLines(_ fields: Fields, in row: EntityRow, _ edit: Edit, _ books: inout Books) -> [EntityRow] {
        var lines: [EntityRow]
        if fields["POReceiptNbr"]?.text?.isEmpty == false {
            lines = receiptLines(fields, in: row, edit, &books)
        } else if fields["POOrderNbr"]?.text?.isEmpty == false {
            lines = orderLines(fields, in: row, edit, &books)
        } else {
            lines = [blankLine(in: row, edit, &books)]
        }
        for index in lines.indices {
            for (name, value) in fields.members where !Self.links.contains(name) {
                setLine(name, value, in: &lines[index], of: row, books)
            }
            requireAccount(&lines[index])
        }
        return lines
    }

    private func requireAccount(_ line: inout EntityRow) {
        if line.text("Account").isEmpty { line.refuse("Account", "'Account' cannot be empty.") }
        if line.text("Subaccount").isEmpty { line.refuse("Subaccount", "'Subaccount' cannot be empty.") }
    }

    func setLine(_ field: String, _ value: Value, in line: inout EntityRow, of row: EntityRow, _ books: Books) {
        switch field {
        case "Account": line.selectAccount(field, value, books)
        case "Subaccount": line.selectSubaccount(field, value, books)
        case "Branch": line.select(field, value, label: "Branch", among: books.branches)
        case "InventoryID": line.select(field, value, label: "Inventory ID", among: books.itemNames)
        case "UOM": line.select(field, value, label: "UOM", among: books.unitNames)
        case "TaxCategory": line.select(field, value, label: "Tax Category", among: books.taxCategoryNames)
        case "Project": line.selectProject(field, value)
        case "TransactionDescription": line.set(field, (value.text ?? "").cut(to: 512))
        case "Qty":
            line.set(field, value.decimal ?? 0, scale: Self.quantityScale)
            extend(&line, of: row, books)
        case "UnitCost":
            line.set(field, value.decimal ?? 0, scale: Self.unitCostScale)
            extend(&line, of: row, books)
        case "ExtendedCost": setExtended(value.decimal ?? 0, in: &line, of: row, books)
        // Amount is what the discount leaves, Description the account's: both read-only (acumatica.md 6.5).
        case "Amount", "Description": return
        case _ where Self.links.contains(field): return
        default: line[field] = value
        }
    }

    /// Quantity times unit cost, rounded to the currency.
    private func extend(_ line: inout EntityRow, of row: EntityRow, _ books: Books) {
        setExtended(line.decimal("Qty") * line.decimal("UnitCost"), in: &line, of: row, books)
    }

    private func setExtended(_ amount: Decimal, in line: inout EntityRow, of row: EntityRow, _ books: Books) {
        let scale = books.scale(of: row.text("CurrencyID"))
        line.set("ExtendedCost", amount, scale: scale)
        line.set("Amount", amount, scale: scale)
    }

    func blankLine(in row: EntityRow, _ edit: Edit, _ books: inout Books) -> EntityRow {
        var line = EntityRow(id: books.newID())
        line.set("Branch", row.text("BranchID"))
        line.set("Project", row.text("Project"))
        line.set("Qty", 0, scale: Self.quantityScale)
        line.set("UnitCost", 0, scale: Self.unitCostScale)
        setExtended(0, in: &line, of: row, books)
        line["CalculateDiscountsOnImport"] = false
        line["NonBillable"] = false
        if let account = books.expenseAccounts[folded(row.text("Vendor"))] {
            line.selectAccount("Account", .string(account), books)
        }
        line.selectSubaccount("Subaccount", .string(books.defaultSubaccount), books)
        return line
    }

    // MARK: - Links

    /// `POOrderType`, `POOrderNbr` and `POLine`; without the line all lines of the order come (acumatica.md 6.5).
    private func orderLines(
        _ fields: Fields, in row: EntityRow, _ edit: Edit, _ books: inout Books
    ) -> [EntityRow] {
        func refused(_ field: String, _ message: String) -> [EntityRow] {
            var line = blankLine(in: row, edit, &books)
            for name in Self.links { line[name] = fields[name] ?? .null }
            line.refuse(field, message)
            return [line]
        }
        // The code of a normal order is accepted too (acumatica.md 5.2).
        let sent = fields["POOrderType"]?.text ?? "Normal"
        let type = folded(sent) == "ro" ? "Normal" : sent
        // Vendor and currency must agree with the order, so that the selector does not show others (acumatica.md 6.5).
        guard let order = books.find("PurchaseOrder", type, fields["POOrderNbr"]?.text ?? ""),
            folded(order.text("VendorID")) == folded(row.text("Vendor")),
            order.text("CurrencyID") == row.text("CurrencyID")
        else { return refused("POOrderNbr", "'PO Number' cannot be found in the system.") }
        guard ["Open", "Completed"].contains(order.text("Status")) else {
            return refused(
                "POOrderNbr",
                "The purchase order \(order.text("OrderNbr")) cannot be billed in the status '\(order.text("Status"))'."
            )
        }
        let wanted = fields["POLine"]?.integer
        let lines = order.rows("Details").filter { line in
            wanted.map { line.integer("LineNbr") == $0 } ?? !line.flag("Cancelled")
        }
        guard let first = lines.first else { return refused("POLine", "'PO Line' cannot be found in the system.") }
        if wanted != nil, first.flag("Cancelled") {
            return refused("POLine", "The purchase order line has been canceled.")
        }
        // Lines that are received are billed from the receipt (acumatica.md 6.5).
        let direct = lines.filter { !OrderScreen.isReceived($0.text("LineType")) }
        guard !direct.isEmpty else { return refused("POLine", "The purchase order line is billed from its receipt.") }
        return direct.map { orderLine($0, of: order, in: row, edit, &books) }
    }

    private func orderLine(
        _ source: EntityRow, of order: EntityRow, in row: EntityRow, _ edit: Edit, _ books: inout Books
    ) -> EntityRow {
        var line = blankLine(in: row, edit, &books)
        line.set("POOrderType", order.text("Type"))
        line.set("POOrderNbr", order.text("OrderNbr"))
        line["POLine"] = source["LineNbr"] ?? .null
        for (target, origin) in [
            ("Branch", "BranchID"), ("InventoryID", "InventoryID"), ("UOM", "UOM"), ("Account", "Account"),
            ("Description", "Description"), ("Subaccount", "Subaccount"), ("TransactionDescription", "LineDescription"),
            ("UnitCost", "UnitCost"), ("Project", "Project"), ("TaxCategory", "TaxCategory"),
        ] {
            line[target] = source[origin] ?? .null
            line.errors[target] = nil
        }
        let open = max(0, source.decimal("OrderQty") - (source.inner["billedQty"]?.decimal ?? 0))
        line.set("Qty", open, scale: Self.quantityScale)
        let rest = source.decimal("ExtendedCost") - (source.inner["billedAmount"]?.decimal ?? 0)
        if open == source.decimal("OrderQty") {
            setExtended(max(0, rest), in: &line, of: row, books)
        } else {
            extend(&line, of: row, books)
        }
        return line
    }

    /// `POReceiptNbr` and `POReceiptLine`, with `POReceiptType` (acumatica.md 6.5).
    private func receiptLines(
        _ fields: Fields, in row: EntityRow, _ edit: Edit, _ books: inout Books
    ) -> [EntityRow] {
        let type = fields["POReceiptType"]?.text ?? "Receipt"
        let receipt = books.find("PurchaseReceipt", type, fields["POReceiptNbr"]?.text ?? "")
        let wanted = fields["POReceiptLine"]?.integer
        let sources = (receipt?.rows("Details") ?? []).filter { wanted == nil || $0.integer("LineNbr") == wanted }
        guard let receipt, folded(receipt.text("VendorID")) == folded(row.text("Vendor")),
            receipt.text("CurrencyID") == row.text("CurrencyID"), !sources.isEmpty
        else {
            var line = blankLine(in: row, edit, &books)
            line.set("POReceiptNbr", fields["POReceiptNbr"]?.text ?? "")
            line.refuse("POReceiptNbr", "'Receipt Number' cannot be found in the system.")
            return [line]
        }
        return sources.map { source in
            var line = blankLine(in: row, edit, &books)
            line.set("POReceiptType", receipt.text("Type"))
            line.set("POReceiptNbr", receipt.text("ReceiptNbr"))
            line["POReceiptLine"] = source["LineNbr"] ?? .null
            for (target, origin) in [
                ("POOrderType", "POOrderType"), ("POOrderNbr", "POOrderNbr"), ("POLine", "POLineNbr"), ("UOM", "UOM"),
                ("InventoryID", "InventoryID"), ("Branch", "Branch"), ("Account", "Account"),
                ("Subaccount", "Subaccount"), ("TransactionDescription", "TransactionDescription"),
                ("Qty", "ReceiptQty"), ("UnitCost", "UnitCost"), ("Description", "Description"),
            ] {
                line[target] = source[origin] ?? .null
                line.errors[target] = nil
            }
            extend(&line, of: row, books)
            return line
        }
    }
}
