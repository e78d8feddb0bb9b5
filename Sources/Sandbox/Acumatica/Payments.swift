// Payments of bills, AP302000, as people make them in the ERP (acumatica.md 6.8), and receipts (6.7).

import Foundation

enum Payments {
    /// Pays part or all of a bill: a released check, an application, and a bill that changed (acumatica.md 4.5, 6.5).
    static func pay(
        _ bill: EntityRow, amount: Decimal, reference: String, method: String, date: FirmDay, _ books: inout Books,
        at now: Date
    ) -> EntityRow {
        let scale = books.scale(of: bill.text("CurrencyID"))
        var check = EntityRow(id: books.newID())
        check.set("Type", "Payment")
        check.set("ReferenceNbr", books.nextNumber("Check"))
        check.set("Vendor", bill.text("Vendor"))
        check.set("CurrencyID", bill.text("CurrencyID"))
        check.set("ApplicationDate", date)
        check.set("CashAccount", books.table("Account").all.first { $0.flag("CashAccount") }?.text("AccountCD") ?? "")
        check.set("PaymentMethod", method)
        check.set("PaymentRef", reference)
        check.set("Description", "Payment of \(bill.text("VendorRef"))")
        check["Hold"] = false
        check.set("PaymentAmount", amount, scale: scale)
        check.set("UnappliedBalance", 0, scale: scale)
        check.set("Status", "Closed")
        check.set("LastModifiedDateTime", now.stamp)
        check.details["History"] = [history(of: bill, paid: amount, &books)]
        books.save(check, in: "Check")
        apply(check, "Payment", amount, status: "Closed", to: bill, &books, at: now)
        return check
    }

    /// The row of a released payment for a bill, whose balance is the one before (acumatica.md 6.8).
    static func history(of bill: EntityRow, paid amount: Decimal, _ books: inout Books) -> EntityRow {
        let scale = books.scale(of: bill.text("CurrencyID"))
        var history = EntityRow(id: books.newID())
        history.set("AmountPaid", amount, scale: scale)
        history.set("Balance", bill.decimal("Balance") - amount, scale: scale)
        history.set("CashDiscountBalance", 0, scale: scale)
        history.set("CashDiscountTaken", 0, scale: scale)
        history.set("DocType", bill.text("Type"))
        history.set("ReferenceNbr", bill.text("ReferenceNbr"))
        history.set("VendorRef", bill.text("VendorRef"))
        return history
    }

    /// Takes a payment back: the bill is open again (acumatica.md 6.5: Closed returns to Open).
    static func void(_ check: EntityRow, _ books: inout Books, at now: Date) {
        var check = check
        check.set("Status", "Voided")
        check.set("LastModifiedDateTime", now.stamp)
        books.save(check, in: "Check")
        var reversal = check
        reversal.id = books.newID()
        reversal.set("Type", "Voided Payment")
        reversal.set("Status", "Closed")
        let scale = books.scale(of: check.text("CurrencyID"))
        reversal.set("PaymentAmount", -check.decimal("PaymentAmount"), scale: scale)
        reversal.details["History"] = check.rows("History").map { line in
            var line = line
            line.id = books.newID()
            line.set("AmountPaid", -line.decimal("AmountPaid"), scale: scale)
            return line
        }
        books.save(reversal, in: "Check")
        for line in check.rows("History") {
            guard var bill = books.find("Bill", line.text("DocType"), line.text("ReferenceNbr")) else { continue }
            for index in bill.rows("Applications").indices
            where bill.rows("Applications")[index].text("ReferenceNbr") == check.text("ReferenceNbr") {
                bill.details["Applications"]?[index].set("Status", "Voided")
            }
            apply(reversal, "Voided Payment", -line.decimal("AmountPaid"), status: "Closed", to: bill, &books, at: now)
        }
    }

