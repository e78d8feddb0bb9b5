// The actions of documents: release, reverse, hold, approve, cancel (acumatica.md 7.3).

import Foundation

enum Actions {
    /// Declared actions, and workflow actions whose routes are assumed (acumatica.md 6, 7.3).
    static let names: [String: [String]] = [
        "Bill": ["ReleaseBill", "ReverseBill", "ReleaseFromHold", "PutOnHold", "Approve", "Reject"],
        "PurchaseOrder": [
            "ReleaseFromHold", "PutOnHold", "Approve", "Reject", "CancelOrder", "Complete", "ReopenOrder",
        ],
        "Check": ["ReleaseCheck", "VoidCheck"],
    ]

    /// Those that run in the background.
    static let long: Set<String> = ["ReleaseBill", "ReverseBill", "ReleaseCheck", "VoidCheck"]

    /// An action in its own spelling, found in any case; nil where there is none: 404.
    static func name(_ name: String, entity: String) -> String? {
        names[entity]?.first { $0.lowercased() == name.lowercased() }
    }

    /// What is refused at once, with the entity and its error.
    static func check(_ action: String, entity: String, _ row: EntityRow) throws {
        let status = row.text("Status")
        func refuse(_ message: String) throws {
            var row = row
            row.error = message
            throw RefusedRow(row: row)
        }
        switch (entity, action) {
        case ("Bill", "ReleaseBill"):
            if status == "On Hold" { try refuse("Document is On Hold and cannot be released.") }
            if status != "Balanced" { try refuse("Document Status is invalid for processing.") }
        case ("Check", "ReleaseCheck"):
            if status == "On Hold" { try refuse("Document is On Hold and cannot be released.") }
            if status != "Balanced" { try refuse("Document Status is invalid for processing.") }
        case ("Bill", "ReverseBill"):
            if !["Open", "Closed"].contains(status) { try refuse("Document Status is invalid for processing.") }
        case ("Bill", "PutOnHold") where !["Balanced", "Pending Approval", "Rejected", "On Hold"].contains(status),
            ("Bill", "ReleaseFromHold") where status != "On Hold",
            ("Check", "VoidCheck") where !["Open", "Closed"].contains(status):
            try refuse("Document Status is invalid for processing.")
        case (_, "Approve") where status != "Pending Approval", (_, "Reject") where status != "Pending Approval":
            try refuse("Document Status is invalid for processing.")
        case ("PurchaseOrder", "ReopenOrder") where !["Canceled", "Completed", "Closed"].contains(status),
            ("PurchaseOrder", "Complete") where status != "Open",
            ("PurchaseOrder", "ReleaseFromHold") where status != "On Hold",
            ("PurchaseOrder", "PutOnHold") where !["Open", "Pending Approval", "Rejected"].contains(status):
            try refuse("Document Status is invalid for processing.")
        case ("PurchaseOrder", "CancelOrder"):
            let received = row.rows("Details").contains { $0.decimal("QtyOnReceipts") > 0 }
            // Not possible once receipts exist (acumatica.md 6.6).
            if received || ["Completed", "Closed", "Canceled"].contains(status) {
                try refuse("Document Status is invalid for processing.")
            }
        default: return
        }
    }

    /// Does it. Throws `Problem` for what shows itself only now.
    static func run(_ action: String, entity: String, key: String, _ books: inout Books, at now: Date) throws {
        guard var row = books.row(entity, key: key) else { throw Problem.noEntity }
        do { try check(action, entity: entity, row) } catch let refused as RefusedRow {
            throw Problem.error(refused.row.error ?? "")
        }
        switch (entity, action) {
        case ("Bill", "ReleaseBill"):
            guard let period = books.period(row.text("PostPeriod")), BillScreen.isOpen(period) else {
                throw Problem.error("The financial period is closed in the \(books.company) company.")
            }
            BillScreen.release(row, &books, at: now)
        case ("Bill", "ReverseBill"): BillScreen.reverse(row, &books, at: now)
        case ("Check", "ReleaseCheck"):
            if let refusal = Payments.releaseRefusal(of: row, books) { throw Problem.error(refusal) }
            Payments.release(row, &books, at: now)
        case ("Check", "VoidCheck"): Payments.void(row, &books, at: now)
        default:
            change(&row, action)
            row.set("LastModifiedDateTime", now.stamp)
            if entity == "PurchaseOrder", action == "Complete" { complete(&row) }
            books.save(row, in: entity)
        }
    }

    private static func change(_ row: inout EntityRow, _ action: String) {
        let off = row.values["OrderNbr"] != nil ? "Open" : "Balanced"
        switch action {
        case "PutOnHold":
            row["Hold"] = true
            row.forgetApproval()
            row.set("Status", "On Hold")
        case "ReleaseFromHold":
            row["Hold"] = false
            row.set("Status", off)
        case "Approve":
            row.inner["approved"] = true
            row.set("Status", off)
        case "Reject":
            row.inner["rejected"] = true
            row.set("Status", "Rejected")
        case "CancelOrder": row.set("Status", "Canceled")
        // A canceled order comes back on hold (acumatica.md 6.6).
        case "ReopenOrder":
            let wasCanceled = row.text("Status") == "Canceled"
            row["Hold"] = .bool(wasCanceled)
            row.set("Status", wasCanceled ? "On Hold" : "Open")
        default: return
        }
    }

    private static func complete(_ row: inout EntityRow) {
        for index in row.rows("Details").indices { row.details["Details"]?[index]["Completed"] = true }
        row.set("Status", "Completed")
    }
}

extension BillScreen {
    /// Posts a bill: Open, or Closed where there is nothing to pay (acumatica.md 6.5).
    static func release(_ row: EntityRow, _ books: inout Books, at now: Date) {
        var row = row
        row.set("Status", row.decimal("Balance") == 0 ? "Closed" : "Open")
        row.set("LastModifiedDateTime", now.stamp)
        Billing.count(row, 1, \.released, &books, at: now)
        books.save(row, in: "Bill")
    }

    /// A debit adjustment with the same lines; the bill itself stays as it is (acumatica.md 6.5, 7.6: exempt from the
    /// check of duplicates).
    static func reverse(_ row: EntityRow, _ books: inout Books, at now: Date) {
        var reversal = row
        reversal.id = books.newID()
        reversal.set("Type", row.text("Type") == "Debit Adj." ? "Credit Adj." : "Debit Adj.")
        reversal.set("ReferenceNbr", books.nextNumber("Bill"))
        reversal["Hold"] = true
        reversal.set("Status", "On Hold")
        reversal["Balance"] = reversal["Amount"] ?? .null
        reversal["Terms"] = .null
        reversal["DueDate"] = .null
        reversal.details["Applications"] = nil
        reversal.inner["reversalOf"] = .string("\(row.text("Type")) \(row.text("ReferenceNbr"))")
        for index in reversal.rows("Details").indices { reversal.details["Details"]?[index].id = books.newID() }
        reversal.set("LastModifiedDateTime", now.stamp)
        Billing.count(reversal, 1, \.all, &books, at: now)
        books.save(reversal, in: "Bill")
    }
}
