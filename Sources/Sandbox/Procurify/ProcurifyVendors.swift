// The vendor routes: two lists, create, read, replace and change, each with its own read variant.
import Foundation

/// 4.1 and the filters of 3. There is no modified filter and no DELETE.
enum ProcurifyVendors {
    static let list: ProcurifyRoute.Handler = { call, state in
        // The plain list holds active vendors; groups follow in the path (4.1, 8.11).
        answer(call, in: state) { $0.isActive && $0.type != 1 }
    }

    /// `/vendors/{id}/` and `/vendors/{vendor_group}/` share a place in the path.
    static let item: ProcurifyRoute.Handler = { call, state in
        switch call.arguments[0] {
        case "all": return answer(call, in: state) { _ in true }
        case "default": return answer(call, in: state) { $0.isActive && ($0.type == 3 || $0.type == 4) }
        case "preferred": return answer(call, in: state) { $0.isActive && $0.type == 3 }
        case "purchasable", "requestable":
            return answer(call, in: state) { $0.isActive && ![1, 5, 6].contains($0.type) }
        case "other": return answer(call, in: state) { $0.type == 1 }
        case "credit_card_providers": return answer(call, in: state) { $0.isActive && $0.type == 6 }
        default:
            guard let vendor = state.vendors[call.id] else { return ProcurifyAnswer.notFound }
            return ProcurifyAnswer.single(200, state.vendorDetail(vendor))
        }
    }

    static let create: ProcurifyRoute.Handler = { call, state in
        guard let body = call.request.json.fields else { return ProcurifyAnswer.invalidBody() }
        var vendor = ProcurifyVendor(id: state.nextVendorID, at: call.now)
        let problems = vendor.take(body, isPartial: false, in: state)
        guard problems.isEmpty else { return ProcurifyAnswer.invalid(problems) }
        // Several vendors may share a name (4.1): nothing is checked for uniqueness.
        state.addVendor(vendor)
        return ProcurifyAnswer.single(201, state.vendorDetail(vendor))
    }

    static let replace: ProcurifyRoute.Handler = { call, state in
        change(call, in: &state, isPartial: false) { state, vendor in state.vendorAfterPut(vendor) }
    }

    /// An empty PATCH is accepted and moves `dateModified` (4.1).
    static let patch: ProcurifyRoute.Handler = { call, state in
        change(call, in: &state, isPartial: true) { state, vendor in state.vendorRow(vendor) }
    }

    private static func change(
        _ call: ProcurifyCall, in state: inout ProcurifyState, isPartial: Bool,
        _ render: (ProcurifyState, ProcurifyVendor) -> Value
    ) -> SandboxResponse {
        guard var vendor = state.vendors[call.id] else { return ProcurifyAnswer.notFound }
        guard let body = call.request.json.fields else { return ProcurifyAnswer.invalidBody() }
        let problems = vendor.take(body, isPartial: isPartial, in: state)
        guard problems.isEmpty else { return ProcurifyAnswer.invalid(problems) }
        vendor.modified = call.now
        state.vendors[vendor.id] = vendor
        return ProcurifyAnswer.single(200, render(state, vendor))
    }

    private static let typeNames = [
        "other": 1, "amazon_punchout": 2, "preferred": 3, "regular": 4, "employee": 5, "cc_provider": 6, "checkout": 7,
        "pending": 8,
    ]

    private static func answer(
        _ call: ProcurifyCall, in state: ProcurifyState, where isListed: (ProcurifyVendor) -> Bool
    ) -> SandboxResponse {
        let externalID = call.value("external_id")
        let name = call.value("name")
        let search = call.value("search")?.lowercased()
        let type = call.value("type").flatMap { Int($0) }
        let types = call.values("type__in").compactMap { typeNames[$0] }
        let excludesOther = call.flag("exclude_other") == true
        var rows: [ProcurifyVendor] = []
        for id in state.vendorIDs {
            guard let vendor = state.vendors[id], isListed(vendor) else { continue }
            if let externalID, vendor.externalID != externalID { continue }
            if let name, vendor.name != name { continue }
            if let type, vendor.type != type { continue }
            if !types.isEmpty && !types.contains(vendor.type) { continue }
            if excludesOther && vendor.type == 1 { continue }
            if let search, !vendor.name.lowercased().contains(search) { continue }
            rows.append(vendor)
        }
        rows = call.ordered(
            rows,
            by: [
                "id": { $0.id < $1.id }, "name": { ($0.name, $0.id) < ($1.name, $1.id) },
                "dateModified": { $0.modified < $1.modified },
            ])
        return call.list(rows) { state.vendorRow($0) }
    }
}

