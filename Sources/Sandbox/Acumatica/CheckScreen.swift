// Checks and Payments, AP302000 (acumatica.md 6.8): payments as written through the API, before their release.

import Foundation

struct CheckScreen: Screen {
    /// Older builds show a payment as "Check" (acumatica.md 6.8); both are accepted, the newer is stored.
    private static let types = ["Payment", "Check", "Prepayment"]
    private static let methods = ["check": "CHECK", "ach": "ACH", "wire": "WIRE", "cash": "CASH"]
    /// What a payment may pay.
    private static let payable = ["Bill", "Credit Adj."]

    var type: EntityType { .named("Check") }
    var recordName: String { "Payment" }
    var lineName: String { "Applications" }
    var lineKeys: [String] { ["DocType", "ReferenceNbr"] }

    func blank(_ body: Fields, _ edit: Edit, _ books: inout Books) -> EntityRow {
        var row = EntityRow(id: books.newID())
        row.set("Type", "Payment")
        row.set("ReferenceNbr", "<NEW>")
        row.set("CurrencyID", books.baseCurrency)
        row["Hold"] = .bool(books.preferences.holdOnEntry)
        row.set("ApplicationDate", edit.businessDate)
        return row
    }

    func set(_ field: String, _ value: Value, in row: inout EntityRow, _ edit: Edit, _ books: Books) {
        switch field {
        case "Type":
            row.choose(field, value, label: "Type", among: Self.types)
            if row.text(field) == "Check" { row.set(field, "Payment") }
        case "Vendor":
            guard let vendor = row.selectVendor(field, value, books) else { return }
            row.set(
                "CurrencyID", vendor.text("CurrencyID").isEmpty ? books.baseCurrency : vendor.text("CurrencyID"))
        case "CurrencyID": row.selectCurrency(value, books)
        case "PaymentMethod": row.select(field, value, label: "Payment Method", among: Self.methods)
        case "CashAccount":
            row[field] = value
            row.errors[field] = nil
            if let text = value.text, !text.isEmpty, books.find("Account", text)?.flag("CashAccount") != true {
                row.refuse(field, "'Cash Account' cannot be found in the system.")
            }
        case "Description": row.set(field, (value.text ?? "").cut(to: 512))
        case "ReferenceNbr", "Status", "UnappliedBalance", "LastModifiedDateTime": return
        default: row[field] = value
        }
    }

    // MARK: - The documents to pay

    func insertLines(_ fields: Fields, in row: EntityRow, _ edit: Edit, _ books: inout Books) -> [EntityRow] {
        var line = EntityRow(id: books.newID())
        line.choose("DocType", fields["DocType"] ?? "Bill", label: "Document Type", among: Self.payable)
        line["ReferenceNbr"] = fields["ReferenceNbr"] ?? .null
        guard !line.text("ReferenceNbr").isEmpty else {
            line.refuse("ReferenceNbr", "'Reference Nbr.' cannot be empty.")
            return [line]
        }
        guard !line.hasErrors else { return [line] }
        // The selector shows open documents of the vendor alone, in the currency of the payment [assumed].
        guard let bill = books.find("Bill", line.text("DocType"), line.text("ReferenceNbr")),
            bill.text("Status") == "Open", folded(bill.text("Vendor")) == folded(row.text("Vendor")),
            bill.text("CurrencyID") == row.text("CurrencyID"),
            !row.rows("Details").contains(where: {
                $0.text("DocType") == bill.text("Type") && $0.text("ReferenceNbr") == bill.text("ReferenceNbr")
            })
        else {
            line.refuse("ReferenceNbr", "'Reference Nbr.' cannot be found in the system.")
            return [line]
        }
        let scale = books.scale(of: bill.text("CurrencyID"))
        line.set("ReferenceNbr", bill.text("ReferenceNbr"))
        line["DocLineNbr"] = 0
        line.set("CashDiscountBalance", 0, scale: scale)
        setAmount(fields["AmountPaid"]?.decimal ?? bill.decimal("Balance"), of: bill, in: &line, scale: scale)
        return [line]
    }

    func setLine(_ field: String, _ value: Value, in line: inout EntityRow, of row: EntityRow, _ books: Books) {
        guard field == "AmountPaid",
            let bill = books.find("Bill", line.text("DocType"), line.text("ReferenceNbr"))
        else { return }
        setAmount(value.decimal ?? 0, of: bill, in: &line, scale: books.scale(of: bill.text("CurrencyID")))
    }

