// The 40 orders of the firm: ordinary ones first, then one block for every oddity.
import Foundation

extension Firm {
    mutating func placeOrders(at desk: inout FirmDesk) {
        let vendors = billableVendors.filter { $0.currency == "USD" && $0.oddity == "ordinary" }
        // 1 to 20: ordinary, one to three lines, one after another through offices and vendors.
        for index in 0..<20 {
            orders.append(ordinaryOrder(index, from: vendors[index % vendors.count], at: &desk))
        }
        // 21 and 22: vendors with names that break quoting and encoding.
        for (offset, oddity) in ["apostrophe and ampersand", "CJK"].enumerated() {
            if let vendor = vendor(oddity: oddity) {
                orders.append(ordinaryOrder(20 + offset, from: vendor, at: &desk))
            }
        }
        placeOddOrders(from: vendors, at: &desk)
    }

    /// Orders 23 to 34.
    private mutating func placeOddOrders(from vendors: [Vendor], at desk: inout FirmDesk) {
        func order(_ index: Int, at desk: inout FirmDesk) -> Order {
            ordinaryOrder(index, from: vendors[index % vendors.count], at: &desk)
        }
        // 23: one line split over three departments of two offices.
        var split = order(22, at: &desk)
        let codings = [11, 12, 17].map { Coding(code: "62300", department: $0) }
        desk.addLine(FirmDesk.items[8], quantity: 5, codings: codings, to: &split)
        orders.append(split)
        // 24: a price of eight decimals.
        var fine = order(23, at: &desk)
        desk.addLine(
            FirmDesk.items[3], quantity: 1250, price: .exact(12_345_678, 8),
            codings: [Coding(code: "60500", department: 13)], to: &fine)
        orders.append(fine)
        // 25 to 27: Canadian dollars. 28: euros.
        for (offset, name) in ["Bow River Geomatics", "Prairie Rig Supply", "Alberta Core Labs"].enumerated() {
            if let vendor = vendor(named: name) {
                orders.append(ordinaryOrder(26 + 3 * offset, from: vendor, at: &desk))
            }
        }
        if let vendor = vendor(named: "Müller Präzisionsgeräte GmbH") {
            orders.append(ordinaryOrder(27, from: vendor, at: &desk))
        }
        // 29 and 30: revised, versions 2 and 3.
        for version in 2...3 {
            var revised = order(26 + version, at: &desk)
            revised.version = version
            revised.modified = revised.modified.addingTimeInterval(Double(version) * 86_400)
            orders.append(revised)
        }
        // 31: no external number. 32 and 33: one external number used twice.
        var unnumbered = order(30, at: &desk)
        unnumbered.externalNumber = nil
        orders.append(unnumbered)
        for offset in 0...1 {
            var repeated = order(31 + offset, at: &desk)
            repeated.externalNumber = "PO-2026-77"
            orders.append(repeated)
        }
        // 34: with freight, other costs, tax and discount on the header.
        var charged = order(33, at: &desk)
        (charged.freight, charged.other) = (15, .exact(750, 2))
        (charged.tax, charged.discount) = (.exact(1250, 2), 5)
        charged.comment = "Deliver to dock 2; call \"Sam\" <b>before</b> 9 & not after."
        orders.append(charged)
        placeEndedOrders(from: vendors, at: &desk)
    }

    /// Orders 35 to 40.
    private mutating func placeEndedOrders(from vendors: [Vendor], at desk: inout FirmDesk) {
        // 35: reopened. 36: closed. 37: cancelled. 38: paid by card.
        for (offset, state) in [5, 3, 1, 0].enumerated() {
            var ended = ordinaryOrder(34 + offset, from: vendors[(34 + offset) % vendors.count], at: &desk)
            ended.state = state
            ended.isCard = offset == 3
            if state == 3 { ended.closed = ended.date.addingTimeInterval(20 * 86_400) }
            if state == 1 { ended.active = false }
            if state != 0 { ended.modified = ended.date.addingTimeInterval(20 * 86_400) }
            orders.append(ended)
        }
        // Goods have come for the first three orders in full, and for the thirteenth in part.
        for (index, part) in [(0, 1), (1, 1), (2, 1), (12, 2)] {
            for line in orders[index].lines.indices {
                let quantity = orders[index].lines[line].quantity
                orders[index].lines[line].received = (quantity / Decimal(part)).rounded(scale: 0)
            }
        }
        // 39 and 40: bought and approved before the start date; the connector must not post them.
        for day in [FirmDay(2026, 6, 10), FirmDay(2026, 6, 24)] {
            var early = desk.order(from: vendors[1], for: departments[3], on: day)
            desk.addLine(
                FirmDesk.items[0], quantity: 20, codings: [Coding(code: "60100", department: departments[3].id)],
                to: &early)
            orders.append(early)
        }
    }

    /// An order on a day of July to mid October with one to three lines.
    private func ordinaryOrder(_ index: Int, from vendor: Vendor, at desk: inout FirmDesk) -> Order {
        let department = departments[index * 4 % departments.count]
        let day = startDate.adding(days: 1 + index * 5 / 2)
        var order = desk.order(from: vendor, for: department, on: day)
        for line in 0...(index % 3) {
            let item = FirmDesk.items[(index + line * 5) % FirmDesk.items.count]
            desk.addLine(
                item, quantity: Decimal(desk.dice.number(2...24)),
                codings: [Coding(code: item.code, department: department.id)], to: &order)
        }
        return order
    }

    func vendor(named name: String) -> Vendor? { vendors.first { $0.procurify?.name == name } }
    func vendor(oddity: String) -> Vendor? { vendors.first { $0.oddity == oddity && $0.procurify?.externalID != nil } }
}
