// What becomes of a plan or of a doubt once the look-up has answered. Pure.

import Core
import Foundation

extension DocumentPosting {
    /// See `Flow.judge`.
    func judge(_ plan: Plan, found: JSON?, given: Given) throws -> Verdict {
        if plan.action == .create {
            if let found, let deferral = BatchRoom.deferral(found) { return .rejected(.waiting(deferral)) }
            guard let intent = DocumentIntent(plan.intent) else { return .write }
            // What is ours and there already shows an earlier intent, for this plan was never sent.
            let sent = try given.reader.attempts(plan.record)
                .filter { $0.outcome != .refused && $0.outcome != .notSent }
                .compactMap { DocumentIntent($0.intent) }
            return try weigh([intent], sent: sent, found?.items ?? [], plan.record, given)
        }
        let posted = PostedPlan.agreed(try given.reader.record(plan.record))
        guard let target = plan.target else { return .write }
        let step: DocumentStep? = if case .step(let name) = plan.action { DocumentStep(rawValue: name) } else { nil }
        return standing(step, target, found: found, posted: posted, record: plan.record)
    }

    /// See `Flow.resolve`: every intent of the record counts, not the newest plan.
    func resolve(_ record: Record, attempts: [Attempt], found: [JSON], given: Given) throws -> Verdict {
        let intents = attempts.compactMap { DocumentIntent($0.intent) }
        guard let target = record.target else { return try weigh(intents, sent: intents, found, record.id, given) }
        if Transition.inDoubt(record) {
            let step = attempts.last?.intent["step"]?.text.flatMap(DocumentStep.init)
            return standing(step, target, found: found.first, posted: record.posted, record: record.id)
        }
        return late(target, found, intents)
    }

    /// The late look after a resend: a further document under the marker means that both requests landed.
    private func late(_ target: Target, _ found: [JSON], _ intents: [DocumentIntent]) -> Verdict {
        let markers = intents.compactMap(\.marker)
        let live = found.compactMap { DocumentHeader(kind, flat: $0) }.filter(\.isLive)
        let known = live.filter { $0.target == target }
        let further = live.filter { row in
            row.target != target && markers.contains { row.marker?.sameSource(as: $0) ?? false }
        }
        return further.isEmpty ? .write : .rejected(.held(Self.twice(known + further)))
    }

    private static func twice(_ headers: [DocumentHeader]) -> Reason {
        Reason(
            .duplicateInvoice,
            "One source document stands more than once in Acumatica: "
                + "\(headers.map(\.shown).joined(separator: " and ")).",
            action: "Reverse or delete all but one of them in Acumatica, then `resume` the record.")
    }

    private func standing(
        _ step: DocumentStep?, _ target: Target, found: JSON?, posted: JSON, record: RecordID
    ) -> Verdict {
        guard let found, found["gone"] == nil, let header = DocumentHeader(kind, flat: found) else {
            return .rejected(
                .held(Reason(.deletedInERP, "\(target) is linked to \(record), but it is no longer in Acumatica.")))
        }
        if let step, step.applies(to: header.status) { return .write }
        return .settled(afterStep(step, header, posted: posted))
    }

    /// `intents` are what a person's document is compared with, `sent` what one of ours can be the outcome of.
    private func weigh(
        _ intents: [DocumentIntent], sent: [DocumentIntent], _ found: [JSON], _ id: RecordID, _ given: Given
    ) throws -> Verdict {
        let rows = found.compactMap { DocumentHeader(kind, flat: $0) }
        let adoption = Adoption(intents: intents, adopt: settings.posting.adoptExisting) { target in
            try given.reader.records(connection: connection, target: target).first { $0.id != id }?.id
        }
        let record = try given.reader.record(id)
        switch try adoption.weigh(rows) {
        case .nothing: return .write
        case .ours(let header, let others): return recovered(header, others, sent.isEmpty ? intents : sent)
        case .undone where record?.decisions["recreated"] != nil: return .write
        case .undone(let header):
            return .rejected(
                .held(Reason(.deletedInERP, "It was posted as \(header.shown), which was undone in Acumatica.")))
        case .anotherInstallation(let header):
            return .stopsPosting(
                Reason(
                    .anotherInstallation,
                    "\(header.shown) was posted for \(id) by another installation: its marker is "
                        + "\(header.marker?.description ?? "odd")."
                ))
        case .exact(let header):
            guard let intent = intents.last(where: { Adoption.agrees(header, $0) }) else { return .write }
            var adopted = settlement(.adopted, header, intent)
            adopted.sentPrint = intent.fingerprint
            return .settled(adopted)
        case .clash(let header, let why):
            let mine =
                intents.last.map { "\($0.type) \($0.reference) of \($0.vendor), \($0.amount.plain) \($0.currency)" }
                ?? "this document"
            let date = intents.last?.date.map { " of \($0)" } ?? ""
            return .rejected(
                .held(
                    Reason(.duplicateInvoice, "\(mine)\(date) may be in Acumatica already as \(header.shown); \(why)."))
            )
        }
    }

