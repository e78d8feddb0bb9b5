// The rule of totals: what the source says a bill comes to must be what its parts add up to, to the cent.

import Core
import Foundation

/// The parts of a bill's amount, signed as in the source.
struct BillTotals: Equatable {
    var lines: Decimal
    /// Header costs.
    var costs: Decimal
    var shipping: Decimal
    /// Taxes that come on top of the lines; inclusive ones are inside them.
    var tax: Decimal

    init(_ bill: Bill) {
        lines = bill.lines.flatMap(\.allocations).reduce(0) { $0 + $1.amount }
        costs = bill.costs.reduce(0) { $0 + $1.amount }
        let byLine = bill.lines.reduce(0) { $0 + $1.shipping }
        shipping = byLine != 0 ? byLine : bill.total("shipping_amount") ?? 0
        let exclusive = bill.lines.filter { !$0.taxInclusive }.reduce(0) { $0 + $1.tax }
        tax = (bill.total("exclusive_tax_amount") ?? exclusive) + bill.lines.reduce(0) { $0 + Self.leftOut($1) }
    }

    var sum: Decimal { lines + costs + shipping + tax }

    /// The amount that the source and the parts agree on. The source total is `invoice_total`; where there is none it
    /// is `total_cost_with_tax`, which may or may not hold line shipping (procurify.md 4.5): exactly one reading must
    /// equal the sum. Throws `amount-mismatch` with the arithmetic.
    func agreed(with bill: Bill, scale: Int) throws -> Decimal {
        let rounded = sum.rounded(scale)
        var readings: [(name: String, amount: Decimal)] = []
        if let total = bill.total("invoice_total") {
            readings = [("invoice_total", total)]
        } else if let total = bill.total("total_cost_with_tax") {
            readings = [("total_cost_with_tax", total)]
            if shipping != 0 { readings.append(("total_cost_with_tax plus shipping", total + shipping)) }
        }
        guard readings.filter({ $0.amount.rounded(scale) == rounded }).count == 1 else {
            let told = readings.map { "\($0.name) \($0.amount.fixed(scale))" }.joined(separator: " or ")
            throw Rejection.held(
                Reason(
                    .amountMismatch,
                    "The bill does not add up: \(arithmetic(scale)) \(bill.currency), but Procurify says "
                        + "\(told.isEmpty ? "no total at all" : told)."))
        }
        return rounded
    }

    /// For instance `lines 250.00 + costs 15.00 + tax 12.50 = 277.50`.
    func arithmetic(_ scale: Int) -> String {
        let parts = [("lines", lines), ("costs", costs), ("shipping", shipping), ("tax", tax)]
            .filter { $0.0 == "lines" || $0.1 != 0 }
            .map { "\($0.0) \($0.1.fixed(scale))" }
        return parts.joined(separator: " + ") + " = \(sum.fixed(scale))"
    }

    /// An inclusive tax that the allocations of its line leave out after all: they add up to the cost without tax.
    private static func leftOut(_ line: Bill.Line) -> Decimal {
        guard line.taxInclusive, line.tax != 0, let net = line.totalCost, let gross = line.totalWithTax else {
            return 0
        }
        let allocated = line.allocations.reduce(Decimal.zero) { $0 + $1.amount }
        return allocated.rounded(2) == net.rounded(2) && (net + line.tax).rounded(2) == gross.rounded(2) && net != gross
            ? line.tax : 0
    }
}
