// How documents are looked up, judged, written and checked: the same for bills and for orders.

import Acumatica
import Core
import Foundation

/// The writing half of a document flow.
struct DocumentPosting: Sendable {
    let kind: DocumentKind
    let settings: ConnectionSettings
    let erp: AcumaticaClient
    let memory: DocumentMemory
    let mode: CreateMode

    init(kind: DocumentKind, settings: ConnectionSettings, erp: AcumaticaClient) {
        self.kind = kind
        self.settings = settings
        self.erp = erp
        memory = DocumentMemory()
        mode = CreateMode(choice: settings.posting.create, kind: kind, erp: erp)
    }

    var connection: String { settings.name }
    var lookUp: DocumentLookUp { DocumentLookUp(kind: kind, erp: erp, connection: connection, memory: memory) }

    func prepare(store: any Store) async throws {
        memory.forget()
        try await mode.prepare(store: store, connection: connection)
    }

    // MARK: Look first

    /// See `Flow.lookUp`. Creates give an array of headers; the others the counterpart, or `{"gone": true}`.
    func lookUp(_ plans: [Plan], store: any Store) async throws -> [RecordID: JSON] {
        var found = BatchRoom.deferrals(plans)
        let creates = plans.filter { found[$0.record] == nil }.compactMap { plan in
            plan.action == .create ? DocumentIntent(plan.intent).map { (id: plan.record, intent: $0) } : nil
        }
        let values = creates.map { kind == .bill ? $0.intent.reference : $0.intent.marker?.description ?? "" }
        var rows = try await lookUp.ask(kind == .bill ? .reference : .marker, values, store: store)
        rows += try await mirrored(creates.map(\.intent), beside: rows, store: store)
        for (id, intent) in creates {
            let concerning = rows.filter { Adoption.concerns($0, intent) }
            if !concerning.isEmpty { found[id] = .array(try await detailed(concerning, [intent]).map(\.flat)) }
        }
        for plan in plans where plan.action != .create {
            guard let target = plan.target else { continue }
            found[plan.record] = try await lookUp.read(target)?.flat ?? Self.gone
        }
        return found
    }

    static let gone: JSON = ["gone": true]

    /// What the mirror has seen under the same marker, or under the same reference written differently: read by key,
    /// for the mirror does not know of deletions.
    private func mirrored(
        _ intents: [DocumentIntent], beside rows: [DocumentHeader], store: any Store
    ) async throws -> [DocumentHeader] {
        let (kind, connection) = (kind, connection)
        let candidates = try await store.read { reader in
            try intents.flatMap { intent in
                var rows = try reader.mirror(
                    connection: connection, kind: kind.mirrorKind, link: intent.marker?.description ?? "-")
                let name =
                    kind == .bill
                    ? Reference.vendorAndReference(vendor: intent.vendor, reference: intent.reference)
                    : intent.reference
                let named = try reader.mirror(connection: connection, kind: kind.mirrorKind, name: name)
                rows +=
                    kind == .bill
                    ? named
                    : named.filter { row in
                        DocumentHeader(kind, flat: row.body).map { Adoption.agrees($0, intent) } ?? false
                    }
                return rows
            }
        }
        let known = Set(rows.map(\.target))
        let missing = Set(candidates.compactMap { DocumentHeader(kind, flat: $0.body)?.target }).subtracting(known)
        var read: [DocumentHeader] = []
        for target in missing.sorted(by: { $0.number < $1.number }) {
            if let header = try await lookUp.read(target) { read.append(header) }
        }
        return read
    }

    /// Orders that will be linked are read with their lines, whose numbers bills need later.
    func detailed(_ rows: [DocumentHeader], _ intents: [DocumentIntent]) async throws -> [DocumentHeader] {
        guard kind == .order else { return rows }
        var result: [DocumentHeader] = []
        for row in rows {
            let linked =
                row.details == nil && row.isLive
                && (row.marker != nil || intents.contains { Adoption.agrees(row, $0) })
            result.append(linked ? try await lookUp.read(row.target) ?? row : row)
        }
        return result
    }

    // MARK: Write

    func write(_ plan: Plan, permit: @escaping Permit) async -> WriteResult {
        switch plan.action {
        case .step(DocumentStep.release.rawValue):
            return await release(plan, permit: permit)
        case .step:
            return await erp.put(kind.entity, body: plan.request, precondition: .mustExist, permit: permit)
        case .create, .update, .nothing:
            let expand = kind == .order ? ["Details"] : []
            guard let intent = DocumentIntent(plan.intent), !(memory.avoidsQuotes && intent.reference.contains("'")),
                await mode.way(permit: permit) == .conditional
            else {
                return await erp.put(kind.entity, body: plan.request, expand: expand, permit: permit)
            }
            let condition = CreateMode.condition(
                kind, type: intent.type, vendor: intent.vendor, reference: intent.reference, marker: intent.marker)
            let result = await erp.put(
                kind.entity, body: plan.request, filter: condition, precondition: .mustNotExist, expand: expand,
                permit: permit)
            guard case .refused(let failure) = result.outcome, failure.code == "entity-not-found",
                await mode.mayTurnPlain()
            else {
                return result
            }
            return await erp.put(kind.entity, body: plan.request, expand: expand, permit: permit)
        }
    }

