// The nested shapes of books and people, one function for each place (procurify.md 12).
import Foundation

extension ProcurifyState {
    /// AccountCode (12.2): `parent` is an integer here.
    func accountCode(_ id: Int) -> Value {
        guard let code = codes[id] else { return .null }
        return record(
            accountCodeMembers(code, parent: .integer(parentOfCode[id])) + [
                ("applied_accounts_count", .integer(code.departments.count))
            ])
    }

    private func accountCodeMembers(_ code: Firm.Code, parent: Value) -> [(key: String, value: Value)] {
        [
            ("id", .integer(code.id)), ("code", .string(code.code)),
            ("code_length", .integer(code.code.unicodeScalars.count)), ("description", .string(code.description)),
            ("account_type", .integer(code.type)), ("active", .bool(code.active)), ("parent", parent),
        ]
    }

    /// A row of `/accounts/`: five amounts as strings, the branch with `headquarter` (12.2).
    func account(_ account: ProcurifyAccount) -> Value {
        let (budget, used) = budget(account.id)
        return record([
            ("id", .integer(account.id)), ("account_code", accountCode(account.code)),
            ("department", departmentFull(account.department)), ("start_datetime", .null), ("end_datetime", .null),
            ("budget", .fixed(budget, 2)), ("budget_used_approved", .fixed(used, 2)),
            ("budget_used_purchased", .fixed(used, 2)), ("balance_approved", .fixed(budget - used, 2)),
            ("balance_purchased", .fixed(budget - used, 2)), ("active", true),
        ])
    }

    /// AccountRead (12.2): budgets as strings, used amounts as numbers (8.33); they differ at every read.
    func accountRead(_ coding: Firm.Coding) -> Value {
        let id = accountIDs[coding] ?? 0
        let code = accounts.indices.contains(id - 501) ? accounts[id - 501].code : 0
        let (budget, used) = budget(id)
        return record([
            ("id", .integer(id)), ("account_code", accountCode(code)),
            ("department", departmentSummary(coding.department)), ("start_datetime", .null), ("end_datetime", .null),
            ("budget", .fixed(budget, 2)), ("balance_approved", .fixed(budget - used, 2)),
            ("balance_purchased", .fixed(budget - used, 2)), ("budget_used_approved", .double(used)),
            ("budget_used_purchased", .double(used)), ("warning_indicator", false), ("active", true),
        ])
    }

    /// SpendAccountRead (12.2): the code's `parent` is an object, the branch the unoptimised one.
    func spendAccount(_ coding: Firm.Coding) -> Value {
        let id = accountIDs[coding] ?? 0
        guard accounts.indices.contains(id - 501), let code = codes[accounts[id - 501].code] else { return .null }
        let parent = parentOfCode[code.id].map { accountCode($0) } ?? .null
        var department = departmentSummary(coding.department).fields ?? [:]
        department["branch"] = branchUnoptimized(self.department(coding.department).branch)
        return record([
            ("id", .integer(id)), ("active", true), ("account_code", record(accountCodeMembers(code, parent: parent))),
            ("department", .object(department)),
        ])
    }

    private func budget(_ id: Int) -> (Decimal, Decimal) {
        (Decimal(5000 + id % 7 * 1000), .exact(25_000 + (reads &* 137 &+ id * 31) % 100_000, 2))
    }

    /// DepartmentSummary with BranchSummary (12.3).
    func departmentSummary(_ id: Int) -> Value {
        let department = department(id)
        let branch = branch(department.branch)
        return departmentRecord(
            department, branch: record([("id", .integer(branch.id)), ("name", .string(branch.name))]))
    }

    /// Department of `/departments/` and `/accounts/`: the branch has `headquarter` (12.3).
    func departmentFull(_ id: Int) -> Value {
        let department = department(id)
        return departmentRecord(department, branch: locationSimple(department.branch))
    }

    private func departmentRecord(_ department: Firm.Department, branch: Value) -> Value {
        record([
            ("id", .integer(department.id)), ("branch", branch), ("name", .string(department.name)),
            ("external_id", .string(department.externalID)), ("active", true), ("punchout_email", .null),
        ])
    }