    /// Ours whatever its amount, and compared (architecture.md, "Marker").
    private func recovered(_ header: DocumentHeader, _ others: [DocumentHeader], _ intents: [DocumentIntent]) -> Verdict
    {
        guard
            let intent = intents.last(where: { Adoption.agrees(header, $0) })
                ?? intents.last(where: { Adoption.sameReference(header, $0) }) ?? intents.last
        else { return .write }
        var settlement = settlement(.recovered, header, intent)
        settlement.sentPrint = intent.fingerprint
        if header.amount != intent.amount {
            settlement.held = Reason(
                .amountMismatch, "\(header.shown) is ours, but \(intent.amount.plain) \(intent.currency) were sent.")
        }
        if !others.isEmpty {
            settlement.held = Self.twice([header] + others)
        }
        if settlement.held != nil { settlement.hasNoNextStep() }
        return .settled(settlement)
    }

    /// See `Flow.assume`.
    func assume(_ plan: Plan) -> Settlement {
        guard plan.action == .create, let intent = DocumentIntent(plan.intent) else {
            return Settlement(
                kind: .unchanged, target: plan.target ?? Target(system: "acumatica", type: "", number: ""),
                billed: plan.billed)
        }
        let target = Target(system: "acumatica", type: intent.type, number: "<\(kind.noun) \(plan.record)>")
        let ordered =
            kind == .order
            ? intent.lines.enumerated().map {
                OrderedLine(
                    item: $1.item, account: $1.account, subaccount: $1.subaccount, line: $0 + 1, amount: $1.amount)
            } : []
        return Settlement(
            kind: .created, target: target, erpStatus: kind == .order ? "Open" : "Balanced",
            posted: intent.posted(next: nil, ordered: ordered), billed: intent.billed)
    }
}

// MARK: - After doubt, and links by people

extension DocumentPosting {
    /// See `Flow.search`.
    func search(_ record: Record, attempts: [Attempt], thorough: Bool, store: any Store) async throws -> [JSON] {
        // A doubt about a step on a document; the late look after a resend asks for further documents instead.
        if let target = record.target, Transition.inDoubt(record) {
            return [try await lookUp.read(target)?.flat ?? Self.gone]
        }
        let intents = attempts.compactMap { DocumentIntent($0.intent) }
        var rows = try await lookUp.ask(.reference, intents.map(\.reference), store: store)
        rows += try await lookUp.ask(.marker, intents.compactMap(\.marker?.description), store: store)
        if thorough, let first = attempts.map(\.startedAt).min() {
            // Our clock and the ERP's may differ, and a save is stamped before it can be seen (acumatica.md 4.5).
            rows += try await lookUp.modified(since: first.addingTimeInterval(-Self.searchOverlapSeconds))
        }
        var seen: Set<Target> = []
        let concerning = rows.filter { row in
            intents.contains { Adoption.concerns(row, $0) } && seen.insert(row.target).inserted
        }
        return try await detailed(concerning, intents).map(\.flat)
    }

    private static let searchOverlapSeconds = 600.0

    func counterpart(_ target: Target) async throws -> JSON? { try await lookUp.read(target)?.flat }

    /// See `Flow.target(named:)`.
    func target(named text: String) throws -> Target {
        let parts = text.split(separator: "/", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
        guard parts.count == 2, kind.types.contains(parts[0]), !parts[1].isEmpty else {
            throw Failure(
                code: "bad-target", message: "“\(text)” is no \(kind.noun) of Acumatica.",
                action:
                    "Write the type and the number, for instance \(kind == .bill ? "Bill/000159" : "Normal/000050").",
                next: .hold)
        }
        return Target(system: "acumatica", type: parts[0], number: parts[1])
    }

    /// See `Flow.link`. `lines` are the source's, for an order whose bills will ask for its lines.
    func link(_ record: Record, to target: Target, counterpart: JSON, lines: [DocumentIntent.IntentLine]) -> Settlement
    {
        let header = DocumentHeader(kind, flat: counterpart)
        let form = PostedForm(
            source: record.body["document"] ?? .null, marker: header?.marker?.description, vendor: header?.vendor ?? "",
            reference: header?.reference ?? "", ordered: OrderedLines.match(lines, header?.details ?? []).lines)
        return Settlement(kind: .adopted, target: target, erpStatus: header?.status, posted: form.json(next: nil))
    }
}
