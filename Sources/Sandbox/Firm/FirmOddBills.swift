// The bills of the firm that are more than lines: charges, taxes, credits, other kinds and states, and errors.
import Foundation

extension Firm {
    /// Freight and other charges on the header; taxes inclusive and exclusive; shipping on lines.
    mutating func billChargesAndTaxes(at desk: inout FirmDesk) {
        let vendors = plainVendors
        // Freight: with an order, and without. Fees: alone, with freight, and a discount as a negative charge.
        var freighted = bill(for: orders[18], "freight, linked", at: &desk)
        freighted.costs = [desk.cost("Freight", 15, code: Self.freightCode, department: 14)]
        bills.append(freighted)
        let charges: [[(String, Decimal, String)]] = [
            [("Freight", .exact(4250, 2), Self.freightCode)], [("Fuel surcharge", .exact(799, 2), Self.feeCode)],
            [("Freight", .exact(3300, 2), Self.freightCode), ("Handling", .exact(650, 2), Self.feeCode)],
            [("Early order discount", .exact(-1000, 2), Self.feeCode)],
        ]
        for (index, list) in charges.enumerated() {
            var bill = plainBill(from: vendors[10 + index], "header charges", at: &desk)
            let department = bill.lines[0].allocations[0].coding.department
            bill.costs = list.map { desk.cost($0.0, $0.1, code: $0.2, department: department) }
            bills.append(bill)
        }
        // Exclusive taxes, one rate and two; inclusive taxes; both on one bill; taxes beside charges and shipping.
        taxed("tax exclusive", from: vendors[14], [("WA", 5, false)], at: &desk)
        taxed(
            "tax exclusive", from: vendors[15], [("CO", .exact(881, 2), false), ("WA", .exact(1025, 2), false)],
            at: &desk)
        taxed("tax inclusive", from: vendors[16], [("CO", .exact(881, 2), true)], at: &desk)
        taxed(
            "tax inclusive and exclusive", from: vendors[17], [("CO", .exact(290, 2), true), ("WA", 5, false)],
            at: &desk)
        var everything = orderTaxed(orders[19], at: &desk)
        everything.lines[0].shipping = .exact(1299, 2)
        everything.costs = [desk.cost("Freight", 20, code: Self.freightCode, department: 13)]
        everything.oddity = "linked, tax, freight and shipping"
        bills.append(everything)
        var shipped = plainBill(from: vendors[18], "shipping on a line", at: &desk)
        shipped.lines[0].shipping = .exact(895, 2)
        bills.append(shipped)
    }

    private mutating func taxed(
        _ oddity: String, from vendor: Vendor, _ rates: [(String, Decimal, Bool)], at desk: inout FirmDesk
    ) {
        var bill = plainBill(from: vendor, oddity, at: &desk)
        let coding = bill.lines[0].allocations[0].coding
        while bill.lines.count < rates.count {
            bill.lines.append(desk.line(FirmDesk.items[6], quantity: 7, codings: [coding]))
        }
        for (index, rate) in rates.enumerated() {
            bill.lines[index].tax = Self.tax(rate.0, rate.1, on: bill.lines[index].total, isInclusive: rate.2)
        }
        bills.append(bill)
    }

    private func orderTaxed(_ order: Order, at desk: inout FirmDesk) -> Bill {
        var bill = bill(for: order, "linked, taxed", at: &desk)
        for index in bill.lines.indices {
            bill.lines[index].tax = Self.tax("WA", 5, on: bill.lines[index].total, isInclusive: false)
        }
        return bill
    }

    /// The tax on an amount, or inside it.
    static func tax(_ name: String, _ rate: Decimal, on total: Decimal, isInclusive: Bool) -> Tax {
        let amount = isInclusive ? total * rate / (100 + rate) : total * rate / 100
        return Tax(name: name, percentage: rate, amount: amount.rounded(scale: 2), isInclusive: isInclusive)
    }

    /// Credits (negative) and documents in a second currency.
    mutating func billCreditsAndCurrencies(at desk: inout FirmDesk) {
        let vendors = plainVendors
        // A credit by a negative price, and one by a negative quantity.
        for (index, factor) in [(Decimal(-1), Decimal(1)), (1, -1)].enumerated() {
            var credit = plainBill(from: vendors[index], "credit", at: &desk)
            credit.lines = [
                desk.line(
                    FirmDesk.items[0], quantity: 2 * factor.1, price: FirmDesk.items[0].price * factor.0,
                    codings: [coding("60100", 14)])
            ]
            bills.append(credit)
        }
        for name in ["Prairie Rig Supply", "Alberta Core Labs", "Müller Präzisionsgeräte GmbH"] {
            guard let vendor = vendor(named: name) else { continue }
            bills.append(plainBill(from: vendor, "second currency", at: &desk))
        }
    }

