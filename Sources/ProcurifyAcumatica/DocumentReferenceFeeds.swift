// Reference data that documents need: periods, ledgers, currencies, subaccounts of the ERP; locations of Procurify.

import Acumatica
import Core
import Foundation
import Procurify

/// Reads a list with details where the ERP can; record by record where it cannot (acumatica.md 4.3).
enum ExpandedList {
    static func rows(
        _ erp: AcumaticaClient, _ entity: String, key: String, select: [String], expand: String,
        wanted: (String) -> Bool = { _ in true }
    ) async throws -> (rows: [JSON], serverTime: Date?) {
        do {
            let page = try await erp.list(
                entity, filter: nil, select: select, expand: [expand], top: Limits.acumaticaPageRows)
            // Some builds answer a list without the details that were asked for.
            if page.rows.isEmpty || page.rows.contains(where: { !($0[expand]?.items ?? []).isEmpty }) {
                return (page.rows, page.serverTime)
            }
        } catch let failure as Failure where failure.status == 500 {
            // Optimisation failed; the keys alone and single reads are not optimised.
        }
        let keys = try await erp.list(entity, filter: nil, select: [key], top: Limits.acumaticaPageRows)
        var rows: [JSON] = []
        for name in keys.rows.compactMap({ $0.fieldText(key) }) where wanted(name) {
            if let row = try await erp.get(entity, keys: [name], expand: [expand]) { rows.append(row) }
        }
        return (rows, keys.serverTime)
    }
}

/// Financial periods (acumatica.md 6): read whole at every poll, for closing a period need not change the year's own
/// stamp.
struct ERPPeriods: Feed {
    let erp: AcumaticaClient
    let start: CalendarDate

    let name = "erp-periods"
    let system = "acumatica"
    let kind = FeedKind.modified(overlapSeconds: 0)
    let mirrorKinds = [MirrorKind.erpPeriod]
    let settles = [ReasonCode.periodClosed, .periodMissing]

    func page(since: Date?, place: String?) async throws -> FeedPage {
        let fields = [
            "FinancialPeriodID", "StartDate", "EndDate", "Status", "ClosedInAP", "AdjustmentPeriod", "LengthInDays",
        ]
        let first = start.year - 1
        let answer = try await ExpandedList.rows(
            erp, "FinancialPeriod", key: "FinancialYear", select: ["FinancialYear"] + fields.map { "Details/\($0)" },
            expand: "Details", wanted: { Int($0).map { $0 >= first } ?? true })
        let rows = answer.rows.map { year in
            FeedRow(raw: year, mirror: (year["Details"]?.items ?? []).compactMap(Self.period))
        }
        return FeedPage(rows: rows, next: nil, serverTime: answer.serverTime)
    }

    /// Adjustment periods hold no dates of their own and are never posted to.
    static func period(_ detail: JSON) -> MirrorRow? {
        guard let id = detail.fieldText("FinancialPeriodID"), let key = Periods.key(id),
            let start = detail.fieldDate("StartDate"),
            let end = detail.fieldDate("EndDate"), detail.fieldFlag("AdjustmentPeriod") != true, start < end
        else { return nil }
        return MirrorRow(
            kind: MirrorKind.erpPeriod, key: key,
            body: [
                "FinancialPeriodID": .string(key), "StartDate": .string(start.description),
                "EndDate": .string(inclusive(start, end, days: detail.fieldInteger("LengthInDays")).description),
                "Status": .optional(detail.fieldText("Status")),
                "ClosedInAP": .bool(detail.fieldFlag("ClosedInAP") ?? false),
            ])
    }

    /// The contract does not say whether the end is the last day or the day after it: the length tells; without one, a
    /// period that ends on the first of a month ends the day before.
    private static func inclusive(_ start: CalendarDate, _ end: CalendarDate, days: Int?) -> CalendarDate {
        let span = end.daysSinceEpoch - start.daysSinceEpoch
        let exclusive = days.map { $0 == span } ?? (end.day == 1 && start.day == 1)
        return exclusive ? end.adding(days: -1) : end
    }
}

/// Ledgers with their branches: there is no list of branches (acumatica.md 6).
struct ERPLedgers: Feed {
    let erp: AcumaticaClient

    let name = "erp-ledger"
    let system = "acumatica"
    let kind = FeedKind.whole
    let mirrorKinds = [MirrorKind.erpLedger]
    let settles = [ReasonCode.branchNotInERP]

    func page(since: Date?, place: String?) async throws -> FeedPage {
        let answer = try await ExpandedList.rows(
            erp, "Ledger", key: "LedgerID",
            select: ["LedgerID", "Currency", "Type", "Branches/BranchID", "Branches/Active"], expand: "Branches")
        let rows = answer.rows.map { ledger in
            FeedRow(raw: ledger, mirror: ledger.fieldText("LedgerID").map { [Self.row($0, ledger)] } ?? [])
        }
        return FeedPage(rows: rows, next: nil, serverTime: answer.serverTime)
    }

