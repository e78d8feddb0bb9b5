// One line of an ERP document, and how quantity and cost are chosen so that its amount is exact to the cent.

import Core
import Foundation

/// A line before it is written as a bill's or an order's detail.
struct DocumentLine: Equatable {
    var text: String
    var coding: LineCoding
    var quantity: Decimal
    var unitCost: Decimal
    var amount: Decimal
    /// The order item of Procurify; nil for charges.
    var item: String?
    /// The order line that a bill's line is linked to.
    var order: OrderLink?

    /// The quantity's share of an allocation, at the source's price, where both survive the ERP's own precision (two
    /// decimals of quantity, four of cost) and still give the amount; else one unit at the amount. Amounts to the cent
    /// win over quantities, for only amounts are booked. The sign stands on the cost.
    init(
        text: String, coding: LineCoding, amount: Decimal, scale: Int, quantity: Decimal? = nil, price: Decimal? = nil,
        share: (part: Decimal, whole: Decimal)? = nil, item: String? = nil
    ) {
        self.text = text
        self.coding = coding
        self.amount = amount
        self.item = item
        let part = Self.part(of: quantity, share).map { $0 < 0 ? -$0 : $0 }
        let cost = price.map { ($0 < 0 ? -$0 : $0).rounded(4) }
        let size = amount < 0 ? -amount : amount
        if let part, let cost, part > 0, part.rounded(2) == part, (part * cost).rounded(scale) == size {
            self.quantity = part
            unitCost = amount < 0 ? -cost : cost
        } else {
            self.quantity = 1
            unitCost = amount
        }
    }

    private static func part(of quantity: Decimal?, _ share: (part: Decimal, whole: Decimal)?) -> Decimal? {
        guard let quantity, let share, share.part != share.whole else { return quantity }
        guard share.whole != 0 else { return nil }
        // A third has no end in decimals: it is tried at two, and the caller's check of the amount decides.
        return (quantity * share.part / share.whole).rounded(2)
    }
}

/// A line of an order in the ERP.
struct OrderLink: Hashable {
    var type: String
    var number: String
    var line: Int
}

/// Texts of lines: Acumatica keeps 256 characters of them.
enum LineText {
    static let charactersMax = 256

    static func cut(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        var result = ""
        var count = 0
        for character in line {
            count += String(character).utf16.count
            guard count <= charactersMax else { break }
            result.append(character)
        }
        return result
    }
}
