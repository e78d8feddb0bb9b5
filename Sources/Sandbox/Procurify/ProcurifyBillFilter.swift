// The filters of the bill list, read once for a request and asked for every bill.
import Foundation

/// 3: bounds of mixed granularity, ids, and a search over number and vendor.
struct ProcurifyBillFilter {
    private let modified: ProcurifyBounds
    private let modifiedDay: ProcurifyBounds
    private let submitted: ProcurifyBounds
    private let days: [(bounds: ProcurifyBounds, day: (Firm.Bill) -> FirmDay?)]
    private let vendors: Set<Int>
    private let type: Int?
    private let currency: String?
    private let code: String?
    private let department: Int?
    private let location: Int?
    private let creator: Int?
    private let modifier: Int?
    private let groups: Set<Int>
    private let excludedGroups: Set<Int>
    private let excludesExpenses: Bool
    private let hasPayment: Bool?
    private let hasPosting: Bool?
    private let isExported: Bool?
    private let search: String?
    /// The answer to a bound that is no date.
    let refusal: SandboxResponse?

    init(_ call: ProcurifyCall, in state: ProcurifyState) {
        modified = ProcurifyBounds("last_modified_datetime", .instant, of: call)
        modifiedDay = ProcurifyBounds("modified_date", .day, of: call)
        submitted = ProcurifyBounds("submitted_date", .instant, of: call)
        days = [
            (ProcurifyBounds("invoice_date", .day, of: call), { $0.date }),
            (ProcurifyBounds("due_date", .day, of: call), { $0.due }),
            (ProcurifyBounds("gl_post_date", .day, of: call), { $0.posting }),
            (ProcurifyBounds("payment_date", .day, of: call), { $0.paid }),
            // Nothing here was ever exported by Procurify itself.
            (ProcurifyBounds("last_export_date", .day, of: call), { _ in nil }),
        ]
        let bounds = [modified, modifiedDay, submitted] + days.map(\.bounds)
        refusal = bounds.compactMap(\.refusal).first
        func number(_ name: String) -> Int? { call.value(name).flatMap { Int($0) } }
        func numbers(_ name: String) -> Set<Int> {
            Set(call.values(name).flatMap { $0.split(separator: ",") }.compactMap { Int($0) })
        }
        vendors = numbers("vendor").union(numbers("vendor[]"))
        type = number("type")
        currency = number("currency").flatMap { state.currency(id: $0)?.code }
        code = number("account_code").flatMap { state.codes[$0]?.code }
        department = number("department")
        location = number("location")
        creator = number("creator")
        modifier = number("user")
        groups = numbers("group").union(numbers("include_bill_group_ids"))
        excludedGroups = numbers("exclude_bill_group_ids")
        excludesExpenses = call.flag("exclude_expense_bills") == true
        hasPayment = call.flag("has_payment")
        hasPosting = call.flag("has_posting_date")
        isExported = call.flag("is_exported")
        search = call.value("search")?.lowercased()
    }

    func admits(_ bill: Firm.Bill, in state: ProcurifyState) -> Bool {
        guard modified.contain(bill.modified), modifiedDay.contain(bill.modified), submitted.contain(bill.submitted),
            days.allSatisfy({ $0.bounds.contain($0.day(bill)) })
        else { return false }
        if !vendors.isEmpty && !vendors.contains(bill.vendor) { return false }
        if let type, bill.type != type { return false }
        if let currency, bill.currency != currency { return false }
        if let creator, bill.creator != creator { return false }
        if let modifier, bill.modifier != modifier { return false }
        if !groups.isEmpty && !groups.contains(bill.group) { return false }
        if excludedGroups.contains(bill.group) { return false }
        if excludesExpenses && bill.type == 1 { return false }
        if let hasPayment, hasPayment != (bill.paid != nil) { return false }
        if let hasPosting, hasPosting != (bill.posting != nil) { return false }
        if isExported == true { return false }
        return admitsCoding(bill, in: state) && admitsSearch(bill, in: state)
    }

    private func admitsCoding(_ bill: Firm.Bill, in state: ProcurifyState) -> Bool {
        if code == nil && department == nil && location == nil { return true }
        return bill.lines.contains { line in
            line.allocations.contains { allocation in
                (code == nil || allocation.coding.code == code)
                    && (department == nil || allocation.coding.department == department)
                    && (location == nil || state.department(allocation.coding.department).branch == location)
            }
        }
    }

    private func admitsSearch(_ bill: Firm.Bill, in state: ProcurifyState) -> Bool {
        guard let search else { return true }
        return bill.number.lowercased().contains(search)
            || state.vendors[bill.vendor]?.name.lowercased().contains(search) == true
    }
}
