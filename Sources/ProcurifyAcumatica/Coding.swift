// What a document of Procurify is coded to in the ERP: vendor, account, subaccount, branch, terms, currency, charges.

import Core
import Foundation

/// Resolves codes from the mapping tables and the mirror. Each failure is a `Rejection` that names the values and the
/// way out.
struct Coding {
    let settings: ConnectionSettings
    let reader: any StoreReader

    private static let vendorsFlow = FlowName("vendors")

    var connection: String { settings.name }

    // MARK: Vendor

    /// The VendorID for a vendor of Procurify: the mapping table, then a vendor record that is linked to it, then its
    /// external id.
    func vendor(_ vendor: SourceVendor) throws -> String {
        let name = vendor.name.isEmpty ? "vendor \(vendor.id)" : "\(vendor.name) (Procurify vendor \(vendor.id))"
        if let row = try reader.mapping(connection: connection, table: "vendor", from: vendor.id) {
            guard !row.proposed else {
                throw Rejection.held(
                    Reason(.vendorMatchProposed, "\(name) may be \(row.to) in Acumatica; nobody has confirmed it."))
            }
            return try billable(row.to, name)
        }
        let target = Target(system: "procurify", type: "", number: vendor.id)
        let linked = try reader.records(connection: connection, target: target).first { $0.id.flow == Self.vendorsFlow }
        if let linked { return try billable(linked.id.key, name) }
        if !vendor.externalID.isEmpty,
            try reader.mirror(connection: connection, kind: MirrorKind.erpVendor, key: vendor.externalID) != nil
        {
            return try billable(vendor.externalID, name)
        }
        throw try notYetLinked(vendor, name)
    }

    /// Bills and orders are refused for vendors of other statuses (acumatica.md 6.1).
    private func billable(_ vendorID: String, _ name: String) throws -> String {
        let exact = try reader.mirror(connection: connection, kind: MirrorKind.erpVendor, key: vendorID)
        let folded = Reference.code(vendorID)
        guard let row = try exact ?? reader.mirror(connection: connection, kind: MirrorKind.erpVendor, key: folded)
        else {
            throw Rejection.held(
                Reason(.vendorNotInERP, "\(name) stands for \(vendorID), which Acumatica does not have."))
        }
        let status = row.body["Status"]?.text ?? "unknown"
        guard ["Active", "One-Time", "Hold Payments"].contains(status) else {
            throw Rejection.held(
                Reason(.vendorInactive, "\(name) is \(row.key) in Acumatica, whose status is \(status)."))
        }
        return row.key
    }

    /// Waiting while the vendor's own record is on its way; held where a person must say who is meant.
    private func notYetLinked(_ vendor: SourceVendor, _ name: String) throws -> Rejection {
        let candidates = try reader.mirror(
            connection: connection, kind: MirrorKind.erpVendor, name: Names.normalised(vendor.name)
        ).map(\.key)
        let keys = vendor.externalID.isEmpty ? candidates : [vendor.externalID] + candidates
        for key in keys {
            let id = RecordID(connection: connection, flow: Self.vendorsFlow, key: key)
            guard let record = try reader.record(id) else { continue }
            switch record.state {
            case .pending, .posting, .unconfirmed, .waiting:
                return .waiting(Reason(.vendorNotInERP, "\(name) is being linked to \(key): see \(id)."))
            case .held:
                let why = record.reason.map { " It is held: \($0.message)" } ?? ""
                return .held(
                    Reason(record.reason?.code ?? .vendorNotInERP, "\(name) may be \(key) in Acumatica.\(why)"))
            case .posted, .skipped, .ignored: continue
            }
        }
        let hint = vendor.externalID.isEmpty ? "" : " Its external id is \(vendor.externalID)."
        return .held(Reason(.vendorNotInERP, "\(name) is linked to no vendor of Acumatica.\(hint)"))
    }

    // MARK: General ledger

    /// The AccountCD for an account code: the mapping table, else the same code.
    func account(_ code: String, of line: String) throws -> String {
        guard !code.isEmpty else {
            throw Rejection.held(Reason(.accountNotInERP, "“\(line)” has no account code in Procurify."))
        }
        let mapped = try reader.mapping(connection: connection, table: "account", from: code).flatMap {
            $0.proposed ? nil : $0.to
        }
        return try activeAccount(mapped ?? code, named: mapped == nil ? code : "\(code), mapped to \(mapped ?? ""),")
    }

