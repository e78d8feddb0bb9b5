// A store, a scripted network and the two flows of master data, for their tests.

import Acumatica
import Core
import Foundation
import Procurify
@testable import ProcurifyAcumatica
import SQLStore
import Synchronization
import TestKit
import Testing

/// Keeps a session in memory.
final class MemoryKeeper: SessionKeeper {
    private let kept = Mutex<JSON?>(nil)
    func load() async throws -> JSON? { kept.withLock { $0 } }
    func keep(_ session: JSON?) async throws { kept.withLock { $0 = session } }
}

/// Connection `acme` with an empty store and a network that knows how to sign in and nothing else.
struct MasterWorld: Sendable {
    let store: any Store
    let network = ScriptedTransport()
    var settings: ConnectionSettings

    init(_ edit: (inout ConnectionSettings) -> Void = { _ in }) throws {
        store = try SQLiteStore.temporary()
        let start = try #require(CalendarDate("2026-07-01"))
        settings = ConnectionSettings(
            name: "acme", procurify: ProcurifySettings(url: "https://acme.procurify.com", clientID: "aX9"),
            acumatica: AcumaticaSettings(
                url: "https://acme.example.com/erp", tenant: "ACME", branch: "HEADOFFICE", username: "connector"),
            posting: PostingSettings(startDate: start))
        settings.acumatica.clientID = "88358B02@ACME"
        edit(&settings)
        let token = #"{"access_token":"t","expires_in":86400,"token_type":"Bearer"}"#
        network.on(.post, "/oauth/token", .json(200, token))
        network.on(.post, "/erp/identity/connect/token", .json(200, token))
    }

    var procurify: ProcurifyClient {
        ProcurifyClient(
            settings: settings.procurify, clientSecret: "s", transport: network, effects: .test(),
            keeper: MemoryKeeper())
    }

    var erp: AcumaticaClient {
        AcumaticaClient(
            settings: settings.acumatica, secrets: AcumaticaSecrets(clientSecret: "s", password: "p"),
            transport: network,
            effects: .test(), keeper: MemoryKeeper(), requestsPerMinute: 10_000)
    }

    var feeds: ReferenceFeeds { ReferenceFeeds(settings: settings, procurify: procurify, erp: erp) }
    var vendors: Vendors { Vendors(settings: settings, procurify: procurify, erp: erp) }
    var accounts: Accounts { Accounts(settings: settings, procurify: procurify, erp: erp) }

    /// Puts what a feed would have brought.
    func mirror(_ rows: MirrorRow?...) async throws {
        try await store.write { writer in
            for row in rows { _ = try writer.putMirror(try #require(row), connection: "acme") }
        }
    }

    func map(_ table: String, _ from: String, _ to: String, proposed: Bool = false) async throws {
        try await store.write { writer in
            try writer.setMapping(MappingRow(table: table, from: from, to: to, proposed: proposed), connection: "acme")
        }
    }

    /// Stages a row as the engine does: decoded, its record pending, its mirror rows put.
    @discardableResult
    func stage(_ row: FeedRow, detail: JSON? = nil, flow: any Flow) async throws -> Record {
        let decoded = try flow.decode(row, detail: detail)
        let id = RecordID(connection: "acme", flow: flow.name, key: decoded.key)
        return try await store.write { writer in
            for mirror in row.mirror { _ = try writer.putMirror(mirror, connection: "acme") }
            let known = try writer.record(id)
            let record =
                known
                ?? Record(
                    id: id, title: decoded.title, state: .pending, source: decoded.source, body: decoded.body,
                    now: VirtualClock.start)
            let print = Digest.sha256(decoded.body.encoded(canonical: true))
            let event = RecordEvent.staged(decoded, fingerprint: print, listPrint: row.listPrint)
            let next = try Transition.apply(event, to: record, at: VirtualClock.start)
            try writer.put(next)
            return next
        }
    }

    /// Plans a record in the light of the store, with the census of this moment.
    func plan(_ record: Record, flow: any Flow) async throws -> Plan {
        try await store.read { reader in
            let given = Given(reader: reader, census: try flow.census(reader), now: VirtualClock.start)
            return try flow.plan(try reader.record(record.id) ?? record, given: given)
        }
    }

    /// Why planning a record is rejected; nil where it is planned.
    func rejection(_ record: Record, flow: any Flow) async throws -> Rejection? {
        do {
            _ = try await plan(record, flow: flow)
            return nil
        } catch let rejection as Rejection {
            return rejection
        }
    }

    func judge(_ plan: Plan, found: JSON?, flow: any Flow) async throws -> Verdict {
        try await store.read { reader in
            try flow.judge(plan, found: found, given: Given(reader: reader, census: .null, now: VirtualClock.start))
        }
    }

    /// Books a settlement and gives the record after it.
    @discardableResult
    func settle(_ record: Record, _ settlement: Settlement) async throws -> Record {
        try await store.write { writer in
            let current = try writer.record(record.id) ?? record
            let event = RecordEvent.settled(settlement, sentPrint: current.fingerprint, recheckAt: nil)
            let next = try Transition.apply(event, to: current, at: VirtualClock.start)
            try writer.put(next)
            return next
        }
    }

    /// Changes a record as it stands.
    func edit(_ record: Record, _ change: @escaping @Sendable (inout Record) -> Void) async throws {
        try await store.write { writer in
            var current = try writer.record(record.id) ?? record
            change(&current)
            try writer.put(current)
        }
    }
}

/// The body that stands in `Golden/<name>.json`.
func golden(_ name: String) throws -> JSON {
    let url = try #require(Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Golden"))
    return try JSON.parse(try Data(contentsOf: url))
}

/// An ERP entity from plain fields: `wrapped` in `{"value": …}`, empty texts as `{}` (acumatica.md 5.1).
func entity(_ fields: [(String, JSON)]) -> JSON {
    .object(JSONObject(fields.map { name, value in (name, value == "" ? [:] : ["value": value]) }))
}

/// What a flow without an attempt reads: `Rejection` cases by their code.
extension Rejection {
    var code: String { "\(state.rawValue) \(reason.code.rawValue)" }
}
