// What is to be written of an account: the rules of scope, difference and departments, all pure.

import Core
import Foundation

/// Plans one account.
struct AccountPlanning {
    let settings: ConnectionSettings
    let given: Given

    /// Throws `Rejection`.
    func plan(_ record: Record) throws -> Plan {
        let source = AccountSource(body: record.body)
        try refuseOutOfScope(source)
        let code = record.target?.number ?? source.code
        let rows = try given.reader.mirror(
            connection: record.id.connection, kind: MirrorKind.procurifyAccountCode, name: code)
        guard let known = Self.known(posted: record.posted, row: AccountOutcome.best(of: rows.map(\.body))) else {
            guard source.isActive else {
                throw Rejection.skipped(
                    Reason(
                        .inactiveInERP, "The account \(source.code) is inactive in Acumatica and unknown in Procurify.")
                )
            }
            return try create(record, source)
        }
        guard source.isActive else { return try deactivated(record, source, known) }
        return try update(record, source, known)
    }

    private func refuseOutOfScope(_ source: AccountSource) throws {
        func leaveOut(_ why: String) -> Rejection {
            .skipped(Reason(.accountExcluded, "The account \(source.code) \(why)."))
        }
        if source.isCash { throw leaveOut("is a cash account") }
        guard settings.accounts.types.contains(where: { $0.lowercased() == source.type.lowercased() }) else {
            throw leaveOut("is of type \(source.type)")
        }
        if let pattern = settings.accounts.exclude.first(where: { Self.matches(source.code, $0) }) {
            throw leaveOut("matches the pattern \(pattern)")
        }
        guard source.code.unicodeScalars.count <= AccountSource.codeMax else {
            throw Rejection.held(
                Reason(
                    .nameTooLong,
                    "The code \(source.code) is longer than the \(AccountSource.codeMax) characters of Procurify."
                ))
        }
    }

    /// The code as we know it to stand: description, type and parent as last written or seen, whether it is active and
    /// paired as the list says. Nil where Procurify does not have it.
    private static func known(posted: JSON, row: JSON?) -> JSON? {
        guard let row else {
            if posted.isNull { return nil }
            return posted
        }
        guard !posted.isNull, posted["id"] == row["id"] else { return row }
        return posted.setting("active", to: row["active"] ?? true)
            .setting("applied_accounts_count", to: row["applied_accounts_count"] ?? .null)
    }

    private func deactivated(_ record: Record, _ source: AccountSource, _ known: JSON) throws -> Plan {
        guard known["active"]?.flag == false else {
            throw Rejection.held(
                Reason(
                    .accountNotDeactivatable,
                    "The account \(source.code) is inactive in Acumatica, and its account code is active in Procurify.")
            )
        }
        return agreed(record, source, known)
    }

    private func update(_ record: Record, _ source: AccountSource, _ known: JSON) throws -> Plan {
        // A person at Procurify put the code away, and nothing in its interface brings it back.
        guard known["active"]?.flag != false else { return agreed(record, source, known) }
        guard !AccountOutcome.agrees(known, source.written) else {
            if let reason = AccountOutcome.notPaired(known) { throw Rejection.held(reason) }
            return agreed(record, source, known)
        }
        let code = known["code"] ?? .string(source.code)
        // A PUT replaces the whole row: type and parent stay as people at Procurify have them (procurify.md 4.2).
        let request: JSON = [
            "code": code, "description": .string(source.written), "account_type": type(source, known),
            "parent": known["parent"] ?? .null,
        ]
        return Plan(
            record: record.id, action: .update, request: request,
            intent: known.setting("description", to: .string(source.written)), target: target(known, source),
            summary: "Account code \(source.code): description")
    }

    private func agreed(_ record: Record, _ source: AccountSource, _ known: JSON) -> Plan {
        Plan(
            record: record.id, action: .nothing, request: .null,
            intent: known.setting("description", to: .string(source.written)), target: target(known, source),
            summary: "Account code \(source.code) agrees")
    }

    private func create(_ record: Record, _ source: AccountSource) throws -> Plan {
        let departments = try departments(connection: record.id.connection)
        let request: JSON = [
            "code": .string(source.code), "description": .string(source.written), "account_type": type(source, .null),
            // Deeper trees are flattened, as Procurify's own sync does (procurify.md 5.4).
            "parent": .null, "departments": .array(departments),
        ]
        return Plan(
            record: record.id, action: .create, request: request,
            intent: [
                "code": .string(source.code), "description": .string(source.written),
                "account_type": type(source, .null),
                "parent": .null, "active": true, "applied_accounts_count": .integer(departments.count),
            ], summary: "New account code \(source.code) \(source.written) for \(departments.count) departments")
    }

