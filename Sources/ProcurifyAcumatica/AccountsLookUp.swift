// What Procurify holds of account codes: asked before a write, and after doubt.

package import Core
import Foundation
import Procurify

extension Accounts {
    /// The rows of the plan's code: `{"rows":[…]}` (procurify.md 5.4). There is no read by id (procurify.md 4.2).
    package func lookUp(_ plans: [Plan], store: any Store) async throws -> [RecordID: JSON] {
        var found: [RecordID: JSON] = [:]
        for plan in plans {
            found[plan.record] = ["rows": .array(try await rows(code: plan.target?.number ?? plan.record.key))]
        }
        return found
    }

    package func judge(_ plan: Plan, found: JSON?, given: Given) throws -> Verdict {
        guard let rows = found?["rows"]?.items else { return .write }
        guard plan.action != .create else {
            guard let row = AccountOutcome.best(of: rows) else { return .write }
            let kind: Settlement.Kind = try given.reader.attempts(plan.record).isEmpty ? .adopted : .recovered
            return .settled(AccountOutcome.settlement(of: plan, row: row, kind: kind))
        }
        let id = plan.intent["id"]?.integer
        guard let row = rows.first(where: { $0["id"]?.integer == id }) else {
            return .rejected(
                .held(
                    Reason(
                        .refusedByProcurify,
                        "Procurify has no account code \(plan.target?.number ?? plan.record.key) any more: "
                            + "it was renamed or put away.",
                        action: "Rename it back in Procurify, or `link` the account to the code that it has now.")))
        }
        let live = AccountOutcome.posted(row)
        let isFresh = ["account_type", "parent"].allSatisfy { key in
            plan.action == .nothing || live[key] == plan.request[key] || live[key]?.isNull != false
        }
        if plan.action == .update, isFresh, !AccountOutcome.agrees(row, plan.intent["description"]?.text ?? "") {
            return .write
        }
        // Somebody changed it meanwhile: what it shows now is what the next plan goes by.
        return .settled(AccountOutcome.settlement(of: plan, row: row, kind: .unchanged))
    }

    package func write(_ plan: Plan, permit: @escaping Permit) async -> WriteResult {
        guard plan.action == .update, let id = plan.intent["id"]?.integer else {
            return await procurify.send(.post, "/api/v3/account-codes/", body: plan.request, permit: permit)
        }
        return await procurify.send(.put, "/api/v3/account-codes/\(id)/", body: plan.request, permit: permit)
    }

    package func accept(_ plan: Plan, answer: JSON, store: any Store) async throws -> Settlement {
        var row = answer
        if row["id"]?.integer == nil || row["description"]?.text == nil {
            let rows = try await rows(code: plan.request["code"]?.text ?? plan.record.key)
            guard let live = AccountOutcome.best(of: rows) else {
                throw Failure(
                    code: "answer-without-id", message: "Procurify took an account code and does not show it.",
                    action: "Nothing: it is looked up.", next: .retry(afterSeconds: nil), effect: .unknown)
            }
            row = live
        }
        var settlement = AccountOutcome.settlement(
            of: plan, row: row, kind: plan.action == .create ? .created : .updated)
        if settlement.nextStep != nil {
            // Sent again it would be cut or refused again.
            settlement.nextStep = nil
            settlement.held = Reason(
                .refusedByProcurify, "Procurify took the description of \(plan.record.key) and shows another one.")
        }
        return settlement
    }

    package func search(
        _ record: Record, attempts: [Attempt], thorough: Bool, store: any Store
    ) async throws -> [JSON] {
        try await rows(code: record.target?.number ?? record.id.key)
    }

    package func resolve(_ record: Record, attempts: [Attempt], found: [JSON], given: Given) throws -> Verdict {
        let doubtful = attempts.filter { $0.outcome != .refused && $0.outcome != .notSent }
        guard let intent = doubtful.last?.intent else { return .write }
        let plan = Plan(
            record: record.id, action: intent["id"]?.integer == nil ? .create : .update, request: .null, intent: intent,
            summary: "")
        guard plan.action == .update else {
            guard let row = AccountOutcome.best(of: found) else { return .write }
            return .settled(AccountOutcome.settlement(of: plan, row: row, kind: .recovered))
        }
        guard let row = found.first(where: { $0["id"]?.integer == intent["id"]?.integer }),
            AccountOutcome.agrees(row, intent["description"]?.text ?? "")
        else { return .write }
        return .settled(AccountOutcome.settlement(of: plan, row: row, kind: .recovered))
    }

    /// The rows of exactly this code, inactive ones where the plain list hides them. A server that does not know the
    /// filter shows everything, and then the answer proves nothing. Throws `Failure` (`lookup-not-trusted`).
    func rows(code: String) async throws -> [JSON] {
        let shown = try await list([("code", code)], code: code)
        return shown.isEmpty ? try await list([("code", code), ("active", "false")], code: code) : shown
    }

    private func list(_ query: [(String, String)], code: String) async throws -> [JSON] {
        let page = try await procurify.page("/api/v3/account-codes/", query: query, place: nil)
        let rows = page.rows.filter { ProcurifyMirror.trimmed($0["code"]) == code }
        // More pages of one code than one: the filter was not applied.
        guard page.next == nil || !rows.isEmpty else {
            throw Failure(
                code: ReasonCode.lookUpNotTrusted.rawValue,
                message: "Procurify's list of account codes with code \(code) shows others too.",
                action: "Report it: Procurify no longer filters account codes by code.", next: .hold)
        }
        return rows
    }
}
