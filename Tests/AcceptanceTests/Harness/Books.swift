// An independent count of both systems' documents: read from the control port, compared without the product's code.

import Foundation
import Testing

/// Where an allocation of Procurify belongs in the ERP, as a test configured it.
struct Coded: Hashable {
    var account: String
    var subaccount = "000000"
    var branch: String
}

/// What a test knows of its configuration.
struct BookRules {
    var startDate = "2026-07-01"
    /// Location, department and code to what the ERP should show.
    var coding: @Sendable (_ location: String, _ department: String, _ code: String) -> Coded = { location, _, code in
        Coded(account: code, branch: location == "Denver" ? "HEADOFFICE" : location.uppercased())
    }
    /// The account of a charge by its name; nil leaves it with the largest line.
    var charge: @Sendable (String) -> String? = { _ in nil }
    /// VendorIDs that the mapping table sets, by Procurify's vendor id.
    var vendors: [Int: String] = [:]
    /// Nil where the status is not compared: an order that is billed in full closes by itself.
    var orderStatus: String? = "Open"
    var billStatus = "Balanced"
    /// Keys whose ERP document a person changed on purpose: counted, but their content is not compared.
    var altered: Set<String> = []
}

/// Both systems and the records, at one moment.
struct Books {
    let rules: BookRules
    let bills: [[String: Any]]
    let orders: [[String: Any]]
    let vendors: [[String: Any]]
    let ledgerBills: [[String: Any]]
    let ledgerOrders: [[String: Any]]
    let records: [String: [String: Any]]

    init(_ stage: Stage, _ rules: BookRules) async throws {
        self.rules = rules
        bills = try await stage.control.all("procurify", "bills")
        orders = try await stage.control.all("procurify", "orders")
        vendors = try await stage.control.all("procurify", "vendors")
        ledgerBills = try await stage.control.all("acumatica", "Bill")
        ledgerOrders = try await stage.control.all("acumatica", "PurchaseOrder")
        records = Dictionary(try await stage.records().map { ($0.text("id"), $0) }) { $1 }
    }

    /// What is wrong, in sentences; empty where both sides agree.
    func faults() -> [String] {
        var faults = orders.flatMap { self.faults(ofOrder: $0) }
        let groups = Dictionary(grouping: bills) { $0.text("group") }
        for versions in groups.values {
            // The newest version alone counts.
            let newest = versions.max { $0.number("version") < $1.number("version") }
            faults += newest.map { self.faults(ofBill: $0) } ?? []
        }
        let known = Set(groups.keys)
        faults += ledgerBills.compactMap { bill in
            bill.marked("bill").flatMap { known.contains($0) ? nil : "\(bill.text("key")) belongs to no bill" }
        }
        let references = Dictionary(grouping: ledgerBills.filter { !$0.text("VendorRef").isEmpty }) {
            [$0.text("Type"), $0.text("Vendor"), $0.text("VendorRef").uppercased()].joined(separator: " ")
        }
        faults += references.filter { $0.value.count > 1 }.map { "\($0.key) is in the ledger \($0.value.count) times" }
        return faults
    }

    // MARK: Orders

    private func faults(ofOrder order: [String: Any]) -> [String] {
        let key = order.text("id")
        let name = "order \(key)"
        let record = records["acme/purchase-orders/\(key)"]
        let found = ledgerOrders.filter { $0.marked("po") == key }
        let isApproved = order.text("approved") >= rules.startDate && !order.isTrue("card")
        guard let record else { return isApproved ? ["\(name) has no record"] : [] }
        if let fault = standing(of: record, found.count, name) { return [fault] }
        if !isApproved, !found.isEmpty { return ["\(name) is out of scope and in the ledger"] }
        guard record.text("state") == "posted", !rules.altered.contains("acme/purchase-orders/\(key)"),
            let posted = found.first
        else { return [] }
        var faults: [String] = []
        func same(_ what: String, _ theirs: String, _ ours: String) {
            if theirs != ours { faults.append("\(name): \(what) is \(ours), expected \(theirs)") }
        }
        same("total", order.money("total").shown, posted.money("OrderTotal").shown)
        same("currency", order.text("currency"), posted.text("CurrencyID"))
        same("vendor", vendor(order.number("vendor")) ?? "", posted.text("VendorID"))
        if let status = rules.orderStatus { same("status", status, posted.text("Status")) }
        let lines = posted.list("Details").sorted { $0.number("LineNbr") < $1.number("LineNbr") }
        for (place, line) in zip(allocations(order.list("lines")), lines) {
            let coded = Coded(
                account: line.text("Account"), subaccount: line.text("Subaccount"), branch: line.text("BranchID"))
            if place.coded != coded { faults.append("\(name): a line is coded \(coded), expected \(place.coded)") }
            same("a line's amount", place.amount.shown, line.money("ExtendedCost").shown)
        }
        let count = allocations(order.list("lines")).count
        if lines.count < count { faults.append("\(name) has \(lines.count) lines for \(count) allocations") }
        return faults
    }