    /// The ids of the departments that a new code is paired with: no later call can add one (procurify.md 4.2).
    private func departments(connection: String) throws -> [JSON] {
        let rows = try allDepartments(connection: connection).filter { $0.body["active"]?.flag != false }
        guard let wanted = settings.accounts.departments else { return rows.compactMap { $0.body["id"] } }
        for name in wanted where !rows.contains(where: { Self.isCalled($0, name) }) {
            throw Rejection.held(
                Reason(
                    .departmentNotPaired,
                    "accounts.departments names `\(name)`, and Procurify has no such active department.",
                    action: "Correct accounts.departments, or make the department in Procurify."))
        }
        return rows.filter { row in wanted.contains { Self.isCalled(row, $0) } }.compactMap { $0.body["id"] }
    }

    private func allDepartments(connection: String) throws -> [MirrorRow] {
        var rows: [MirrorRow] = []
        var after: String?
        while true {
            let page = try given.reader.mirror(
                connection: connection, kind: MirrorKind.procurifyDepartment, after: after,
                limit: Limits.acumaticaPageRows)
            rows += page
            guard page.count == Limits.acumaticaPageRows, let last = page.last else { break }
            after = last.key
        }
        return rows.sorted { ($0.body["id"]?.integer ?? 0) < ($1.body["id"]?.integer ?? 0) }
    }

    private static func isCalled(_ row: MirrorRow, _ name: String) -> Bool {
        row.key == name.trimmingCharacters(in: .whitespaces) || Names.normalised(row.name) == Names.normalised(name)
    }

    private func type(_ source: AccountSource, _ known: JSON) -> JSON {
        if let type = known["account_type"], !type.isNull { return type }
        return AccountSource.types[source.type].map(JSON.integer) ?? .null
    }

    private func target(_ known: JSON, _ source: AccountSource) -> Target {
        Accounts.target(known["code"]?.text ?? source.code)
    }

    /// Whether a code fits a pattern in which `*` stands for anything, in any case.
    static func matches(_ code: String, _ pattern: String) -> Bool {
        let parts = pattern.lowercased().split(separator: "*", omittingEmptySubsequences: false).map(String.init)
        var rest = Substring(code.lowercased())
        guard parts.count > 1 else { return parts.first == String(rest) }
        guard rest.hasPrefix(parts[0]) else { return false }
        rest = rest.dropFirst(parts[0].count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let place = rest.range(of: part) else { return false }
            rest = rest[place.upperBound...]
        }
        return rest.hasSuffix(parts[parts.count - 1])
    }
}

/// What the flow keeps of an account code, and what a row says of it.
enum AccountOutcome {
    /// `{"id","code","description","active","account_type","applied_accounts_count","parent"}`, as in the mirror.
    static func posted(_ row: JSON) -> JSON { ProcurifyMirror.accountCode(row)?.body ?? row }

    /// The row that stands for the code: an active one before an inactive one, the oldest first.
    static func best(of rows: [JSON]) -> JSON? {
        let ordered = rows.sorted { ($0["id"]?.integer ?? .max) < ($1["id"]?.integer ?? .max) }
        return ordered.first { $0["active"]?.flag != false } ?? ordered.first
    }

    static func agrees(_ row: JSON, _ description: String) -> Bool {
        Names.written(row["description"]?.text ?? "") == description
    }

    /// A code that is paired with no department cannot be chosen in a request (procurify.md 4.2); nil where it is
    /// paired or the row does not say.
    static func notPaired(_ row: JSON) -> Reason? {
        guard row["applied_accounts_count"]?.integer == 0, row["active"]?.flag != false else { return nil }
        return Reason(
            .departmentNotPaired,
            "The account code \(row["code"]?.text ?? "") is paired with no department in Procurify, "
                + "so that nobody can choose it."
        )
    }

    /// The settlement of a plan whose outcome is `row`.
    static func settlement(of plan: Plan, row: JSON, kind: Settlement.Kind) -> Settlement {
        let code = ProcurifyMirror.trimmed(row["code"]) ?? plan.target?.number ?? plan.record.key
        let wanted = plan.intent["description"]?.text ?? ""
        let open = !agrees(row, wanted) && row["active"]?.flag != false
        return Settlement(
            kind: kind, target: Accounts.target(code), posted: posted(row), nextStep: open ? "update" : nil,
            held: notPaired(row))
    }
}