    /// A lost answer leaves an operation behind that blocks its form in this session until it ends (acumatica.md 2.4): the
    /// document is read, which waits for that, and its status may already prove that the release was done.
    private func release(_ plan: Plan, permit: @escaping Permit) async -> WriteResult {
        var result = await erp.act(kind.entity, "ReleaseBill", body: plan.request, permit: permit)
        guard case .unknown = result.outcome, let target = plan.target else { return result }
        do {
            guard let header = try await lookUp.read(target), let status = header.status,
                !DocumentStep.release.applies(to: status)
            else { return result }
            result.outcome = .done(header.flat)
        } catch {
            // It stays in doubt, which is looked up anyway.
        }
        return result
    }

    /// See `Flow.accept`. A doubt about the answer is settled by reading the document.
    func accept(_ plan: Plan, answer: JSON, store: any Store) async throws -> Settlement {
        guard plan.action == .create, let intent = DocumentIntent(plan.intent) else {
            return try await acceptStep(plan, store: store)
        }
        guard let header = DocumentHeader(kind, answer: answer, sent: intent.type) else {
            throw Failure(
                code: "answer-without-number",
                message: "Acumatica's answer names no document, although it reports success.",
                action: ReasonCode.outcomeUnknown.remedy, next: .retry(afterSeconds: nil), effect: .unknown)
        }
        let isNew = try await isNew(header.target, plan.record, store: store)
        let check = AnswerCheck(intent: intent, isNew: isNew)
        var outcome = check.answer(header)
        var document = header
        let wantsLines = kind == .order && !OrderedLines.match(intent.lines, header.details ?? []).complete
        if outcome == .read || (outcome == .fine && wantsLines) {
            guard let read = try await lookUp.read(header.target, details: true) else {
                throw Failure(
                    code: "created-document-missing", message: "\(header.target) was created and cannot be read.",
                    action: ReasonCode.outcomeUnknown.remedy, next: .retry(afterSeconds: nil), effect: .unknown)
            }
            document = read
            outcome = check.document(read)
        }
        var settlement = settlement(.created, document, intent)
        switch outcome {
        case .fine, .read:
            memory.note(document)
            await mode.offer(document)
            try await mode.save(store: store, connection: connection)
        case .held(let reason): settlement.held = settlement.held ?? reason
        case .altered(let reason):
            settlement.held = reason
            settlement.stopsPosting = reason
        }
        if settlement.held != nil { settlement.hasNoNextStep() }
        return settlement
    }

    /// A number is new where neither this process, nor the mirror, nor another record knows it.
    private func isNew(_ target: Target, _ id: RecordID, store: any Store) async throws -> Bool {
        let (kind, connection) = (kind, connection)
        let known = try await store.read { reader in
            let mirrored =
                try reader.mirror(connection: connection, kind: kind.mirrorKind, key: target.description) != nil
            return try mirrored || reader.records(connection: connection, target: target).contains { $0.id != id }
        }
        return memory.note(target) && !known
    }

    private func acceptStep(_ plan: Plan, store: any Store) async throws -> Settlement {
        guard let target = plan.target, case .step(let name) = plan.action, let step = DocumentStep(rawValue: name),
            let header = try await lookUp.read(target)
        else {
            throw Failure(
                code: "step-not-confirmed", message: "\(plan.summary) was answered, but the document cannot be read.",
                action: ReasonCode.outcomeUnknown.remedy, next: .retry(afterSeconds: nil), effect: .unknown)
        }
        let id = plan.record
        let posted = try await store.read { try $0.record(id)?.posted ?? .null }
        var settlement = afterStep(step, header, posted: posted)
        // Success of an action is proven by the status alone (acumatica.md 7.3).
        if step.applies(to: header.status) {
            settlement.held = Reason(
                .refusedByERP,
                "Acumatica reported \(step.rawValue) of \(target) as done, but its status is still "
                    + "\(header.status ?? "unknown")."
            )
            settlement.hasNoNextStep()
        }
        return settlement
    }

    /// The settlement of a document after a step, with the step that follows.
    func afterStep(_ step: DocumentStep?, _ header: DocumentHeader, posted: JSON) -> Settlement {
        var next = DocumentStep.next(kind, status: header.status, posting: settings.posting)
        // A document that is on hold again was put there by somebody: we take it off once.
        if step == nil || next == .unhold { next = nil }
        return Settlement(
            kind: step == nil ? .unchanged : .updated, target: header.target, erpStatus: header.status,
            posted: PostedPlan.posted(posted, next: next), billed: PostedPlan.billed(posted), nextStep: next?.rawValue)
    }

    /// The settlement of a document that stands for an intent.
    func settlement(_ settled: Settlement.Kind, _ header: DocumentHeader, _ intent: DocumentIntent) -> Settlement {
        let next = settled == .adopted ? nil : DocumentStep.next(kind, status: header.status, posting: settings.posting)
        let ordered =
            kind == .order ? OrderedLines.match(intent.lines, header.details ?? []) : (lines: [], complete: true)
        var result = Settlement(
            kind: settled, target: header.target, erpStatus: header.status,
            posted: intent.posted(as: header, next: next, ordered: ordered.lines, isOurs: settled != .adopted),
            billed: intent.billed, nextStep: next?.rawValue)
        if !ordered.complete, settled != .adopted {
            result.held = Reason(
                .amountMismatch,
                "\(header.target) does not show every line of the order as it was sent: \(header.shown).")
        }
        return result
    }
}

extension Settlement {
    /// A held document takes no further step by itself.
    mutating func hasNoNextStep() {
        nextStep = nil
        posted = PostedPlan.posted(posted, next: nil)
    }
}
