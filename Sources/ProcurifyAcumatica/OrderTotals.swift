// The rule of totals for orders: lines, charges and tax must add up to the total that Procurify shows.

import Core
import Foundation

/// The charges of an order that its total proves.
struct OrderTotals {
    struct Charge: Equatable {
        /// As the mapping table `charge` names it; `tax` goes with the largest line.
        var name: String
        var text: String
        var amount: Decimal
    }

    var total: Decimal
    var charges: [Charge]

    /// A percentage of tax may be meant of several sums, and line shipping may be part of freight (procurify.md 4.4
    /// leaves both open): the readings are tried in a fixed order, and the first that gives the total to the cent is
    /// taken. Throws `amount-mismatch` with the arithmetic.
    static func agreed(with order: Order, scale: Int) throws -> OrderTotals {
        guard let total = order.amount("total") else {
            throw Rejection.held(Reason(.amountMismatch, "The order has no total."))
        }
        let lines = order.lines.flatMap(\.allocations).reduce(Decimal.zero) { $0 + $1.amount }
        let freight = order.amount("freight") ?? 0
        let other = order.amount("other") ?? 0
        let discount = share(order, "discount", of: order.amount("subtotal") ?? lines)
        let shippings = distinct([0, order.lines.reduce(Decimal.zero) { $0 + $1.shipping }])
        let taxes = taxes(order, lines: lines, discount: discount, charges: freight + other)
        for shipping in shippings {
            for tax in taxes {
                let sum = lines + freight + other + shipping + tax - discount
                guard sum.rounded(scale) == total.rounded(scale) else { continue }
                return OrderTotals(
                    total: total.rounded(scale),
                    charges: [
                        Charge(name: "freight", text: "Freight", amount: freight),
                        Charge(name: "other", text: "Other", amount: other),
                        Charge(name: "shipping", text: "Shipping", amount: shipping),
                        Charge(name: "tax", text: "Tax", amount: tax),
                        Charge(name: "discount", text: "Discount", amount: -discount),
                    ])
            }
        }
        let tax = taxes.first ?? 0
        throw Rejection.held(
            Reason(
                .amountMismatch,
                "The order does not add up: lines \(lines.fixed(scale)) + freight \(freight.fixed(scale))"
                    + " + other \(other.fixed(scale))"
                    + " + tax \(tax.fixed(scale)) - discount \(discount.fixed(scale)) = "
                    + "\((lines + freight + other + tax - discount).fixed(scale)) \(order.currency), "
                    + "but Procurify says "
                    + "\(total.fixed(scale))."))
    }

    private static func taxes(_ order: Order, lines: Decimal, discount: Decimal, charges: Decimal) -> [Decimal] {
        let byLine = order.lines.reduce(Decimal.zero) { $0 + $1.tax }
        let subtotal = order.amount("subtotal") ?? lines
        let bases = [subtotal, subtotal - discount, subtotal - discount + charges]
        let header = bases.map { share(order, "tax", of: $0) }
        return distinct(header + [order.amount("tax_amount") ?? byLine, byLine])
    }

    private static func share(_ order: Order, _ name: String, of base: Decimal) -> Decimal {
        guard let share = order.document[name], let value = share["value"]?.decimal else { return 0 }
        return share["type"]?.text == "percentage" ? base * value / 100 : value
    }

    private static func distinct(_ values: [Decimal]) -> [Decimal] {
        values.enumerated().filter { index, value in !values[..<index].contains(value) }.map(\.element)
    }
}