    private func activeAccount(_ code: String, named name: String) throws -> String {
        let exact = try reader.mirror(connection: connection, kind: MirrorKind.erpAccount, key: code)
        guard
            let row = try exact
                ?? reader.mirror(connection: connection, kind: MirrorKind.erpAccount, key: Reference.code(code))
        else {
            throw Rejection.held(Reason(.accountNotInERP, "Account \(name) is not in Acumatica's chart of accounts."))
        }
        guard row.body["Active"]?.flag ?? false else {
            throw Rejection.held(Reason(.accountInactive, "Account \(name) is not active in Acumatica."))
        }
        return row.key
    }

    /// The subaccount for an allocation by the most specific pattern; nil where subaccounts are off or none is mapped
    /// at all.
    func subaccount(_ allocation: Allocation) throws -> String? {
        let off = try reader.mirror(
            connection: connection, kind: MirrorKind.erpSubaccount, key: ERPSubaccounts.featureOffKey)
        guard off == nil else { return nil }
        let rows = try accepted("subaccount")
        guard !rows.isEmpty else { return nil }
        let place = "\(allocation.location)|\(allocation.department)|\(allocation.code)"
        guard let chosen = SubaccountPattern.best(rows.map { ($0.from, $0.to) }, for: allocation) else {
            throw Rejection.held(
                Reason(
                    .subaccountNotInERP, "No subaccount is mapped for \(place).",
                    action: "Map it: `mapping set subaccount '\(place)' <Subaccount>`; `*` stands for any part."))
        }
        // Answers leave out the separators of the mask (acumatica.md 5.2), and people type them.
        for key in [chosen, Reference.code(chosen), chosen.filter { $0.isLetter || $0.isNumber }] {
            guard let row = try reader.mirror(connection: connection, kind: MirrorKind.erpSubaccount, key: key) else {
                continue
            }
            guard row.body["Active"]?.flag ?? true else { break }
            return row.key
        }
        throw Rejection.held(
            Reason(.subaccountNotInERP, "Subaccount \(chosen), mapped for \(place), is not in Acumatica or not active.")
        )
    }

    /// The branch for a location: the mapping table (`*` stands for any), a branch of the same name, else the
    /// connection's.
    func branch(_ allocation: Allocation) throws -> String {
        let rows = try accepted("branch")
        let known = try branches()
        let names = [allocation.location, allocation.locationID].map(Reference.code).filter { !$0.isEmpty }
        let row = rows.first { names.contains(Reference.code($0.from)) } ?? rows.first { $0.from == "*" }
        if let row {
            guard
                let branch = known.first(where: { Reference.code($0) == Reference.code(row.to) })
                    ?? (known.isEmpty ? row.to : nil)
            else {
                throw Rejection.held(
                    Reason(
                        .branchNotInERP,
                        "Location \(allocation.location) is mapped to branch \(row.to), which Acumatica does not have.")
                )
            }
            return branch
        }
        if let same = known.first(where: { names.contains(Reference.code($0)) }) { return same }
        // Where some locations are mapped, a location that is not was forgotten: its cost must not land in another
        // branch.
        guard rows.isEmpty else {
            throw Rejection.held(
                Reason(
                    .branchNotInERP, "No branch is mapped for location \(allocation.location).",
                    action: "Map it: `mapping set branch '\(allocation.location)' <BranchID>`, or `'*'` for all others."
                ))
        }
        let usual = settings.acumatica.branch
        guard
            let branch = known.first(where: { Reference.code($0) == Reference.code(usual) })
                ?? (known.isEmpty ? usual : nil)
        else {
            throw Rejection.held(
                Reason(
                    .branchNotInERP,
                    "Acumatica has no branch \(usual), which acumatica.branch names; it has "
                        + "\(known.sorted().joined(separator: ", ")).",
                    action: "Correct acumatica.branch in ml-connector.yaml."))
        }
        return branch
    }

    private func branches() throws -> [String] {
        try ledgers().flatMap { ($0.body["Branches"]?.items ?? []).compactMap(\.text) }
    }

    private func ledgers() throws -> [MirrorRow] {
        try reader.mirror(
            connection: connection, kind: MirrorKind.erpLedger, after: nil, limit: Limits.acumaticaPageRows)
    }

    // MARK: Header

