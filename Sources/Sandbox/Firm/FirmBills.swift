// The 80 bills of the firm, block by block; each block is a case that a connector meets.
import Foundation

extension Firm {
    mutating func receiveBills(at desk: inout FirmDesk) {
        billOrders(at: &desk)
        billOrdersOddly(at: &desk)
        billWithoutOrders(at: &desk)
        billChargesAndTaxes(at: &desk)
        billCreditsAndCurrencies(at: &desk)
        billOtherKinds(at: &desk)
        billWithOddNumbers(at: &desk)
        billWhatCannotBePosted(at: &desk)
        // The rest of the 80: plain bills without an order.
        let vendors = plainVendors
        while bills.count < Self.billCount {
            let vendor = vendors[bills.count % vendors.count]
            bills.append(plainBill(from: vendor, "plain", at: &desk))
        }
    }

    static let billCount = 80

    /// Linked, active, in US dollars and with a harmless name.
    var plainVendors: [Vendor] { billableVendors.filter { $0.currency == "USD" && $0.oddity == "ordinary" } }

    /// 1 to 13: linked to orders, in full and in part.
    private mutating func billOrders(at desk: inout FirmDesk) {
        // 1 to 7: every line of an order, in full. The third with a note that breaks markup and quoting.
        for index in 0..<7 {
            var bill = bill(for: orders[index], "linked in full", at: &desk)
            if index == 2 { bill.note = "Ship-to was \"dock 2\" <b>not</b> dock 1 & see O'Brien;\r\nthanks" }
            if index < 3 { bill.attachments = ["invoice-\(bill.number).pdf"] }
            bills.append(bill)
        }
        // 8: half of every line. 9 and 10: one order in two halves. 11: the first line alone.
        let half = { (line: OrderLine) in (line.quantity / 2).rounded(scale: 0) }
        bills.append(bill(for: orders[12], "linked in part", quantity: half, at: &desk))
        bills.append(bill(for: orders[13], "linked in part", quantity: half, at: &desk))
        bills.append(bill(for: orders[13], "linked in part", quantity: { $0.quantity - half($0) }, at: &desk))
        var first = bill(for: orders[14], "linked in part", at: &desk)
        first.lines = Array(first.lines.prefix(1))
        bills.append(first)
        // 12: all lines of an order and one line more that no order knows.
        var mixed = bill(for: orders[15], "linked and unlinked lines", at: &desk)
        mixed.lines.append(
            desk.line(FirmDesk.items[10], quantity: 1, codings: [coding("63900", 14)]))
        bills.append(mixed)
        // 13: the vendor whose name breaks filters.
        bills.append(bill(for: orders[20], "linked, vendor with apostrophe", at: &desk))
    }

    /// 14 to 21: linked to the odd orders.
    private mutating func billOrdersOddly(at desk: inout FirmDesk) {
        // 14: a line split over three departments. 15: a price of eight decimals.
        bills.append(bill(for: orders[22], "linked, several allocations", at: &desk))
        bills.append(bill(for: orders[23], "linked, eight decimals", at: &desk))
        // 16: a Canadian order. 17: a revised one. 18: one of two with the same external number.
        bills.append(bill(for: orders[24], "linked, second currency", at: &desk))
        bills.append(bill(for: orders[29], "linked, revised order", at: &desk))
        bills.append(bill(for: orders[31], "linked, order number used twice", at: &desk))
        // 19: coded to another department than its order. 20: half as much again as was ordered.
        var recoded = bill(for: orders[16], "recoded", at: &desk)
        for index in recoded.lines[0].allocations.indices {
            recoded.lines[0].allocations[index].coding = coding("60500", 20)
        }
        bills.append(recoded)
        bills.append(
            bill(
                for: orders[17], "over the order", quantity: { ($0.quantity * 3 / 2).rounded(scale: 0) + 1 }, at: &desk)
        )
        // 21: its order was approved before the start date.
        var late = bill(for: orders[38], "order before the start date", at: &desk)
        late = dated(FirmDay(2026, 7, 8), late, at: &desk)
        bills.append(late)
    }

