// Sizes above small: the same firm with its oddities first, then ordinary vendors, orders and bills in number.
import Foundation

/// How much there is of everything. Each size begins with the documents of the small one, to the last digit.
enum FirmSize: String, Sendable, CaseIterable {
    case small, medium, large

    /// Vendors at either system, the firm's own oddities among them.
    var vendors: Int {
        switch self {
        case .small: 60
        case .medium: 400
        case .large: 5_000
        }
    }

    var orders: Int {
        switch self {
        case .small: 40
        case .medium: 1_000
        case .large: 20_000
        }
    }

    var bills: Int {
        switch self {
        case .small: 80
        case .medium: 3_000
        case .large: 100_000
        }
    }
}

extension Firm {
    /// Adds what a larger size has more. Draws nothing for the small one, and comes last, so that it changes nothing.
    mutating func grow(at desk: inout FirmDesk) {
        while vendors.count < size.vendors { vendors.append(grownVendor(vendors.count, dice: &desk.dice)) }
        guard bills.count < size.bills else { return }
        let sources = plainVendors
        orders.reserveCapacity(size.orders)
        bills.reserveCapacity(size.bills)
        let first = orders.count
        while orders.count < size.orders {
            orders.append(grownOrder(from: sources[orders.count % sources.count], at: &desk))
        }
        // Every grown order is billed once and in full, as far as the bills go; the rest has no order.
        for index in first..<orders.count where bills.count < size.bills {
            bills.append(grownBill(for: orders[index], from: sources[index % sources.count], at: &desk))
        }
        while bills.count < size.bills {
            bills.append(plainBill(from: sources[bills.count % sources.count], "plain", at: &desk))
        }
    }

    /// Linked at both systems, active and in US dollars.
    private func grownVendor(_ index: Int, dice: inout FirmDice) -> Vendor {
        let isService = index % 3 == 0
        let name = "\(dice.pick(Self.places)) \(dice.pick(Self.trades)) \(index + 1)"
        let vendorID = "V\(100_101 + index)"
        return Vendor(
            erp: ERPVendor(
                vendorID: vendorID, name: name, status: .active, classID: isService ? "SERVICE" : "MATERIAL",
                is1099: isService, expenseAccount: isService ? "62000" : "60000"),
            procurify: ProcurifyVendor(id: 1001 + index, name: name, externalID: vendorID),
            address: Address(
                line1: "\(dice.number(10...9_900)) Main Street", city: "Denver", state: "CO",
                postalCode: "\(80_202 + dice.number(0...40))", country: "United States", countryCode: "US"),
            contact: "Accounts", email: "ap\(index + 1)@vendor.example", phone: "+1 720 555 \(1_000 + index % 9_000)",
            currency: "USD", terms: dice.pick(["NET30", "NET15", "NET45"]), oddity: "ordinary")
    }

    /// One to three lines, on a day of July to early October.
    private func grownOrder(from vendor: Vendor, at desk: inout FirmDesk) -> Order {
        let department = departments[desk.dice.number(0...(departments.count - 1))]
        var order = desk.order(from: vendor, for: department, on: startDate.adding(days: desk.dice.number(1...100)))
        for _ in 0...(desk.ids.order % 3) {
            let item = desk.dice.pick(FirmDesk.items)
            desk.addLine(
                item, quantity: Decimal(desk.dice.number(2...24)),
                codings: [Coding(code: item.code, department: department.id)], to: &order)
        }
        return order
    }

    /// All of an order, a week after it; the vendor is given, since to look it up would cost a walk over all of them.
    private func grownBill(for order: Order, from vendor: Vendor, at desk: inout FirmDesk) -> Bill {
        var bill = desk.bill(
            from: vendor, number: "INV-\(10_000 + desk.ids.bill)", on: FirmDay(of: order.date).adding(days: 7),
            dueIn: days(of: vendor.terms), branch: order.branch)
        bill.oddity = "linked in full"
        bill.lines = order.lines.map { desk.line(for: $0, of: order) }
        return bill
    }

    private static let places = ["Arvada", "Bellevue", "Caldwell", "Durango", "Everett", "Golden", "Kirkland", "Nampa"]
    private static let trades = [
        "Supply", "Surveying", "Laboratories", "Rentals", "Instruments", "Software", "Freight",
    ]
}