    static func apply(
        _ check: EntityRow, _ type: String, _ amount: Decimal, status: String, to bill: EntityRow,
        _ books: inout Books, at now: Date
    ) {
        var bill = bill
        let scale = books.scale(of: bill.text("CurrencyID"))
        let balance = bill.decimal("Balance") - amount
        bill.set("Balance", balance, scale: scale)
        bill.set("Status", balance == 0 ? "Closed" : "Open")
        var line = EntityRow(id: books.newID())
        line.set("AmountPaid", amount, scale: scale)
        line.set("Balance", balance, scale: scale)
        line.set("DocType", type)
        line.set("ReferenceNbr", check.text("ReferenceNbr"))
        line.set("Status", status)
        bill.details["Applications", default: []].append(line)
        bill.set("LastModifiedDateTime", now.stamp)
        books.save(bill, in: "Bill")
    }
}

enum Receipts {
    /// Receives quantities of an order's lines: a released receipt (acumatica.md 6.7). `quantities` by line number.
    static func receive(
        _ order: EntityRow, quantities: [Int: Decimal], date: FirmDay, _ books: inout Books, at now: Date
    ) -> EntityRow {
        var order = order
        let scale = books.scale(of: order.text("CurrencyID"))
        var receipt = EntityRow(id: books.newID())
        receipt.set("Type", "Receipt")
        receipt.set("ReceiptNbr", books.nextNumber("PurchaseReceipt"))
        for (target, source) in [
            ("VendorID", "VendorID"), ("CurrencyID", "CurrencyID"), ("BaseCurrencyID", "BaseCurrencyID"),
            ("Branch", "Branch"), ("Location", "Location"),
        ] { receipt[target] = order[source] ?? .null }
        receipt.set("Date", date)
        receipt.set("PostPeriod", books.period(containing: date)?.text("FinancialPeriodID") ?? "")
        receipt["Hold"] = false
        receipt["CreateBill"] = false
        receipt.set("Status", "Released")
        receipt.set("LastModifiedDateTime", now.stamp)
        var total = (quantity: Decimal(0), cost: Decimal(0))
        for index in order.rows("Details").indices {
            var source = order.rows("Details")[index]
            guard let number = source.integer("LineNbr"), let quantity = quantities[number], quantity != 0 else {
                continue
            }
            let cost = (quantity * source.decimal("UnitCost")).rounded(scale: scale)
            receipt.details["Details", default: []].append(
                line(source, of: order, number: receipt.rows("Details").count + 1, quantity, cost, scale, &books))
            source.set("QtyOnReceipts", source.decimal("QtyOnReceipts") + quantity, scale: BillScreen.quantityScale)
            source.set("ReceivedAmount", source.decimal("ReceivedAmount") + cost, scale: scale)
            order.details["Details"]?[index] = source
            total = (total.quantity + quantity, total.cost + cost)
        }
        for name in ["TotalQty", "ControlQty", "UnbilledQuantity"] {
            receipt.set(name, total.quantity, scale: BillScreen.quantityScale)
        }
        receipt.set("TotalCost", total.cost, scale: scale)
        books.save(receipt, in: "PurchaseReceipt")
        // The order's stamp moves only with its status (acumatica.md 4.5).
        Billing.refresh(&order, at: now)
        books.save(order, in: "PurchaseOrder")
        return receipt
    }

    private static func line(
        _ source: EntityRow, of order: EntityRow, number: Int, _ quantity: Decimal, _ cost: Decimal, _ scale: Int,
        _ books: inout Books
    ) -> EntityRow {
        var line = EntityRow(id: books.newID())
        line["LineNbr"] = .integer(number)
        line.set("POOrderType", order.text("Type"))
        line.set("POOrderNbr", order.text("OrderNbr"))
        line["POLineNbr"] = source["LineNbr"] ?? .null
        for (target, origin) in [
            ("Account", "Account"), ("Subaccount", "Subaccount"), ("Branch", "BranchID"),
            ("Description", "Description"),
            ("InventoryID", "InventoryID"), ("LineType", "LineType"), ("TransactionDescription", "LineDescription"),
            ("UnitCost", "UnitCost"), ("UOM", "UOM"), ("OrderedQty", "OrderQty"),
        ] { line[target] = source[origin] ?? .null }
        line.set("ReceiptQty", quantity, scale: BillScreen.quantityScale)
        let open = source.decimal("OrderQty") - source.decimal("QtyOnReceipts") - quantity
        line.set("OpenQty", max(0, open), scale: BillScreen.quantityScale)
        line.set("ExtendedCost", cost, scale: scale)
        return line
    }
}
