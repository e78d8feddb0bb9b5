// Bills and Adjustments, AP301000 (acumatica.md 6.5): header rules, checks and effects of a save.

import Foundation

struct BillScreen: Screen {
    static let types = ["Bill", "Credit Adj.", "Debit Adj.", "Prepayment"]
    private static let released: Set<String> = ["Open", "Closed", "Voided"]

    var type: EntityType { .named("Bill") }
    var recordName: String { "AP Document" }
    var lineName: String { "AP Transactions" }

    func blank(_ body: Fields, _ edit: Edit, _ books: inout Books) -> EntityRow {
        var row = EntityRow(id: books.newID())
        row.set("Type", "Bill")
        row.set("ReferenceNbr", "<NEW>")
        row.set("BranchID", edit.branch)
        row.set("CurrencyID", books.baseCurrency)
        row.set("Project", Books.noProject)
        row["Hold"] = .bool(books.preferences.holdOnEntry || books.preferences.approvals)
        row["ApprovedForPayment"] = false
        row["IsTaxValid"] = false
        setDate(edit.businessDate, in: &row, books)
        return row
    }

    func set(_ field: String, _ value: Value, in row: inout EntityRow, _ edit: Edit, _ books: Books) {
        switch field {
        case "Type": row.choose(field, value, label: "Type", among: Self.types)
        case "Vendor": setVendor(value, in: &row, books)
        case "CurrencyID": row.selectCurrency(value, books)
        case "Date": setDate(row.takingDay(field, value), in: &row, books)
        case "Terms":
            // Setting the terms computes the due date anew, so the order of the body matters (acumatica.md 7.1).
            row.selectTerms(value, books)
            row.set("DueDate", books.dueDate(row.day("Date"), terms: row.text("Terms")))
        case "PostPeriod": setPeriod(value, in: &row, books)
        case "BranchID": row.select(field, value, label: "Branch", among: books.branches)
        case "LocationID": row.select(field, value, label: "Location", among: ["main": "MAIN"])
        case "Project": row.selectProject(field, value)
        case "CashAccount":
            row[field] = value
            if let text = value.text, !text.isEmpty, books.find("Account", text)?.flag("CashAccount") != true {
                row.refuse(field, "'Cash Account' cannot be found in the system.")
            }
        case "Description": row.describe(value, Int(books.readings["bill-description"]) ?? 512, books)
        case "VendorRef": setVendorRef(value, in: &row)
        case "TaxTotal": if row.flag("IsTaxValid") { row[field] = value }
        case "Amount": if books.preferences.validateTotals { row[field] = value }
        case "ReferenceNbr", "Status", "Balance", "LastModifiedDateTime": return
        default: row[field] = value
        }
    }

    private func setVendor(_ value: Value, in row: inout EntityRow, _ books: Books) {
        guard let vendor = row.selectVendor("Vendor", value, books) else { return }
        row.set("LocationID", "MAIN")
        row.set("CurrencyID", vendor.text("CurrencyID").isEmpty ? books.baseCurrency : vendor.text("CurrencyID"))
        row.set("Terms", vendor.text("Terms"))
        row.set("DueDate", books.dueDate(row.day("Date"), terms: row.text("Terms")))
    }

    private func setDate(_ day: FirmDay?, in row: inout EntityRow, _ books: Books) {
        row.set("Date", day)
        row.set("DueDate", books.dueDate(day, terms: row.text("Terms")))
        row.errors["PostPeriod"] = nil
        // A date in a period that is not open leaves the period empty: "cannot be empty" means that (acumatica.md 8).
        let period = day.flatMap { books.period(containing: $0) }
        row.set("PostPeriod", period.map { Self.isOpen($0) ? $0.text("FinancialPeriodID") : "" } ?? "")
    }

    /// `MMYYYY`, or `MM-YYYY` on write (acumatica.md 5.2).
    private func setPeriod(_ value: Value, in row: inout EntityRow, _ books: Books) {
        let text = (value.text ?? "").filter { $0 != "-" }
        row.errors["PostPeriod"] = nil
        row.set("PostPeriod", text)
        guard !text.isEmpty else { return }
        if books.period(text) == nil { row.refuse("PostPeriod", "'Post Period' cannot be found in the system.") }
    }

    private func setVendorRef(_ value: Value, in row: inout EntityRow) {
        let text = value.text ?? ""
        row.set("VendorRef", text)
        row.errors["VendorRef"] = nil
        if text.utf16.count > 40 {
            row.refuse("VendorRef", "The string length of 'Vendor Ref.' exceeds the maximum of 40.")
        }
    }

    static func isOpen(_ period: EntityRow) -> Bool { period.text("Status") == "Open" && !period.flag("ClosedInAP") }

    // MARK: - The checks of a save

    func finish(_ row: inout EntityRow, old: EntityRow?, _ edit: Edit, _ books: Books) {
        if let old, Self.released.contains(old.text("Status")) {
            row.error = "Document Status is invalid for processing."
            return
        }
        total(&row, books)
        checkHeader(&row, books)
        checkDuplicate(&row, old: old, books)
        row.set("LastModifiedDateTime", edit.now.stamp)
        if row.flag("Hold") { row.forgetApproval() }
        row.set("Status", Self.status(row, books))
    }

