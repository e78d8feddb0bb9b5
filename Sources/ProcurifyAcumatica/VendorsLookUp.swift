// What Procurify holds of vendors: asked before a write, and after doubt.

package import Core
import Foundation
import Procurify

extension Vendors {
    /// A new vendor is asked for by `external_id` and by name (procurify.md 5.4), a known one is read:
    /// `{"external":[…],"name":[…]}` or `{"row":…}`.
    package func lookUp(_ plans: [Plan], store: any Store) async throws -> [RecordID: JSON] {
        var found: [RecordID: JSON] = [:]
        for plan in plans {
            if let target = plan.target {
                found[plan.record] = ["row": try await procurify.get(Self.path(target.number)) ?? .null]
            } else {
                let external = try await rows(externalID: plan.intent["VendorID"]?.text ?? "")
                let named = external.isEmpty ? try await rows(named: plan.intent["name"]?.text ?? "") : []
                found[plan.record] = ["external": .array(external), "name": .array(named)]
            }
        }
        return found
    }

    package func judge(_ plan: Plan, found: JSON?, given: Given) throws -> Verdict {
        guard let found else { return .write }
        if plan.target != nil { return judgeKnown(plan, row: found["row"] ?? .null) }
        let external = found["external"]?.items ?? []
        if external.count > 1 { return .rejected(.held(Self.clash(plan, external))) }
        if let row = external.first {
            let kind: Settlement.Kind = try given.reader.attempts(plan.record).isEmpty ? .adopted : .recovered
            let settlement = VendorOutcome.settlement(found: row, kind: kind, wanted: plan.intent["fields"] ?? .null)
            return settlement.map(Verdict.settled) ?? .write
        }
        let matching = try VendorMatching(
            reader: given.reader, connection: plan.record.connection, settings: settings.vendors)
        let named = try (found["name"]?.items ?? []).compactMap(ProcurifyMirror.vendor).filter {
            try matching.isFree($0, for: plan.record.key)
        }
        guard let candidate = named.first else { return .write }
        if named.count > 1 { return .rejected(.held(Self.clash(plan, named.map(\.body)))) }
        // The list that plans look at does not show it yet: made a moment ago, or renamed.
        let isPlain = candidate.link.isEmpty && candidate.body["active"]?.flag != false
        guard settings.vendors.match == .unambiguousName, isPlain,
            let settlement = VendorOutcome.settlement(
                found: candidate.body, kind: .adopted, wanted: plan.intent["fields"] ?? .null)
        else {
            return .rejected(
                .held(VendorOutcome.proposal(Self.source(plan), id: candidate.key, row: candidate.body)))
        }
        return .settled(settlement)
    }

    private func judgeKnown(_ plan: Plan, row: JSON) -> Verdict {
        let vendorID = plan.record.key
        guard !row.isNull else {
            return .rejected(
                .held(
                    Reason(
                        .refusedByProcurify,
                        "Procurify has no vendor \(plan.target?.number ?? ""), which \(vendorID) is linked to.",
                        action: "Link \(vendorID) to another vendor of Procurify with `link` or `mapping set vendor`."))
            )
        }
        let external = ProcurifyMirror.trimmed(row["external_id"])
        if let external, external != vendorID, plan.intent["mapped"]?.flag != true {
            let reason = Reason(
                .vendorNameClash,
                "Procurify's vendor \(plan.target?.number ?? "") carries the external id \(external), not \(vendorID)."
            )
            return .rejected(.held(reason))
        }
        let wanted = plan.intent["fields"] ?? .null
        if plan.action == .nothing, !VendorOutcome.differs(wanted, row: row) { return .write }
        if plan.action == .nothing || !VendorOutcome.differs(plan.request, row: row) {
            // Somebody changed it meanwhile, or made the very change: what it shows now is what the next plan compares.
            let settlement = VendorOutcome.settlement(found: row, kind: .unchanged, wanted: wanted, ours: wanted)
            return settlement.map(Verdict.settled) ?? .write
        }
        return .write
    }

    package func write(_ plan: Plan, permit: @escaping Permit) async -> WriteResult {
        guard let target = plan.target else {
            return await procurify.send(.post, "/api/v3/vendors/", body: plan.request, permit: permit)
        }
        return await procurify.send(.patch, Self.path(target.number), body: plan.request, permit: permit)
    }

    package func accept(_ plan: Plan, answer: JSON, store: any Store) async throws -> Settlement {
        let target = try plan.target ?? Self.created(answer)
        var row = answer
        if row["external_id"] == nil || row["active"] == nil {
            row = try await procurify.get(Self.path(target.number)) ?? answer
        }
        return VendorOutcome.settlement(
            of: plan.intent, kind: plan.target == nil ? .created : .updated, target: target, row: row)
    }

    private static func created(_ answer: JSON) throws -> Target {
        guard let id = answer["id"]?.integer else {
            throw Failure(
                code: "answer-without-id", message: "Procurify took a vendor and named no id.",
                action: "Nothing: it is looked up.", next: .retry(afterSeconds: nil), effect: .unknown)
        }
        return target(String(id))
    }

