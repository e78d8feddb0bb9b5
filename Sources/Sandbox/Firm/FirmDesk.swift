// The desk where documents are written: it numbers them and fills in what follows from vendor, day and department.
import Foundation

/// Makes orders, bills and their parts with fresh numbers; used for the firm and for what is added in number later.
struct FirmDesk: Sendable {
    var ids: Firm.Numbering
    var dice: FirmDice

    /// A thing that the firm buys, with its usual account code and price.
    struct Item: Sendable {
        let name: String
        let sku: String
        let unit: String
        let code: String
        let price: Decimal
    }

    static let items: [Item] = [
        Item(name: "Copy paper A4", sku: "CP-A4", unit: "case", code: "60100", price: .exact(2599, 2)),
        Item(name: "Desk organiser", sku: "DO-7", unit: "each", code: "60000", price: .exact(1850, 2)),
        Item(name: "Plot 36 x 48, colour", sku: "PL-3648", unit: "sheet", code: "60200", price: .exact(1125, 2)),
        Item(name: "Flagging tape, pink", sku: "FT-P", unit: "roll", code: "60500", price: .exact(489, 2)),
        Item(name: "Survey lath 4 ft", sku: "SL-4", unit: "bundle", code: "60600", price: .exact(3475, 2)),
        Item(
            name: "Soil sample, Atterberg limits", sku: "LAB-AL", unit: "test", code: "61000", price: .exact(16_500, 2)),
        Item(name: "High-visibility vest", sku: "HV-2", unit: "each", code: "61200", price: .exact(2240, 2)),
        Item(name: "Excavator, small, by day", sku: "EX-S", unit: "day", code: "61700", price: .exact(38_950, 2)),
        Item(name: "Drafting licence, a year", sku: "SW-D", unit: "seat", code: "62300", price: .exact(145_000, 2)),
        Item(name: "Fibre line, a month", sku: "NET-1", unit: "month", code: "62900", price: .exact(31_499, 2)),
        Item(name: "Door repair", sku: "", unit: "job", code: "63900", price: .exact(42_075, 2)),
        Item(name: "Coffee beans", sku: "KB-1", unit: "kg", code: "64100", price: .exact(1899, 2)),
    ]

    mutating func allocation(_ code: String, _ department: Int, _ amount: Decimal) -> Firm.Allocation {
        ids.allocation += 1
        return Firm.Allocation(
            id: ids.allocation, coding: Firm.Coding(code: code, department: department), amount: amount)
    }

    /// Shares `total` equally over codings at `places` decimals; the last one takes what is left over.
    mutating func allocations(_ total: Decimal, over codings: [Firm.Coding], places: Int = 2) -> [Firm.Allocation] {
        var left = total
        return codings.enumerated().map { index, coding in
            let share = index == codings.count - 1 ? left : (total / Decimal(codings.count)).rounded(scale: places)
            left -= share
            return allocation(coding.code, coding.department, share)
        }
    }

    /// An order without lines: purchased on `day` for `department`.
    mutating func order(from vendor: Firm.Vendor, for department: Firm.Department, on day: FirmDay) -> Firm.Order {
        defer { ids.order += 1 }
        return Firm.Order(
            id: ids.order, uuid: dice.hex(32), externalNumber: "PO-\(day.year)-\(ids.order - 4600)",
            vendor: vendor.procurify?.id ?? 1, currency: vendor.currency, terms: vendor.terms,
            date: day.at(16, dice.number(0...59)), promised: day.adding(days: 14),
            modified: day.at(17, dice.number(0...59), dice.number(0...59)),
            purchaser: Self.buyer(in: department.branch), branch: department.branch, comment: "")
    }