    private func checkHeader(_ row: inout EntityRow, _ books: Books) {
        for (field, label) in [
            ("Vendor", "Vendor"), ("Date", "Date"), ("BranchID", "Branch"), ("CurrencyID", "Currency"),
        ]
        where row.text(field).isEmpty { row.refuse(field, "'\(label)' cannot be empty.") }
        if row.errors["PostPeriod"] == nil {
            let text = row.text("PostPeriod")
            let shown = text.prefix(2) + "-" + text.suffix(4)
            if text.isEmpty {
                row.refuse("PostPeriod", "'Post Period' cannot be empty.")
            } else if let period = books.period(text), !Self.isOpen(period) {
                row.refuse("PostPeriod", Self.notOpen(period, shown: String(shown), books))
            }
        }
        if books.preferences.requireVendorRef, row.text("Type") == "Bill", row.text("VendorRef").isEmpty {
            row.refuse("VendorRef", "'Vendor Ref.' cannot be empty.")
        }
    }

    /// Vendor and reference across all AP documents; off, it is a warning and the duplicate stays (acumatica.md 7.6).
    private func checkDuplicate(_ row: inout EntityRow, old: EntityRow?, _ books: Books) {
        guard books.preferences.duplicateVendorRefIsError, row.errors["VendorRef"] == nil,
            let message = duplicate(of: row, isNew: old == nil, books)
        else { return }
        row.refuse("VendorRef", message)
    }

    /// The duplicate that is only a warning, beside a value that is stored (acumatica.md 7.6, 8).
    func warned(_ row: EntityRow, _ books: Books) -> EntityRow {
        var row = row
        if books.readings["duplicate-warning"] == "shown", let message = duplicate(of: row, isNew: false, books) {
            row.refuse("VendorRef", message)
        }
        return row
    }

    private func duplicate(of row: EntityRow, isNew: Bool, _ books: Books) -> String? {
        guard !row.text("VendorRef").isEmpty, row.inner["reversalOf"] == nil else { return nil }
        let table = books.table("Bill")
        let own = table.key(of: row)
        for key in table.keys(where: "VendorRef", is: row.text("VendorRef")) ?? [] where key != own || isNew {
            guard let other = table.row(key: key), folded(other.text("Vendor")) == folded(row.text("Vendor")) else {
                continue
            }
            let document = "\(other.text("Type")), \(other.text("ReferenceNbr"))"
            if books.readings["duplicate-message"] == "old" {
                return "Document with this Vendor Ref. already exists for this Vendor - see document \(document)."
            }
            return
                "This vendor ref. number \"\(row.text("VendorRef"))\" has already been used for the document \"\(document)\"."
        }
        return nil
    }

    /// The wording differs from build to build (acumatica.md 8).
    private static func notOpen(_ period: EntityRow, shown: String, _ books: Books) -> String {
        switch books.readings["closed-period-message"] {
        case "empty": return "'Post Period' cannot be empty."
        case "inactive": return "The financial period is inactive."
        default:
            let state = period.text("Status") == "Inactive" ? "inactive" : "closed"
            return "The \(shown) financial period is \(state) in the \(books.company) company."
        }
    }

    private func total(_ row: inout EntityRow, _ books: Books) {
        let scale = books.scale(of: row.text("CurrencyID"))
        let lines = row.rows("Details").reduce(Decimal(0)) { $0 + $1.decimal("Amount") }
        // Taxes are taken from outside only where they are marked as imported (acumatica.md 6.5).
        if !row.flag("IsTaxValid") { row.details["TaxDetails"] = nil }
        for (index, tax) in row.rows("TaxDetails").enumerated() where books.find("Tax", tax.text("TaxID")) == nil {
            row.details["TaxDetails"]?[index].refuse("TaxID", "'Tax ID' cannot be found in the system.")
        }
        let taxes = row.rows("TaxDetails").reduce(Decimal(0)) { $0 + $1.decimal("TaxAmount") }.rounded(scale: scale)
        row.set("TaxTotal", taxes, scale: scale)
        if !books.preferences.validateTotals {
            row.set("Amount", lines + taxes, scale: scale)
        } else if !row.flag("Hold"), row.decimal("Amount") != lines + taxes {
            row.error = "The document is out of the balance."
        }
        row.set("Amount", row.decimal("Amount"), scale: scale)
        row.set("Balance", row.decimal("Amount"), scale: scale)
    }

    /// Of a document that is not released (acumatica.md 6.5).
    private static func status(_ row: EntityRow, _ books: Books) -> String {
        if row.inner["rejected"]?.flag == true, !row.flag("Hold") { return "Rejected" }
        if row.flag("Hold") { return "On Hold" }
        return books.preferences.approvals && row.inner["approved"]?.flag != true ? "Pending Approval" : "Balanced"
    }

    func store(_ row: EntityRow, old: EntityRow?, _ edit: Edit, _ books: inout Books) -> EntityRow {
        var row = row
        // Any reference that was sent is replaced: the number is assigned here (acumatica.md 6.5).
        if old == nil { row.set("ReferenceNbr", books.nextNumber("Bill")) }
        if let old { Billing.count(old, -1, \.all, &books, at: edit.now) }
        Billing.count(row, 1, \.all, &books, at: edit.now)
        books.save(row, in: "Bill")
        return row
    }
}

extension EntityRow {
    /// A document put on hold is approved anew (acumatica.md 6.5: Rejected).
    mutating func forgetApproval() {
        inner["approved"] = nil
        inner["rejected"] = nil
    }

    /// Stores a day and gives it back.
    mutating func takingDay(_ field: String, _ value: Value) -> FirmDay? {
        self[field] = value
        return day(field)
    }
}
