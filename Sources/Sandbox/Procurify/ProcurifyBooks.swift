// The routes of account codes, accounts, departments, locations, currencies and users.
import Foundation

/// 4.2. None of these has a modified filter (3).
enum ProcurifyBooks {
    static let codes: ProcurifyRoute.Handler = { call, state in
        let code = call.value("code")
        let active = call.flag("active")
        let isParent = call.flag("is_parent")
        let search = call.value("search")?.lowercased()
        let parents = Set(state.codes.values.compactMap { state.parentOfCode[$0.id] })
        var rows: [Firm.Code] = []
        for id in state.codeIDs {
            guard let row = state.codes[id] else { continue }
            if let code, row.code != code { continue }
            if let active, row.active != active { continue }
            if let isParent, parents.contains(row.id) != isParent { continue }
            if let search, !row.code.lowercased().contains(search), !row.description.lowercased().contains(search) {
                continue
            }
            rows.append(row)
        }
        return call.list(call.ordered(rows, by: ["id": { $0.id < $1.id }, "code": { $0.code < $1.code }])) {
            state.accountCode($0.id)
        }
    }

    /// POST makes the pairings named in `departments`; nothing can add or remove one later (4.2).
    static let createCode: ProcurifyRoute.Handler = { call, state in
        guard let body = call.request.json.fields else { return ProcurifyAnswer.invalidBody() }
        var problems = problems(of: body, replacing: nil, in: state)
        var departments: [Int] = []
        for value in body["departments"]?.items ?? [] {
            guard let id = value.integer, state.departments.contains(where: { $0.id == id }) else {
                problems.append(
                    .init(
                        field: "departments", message: "Invalid pk \"\(value.encoded())\" - object does not exist.",
                        code: "does_not_exist"))
                break
            }
            departments.append(id)
        }
        guard problems.isEmpty else { return ProcurifyAnswer.invalid(problems) }
        let code = state.makeCode(body, departments: departments)
        return ProcurifyAnswer.single(201, state.accountCode(code))
    }

    /// PUT knows code, description, account_type and parent alone: a code cannot be deactivated (4.2).
    static let replaceCode: ProcurifyRoute.Handler = { call, state in
        guard let old = state.codes[call.id] else { return ProcurifyAnswer.notFound }
        guard let body = call.request.json.fields else { return ProcurifyAnswer.invalidBody() }
        let problems = problems(of: body, replacing: old, in: state)
        guard problems.isEmpty else { return ProcurifyAnswer.invalid(problems) }
        state.replace(old, with: body)
        return ProcurifyAnswer.single(200, state.accountCode(old.id))
    }

    private static func problems(
        of body: Fields, replacing old: Firm.Code?, in state: ProcurifyState
    ) -> [ProcurifyAnswer.Problem] {
        var problems: [ProcurifyAnswer.Problem] = []
        for (key, sizeMax) in [("code", 50), ("description", 200)] {
            guard let text = body[key]?.text, !text.isEmpty else {
                problems.append(.required(key))
                continue
            }
            if text.unicodeScalars.count > sizeMax {
                problems.append(
                    .init(
                        field: key, message: "Ensure this field has no more than \(sizeMax) characters.",
                        code: "max_length"))
            }
        }
        if let text = body["code"]?.text, let other = state.code(text), other.id != old?.id {
            problems.append(
                .init(field: "code", message: "Account code with this code already exists.", code: "unique"))
        }
        if let type = body["account_type"], !(0...5).contains(type.integer ?? -1) {
            problems.append(
                .init(
                    field: "account_type", message: "\(type.encoded()) is not a valid choice.", code: "invalid_choice"))
        }
        if let parent = body["parent"], !parent.isNull, state.codes[parent.integer ?? -1] == nil {
            problems.append(
                .init(field: "parent", message: "Invalid pk - object does not exist.", code: "does_not_exist"))
        }
        return problems
    }

    static let accounts: ProcurifyRoute.Handler = { call, state in
        let codes = Set((call.value("account_code") ?? "").split(separator: ",").compactMap { Int($0) })
        let department = call.value("department").flatMap { Int($0) }
        let departments = Set((call.value("departments") ?? "").split(separator: ",").compactMap { Int($0) })
        let locations = Set((call.value("locations") ?? "").split(separator: ",").compactMap { Int($0) })
        let id = call.value("id").flatMap { Int($0) }
        let rows = state.accounts.filter { row in
            (codes.isEmpty || codes.contains(row.code)) && (department == nil || row.department == department)
                && (departments.isEmpty || departments.contains(row.department)) && (id == nil || row.id == id)
                && (locations.isEmpty || locations.contains(state.department(row.department).branch))
        }
        return call.flag("active") == false
            ? call.list([ProcurifyAccount]()) { _ in .null } : call.list(rows) { state.account($0) }
    }