    func locationSimple(_ id: Int) -> Value {
        let branch = branch(id)
        return record([
            ("id", .integer(branch.id)), ("name", .string(branch.name)), ("headquarter", .bool(branch.isHeadquarters)),
        ])
    }

    private func branchUnoptimized(_ id: Int) -> Value {
        let branch = branch(id)
        return record([
            ("id", .integer(branch.id)), ("name", .string(branch.name)), ("phoneOne", .string(branch.phone)),
            ("localCurrency", .integer(currency(branch.currency).id)), ("external_id", .string(branch.branchID)),
            ("url", .null), ("logo", ""), ("language", 1), ("locationTimezone", .string(branch.timeZone)),
            ("timezone", 0), ("phoneTwo", .null), ("fax", .null), ("email", .null), ("active", true),
            ("activated", true), ("ported", false), ("multipleLocations", true),
            ("userLimit", .integer(firm.headcount)),
            ("fiscalYearEndDay", 31), ("fiscalYearEndMonth", 12),
        ])
    }

    /// LocationView: the full location of 4.2.
    func locationView(_ id: Int) -> Value {
        let branch = branch(id)
        return record([
            ("id", .integer(branch.id)), ("name", .string(branch.name)), ("url", .null), ("logo", ""),
            ("currency", currencyFull(branch.currency)), ("phoneOne", .string(branch.phone)), ("fax", .null),
            ("email", .null), ("primary_billing_address", addressPlain(branch)),
            ("primary_shipping_address", addressPlain(branch)), ("shipping_addresses", [addressPlain(branch)]),
            ("language", 1), ("locationTimezone", .string(branch.timeZone)),
            ("headquarter", .bool(branch.isHeadquarters)),
            ("department_count", .integer(departments.filter { $0.branch == id }.count)), ("active", true),
            ("external_id", .string(branch.branchID)), ("legal_entity", .null),
        ])
    }

    private func addressPlain(_ branch: Firm.Branch) -> Value {
        record([
            ("id", .integer(branch.id + 2)), ("name", .string("\(branch.name) office")),
            ("addressLineOne", .string(branch.address.line1)), ("city", .string(branch.address.city)),
            ("postalCode", .string(branch.address.postalCode)), ("state_province", .string(branch.address.state)),
            ("country", .string(branch.address.country)),
        ])
    }

    /// AddressSummary (12.8).
    func addressSummary(_ branch: Firm.Branch) -> Value {
        let made = ProcurifyStamp.value(FirmDay(2024, 1, 8).at(9))
        var fields = addressPlain(branch).fields ?? [:]
        for (key, value) in [
            ("addressLineTwo", Value.string(branch.address.line2)), ("addressAssociation", 1), ("is_active", true),
            ("created_at", made), ("updated_at", made), ("last_changed_by", .null),
        ] { fields.append(key, value) }
        return .object(fields)
    }

    // Currencies (12.6): full, the summary of order items and headers, the simple form of the bill list. Rates
    // other than the base's are fetched anew and differ at every read.

    func currencyFull(_ code: String) -> Value {
        let currency = currency(code)
        return record([
            ("id", .integer(currency.id)), ("name", .string(code)), ("description", .string(currency.description)),
            ("rate", rate(currency)), ("base", .bool(currency.isBase)), ("active", true),
        ])
    }

    func currencySummary(_ code: String) -> Value {
        let currency = currency(code)
        return record([
            ("id", .integer(currency.id)), ("name", .string(code)), ("rate", rate(currency)),
            ("base", .bool(currency.isBase)),
        ])
    }

    func currencySimple(_ code: String) -> Value {
        let currency = currency(code)
        return record([("id", .integer(currency.id)), ("name", .string(code)), ("rate", rate(currency))])
    }

    private func rate(_ currency: Firm.Currency) -> Value {
        .fixed(currency.isBase ? 1 : currency.rate + .exact(reads % 997, 6), 6)
    }
}
