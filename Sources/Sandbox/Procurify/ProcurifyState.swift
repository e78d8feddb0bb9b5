// All that Procurify holds: dictionaries by id beside the order in which things came.
import Foundation

struct ProcurifyState: Sendable {
    /// What never changes here: offices, people, currencies, terms. Its documents live below.
    let firm: Firm
    /// Numbers and identifiers of what is added.
    var desk: FirmDesk

    var vendors: [Int: ProcurifyVendor] = [:]
    var vendorIDs: [Int] = []
    var codes: [Int: Firm.Code] = [:]
    var codeIDs: [Int] = []
    /// Codes come in two tiers at most (4.2).
    var parentOfCode: [Int: Int] = [:]
    /// Accounts: the pairings of a code and a department, in the order they were made.
    var accounts: [ProcurifyAccount] = []
    var accountIDs: [Firm.Coding: Int] = [:]
    var departments: [Firm.Department]
    var orders: [Int: Firm.Order] = [:]
    var orderIDs: [Int] = []
    /// The order of each order line.
    var orderOfLine: [Int: Int] = [:]
    /// Current versions by id; a version that was fixed away under another id is kept, inactive.
    var bills: [Int: Firm.Bill] = [:]
    var billIDs: [Int] = []
    var billByUUID: [String: Int] = [:]
    var receipts: [ProcurifyReceipt] = []

    var tokens: [String: ProcurifyToken] = [:]
    /// The readings in force, for the rules that depend on them.
    var readings = Readings()
    /// Requests answered so far: what makes volatile fields volatile.
    var reads = 0

    static let tokenSeconds = 86_400

    /// Everything the firm had at Procurify on the morning of the first sync.
    init(firm: Firm) {
        var bare = firm
        (bare.orders, bare.bills, bare.keyedBills) = ([], [], [])
        self.firm = bare
        desk = FirmDesk(ids: firm.nextID, dice: FirmDice(seed: firm.seed &+ 1))
        departments = firm.departments
        for vendor in firm.vendors { addVendor(ProcurifyVendor(vendor, firm: firm)) }
        addReservedVendors()
        for code in firm.codes { add(code) }
        for order in firm.orders { add(order) }
        for bill in firm.bills { add(bill) }
    }

    /// The tenant's own time zone: that of its headquarters (1.6).
    var zone: TimeZone {
        (firm.branches.first { $0.isHeadquarters }.flatMap { TimeZone(identifier: $0.timeZone) }) ?? .gmt
    }

    /// `total_cost_with_tax`, with or without the shipping of lines (11).
    func totalWithTax(_ bill: Firm.Bill) -> Decimal {
        bill.totalWithTax + (readings["total-with-shipping"] == "yes" ? bill.shipping : 0)
    }

    /// The user who made the application: calls act as that user (1.2).
    var owner: Firm.Person { firm.people[0] }

    /// A bearer token in the shape of a JWT; opaque, and good for `tokenSeconds` (1.2).
    mutating func issueToken(at now: Date) -> String {
        tokens = tokens.filter { $0.value.expires > now }
        let token = "eyJhbGciOiJSUzI1NiJ9.\(desk.dice.text(96)).\(desk.dice.text(86))"
        let number = (tokens.values.map(\.number).max() ?? 0) + 1
        tokens[token] = ProcurifyToken(
            number: number, expires: now.addingTimeInterval(Double(Self.tokenSeconds)))
        return token
    }

    mutating func addVendor(_ vendor: ProcurifyVendor?) {
        guard let vendor else { return }
        if vendors[vendor.id] == nil { vendorIDs.append(vendor.id) }
        vendors[vendor.id] = vendor
    }

    mutating func add(_ code: Firm.Code) {
        codes[code.id] = code
        codeIDs.append(code.id)
        for department in code.departments {
            let coding = Firm.Coding(code: code.code, department: department)
            guard accountIDs[coding] == nil else { continue }
            let id = 501 + accounts.count
            accountIDs[coding] = id
            accounts.append(ProcurifyAccount(id: id, code: code.id, department: department))
        }
    }

    mutating func add(_ order: Firm.Order) {
        orders[order.id] = order
        orderIDs.append(order.id)
        for line in order.lines {
            orderOfLine[line.id] = order.id
            guard line.received > 0 else { continue }
            receipts.append(
                ProcurifyReceipt(
                    id: 9001 + receipts.count, orderLine: line.id, passed: line.received, failed: line.rejected,
                    created: order.date.addingTimeInterval(5 * 86_400), person: order.purchaser))
        }
    }

    mutating func add(_ bill: Firm.Bill) {
        bills[bill.id] = bill
        billIDs.append(bill.id)
        billByUUID[bill.uuid] = bill.id
    }

    /// A bill by integer id, or by uuid with or without dashes (1.8, 4.5).
    func bill(_ key: String) -> Firm.Bill? {
        if let id = Int(key), let bill = bills[id] { return bill }
        return billByUUID[key.lowercased().filter { $0 != "-" }].flatMap { bills[$0] }
    }

    /// An order by `procurify_PO` or uuid (4.4).
    func order(_ key: String) -> Firm.Order? {
        if let id = Int(key), let order = orders[id] { return order }
        let uuid = key.lowercased().filter { $0 != "-" }
        guard uuid.utf8.count == 32 else { return nil }
        return orders.values.first { $0.uuid == uuid }
    }

    func line(_ id: Int) -> Firm.OrderLine? {
        orderOfLine[id].flatMap { orders[$0] }?.lines.first { $0.id == id }
    }

    func code(_ text: String) -> Firm.Code? { codes.values.first { $0.code == text } }

    /// The currency of an id, and of an ISO code; the base currency where neither is known.
    func currency(id: Int?) -> Firm.Currency? { id.flatMap { id in firm.currencies.first { $0.id == id } } }
    func currency(_ code: String) -> Firm.Currency {
        firm.currency(code) ?? firm.currencies[firm.currencies.count - 1]
    }

    func department(_ id: Int) -> Firm.Department { departments.first { $0.id == id } ?? departments[0] }
    func branch(_ id: Int) -> Firm.Branch { firm.branch(id) ?? firm.branches[0] }
    func person(_ id: Int) -> Firm.Person { firm.person(id) ?? firm.people[0] }
}

struct ProcurifyToken: Sendable {
    let number: Int
    let expires: Date
}

/// An account code used by a department (4.2).
struct ProcurifyAccount: Sendable {
    let id: Int
    let code: Int
    let department: Int
}

/// Goods received against an order line (4.7).
struct ProcurifyReceipt: Sendable {
    let id: Int
    let orderLine: Int
    let passed: Decimal
    let failed: Decimal
    let created: Date
    let person: Int
}
