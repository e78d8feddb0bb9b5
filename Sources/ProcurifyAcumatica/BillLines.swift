// The lines of an ERP bill: one per allocation, then charges and taxes, rounded so that they add up to the total.

import Core
import Foundation

/// The lines with the order items that they came from, and the branch that all of them share.
struct BillLines {
    var lines: [DocumentLine]
    var orders: [SourceOrder?]
    var branch: String?
}

extension BillPlanning {
    /// The lines, with amounts times `sign`. Throws the `Rejection` of the first code that cannot be resolved.
    func lines(_ bill: Bill, scale: Int, sign: Decimal) throws -> BillLines {
        let totals = BillTotals(bill)
        let allocations = bill.lines.flatMap { line in line.allocations.map { (line: line, allocation: $0) } }
        let codings = try allocations.map { try coding.line($0.allocation, of: $0.line.description) }
        let charges = try charges(bill, totals, largest: largest(allocations.map(\.allocation), codings))
        let parts = allocations.map(\.allocation.amount) + charges.map(\.amount)
        let amounts = Money.split(parts.map { $0 * sign }, scale: scale)

        var lines: [DocumentLine] = []
        for (index, entry) in allocations.enumerated() {
            let whole = entry.line.allocations.reduce(Decimal.zero) { $0 + $1.amount }
            lines.append(
                DocumentLine(
                    text: LineText.cut(entry.line.description), coding: codings[index], amount: amounts[index],
                    scale: scale,
                    quantity: entry.line.quantity, price: entry.line.unitCost, share: (entry.allocation.amount, whole),
                    item: entry.line.order?.item))
        }
        for (index, charge) in charges.enumerated() {
            lines.append(
                DocumentLine(
                    text: LineText.cut(charge.name), coding: charge.coding, amount: amounts[allocations.count + index],
                    scale: scale))
        }
        let branches = Set(lines.map(\.coding.branch))
        return BillLines(
            lines: lines, orders: allocations.map(\.line.order) + charges.map { _ in nil },
            branch: branches.count == 1 ? branches.first : nil)
    }

    private func charges(
        _ bill: Bill, _ totals: BillTotals, largest: LineCoding?
    ) throws -> [(name: String, amount: Decimal, coding: LineCoding)] {
        var charges: [(name: String, amount: Decimal, coding: LineCoding)] = []
        for cost in bill.costs where cost.amount != 0 {
            // A bill of header costs alone has no largest line: there the cost's own coding stands in for it.
            let base = try largest ?? coding.line(cost.allocation, of: cost.name)
            charges.append((cost.name, cost.amount, try coding.charge(cost.name, largest: base)))
        }
        if totals.shipping != 0 {
            charges.append(
                ("Shipping", totals.shipping, try coding.charge("shipping", largest: known(largest, "shipping"))))
        }
        if totals.tax != 0 {
            let names = bill.lines.map(\.taxName).filter { !$0.isEmpty }
            let shown = Set(names).sorted().joined(separator: ", ")
            charges.append((shown.isEmpty ? "Tax" : "Tax \(shown)", totals.tax, try known(largest, "tax")))
        }
        return charges
    }

    private func known(_ largest: LineCoding?, _ name: String) throws -> LineCoding {
        guard let largest else {
            throw Rejection.held(
                Reason(.chargeAccountMissing, "There is \(name), but no line whose account it could take."))
        }
        return largest
    }
}

/// The coding of the largest allocation, the first of equals.
func largest(_ allocations: [Allocation], _ codings: [LineCoding]) -> LineCoding? {
    func size(_ index: Int) -> Decimal {
        allocations[index].amount < 0 ? -allocations[index].amount : allocations[index].amount
    }
    let first = allocations.indices.max { left, right in
        size(left) == size(right) ? left > right : size(left) < size(right)
    }
    return first.map { codings[$0] }
}

extension Coding {
    /// Account, subaccount and branch of an allocation. Throws `Rejection`.
    func line(_ allocation: Allocation, of text: String) throws -> LineCoding {
        LineCoding(
            account: try account(allocation.code, of: text), subaccount: try subaccount(allocation),
            branch: try branch(allocation))
    }
}