    private static func clash(_ plan: Plan, _ rows: [JSON]) -> Reason {
        let list = rows.prefix(5).map { row in
            "\(row["id"]?.integer ?? 0) (\(row["name"]?.text ?? ""), external id \(row["external_id"]?.text ?? "none"))"
        }
        return Reason(
            .vendorNameClash,
            "Several vendors of Procurify may be \(plan.intent["name"]?.text ?? "") (\(plan.record.key)): "
                + list.joined(separator: ", ") + "."
        )
    }

    private static func source(_ plan: Plan) -> VendorSource {
        VendorSource(body: ["VendorID": .string(plan.record.key), "VendorName": plan.intent["name"] ?? .null])
    }
}

// MARK: - After doubt

extension Vendors {
    /// Rows that a create may have made: by `external_id`, and of that name without one, changed since the first
    /// intent. Where a counterpart was known, that one.
    package func search(
        _ record: Record, attempts: [Attempt], thorough: Bool, store: any Store
    ) async throws -> [JSON] {
        let doubtful = attempts.filter { $0.outcome != .refused && $0.outcome != .notSent }
        if let id = doubtful.last?.intent["id"]?.text {
            return [try await procurify.get(Self.path(id))].compactMap { $0 }
        }
        let external = try await rows(externalID: record.id.key)
        guard external.isEmpty, let since = doubtful.map(\.startedAt).min() else { return external }
        var seen: Set<Int> = []
        var named: [JSON] = []
        for name in Set(doubtful.compactMap { $0.intent["name"]?.text }) {
            named += try await rows(named: name).filter { row in
                // Two minutes for clocks that do not agree.
                let stamp = row["dateModified"]?.text.flatMap(Timestamp.parse) ?? .distantFuture
                return stamp >= since.addingTimeInterval(-120) && seen.insert(row["id"]?.integer ?? 0).inserted
            }
        }
        return named
    }

    package func resolve(_ record: Record, attempts: [Attempt], found: [JSON], given: Given) throws -> Verdict {
        let doubtful = attempts.filter { $0.outcome != .refused && $0.outcome != .notSent }
        guard let intent = doubtful.last?.intent else { return .write }
        let sent = intent["fields"] ?? .null
        if intent["id"]?.text != nil {
            guard let row = found.first, !VendorOutcome.differs(intent["request"] ?? sent, row: row),
                let id = row["id"]?.integer
            else { return .write }
            return .settled(
                VendorOutcome.settlement(of: intent, kind: .recovered, target: Self.target(String(id)), row: row))
        }
        let matching = try VendorMatching(
            reader: given.reader, connection: record.id.connection, settings: settings.vendors)
        let ours = try found.filter { row in
            if ProcurifyMirror.trimmed(row["external_id"]) == record.id.key { return true }
            guard let mirror = ProcurifyMirror.vendor(row), mirror.link.isEmpty else { return false }
            return try matching.isFree(mirror, for: record.id.key)
        }
        guard let row = ours.first else { return .write }
        guard ours.count == 1 else {
            let plan = Plan(record: record.id, action: .create, request: .null, intent: intent, summary: "")
            return .rejected(.held(Self.clash(plan, ours)))
        }
        let settlement = VendorOutcome.settlement(found: row, kind: .recovered, wanted: sent, ours: sent)
        return settlement.map(Verdict.settled) ?? .write
    }
}

// MARK: - Questions

extension Vendors {
    /// Rows whose `external_id` is this one. A server that does not know the filter shows everything; then the answer
    /// proves nothing. Throws `Failure` (`lookup-not-trusted`).
    private func rows(externalID: String) async throws -> [JSON] {
        let rows = try await list("external_id", externalID)
        guard rows.allSatisfy({ ProcurifyMirror.trimmed($0["external_id"]) == externalID }) else {
            throw Failure(
                code: ReasonCode.lookUpNotTrusted.rawValue,
                message: "Procurify's list of vendors with external id \(externalID) shows others too.",
                action: "Report it: Procurify no longer filters vendors by external_id.", next: .hold)
        }
        return rows
    }

    /// Rows of this name, however the server compares names.
    private func rows(named name: String) async throws -> [JSON] {
        let normalised = Names.normalised(name)
        return try await list("name", name).filter { Names.normalised($0["name"]?.text ?? "") == normalised }
    }

    /// Inactive vendors too, where the group of all is served; bounded, for an unknown filter shows everything.
    private func list(_ filter: String, _ value: String) async throws -> [JSON] {
        do { return try await list("/api/v3/vendors/all/", filter, value) } catch let failure as Failure
            where failure.status == 404
        {
            return try await list("/api/v3/vendors/", filter, value)
        }
    }

    private func list(_ path: String, _ filter: String, _ value: String) async throws -> [JSON] {
        var rows: [JSON] = []
        var place: String?
        for _ in 0..<Self.lookUpPagesMax {
            let page = try await procurify.page(path, query: [(filter, value)], place: place)
            rows += page.rows
            guard let next = page.next else { break }
            place = next
        }
        return rows
    }

    private static let lookUpPagesMax = 3
}
