// The changes that people make to a bill: fields, lines, charges; and the new documents that appear in number.
import Foundation

extension ProcurifyState {
    /// The bill that an action names. Throws where there is none.
    func bill(in body: Value) throws -> Firm.Bill {
        let key = body["bill"]?.text ?? body["bill"]?.integer.map(String.init) ?? ""
        guard let bill = bill(key) else { throw SandboxError("There is no bill \"\(key)\".") }
        return bill
    }

    /// Applies the fields, lines and charges of `body`. Throws a sentence on what cannot be.
    mutating func edit(_ bill: inout Firm.Bill, with body: Value) throws {
        try bill.take(body.fields ?? [:], in: self)
        if let off = body["off_by"]?.decimal { bill.misstatement = off }
        for change in body["lines"]?.items ?? [] {
            guard let index = bill.lines.firstIndex(where: { $0.id == change["line"]?.integer }) else {
                throw SandboxError("Bill \(bill.id) has no line \(change["line"]?.encoded() ?? "without an id").")
            }
            try apply(change, to: &bill.lines[index])
        }
        let removed = Set((body["remove_lines"]?.items ?? []).compactMap(\.integer))
        bill.lines.removeAll { removed.contains($0.id) }
        for new in body["add_lines"]?.items ?? [] { bill.lines.append(try line(from: new)) }
        if let costs = body["costs"]?.items {
            bill.costs = try costs.map { cost in
                let coding = try coding(in: cost, else: bill.lines.first?.allocations.first?.coding)
                guard let amount = cost["amount"]?.decimal else { throw SandboxError("A charge needs an amount.") }
                return desk.cost(
                    cost["name"]?.text ?? "Freight", amount, code: coding.code, department: coding.department)
            }
        }
    }

    private mutating func apply(_ change: Value, to line: inout Firm.BillLine) throws {
        let before = line.total
        if let text = change["description"]?.text { line.description = text }
        if let quantity = change["quantity"]?.decimal { line.quantity = quantity }
        if let cost = change["unit_cost"]?.decimal { line.unitCost = cost }
        if change["code"] != nil || change["department"] != nil {
            let coding = try coding(in: change, else: line.allocations.first?.coding)
            line.allocations = [desk.allocation(coding.code, coding.department, line.total)]
        }
        if let tax = line.tax {
            line.tax = Firm.tax(tax.name, tax.percentage, on: line.total, isInclusive: tax.isInclusive)
        }
        guard line.total != before else { return }
        // The shares of the allocations stay; the last one takes what rounding leaves over.
        var left = line.total
        for index in line.allocations.indices {
            let isLast = index == line.allocations.count - 1
            let share = before == 0 ? 0 : (line.allocations[index].amount * line.total / before).rounded(scale: 2)
            line.allocations[index].amount = isLast ? left : share
            left -= line.allocations[index].amount
        }
    }

    private mutating func line(from new: Value) throws -> Firm.BillLine {
        let linked = try new["order_line"]?.integer.map { id -> (Firm.OrderLine, Firm.Order) in
            guard let order = orderOfLine[id].flatMap({ orders[$0] }),
                let line = order.lines.first(where: { $0.id == id })
            else { throw SandboxError("There is no order line \(id).") }
            return (line, order)
        }
        let coding = try coding(in: new, else: linked?.0.allocations.first?.coding)
        guard let price = new["unit_cost"]?.decimal ?? linked?.0.price else {
            throw SandboxError("A line needs a unit_cost.")
        }
        let item = FirmDesk.Item(
            name: new["description"]?.text ?? linked?.0.name ?? "Supplies", sku: linked?.0.sku ?? "",
            unit: linked?.0.unit ?? "each", code: coding.code, price: price)
        var line = desk.line(
            item, quantity: new["quantity"]?.decimal ?? linked?.0.quantity ?? 1, price: price, codings: [coding])
        line.order = linked.map { Firm.OrderLink(order: $0.1.id, line: $0.0.id) }
        line.shipping = new["shipping"]?.decimal
        if let rate = new["tax_percentage"]?.decimal {
            line.tax = Firm.tax(
                "TAX \(rate.plainText)", rate, on: line.total, isInclusive: new["tax_inclusive"]?.flag == true)
        }
        return line
    }

    /// The account that `body` names by `code` and `department`; the pairing must exist (4.2).
    func coding(in body: Value, else usual: Firm.Coding?) throws -> Firm.Coding {
        let code = body["code"]?.text ?? body["code"]?.integer.map(String.init) ?? usual?.code ?? "60000"
        let coding = Firm.Coding(
            code: code, department: body["department"]?.integer ?? usual?.department ?? departments[0].id)
        guard accountIDs[coding] != nil else {
            throw SandboxError("Code \(coding.code) is not paired with department \(coding.department).")
        }
        return coding
    }

