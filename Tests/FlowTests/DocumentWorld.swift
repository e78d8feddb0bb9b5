// A small world for the document flows: a store with a mirror, sources in Procurify's shape, and a model of the ERP.

import Acumatica
import Core
import Foundation
import Procurify
import ProcurifyAcumatica
import SQLStore
import Synchronization
import TestKit

/// Settings, store and flows of one connection.
struct DocumentWorld {
    var settings: ConnectionSettings
    let store: SQLiteStore
    let ledger = ModelLedger()
    let clock = VirtualClock()

    init(_ change: (inout ConnectionSettings) -> Void = { _ in }) async throws {
        var settings = ConnectionSettings(
            name: "acme", procurify: ProcurifySettings(url: "https://acme.procurify.com", clientID: "aX9"),
            acumatica: AcumaticaSettings(
                url: "https://acme.example.com/erp", tenant: "ACME", branch: "HEADOFFICE", username: "connector"),
            posting: PostingSettings(startDate: CalendarDate(daysSinceEpoch: 20_635)))
        settings.acumatica.clientID = "88358B02@ACME"
        settings.procurify.timeZone = TimeZone(identifier: "America/Denver")
        change(&settings)
        self.settings = settings
        store = try SQLiteStore.temporary()
        try await store.write { writer in
            for row in Self.reference { _ = try writer.putMirror(row, connection: "acme") }
        }
    }

    var client: AcumaticaClient {
        AcumaticaClient(
            settings: settings.acumatica, secrets: AcumaticaSecrets(clientSecret: "s", password: "p"),
            transport: ledger,
            effects: .test(clock), keeper: ForgetfulKeeper(), requestsPerMinute: 100_000)
    }

    private var procurify: ProcurifyClient {
        ProcurifyClient(
            settings: settings.procurify, clientSecret: "s", transport: ledger, effects: .test(clock),
            keeper: ForgetfulKeeper())
    }

    var bills: Bills {
        Bills(settings: settings, procurify: procurify, erp: client, installation: "k3m9x2", shared: [])
    }

    var orders: PurchaseOrders {
        PurchaseOrders(settings: settings, procurify: procurify, erp: client, installation: "k3m9x2", shared: [])
    }

    /// A record as the engine stages it.
    func record(_ flow: any Flow, list: JSON, detail: JSON?) throws -> Record {
        let decoded = try flow.decode(FeedRow(flow: flow.name, raw: list), detail: detail)
        var record = Record(
            id: RecordID(connection: "acme", flow: flow.name, key: decoded.key), title: decoded.title, state: .pending,
            source: decoded.source, body: decoded.body, now: clock.now)
        record.fingerprint = Digest.sha256(decoded.body.encoded(canonical: true))
        record.money = decoded.money
        return record
    }

    /// The plan, or the reason why there is none.
    func plan(_ flow: any Flow, _ record: Record) async throws -> Result<Plan, Rejection> {
        let now = clock.now
        return try await store.read { reader in
            do {
                return .success(try flow.plan(record, given: Given(reader: reader, census: .null, now: now)))
            } catch let rejection as Rejection {
                return .failure(rejection)
            }
        }
    }

    func judge(_ flow: any Flow, _ plan: Plan, _ found: JSON?) async throws -> Verdict {
        let now = clock.now
        return try await store.read { reader in
            try flow.judge(plan, found: found, given: Given(reader: reader, census: .null, now: now))
        }
    }

    func put(_ record: Record) async throws { try await store.write { try $0.put(record) } }

    func map(_ table: String, _ from: String, _ to: String, proposed: Bool = false) async throws {
        try await store.write {
            try $0.setMapping(MappingRow(table: table, from: from, to: to, proposed: proposed), connection: "acme")
        }
    }

    func mirror(_ row: MirrorRow) async throws {
        try await store.write { _ = try $0.putMirror(row, connection: "acme") }
    }