    static let departments: ProcurifyRoute.Handler = { call, state in
        let branch = call.value("branch").flatMap { Int($0) }
        let locations = Set(call.values("locations").flatMap { $0.split(separator: ",") }.compactMap { Int($0) })
        let search = call.value("search")?.lowercased()
        let paired = call.value("include_is_active_for_account_code").flatMap { Int($0) }.flatMap { state.codes[$0] }
        let rows = state.departments.filter { row in
            (branch == nil || row.branch == branch) && (locations.isEmpty || locations.contains(row.branch))
                && (search == nil || row.name.lowercased().contains(search ?? ""))
        }
        return call.list(rows) { row in
            var fields = state.departmentFull(row.id).fields ?? [:]
            if let paired { fields["is_active_for_account_code"] = .bool(paired.departments.contains(row.id)) }
            return .object(fields)
        }
    }

    static let locations: ProcurifyRoute.Handler = { call, state in
        let headquarter = call.flag("headquarter")
        let search = call.value("search")?.lowercased()
        let rows = state.firm.branches.filter { row in
            (headquarter == nil || row.isHeadquarters == headquarter)
                && (search == nil || row.name.lowercased().contains(search ?? ""))
        }
        return call.flag("active") == false
            ? call.list([Int]()) { _ in .null } : call.list(rows) { state.locationView($0.id) }
    }

    static let location: ProcurifyRoute.Handler = { call, state in
        guard state.firm.branch(call.id) != nil else { return ProcurifyAnswer.notFound }
        return ProcurifyAnswer.single(200, state.locationView(call.id))
    }

    static let currencies: ProcurifyRoute.Handler = { call, state in
        let name = call.value("name")
        let base = call.flag("base")
        let rows = state.firm.currencies.filter { row in
            (name == nil || row.code == name) && (base == nil || row.isBase == base)
        }
        return call.list(rows) { state.currencyFull($0.code) }
    }

    static let me: ProcurifyRoute.Handler = { call, state in ProcurifyAnswer.single(200, state.me()) }
}

extension ProcurifyState {
    mutating func makeCode(_ body: Fields, departments: [Int]) -> Int {
        let id = (codeIDs.max() ?? 80) + 1
        add(
            Firm.Code(
                id: id, code: body["code"]?.text ?? "", description: body["description"]?.text ?? "",
                type: body["account_type"]?.integer ?? 0, departments: departments))
        parentOfCode[id] = body["parent"]?.integer
        return id
    }

    mutating func replace(_ old: Firm.Code, with body: Fields) {
        let code = Firm.Code(
            id: old.id, code: body["code"]?.text ?? old.code, description: body["description"]?.text ?? old.description,
            type: body["account_type"]?.integer ?? old.type, active: old.active, departments: old.departments)
        codes[old.id] = code
        if let parent = body["parent"] { parentOfCode[old.id] = parent.integer }
        guard code.code != old.code else { return }
        for department in old.departments {
            accountIDs[Firm.Coding(code: code.code, department: department)] = accountIDs.removeValue(
                forKey: Firm.Coding(code: old.code, department: department))
        }
        recode(from: old.code, to: code.code)
    }

    /// Documents point at accounts, not at texts: they follow a code that is renamed.
    private mutating func recode(from old: String, to new: String) {
        for id in orderIDs {
            guard let order = orders[id] else { continue }
            for line in order.lines.indices {
                for index in order.lines[line].allocations.indices
                where order.lines[line].allocations[index].coding.code == old {
                    orders[id]?.lines[line].allocations[index].coding.code = new
                }
            }
        }
        for id in billIDs {
            guard let bill = bills[id] else { continue }
            for line in bill.lines.indices {
                for index in bill.lines[line].allocations.indices
                where bill.lines[line].allocations[index].coding.code == old {
                    bills[id]?.lines[line].allocations[index].coding.code = new
                }
            }
            for index in bill.costs.indices where bill.costs[index].allocation.coding.code == old {
                bills[id]?.costs[index].allocation.coding.code = new
            }
        }
    }
}