extension ProcurifyState {
    var nextVendorID: Int { (vendorIDs.max() ?? 1000) + 1 }

    /// Vendor id 1 is reserved for `OTHER`; card providers and employees have vendors of their own (4.1).
    mutating func addReservedVendors() {
        for (id, name, type) in [(1, "Other", 1), (2, "Summit Bank Visa", 6), (3, "Employee reimbursements", 5)] {
            var vendor = ProcurifyVendor(id: id, at: FirmDay(2024, 1, 8).at(9))
            vendor.values["name"] = .string(name)
            vendor.values["type"] = .integer(type)
            // An import from another system once left empty addresses behind (4.1).
            if type == 6 { vendor.values["email"] = [""] }
            addVendor(vendor)
        }
    }

    /// The term or method of that name: a known one, or a new one.
    func reference(_ key: String, named name: String, description: Value) -> ProcurifyReference {
        if let terms = firm.terms.firstIndex(where: { $0.name == name }), key == "payment_term_ref" {
            return ProcurifyReference(id: terms + 1, name: name)
        }
        let known = vendors.values.lazy.compactMap { $0.references[key] }.first { $0.name == name }
        let highest = vendors.values.compactMap { $0.references[key]?.id }.max() ?? 10
        return known ?? ProcurifyReference(id: highest + 1, name: name, description: description)
    }

    /// OptimizedVendor: list rows and the answer to PATCH. The score is a string, `performance` is missing.
    func vendorRow(_ vendor: ProcurifyVendor) -> Value {
        record(vendorMembers(vendor, score: vendor.values["overall_score"] ?? .null) + [("vendor_request", .null)])
    }

    /// VendorDetail: POST and GET one.
    func vendorDetail(_ vendor: ProcurifyVendor) -> Value {
        record(
            vendorMembers(vendor, score: numericScore(vendor)) + [("performance", .null), ("vendor_request", .null)])
    }

    /// The answer to PUT: terms and methods as integers, neither request nor performance.
    func vendorAfterPut(_ vendor: ProcurifyVendor) -> Value {
        record(
            vendorMembers(vendor, score: numericScore(vendor)).map { member in
                guard ProcurifyVendor.referenceKeys.contains(member.key) else { return member }
                return (member.key, .integer(vendor.references[member.key]?.id))
            })
    }

    /// VendorRead: nested in orders, bills and lines.
    func vendorRead(_ id: Int) -> Value {
        guard let vendor = vendors[id] else { return .null }
        return record(vendorMembers(vendor, score: numericScore(vendor)))
    }

    private func numericScore(_ vendor: ProcurifyVendor) -> Value {
        vendor.values["overall_score"]?.decimal.map { .double($0) } ?? .null
    }

    private func vendorMembers(_ vendor: ProcurifyVendor, score: Value) -> [(key: String, value: Value)] {
        var members: [(key: String, value: Value)] = [("id", .integer(vendor.id))]
        members.reserveCapacity(34)
        for member in vendor.values.members where member.key != "overall_score" { members.append(member) }
        for key in ProcurifyVendor.referenceKeys { members.append((key, vendor.references[key]?.value ?? .null)) }
        members.append(("dateModified", ProcurifyStamp.value(vendor.modified)))
        members.append(("payment_methods", []))
        members.append(("creditcards", []))
        members.append(("email_configurations", [:]))
        members.append(("overall_score", score))
        return members
    }
}