    /// Adds a line to `order`; its request was approved the day before.
    mutating func addLine(
        _ item: Item, quantity: Decimal, price: Decimal? = nil, codings: [Firm.Coding], to order: inout Firm.Order
    ) {
        let price = price ?? item.price
        let total = (quantity * price).rounded(scale: 2)
        ids.orderLine += 1
        ids.request += 1
        let day = FirmDay(of: order.date).adding(days: -1)
        order.lines.append(
            Firm.OrderLine(
                id: ids.orderLine, position: order.lines.count + 1, request: ids.request, name: item.name,
                sku: item.sku, unit: item.unit, quantity: quantity, price: price,
                allocations: allocations(total, over: codings), approved: day.at(20, dice.number(0...59)),
                requester: order.purchaser))
    }

    /// A bill without lines that was drafted on `day` + 1, submitted the day after and approved on `day` + 3.
    mutating func bill(
        from vendor: Firm.Vendor, number: String, on day: FirmDay, dueIn days: Int = 30, branch: Int = 1
    ) -> Firm.Bill {
        defer { ids.bill += 1 }
        let clerk = 8
        var bill = Firm.Bill(
            id: ids.bill, uuid: dice.hex(32), group: ids.bill, vendor: vendor.procurify?.id ?? 1,
            currency: vendor.currency, number: number, date: day, due: day.adding(days: days), posting: day,
            terms: vendor.terms, creator: clerk, modifier: clerk, modified: day.at(22))
        record(0, on: bill.id, at: day.adding(days: 1).at(22), by: clerk, in: &bill)
        record(1, on: bill.id, at: day.adding(days: 2).at(1, dice.number(0...59)), by: clerk, in: &bill)
        record(
            2, on: bill.id, at: day.adding(days: 3).at(15, dice.number(0...59), dice.number(0...59)),
            by: Self.approver(in: branch), in: &bill)
        return bill
    }

    /// Appends a status to the bill's history and lets it follow.
    mutating func record(_ status: Int, on id: Int, at date: Date, by person: Int, in bill: inout Firm.Bill) {
        ids.status += 1
        bill.history.append(Firm.BillStatus(id: ids.status, status: status, date: date, person: person))
        bill.status = status
        bill.modified = date.addingTimeInterval(0.200_113)
        bill.modifier = person
        if status == 1 { bill.submitted = date }
        if status == 2 { bill.approver = person }
    }

    /// A line that bills `quantity` of an order line at its price, coded as the order is.
    mutating func line(for line: Firm.OrderLine, of order: Firm.Order, quantity: Decimal? = nil) -> Firm.BillLine {
        let quantity = quantity ?? line.quantity
        ids.billLine += 1
        let total = (quantity * line.price).rounded(scale: 2)
        return Firm.BillLine(
            id: ids.billLine, description: line.name, sku: line.sku, unit: line.unit, quantity: quantity,
            unitCost: line.price, order: Firm.OrderLink(order: order.id, line: line.id),
            allocations: allocations(total, over: line.allocations.map(\.coding)),
            received: order.date.addingTimeInterval(5 * 86_400))
    }

    /// A line without an order.
    mutating func line(
        _ item: Item, quantity: Decimal, price: Decimal? = nil, codings: [Firm.Coding], places: Int = 2
    ) -> Firm.BillLine {
        let price = price ?? item.price
        ids.billLine += 1
        return Firm.BillLine(
            id: ids.billLine, description: item.name, sku: item.sku, unit: item.unit, quantity: quantity,
            unitCost: price,
            allocations: allocations((quantity * price).rounded(scale: 2), over: codings, places: places))
    }

    mutating func cost(_ name: String, _ amount: Decimal, code: String, department: Int) -> Firm.BillCost {
        ids.cost += 1
        return Firm.BillCost(
            id: ids.cost, name: name, amount: amount, allocation: allocation(code, department, amount))
    }

    /// The buyer and the approver of an office.
    static func buyer(in branch: Int) -> Int { [1: 2, 2: 6, 3: 9][branch] ?? 2 }
    static func approver(in branch: Int) -> Int { [1: 4, 2: 7, 3: 10][branch] ?? 3 }
}
