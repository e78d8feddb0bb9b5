// How creates are made: with a condition that the ERP checks itself, or plainly (architecture.md, "Never twice", lock
// 4).

import Acumatica
import Core
import Foundation

/// Knows for one kind of document whether this build honours `If-None-Match: *` together with `$filter` on a PUT. The
/// two are documented each, their combination is not; where the header were ignored, the PUT would become an update
/// (acumatica.md 7.1). So `auto` asks the ERP once per build, and asks only when something is about to be written.
actor CreateMode {
    enum Way: String, Sendable { case conditional, plain }

    private let choice: PostingSettings.Create
    private let kind: DocumentKind
    private let erp: AcumaticaClient
    private var known: (build: String, way: Way)?
    private var candidate: DocumentHeader?
    private var settled: Way?
    private var unsaved: String?

    init(choice: PostingSettings.Create, kind: DocumentKind, erp: AcumaticaClient) {
        self.choice = choice
        self.kind = kind
        self.erp = erp
    }

    private var factName: String { "create-mode/\(kind.flow)" }

    /// Begins a run: takes what was probed before and a document to probe with from the store; sends nothing.
    func prepare(store: any Store, connection: String) async throws {
        settled = nil
        let (factName, kind) = (factName, kind)
        let (fact, rows) = try await store.read { reader in
            (
                try reader.fact(factName, connection: connection),
                try reader.mirror(
                    connection: connection, kind: kind.mirrorKind, after: nil, limit: Limits.acumaticaPageRows)
            )
        }
        let parts = fact?.split(separator: "|").map(String.init) ?? []
        if parts.count == 2, let way = Way(rawValue: parts[1]) { known = (parts[0], way) }
        let names = Dictionary(grouping: rows, by: \.name)
        candidate = rows.lazy
            .filter { kind == .order || names[$0.name]?.count == 1 }
            .compactMap { DocumentHeader(kind, flat: $0.body) }
            .first { Self.canBeAsked($0) }
    }

    /// A document that stands now and may serve as the probe's.
    func offer(_ header: DocumentHeader) {
        if candidate == nil, Self.canBeAsked(header) { candidate = header }
    }

    /// How to create now. Probes where this build is not known yet and a document to probe with is.
    func way(permit: @escaping Permit) async -> Way {
        switch choice {
        case .plain: return .plain
        case .conditional: return .conditional
        case .auto: break
        }
        if let settled { return settled }
        guard let build = await currentBuild() else {
            settled = .plain
            return .plain
        }
        if let known, known.build == build {
            settled = known.way
            return known.way
        }
        guard let candidate else { return .plain }
        // A document that is gone by now would prove nothing of this build; the next one that is made serves.
        guard await stands(candidate) else {
            self.candidate = nil
            return .plain
        }
        // An empty body changes nothing even where the precondition is ignored and the PUT becomes an update.
        let result = await erp.put(
            kind.entity, body: [:], filter: Self.condition(kind, candidate), precondition: .mustNotExist, permit: permit
        )
        let way: Way
        switch result.outcome {
        case .preconditionFailed: way = .conditional
        case .done, .refused: way = .plain
        case .unknown, .notSent:
            settled = .plain
            return .plain
        }
        settled = way
        known = (build, way)
        unsaved = "\(build)|\(way.rawValue)"
        return way
    }

    /// This build answers 404 to a conditional create whose filter finds nothing, so nothing was made (acumatica.md 7.1:
    /// not documented). True where that was our own choice: creates are plain from now on.
    func mayTurnPlain() -> Bool {
        guard choice == .auto, let build = known?.build else { return false }
        settled = .plain
        known = (build, .plain)
        unsaved = "\(build)|\(Way.plain.rawValue)"
        return true
    }

    /// Keeps a new finding; costs nothing where there is none.
    func save(store: any Store, connection: String) async throws {
        guard let value = unsaved else { return }
        let factName = factName
        try await store.write { try $0.setFact(factName, connection: connection, to: value) }
        unsaved = nil
    }

    private func stands(_ header: DocumentHeader) async -> Bool {
        do {
            let answer = try await erp.get(kind.entity, keys: [header.type, header.number])
            let now = answer.flatMap { DocumentHeader(kind, answer: $0) }
            return now.map { $0.vendor == header.vendor && $0.reference == header.reference } ?? false
        } catch { return false }
    }

    private func currentBuild() async -> String? {
        // Where the list of endpoints does not answer, creates are plain for this run: the other locks hold without
        // this one.
        do { return try await erp.endpoints().build } catch { return nil }
    }

    private static func canBeAsked(_ header: DocumentHeader) -> Bool {
        header.isLive && header.kind.types.contains(header.type) && !header.vendor.isEmpty
            && (header.kind == .bill
                ? !header.reference.isEmpty && !header.reference.contains("'")
                : header.marker.map { header.description.hasPrefix($0.description) } ?? false)
    }

    /// The condition that finds the document a create would make: bills by vendor and reference, orders by marker, for
    /// their numbers can be edited and repeated.
    static func condition(_ kind: DocumentKind, type: String, vendor: String, reference: String, marker: Marker?)
        -> Filter
    {
        .all([
            .equals("Type", type), .equals(kind.vendorField, vendor),
            kind == .bill ? .equals("VendorRef", reference) : .startsWith("Description", marker?.description ?? ""),
        ])
    }

    private static func condition(_ kind: DocumentKind, _ header: DocumentHeader) -> Filter {
        condition(kind, type: header.type, vendor: header.vendor, reference: header.reference, marker: header.marker)
    }
}