    // MARK: Bills

    private func faults(ofBill bill: [String: Any]) -> [String] {
        let key = bill.text("group")
        let name = "bill \(key) (\(bill.text("oddity")))"
        let record = records["acme/bills/\(key)"]
        let target = record?["target"] as? [String: Any]
        let adopted = record?.isTrue("adopted") ?? false
        let found = ledgerBills.filter { document in
            if document.marked("bill") == key { return true }
            return adopted && document.text("key") == target.map { "\($0.text("type"))/\($0.text("number"))" }
        }
        let isApproved =
            [2, 4, 6, 7, 8].contains(bill.number("status")) && bill.number("type") == 0
            && bill.text("first_approved") >= rules.startDate
        guard let record else { return isApproved ? ["\(name) has no record"] : [] }
        if let fault = standing(of: record, found.count, name) { return [fault] }
        if !isApproved, !found.isEmpty, record.text("state") == "posted" {
            return ["\(name) is out of scope and stands as posted"]
        }
        guard record.text("state") == "posted", !rules.altered.contains("acme/bills/\(key)"), let posted = found.first
        else { return [] }
        return header(bill, posted, adopted, name) + content(bill, posted, adopted, name)
    }

    private func header(
        _ bill: [String: Any], _ posted: [String: Any], _ adopted: Bool, _ name: String
    ) -> [String] {
        var faults: [String] = []
        func same(_ what: String, _ theirs: String, _ ours: String) {
            if theirs != ours { faults.append("\(name): \(what) is \(ours), expected \(theirs)") }
        }
        let total = bill.money("invoice_total")
        same("type", total < 0 ? "Debit Adj." : "Bill", posted.text("Type"))
        same("total", (total < 0 ? -total : total).shown, posted.money("Amount").shown)
        same("currency", bill.text("currency"), posted.text("CurrencyID"))
        same("vendor", vendor(bill.number("vendor")) ?? "", posted.text("Vendor"))
        same("date", bill.text("invoice_date"), posted.day("Date"))
        let reference = posted.text("VendorRef").uppercased().trimmingCharacters(in: .whitespaces)
        same("reference", bill.text("invoice_number").uppercased(), reference)
        guard !adopted else { return faults }
        let day = bill.text("gl_post_date").isEmpty ? bill.text("invoice_date") : bill.text("gl_post_date")
        same("due date", bill.text("due_date"), posted.day("DueDate"))
        same("period", String(day.dropFirst(5).prefix(2) + day.prefix(4)), posted.text("PostPeriod"))
        same("status", rules.billStatus, posted.text("Status"))
        return faults
    }

    /// Sums by coding and order line: what was allocated against what was posted.
    private func content(
        _ bill: [String: Any], _ posted: [String: Any], _ adopted: Bool, _ name: String
    ) -> [String] {
        let sign: Decimal = bill.money("invoice_total") < 0 ? -1 : 1
        let places = allocations(bill.list("lines"))
        var expected: [String: Decimal] = [:]
        for place in places {
            let link = adopted ? "" : self.link(place)
            expected["\(place.coded) \(link)", default: 0] += place.amount * sign
        }
        var extras = bill.list("costs").map { ($0.text("name"), $0.money("amount")) }
        extras.append(("shipping", bill.money("shipping")))
        extras.append(("", bill.money("exclusive_tax")))
        if let largest = places.max(by: { abs($0.amount) < abs($1.amount) })?.coded {
            for (charge, amount) in extras where amount != 0 {
                var coded = largest
                if !charge.isEmpty, let account = rules.charge(charge) { coded.account = account }
                expected["\(coded) ", default: 0] += amount * sign
            }
        }
        var actual: [String: Decimal] = [:]
        for line in posted.list("Details") {
            let coded = Coded(
                account: line.text("Account"), subaccount: line.text("Subaccount"), branch: line.text("Branch"))
            let link =
                line.text("POOrderNbr").isEmpty ? "" : "\(line.text("POOrderNbr"))#\(line.number("POLine"))"
            actual["\(adopted ? Self.accountAlone(coded) : coded) \(link)", default: 0] += line.money("Amount")
        }
        if adopted {
            // A clerk chose subaccount and branch; only what Procurify says of the accounts must agree.
            expected = Dictionary(
                places.map { ("\(Self.accountAlone($0.coded)) ", $0.amount * sign) }, uniquingKeysWith: +)
        }
        // A share of more decimals than the currency has is rounded up or down, so that the bill's total holds.
        let agree = Set(expected.keys).union(actual.keys).allSatisfy { key in
            let (theirs, ours) = (expected[key] ?? 0, actual[key] ?? 0)
            var (cents, exact) = (Decimal.zero, theirs)
            NSDecimalRound(&cents, &exact, 2, .plain)
            return theirs == cents ? theirs == ours : abs(theirs - ours) < Decimal(string: "0.01") ?? 0
        }
        guard !agree else { return [] }
        return ["\(name): the ledger has \(actual), expected \(expected)"]
    }