    /// Card and expense bills, and every state but plain approval.
    mutating func billOtherKinds(at desk: inout FirmDesk) {
        let vendors = plainVendors
        for (index, type) in [2, 1].enumerated() {
            var bill = plainBill(from: vendors[2 + index], type == 2 ? "card" : "expense", at: &desk)
            bill.type = type
            bills.append(bill)
        }
        // A draft, a confirmed one, one denied and one withdrawn: never approved, so without the last entry.
        for (index, status) in [0, 1, 3, 5].enumerated() {
            var bill = plainBill(from: vendors[4 + index], "status \(status)", at: &desk)
            bill.history.removeLast(status == 0 ? 2 : 1)
            bill.approver = nil
            if status == 0 { bill.submitted = nil }
            let last = bill.history[bill.history.count - 1]
            if status > 1 {
                desk.record(status, on: bill.id, at: last.date.addingTimeInterval(86_400), by: 3, in: &bill)
            } else {
                (bill.status, bill.modified) = (status, last.date)
            }
            bills.append(bill)
        }
        // Approved and already moving through payment when first seen.
        for (index, status) in [4, 6, 7, 8].enumerated() {
            var bill = plainBill(from: vendors[9 + index], "status \(status)", at: &desk)
            let approved = bill.modified
            desk.record(status, on: bill.id, at: approved.addingTimeInterval(2 * 86_400), by: 3, in: &bill)
            if status == 4 { bill.paid = FirmDay(of: bill.modified) }
            bills.append(bill)
        }
        // Fixed once before anybody looked: its second version.
        var fixed = plainBill(from: vendors[13], "fixed, second version", at: &desk)
        (fixed.version, fixed.earlier) = (2, [fixed.id])
        bills.append(fixed)
    }

    /// Invoice numbers that are shared, too long or missing.
    mutating func billWithOddNumbers(at desk: inout FirmDesk) {
        let vendors = plainVendors
        // One number at two vendors: two bills. One number twice at one vendor: a duplicate.
        for (vendor, number) in [(0, "8841"), (1, "8841"), (2, "A-2026/19"), (2, "A-2026/19")] {
            var bill = plainBill(
                from: vendors[14 + vendor], vendor < 2 ? "number at two vendors" : "number twice at one vendor",
                at: &desk)
            bill.number = number
            bills.append(bill)
        }
        // 45 characters, exactly 40, and none.
        for (index, length) in [45, 40, 0].enumerated() {
            let word = length == 0 ? "empty number" : "number of \(length) characters"
            var bill = plainBill(from: vendors[17 + index % 3], word, at: &desk)
            bill.number = String("STATEMENT-2026-09-COMBINED-DELIVERIES-WEST-00012345".prefix(length))
            bills.append(bill)
        }
    }

    /// What a rule of the ERP, a gap between the two, or plain arithmetic stops.
    mutating func billWhatCannotBePosted(at desk: inout FirmDesk) {
        let vendors = plainVendors
        // Vendors that are unknown to the ERP, not linked yet, on hold and inactive.
        for (name, word) in [
            (Self.procurifyOnlyName, "vendor unknown to the ERP"), (Self.unlinkedName, "vendor not linked"),
            (Self.onHoldName, "vendor on hold"), (Self.inactiveName, "vendor inactive"),
        ] {
            guard let vendor = vendor(named: name) else { continue }
            bills.append(plainBill(from: vendor, word, at: &desk))
        }
        // Account codes that the ERP does not know, and whose account is inactive.
        for (code, word) in [(Self.unknownCode, "code unknown to the ERP"), (Self.inactiveCode, "account inactive")] {
            var bill = plainBill(from: vendors[3], word, at: &desk)
            bill.lines = [desk.line(FirmDesk.items[1], quantity: 4, codings: [coding(code, 14)])]
            bills.append(bill)
        }
        // Approved after the start date, to be posted into June, which is closed.
        var closed = dated(
            FirmDay(2026, 7, 1), plainBill(from: vendors[4], "posting date in a closed period", at: &desk), at: &desk)
        closed.posting = FirmDay(2026, 6, 29)
        bills.append(closed)
        // No posting date: the invoice date decides.
        var undated = plainBill(from: vendors[5], "no posting date", at: &desk)
        undated.posting = nil
        bills.append(undated)
        // Totals that do not add up, by 1.00: nothing that rounding explains.
        var misstated = plainBill(from: vendors[6], "totals do not add up", at: &desk)
        misstated.misstatement = 1
        bills.append(misstated)
        // Approved before the start date: never to be posted.
        for day in [FirmDay(2026, 6, 15), FirmDay(2026, 6, 25)] {
            bills.append(dated(day, plainBill(from: vendors[7], "before the start date", at: &desk), at: &desk))
        }
    }
}
