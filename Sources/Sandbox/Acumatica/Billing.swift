// What bills do to orders: billed quantities, and the status that follows (acumatica.md 6.6).

import Foundation

enum Billing {
    /// Which of two counts of an order line: every bill, or released ones alone.
    struct Counts {
        let all = ("billedQty", "billedAmount")
        let released = ("releasedQty", "releasedAmount")
    }

    /// Adds (`sign` 1) or takes away (-1) the lines of a bill from the lines of their orders.
    static func count(
        _ bill: EntityRow, _ sign: Decimal, _ kind: KeyPath<Counts, (String, String)>, _ books: inout Books,
        at now: Date
    ) {
        let (quantity, amount) = Counts()[keyPath: kind]
        // A debit adjustment takes back what was billed.
        let sign = bill.text("Type") == "Debit Adj." ? -sign : sign
        for line in bill.rows("Details") where !line.text("POOrderNbr").isEmpty {
            guard var order = books.find("PurchaseOrder", line.text("POOrderType"), line.text("POOrderNbr")),
                let index = order.rows("Details").firstIndex(where: { $0.integer("LineNbr") == line.integer("POLine") })
            else { continue }
            var source = order.rows("Details")[index]
            source.inner[quantity] = .decimal((source.inner[quantity]?.decimal ?? 0) + sign * line.decimal("Qty"))
            source.inner[amount] = .decimal((source.inner[amount]?.decimal ?? 0) + sign * line.decimal("Amount"))
            order.details["Details"]?[index] = source
            refresh(&order, at: now)
            books.save(order, in: "PurchaseOrder")
        }
    }

    /// Derives `Completed` of the lines and the status of the order; a changed status bumps the stamp.
    static func refresh(_ order: inout EntityRow, at now: Date) {
        guard ["Open", "Completed", "Closed"].contains(order.text("Status")) else { return }
        var lines = order.rows("Details")
        var isComplete = true
        var isClosed = true
        for index in lines.indices where !lines[index].flag("Cancelled") {
            let ordered = lines[index].decimal("OrderQty")
            let billed = isBilled(lines[index])
            let received = lines[index].decimal("QtyOnReceipts") >= ordered && ordered > 0
            if received || billed && !OrderScreen.isReceived(lines[index].text("LineType")) {
                lines[index]["Completed"] = true
                lines[index].inner["completedBySystem"] = true
            } else if lines[index].inner["completedBySystem"]?.flag == true {
                lines[index]["Completed"] = false
                lines[index].inner["completedBySystem"] = nil
            }
            isComplete = isComplete && lines[index].flag("Completed")
            isClosed = isClosed && lines[index].flag("Completed") && billed
        }
        order.details["Details"] = lines
        let status = isClosed && isComplete ? "Closed" : isComplete ? "Completed" : "Open"
        if lines.isEmpty || lines.allSatisfy({ $0.flag("Cancelled") }) || status == order.text("Status") { return }
        order.set("Status", status)
        order.set("LastModifiedDateTime", now.stamp)
    }

    private static func isBilled(_ line: EntityRow) -> Bool {
        let quantity = line.inner["releasedQty"]?.decimal ?? 0
        let amount = line.inner["releasedAmount"]?.decimal ?? 0
        return quantity >= line.decimal("OrderQty") && line.decimal("OrderQty") > 0
            || amount >= line.decimal("ExtendedCost") && line.decimal("ExtendedCost") > 0
    }
}