    /// A record of the order 4711 that stands in the ERP as `Normal/000050` with its line 1 for item 90001.
    func postedOrder(status: String = "Open", amount: JSON = 250) async throws {
        try await put(
            .fixture(.fixture("4711", flow: "purchase-orders")) {
                $0.state = .posted
                $0.target = Target(system: "acumatica", type: "Normal", number: "000050")
                $0.erpStatus = status
                $0.posted = [
                    "vendor": "V000123",
                    "lines": [
                        ["item": "90001", "account": "6100-000", "subaccount": .null, "line": 1, "amount": amount],
                        ["item": .null, "account": "6190-000", "subaccount": .null, "line": 2, "amount": 15],
                    ],
                ]
            })
    }

    private static let reference: [MirrorRow] = {
        func vendor(_ id: String, _ name: String, _ status: String = "Active") -> MirrorRow {
            MirrorRow(
                kind: MirrorKind.erpVendor, key: id, name: name.lowercased(),
                body: ["VendorID": .string(id), "VendorName": .string(name), "Status": .string(status)])
        }
        func account(_ code: String, active: Bool = true) -> MirrorRow {
            MirrorRow(
                kind: MirrorKind.erpAccount, key: code, body: ["AccountCD": .string(code), "Active": .bool(active)])
        }
        func period(_ key: String, _ first: String, _ last: String, _ status: String = "Open", closedInAP: Bool = false)
            -> MirrorRow
        {
            MirrorRow(
                kind: MirrorKind.erpPeriod, key: key,
                body: [
                    "FinancialPeriodID": .string(key), "StartDate": .string(first), "EndDate": .string(last),
                    "Status": .string(status), "ClosedInAP": .bool(closedInAP),
                ])
        }
        return [
            vendor("V000123", "Northwind Traders"), vendor("V000200", "Old Traders", "Inactive"),
            vendor("V000300", "Slow Payers", "Hold Payments"),
            account("6100-000"), account("6190-000"), account("6200-000"), account("6999-000", active: false),
            period("202607", "2026-07-01", "2026-07-31"),
            period("202608", "2026-08-01", "2026-08-31", closedInAP: true),
            period("202609", "2026-09-01", "2026-09-30", "Inactive"),
            MirrorRow(
                kind: MirrorKind.erpLedger, key: "ACTUAL",
                body: ["LedgerID": "ACTUAL", "Currency": "USD", "Type": "Actual", "Branches": ["HEADOFFICE", "WEST"]]),
            MirrorRow(
                kind: MirrorKind.erpCurrency, key: "USD",
                body: ["CurrencyID": "USD", "Active": true, "DecimalPrecision": 2]),
            MirrorRow(
                kind: MirrorKind.erpCurrency, key: "JPY",
                body: ["CurrencyID": "JPY", "Active": true, "DecimalPrecision": 0]),
        ]
    }()
}

/// A keeper that keeps nothing.
struct ForgetfulKeeper: SessionKeeper {
    func load() async throws -> JSON? { nil }
    func keep(_ session: JSON?) async throws {}
}

extension JSON {
    /// A copy with the value at `path` replaced; numbers in the path are places of an array.
    func replacing(_ path: String..., with value: JSON?) -> JSON { replacing(path[...], with: value) }

    private func replacing(_ path: ArraySlice<String>, with value: JSON?) -> JSON {
        guard let first = path.first else { return value ?? .null }
        let rest = path.dropFirst()
        if var items, let index = Int(first), index < items.count {
            items[index] = items[index].replacing(rest, with: value)
            return .array(items)
        }
        var object = object ?? JSONObject()
        object[first] = rest.isEmpty ? value : (object[first] ?? [:]).replacing(rest, with: value)
        return .object(object)
    }
}

extension Result where Failure == Rejection {
    var rejection: Rejection? { if case .failure(let rejection) = self { rejection } else { nil } }
}