    /// The row that follows a bill that is fixed under a new id: same group, a history of its own.
    mutating func successor(of old: Firm.Bill) -> Firm.Bill {
        desk.ids.bill += 1
        var bill = Firm.Bill(
            id: desk.ids.bill - 1, uuid: desk.dice.hex(32), group: old.group, version: old.version,
            earlier: old.earlier,
            status: 0, type: old.type, vendor: old.vendor, currency: old.currency, number: old.number, date: old.date,
            due: old.due, posting: old.posting, terms: old.terms, creator: old.creator, modifier: old.modifier,
            modified: old.modified)
        (bill.note, bill.costs, bill.attachments) = (old.note, old.costs, old.attachments)
        (bill.lines, bill.oddity) = (old.lines, old.oddity)
        return bill
    }

    /// The day on which new documents are dated: today, but never before the start date, so that they are in scope.
    func today(_ now: Date) -> FirmDay { max(FirmDay(of: now), firm.startDate) }

    /// A bill dated today without lines and without a status.
    mutating func draftBill(vendor: Int, at now: Date) -> Firm.Bill {
        let day = today(now)
        let terms = firm.terms.first { $0.name == vendors[vendor]?.references["payment_term_ref"]?.name }
        desk.ids.bill += 1
        let id = desk.ids.bill - 1
        return Firm.Bill(
            id: id, uuid: desk.dice.hex(32), group: id, status: 0, vendor: vendor,
            currency: currency(id: vendors[vendor]?.currency)?.code ?? firm.baseCurrency, number: "INV-\(10_000 + id)",
            date: day, due: day.adding(days: terms?.days ?? 30), posting: day, terms: terms?.code ?? "NET30",
            creator: 8,
            modifier: 8, modified: now)
    }

    /// Records a status now; where the clock stands before the start date, on the start date.
    mutating func approveToday(_ bill: inout Firm.Bill, status: Int, at now: Date) {
        desk.record(
            status, on: bill.id, at: max(now, firm.startDate.at(12)), by: status == 2 ? 3 : bill.creator, in: &bill)
    }
}

/// Makes documents in number: vendors, items and quantities from one generator.
struct ProcurifyMaker {
    private var dice: FirmDice
    private let vendors: [Int]
    private let departments: [Firm.Department]

    /// Throws where the vendor of `body` does not exist.
    init(_ body: Value, in state: ProcurifyState) throws {
        dice = body["seed"]?.integer.map { FirmDice(seed: UInt64(bitPattern: Int64($0))) } ?? state.desk.dice
        departments = state.departments
        if let value = body["vendor"] {
            guard let id = value.integer, state.vendors[id] != nil else {
                throw SandboxError("There is no vendor \(value.encoded()).")
            }
            vendors = [id]
        } else {
            vendors = state.firm.plainVendors.compactMap(\.procurify?.id).filter { id in
                state.vendors[id].map { $0.isActive && $0.externalID != nil } == true
            }
        }
        if vendors.isEmpty { throw SandboxError("No linked and active vendor is left; name one.") }
    }

    private mutating func choice() -> (item: FirmDesk.Item, quantity: Decimal, coding: Firm.Coding) {
        let item = dice.pick(FirmDesk.items)
        return (
            item, Decimal(dice.number(1...20)), Firm.Coding(code: item.code, department: dice.pick(departments).id)
        )
    }

    /// An order purchased today with one or two lines.
    mutating func order(in state: inout ProcurifyState, at now: Date) -> Firm.Order {
        let day = state.today(now)
        let vendor = dice.pick(vendors)
        let terms = state.firm.terms.first { $0.name == state.vendors[vendor]?.references["payment_term_ref"]?.name }
        let department = dice.pick(departments)
        state.desk.ids.order += 1
        let id = state.desk.ids.order - 1
        var order = Firm.Order(
            id: id, uuid: state.desk.dice.hex(32), externalNumber: "PO-\(day.year)-\(id - 4600)", vendor: vendor,
            currency: state.currency(id: state.vendors[vendor]?.currency)?.code ?? state.firm.baseCurrency,
            terms: terms?.code ?? "NET30", date: max(now, state.firm.startDate.at(12)), promised: day.adding(days: 14),
            modified: now, purchaser: FirmDesk.buyer(in: department.branch), branch: department.branch, comment: "")
        for _ in 0..<dice.number(1...2) {
            let (item, quantity, coding) = choice()
            state.desk.addLine(item, quantity: quantity, codings: [coding], to: &order)
        }
        // Requested, approved and bought on one day: the approval is in scope as the order is.
        for index in order.lines.indices { order.lines[index].approved = order.date }
        state.add(order)
        return order
    }

    /// A bill dated and approved today; for an order in full, else with one or two lines.
    mutating func bill(for order: Firm.Order?, in state: inout ProcurifyState, at now: Date) -> Firm.Bill {
        var bill = state.draftBill(vendor: order?.vendor ?? dice.pick(vendors), at: now)
        if let order {
            bill.lines = order.lines.map { state.desk.line(for: $0, of: order) }
        } else {
            for _ in 0..<dice.number(1...2) {
                let (item, quantity, coding) = choice()
                bill.lines.append(state.desk.line(item, quantity: quantity, codings: [coding]))
            }
        }
        for status in 0...2 { state.approveToday(&bill, status: status, at: now) }
        (bill.modified, bill.oddity) = (now, "added in number")
        state.add(bill)
        return bill
    }
}