    private func setAmount(_ amount: Decimal, of bill: EntityRow, in line: inout EntityRow, scale: Int) {
        line.errors["AmountPaid"] = nil
        line.set("AmountPaid", amount, scale: scale)
        line.set("Balance", bill.decimal("Balance") - amount, scale: scale)
        if amount < 0 || amount > bill.decimal("Balance") {
            line.refuse("AmountPaid", "The amount must be less than or equal to \(bill.decimal("Balance").plainText).")
        }
    }

    // MARK: - The checks of a save

    func finish(_ row: inout EntityRow, old: EntityRow?, _ edit: Edit, _ books: Books) {
        if let old, !["On Hold", "Balanced"].contains(old.text("Status")) {
            row.error = "Document Status is invalid for processing."
            return
        }
        for (field, label) in [
            ("Vendor", "Vendor"), ("PaymentMethod", "Payment Method"), ("CashAccount", "Cash Account"),
            ("ApplicationDate", "Application Date"), ("CurrencyID", "Currency"),
        ]
        where row.text(field).isEmpty { row.refuse(field, "'\(label)' cannot be empty.") }
        checkPeriod(&row, books)
        let scale = books.scale(of: row.text("CurrencyID"))
        let applied = row.rows("Details").reduce(Decimal(0)) { $0 + $1.decimal("AmountPaid") }
        row.set("PaymentAmount", row.decimal("PaymentAmount"), scale: scale)
        row.set("UnappliedBalance", row.decimal("PaymentAmount") - applied, scale: scale)
        if !row.flag("Hold"), row.decimal("PaymentAmount") < applied || row.decimal("PaymentAmount") < 0 {
            row.error = "The document is out of the balance."
        }
        row.set("Status", row.flag("Hold") ? "On Hold" : "Balanced")
        row.set("LastModifiedDateTime", edit.now.stamp)
    }

    /// The period follows from the date, and the entity has no field for it (acumatica.md 6.8, 8).
    private func checkPeriod(_ row: inout EntityRow, _ books: Books) {
        guard let day = row.day("ApplicationDate") else { return }
        guard let period = books.period(containing: day), BillScreen.isOpen(period) else {
            row.refuse("ApplicationDate", "The financial period is inactive in the \(books.company) company.")
            return
        }
        row.errors["ApplicationDate"] = nil
    }

    func store(_ row: EntityRow, old: EntityRow?, _ edit: Edit, _ books: inout Books) -> EntityRow {
        var row = row
        if old == nil { row.set("ReferenceNbr", books.nextNumber("Check")) }
        books.save(row, in: "Check")
        return row
    }
}

extension Payments {
    /// What `ReleaseCheck` refuses (acumatica.md 7.3, 8). A balance may have been paid otherwise since the save.
    static func releaseRefusal(of check: EntityRow, _ books: Books) -> String? {
        let status = check.text("Status")
        if status == "On Hold" { return "Document is On Hold and cannot be released." }
        if status != "Balanced" { return "Document Status is invalid for processing." }
        let isPayable = check.rows("Details").allSatisfy { line in
            let bill = books.find("Bill", line.text("DocType"), line.text("ReferenceNbr"))
            return bill?.text("Status") == "Open" && line.decimal("AmountPaid") <= bill?.decimal("Balance") ?? 0
        }
        return isPayable ? nil : "The document is out of the balance."
    }

    /// Releases a payment: what was to be paid becomes history, and the bills follow (acumatica.md 4.5, 6.5, 6.8).
    static func release(_ check: EntityRow, _ books: inout Books, at now: Date) {
        var check = check
        check.set("Status", check.decimal("UnappliedBalance") == 0 ? "Closed" : "Open")
        check.set("LastModifiedDateTime", now.stamp)
        let lines = check.rows("Details")
        check.details["Details"] = nil
        for line in lines {
            guard let bill = books.find("Bill", line.text("DocType"), line.text("ReferenceNbr")) else { continue }
            let amount = line.decimal("AmountPaid")
            check.details["History", default: []].append(history(of: bill, paid: amount, &books))
            apply(check, check.text("Type"), amount, status: check.text("Status"), to: bill, &books, at: now)
        }
        books.save(check, in: "Check")
    }
}