    private static func accountAlone(_ coded: Coded) -> Coded {
        Coded(account: coded.account, subaccount: "", branch: "")
    }

    /// The very line of the ERP's order that an allocation bills: orders carry one line per allocation, in their order.
    private func link(_ place: Place) -> String {
        guard let order = orders.first(where: { $0.list("lines").contains { $0.number("id") == place.orderLine } }),
            let posted = ledgerOrders.first(where: { $0.marked("po") == order.text("id") })
        else { return "" }
        let lines = allocations(order.list("lines"))
        guard let index = lines.firstIndex(where: { $0.line == place.orderLine && $0.source == place.source }) else {
            return ""
        }
        return "\(posted.text("OrderNbr"))#\(index + 1)"
    }

    private struct Place {
        let line: Int
        let orderLine: Int
        /// Location, department and code as Procurify has them.
        let source: [String]
        let coded: Coded
        let amount: Decimal
    }

    private func allocations(_ lines: [[String: Any]]) -> [Place] {
        lines.flatMap { line in
            line.list("allocations").map { share in
                let source = ["location", "department", "code"].map(share.text)
                return Place(
                    line: line.number("id"), orderLine: line.number("order_line"), source: source,
                    coded: rules.coding(source[0], source[1], source[2]), amount: share.money("amount"))
            }
        }
    }

    // MARK: Shared

    /// A posted record has exactly one document, one that never went has none and says why.
    private func standing(of record: [String: Any], _ count: Int, _ name: String) -> String? {
        let state = record.text("state")
        let isLinked = record["target"] is [String: Any]
        if state == "posted" || isLinked {
            return count == 1 ? nil : "\(name) is \(state) and in the ledger \(count) times"
        }
        if count != 0 { return "\(name) is \(state) and in the ledger \(count) times" }
        let code = (record["reason"] as? [String: Any])?.text("code") ?? ""
        return code.isEmpty ? "\(name) is \(state) without a reason" : nil
    }

    /// The VendorID of a vendor of Procurify: as mapped, else its external id.
    private func vendor(_ id: Int) -> String? {
        rules.vendors[id] ?? vendors.first { $0.number("id") == id }?.text("external_id")
    }
}

extension Stage {
    /// Counts both systems and expects that they agree. Called at the end of every test.
    func count(_ rules: BookRules = BookRules(), _ location: SourceLocation = #_sourceLocation) async throws {
        let faults = try await Books(self, rules).faults()
        #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))", sourceLocation: location)
        let highest = (try await control.sessions())["highest"] as? Int ?? 0
        #expect(highest <= 1, "more than one session of the ERP was held", sourceLocation: location)
    }

    /// One record by its ID.
    func record(_ id: String, _ location: SourceLocation = #_sourceLocation) async throws -> [String: Any] {
        let ran = try await run("records", "show", id, "--json")
        #expect(ran.status == 0, "\(ran.errors)", sourceLocation: location)
        return ran.json["record"] as? [String: Any] ?? ran.json
    }

    /// Expects a state and, where it is given, a reason.
    func expect(
        _ id: String, _ state: String, _ code: String? = nil, _ location: SourceLocation = #_sourceLocation
    ) async throws {
        let record = try await record(id)
        let reason = record["reason"] as? [String: Any]
        #expect(record.text("state") == state, "\(id): \(reason ?? [:])", sourceLocation: location)
        if let code { #expect(reason?.text("code") == code, "\(id)", sourceLocation: location) }
    }
}

extension Control {
    /// Every record of an entity, page by page.
    func all(_ system: String, _ entity: String) async throws -> [[String: Any]] {
        var all: [[String: Any]] = []
        while true {
            let after = all.last.map { "&after=" + Self.encoded($0.text("key")) } ?? ""
            let page = try await state(system, "\(entity)?limit=500\(after)")
            all += page
            if page.count < 500 { return all }
        }
    }

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    }
}

extension Decimal {
    /// Without superfluous zeros.
    var shown: String { "\(self)" }
}

extension [String: Any] {
    /// Text, or a number as text; empty where there is none.
    func text(_ name: String) -> String {
        switch self[name] {
        case let text as String: text
        case let number as NSNumber: number.stringValue
        default: ""
        }
    }

    func number(_ name: String) -> Int { Int(text(name)) ?? 0 }
    func isTrue(_ name: String) -> Bool { self[name] as? Bool ?? false }
    func list(_ name: String) -> [[String: Any]] { self[name] as? [[String: Any]] ?? [] }
    /// A number's shortest text is what the control port wrote, so no cent is lost on the way.
    func money(_ name: String) -> Decimal { Decimal(string: text(name)) ?? 0 }
    func day(_ name: String) -> String { String(text(name).prefix(10)) }

    /// The key in a marker of that kind at the start of the description.
    func marked(_ kind: String) -> String? {
        let parts = text("Description").split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 5, parts[0] == "[pf", parts[2] == kind else { return nil }
        return String(parts[3])
    }
}