    /// The CurrencyID and its decimals.
    func currency(_ code: String) throws -> (id: String, scale: Int) {
        let mapped = try reader.mapping(connection: connection, table: "currency", from: code).flatMap {
            $0.proposed ? nil : $0.to
        }
        let wanted = mapped ?? code
        if let row = try reader.mirror(connection: connection, kind: MirrorKind.erpCurrency, key: wanted) {
            guard row.body["Active"]?.flag ?? true else {
                throw Rejection.held(Reason(.currencyNotInERP, "Currency \(wanted) is not active in Acumatica."))
            }
            return (row.key, row.body["DecimalPrecision"]?.integer ?? Money.decimals(of: code))
        }
        // Without the multi-currency feature there is no list of currencies: then the ledger's own is the only one.
        let none = try reader.mirrorCount(connection: connection, kind: MirrorKind.erpCurrency) == 0
        if none, try ledgers().contains(where: { $0.body["Currency"]?.text == wanted }) {
            return (wanted, Money.decimals(of: code))
        }
        throw Rejection.held(Reason(.currencyNotInERP, "Currency \(wanted) is not in Acumatica."))
    }

    /// The terms code, where one is mapped; the ERP's own default for the vendor otherwise, for it has no list of terms
    /// (acumatica.md 6).
    func terms(_ name: String) throws -> String? {
        guard !name.isEmpty else { return nil }
        return try accepted("terms").first { Reference.code($0.from) == Reference.code(name) }?.to
    }

    /// The coding of a charge or tax: the same as the largest line's, or the account mapped for its name.
    func charge(_ name: String, largest: LineCoding) throws -> LineCoding {
        guard settings.posting.charges == .mapped else { return largest }
        guard let row = try accepted("charge").first(where: { Reference.code($0.from) == Reference.code(name) }) else {
            throw Rejection.held(
                Reason(
                    .chargeAccountMissing, "No account is mapped for the charge “\(name)”.",
                    action: "Name the account: `mapping set charge '\(name)' <AccountCD>`."))
        }
        var coding = largest
        coding.account = try activeAccount(row.to, named: "\(row.to), mapped for the charge “\(name)”,")
        return coding
    }

    private func accepted(_ table: String) throws -> [MappingRow] {
        try reader.mappings(connection: connection, table: table).filter { !$0.proposed }
    }

    /// The tenant's time zone: as configured, else the headquarter location's; nil where neither tells one.
    func timeZone() throws -> TimeZone? {
        if let zone = settings.procurify.timeZone { return zone }
        let locations = try reader.mirror(
            connection: connection, kind: MirrorKind.procurifyLocation, after: nil, limit: Limits.acumaticaPageRows)
        let headquarter = locations.first { $0.body["headquarter"]?.flag ?? false }
        return headquarter?.body["locationTimezone"]?.text.flatMap(TimeZone.init(identifier:))
    }
}

/// Where one line is posted to.
struct LineCoding: Equatable {
    var account: String
    var subaccount: String?
    var branch: String
}

/// Patterns of the subaccount table: `location|department|account`, each part a name or an id with `*` for anything.
enum SubaccountPattern {
    /// The target of the most specific pattern that fits: most parts without `*` first, then most letters, then account
    /// before department before location.
    static func best(_ rows: [(from: String, to: String)], for allocation: Allocation) -> String? {
        let fitting = rows.compactMap { row in
            rank(row.from, allocation).map { (rank: $0, from: row.from, to: row.to) }
        }
        let first = fitting.sorted { left, right in
            left.rank == right.rank ? left.from < right.from : right.rank.lexicographicallyPrecedes(left.rank)
        }.first
        return first?.to
    }

    private static func rank(_ pattern: String, _ allocation: Allocation) -> [Int]? {
        let parts = pattern.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else { return nil }
        let values = [
            [allocation.location, allocation.locationID], [allocation.department, allocation.departmentID],
            [allocation.code],
        ]
        guard zip(parts, values).allSatisfy({ part, names in names.contains { fits(part, $0) } }) else { return nil }
        let whole = parts.map { $0.contains("*") ? 0 : 1 }
        let letters = parts.joined().filter { $0 != "*" }.count
        return [whole.reduce(0, +), letters, whole[2], whole[1], whole[0]]
    }

    private static func fits(_ pattern: String, _ text: String) -> Bool {
        let pieces = Reference.code(pattern).split(separator: "*", omittingEmptySubsequences: false).map(String.init)
        var rest = Substring(Reference.code(text))
        guard let head = pieces.first, let tail = pieces.last, pieces.count > 1 else {
            return rest == pieces.first ?? ""
        }
        guard rest.hasPrefix(head) else { return false }
        rest = rest.dropFirst(head.count)
        guard rest.count >= tail.count, rest.hasSuffix(tail) else { return false }
        rest = rest.dropLast(tail.count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let found = rest.range(of: piece) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }
}