    /// 22 to 29: no order; one allocation, several, thirds, and prices of eight decimals.
    private mutating func billWithoutOrders(at desk: inout FirmDesk) {
        let vendors = plainVendors
        for index in 0..<2 { bills.append(plainBill(from: vendors[index], "unlinked", at: &desk)) }
        // Two departments of one office; two accounts; thirds that only eight decimals can hold.
        let codings = [
            [coding("60000", 11), coding("60000", 12)], [coding("60500", 16), coding("61200", 16)],
            [coding("62300", 11), coding("62300", 16), coding("62300", 21)],
        ]
        for (index, shares) in codings.enumerated() {
            var bill = plainBill(from: vendors[4 + index], "several allocations", at: &desk)
            let places = index == 2 ? 8 : 2
            bill.lines = [
                desk.line(FirmDesk.items[8], quantity: 1, price: 1000, codings: shares, places: places),
                desk.line(FirmDesk.items[1], quantity: 3, codings: [shares[0]]),
            ]
            bills.append(bill)
        }
        for (index, price) in [12_345_678, 199_999_999].enumerated() {
            var bill = plainBill(from: vendors[7 + index], "eight decimals", at: &desk)
            bill.lines = [
                desk.line(FirmDesk.items[3], quantity: 1000, price: .exact(price, 8), codings: [coding("60500", 13)]),
                desk.line(FirmDesk.items[4], quantity: .exact(375, 2), codings: [coding("60600", 13)]),
            ]
            bills.append(bill)
        }
        // Billed by cost: a line without a quantity.
        var byCost = plainBill(from: vendors[9], "billed by cost", at: &desk)
        byCost.lines[0].quantity = nil
        byCost.lines[0].allocations = desk.allocations(
            byCost.lines[0].total, over: byCost.lines[0].allocations.map(\.coding))
        bills.append(byCost)
    }

    func coding(_ code: String, _ department: Int) -> Coding { Coding(code: code, department: department) }
}

extension Firm {
    /// A bill for an order, a week after it. `quantity` chooses how much of each line.
    func bill(
        for order: Order, _ oddity: String, quantity: (OrderLine) -> Decimal = { $0.quantity }, at desk: inout FirmDesk
    ) -> Bill {
        let day = FirmDay(of: order.date).adding(days: 7)
        let vendor = vendors.first { $0.procurify?.id == order.vendor } ?? vendors[0]
        var bill = desk.bill(
            from: vendor, number: "INV-\(10_000 + desk.ids.bill)", on: day, dueIn: days(of: vendor.terms),
            branch: order.branch)
        bill.oddity = oddity
        bill.lines = order.lines.map { desk.line(for: $0, of: order, quantity: quantity($0)) }
        return bill
    }

    /// A bill of one or two lines without an order.
    func plainBill(from vendor: Vendor, _ oddity: String, at desk: inout FirmDesk) -> Bill {
        let day = startDate.adding(days: desk.dice.number(3...108))
        let department = departments[desk.dice.number(0...(departments.count - 1))]
        var bill = desk.bill(
            from: vendor, number: "INV-\(10_000 + desk.ids.bill)", on: day, dueIn: days(of: vendor.terms),
            branch: department.branch)
        bill.oddity = oddity
        for _ in 0...(desk.ids.bill % 2) {
            let item = desk.dice.pick(FirmDesk.items)
            bill.lines.append(
                desk.line(
                    item, quantity: Decimal(desk.dice.number(1...12)),
                    codings: [Coding(code: item.code, department: department.id)]))
        }
        return bill
    }

    /// The same bill with another date; its history moves with it.
    func dated(_ day: FirmDay, _ bill: Bill, at desk: inout FirmDesk) -> Bill {
        var moved = bill
        let shift = Double((day.number - (bill.date ?? day).number) * 86_400)
        moved.date = day
        moved.posting = day
        moved.due = day.adding(days: days(of: bill.terms))
        moved.submitted = bill.submitted?.addingTimeInterval(shift)
        moved.modified = bill.modified.addingTimeInterval(shift)
        moved.history = bill.history.map {
            BillStatus(id: $0.id, status: $0.status, date: $0.date.addingTimeInterval(shift), person: $0.person)
        }
        return moved
    }

    func days(of code: String) -> Int { terms.first { $0.code == code }?.days ?? 30 }
}