    private static func row(_ id: String, _ ledger: JSON) -> MirrorRow {
        let branches = (ledger["Branches"]?.items ?? []).filter { $0.fieldFlag("Active") != false }
        return MirrorRow(
            kind: MirrorKind.erpLedger, key: id,
            body: [
                "LedgerID": .string(id), "Currency": .optional(ledger.fieldText("Currency")),
                "Type": .optional(ledger.fieldText("Type")),
                "Branches": .array(branches.compactMap { $0.fieldText("BranchID").map(JSON.string) }),
            ])
    }
}

/// Currencies; none where the multi-currency feature is off (acumatica.md 8: 403).
struct ERPCurrencies: Feed {
    let erp: AcumaticaClient

    let name = "erp-currencies"
    let system = "acumatica"
    let kind = FeedKind.whole
    let mirrorKinds = [MirrorKind.erpCurrency]
    let settles = [ReasonCode.currencyNotInERP]

    func page(since: Date?, place: String?) async throws -> FeedPage {
        do {
            let page = try await erp.list(
                "Currency", filter: nil, select: ["CurrencyID", "Active", "DecimalPrecision"],
                top: Limits.acumaticaPageRows)
            return FeedPage(rows: page.rows.map(Self.row), next: nil, serverTime: page.serverTime)
        } catch let failure as Failure where failure.status == 403 || failure.status == 500 {
            return FeedPage(rows: [], next: nil)
        }
    }

    private static func row(_ raw: JSON) -> FeedRow {
        FeedRow(
            raw: raw,
            mirror: raw.fieldText("CurrencyID").map { id in
                [
                    MirrorRow(
                        kind: MirrorKind.erpCurrency, key: id,
                        body: [
                            "CurrencyID": .string(id), "Active": .bool(raw.fieldFlag("Active") ?? true),
                            "DecimalPrecision": raw.fieldInteger("DecimalPrecision").map(JSON.integer) ?? .null,
                        ])
                ]
            } ?? [])
    }
}

/// Subaccounts; where the feature is off the ERP answers 403 (acumatica.md 6.4), which is remembered as a row of its
/// own.
struct ERPSubaccounts: Feed {
    let erp: AcumaticaClient

    let name = "erp-subaccounts"
    let system = "acumatica"
    let kind = FeedKind.whole
    let mirrorKinds = [MirrorKind.erpSubaccount]
    let settles = [ReasonCode.subaccountNotInERP]

    /// The key of the row that says that subaccounts are off; no code of the ERP begins so.
    static let featureOffKey = "!off"

    func page(since: Date?, place: String?) async throws -> FeedPage {
        let skip = place.flatMap(Int.init) ?? 0
        do {
            let page = try await erp.list(
                "Subaccount", filter: nil, select: ["SubaccountCD", "Description", "Active"],
                top: Limits.acumaticaPageRows, skip: skip)
            let more = page.rows.count == Limits.acumaticaPageRows
            return FeedPage(
                rows: page.rows.map(Self.row), next: more ? String(skip + page.rows.count) : nil,
                serverTime: page.serverTime)
        } catch let failure as Failure where failure.status == 403 {
            let off = MirrorRow(kind: MirrorKind.erpSubaccount, key: Self.featureOffKey, body: ["off": true])
            return FeedPage(rows: [FeedRow(raw: ["off": true], mirror: [off])], next: nil)
        }
    }

    private static func row(_ raw: JSON) -> FeedRow {
        FeedRow(
            raw: raw,
            mirror: raw.fieldText("SubaccountCD").map { code in
                [
                    MirrorRow(
                        kind: MirrorKind.erpSubaccount, key: code,
                        body: [
                            "SubaccountCD": .string(code), "Description": .optional(raw.fieldText("Description")),
                            "Active": .bool(raw.fieldFlag("Active") ?? true),
                        ])
                ]
            } ?? [])
    }
}

/// Locations of Procurify; the headquarter's time zone is the tenant's (procurify.md 4.2).
struct ProcurifyLocations: Feed {
    let procurify: ProcurifyClient

    let name = "procurify-locations"
    let system = "procurify"
    let kind = FeedKind.whole
    let mirrorKinds = [MirrorKind.procurifyLocation]

    func page(since: Date?, place: String?) async throws -> FeedPage {
        let page = try await procurify.page(
            "/api/v2/locations/", query: [("page_size", String(Limits.procurifyPageRows))], place: place)
        return page.feedPage(
            page.rows.map { raw in
                let reading = SourceReading(raw)
                return FeedRow(
                    raw: raw,
                    mirror: reading.id("id").map { id in
                        [
                            MirrorRow(
                                kind: MirrorKind.procurifyLocation, key: id, name: reading.text("name") ?? "",
                                body: [
                                    "id": .string(id), "name": .optional(reading.text("name")),
                                    "active": .bool(raw["active"]?.flag ?? true),
                                    "headquarter": .bool(raw["headquarter"]?.flag ?? false),
                                    "locationTimezone": .optional(reading.text("locationTimezone")),
                                ])
                        ]
                    } ?? [])
            })
    }
}
