// The lists that documents are read from and weighed against: sources in Procurify, headers in the ERP.

import Acumatica
import Core
import Foundation
import Procurify

enum DocumentFeeds {
    /// Reference data that both document flows need beside vendors and accounts.
    static func reference(procurify: ProcurifyClient, erp: AcumaticaClient, start: CalendarDate) -> [any Feed] {
        [
            ERPLedgers(erp: erp), ERPCurrencies(erp: erp), ERPSubaccounts(erp: erp), ERPPeriods(erp: erp, start: start),
            ProcurifyLocations(procurify: procurify),
        ]
    }

    /// The first moment that may count for a start date in any zone, with a day to spare.
    static func floor(_ start: CalendarDate) -> Date { start.adding(days: -2).start(in: .gmt) }

    /// SHA-256 over the named members of a list row: what is not named may differ at every read.
    static func print(_ row: JSON, _ members: [String]) -> String {
        Digest.sha256(JSON.object(JSONObject(members.map { ($0, row[$0] ?? .null) })).encoded(canonical: true))
    }
}

/// Bills of Procurify, by date-time of their last change (procurify.md 4.5, 10).
struct ProcurifyBills: Feed {
    let procurify: ProcurifyClient
    let start: CalendarDate

    let name = "procurify-bills"
    let system = "procurify"
    let kind = FeedKind.modified(overlapSeconds: 600)
    let mirrorKinds: [String] = []

    /// A bill that was not touched since the start date was not approved since then either; those of the months before are
    /// read all the same, so that each has a record that says why it is not posted.
    func page(since: Date?, place: String?) async throws -> FeedPage {
        let floor = DocumentFeeds.floor(start.adding(days: -Limits.lookBackDays))
        let bound = max(since ?? .distantPast, floor)
        let page = try await procurify.page(
            "/api/v3/ap/bills/",
            query: [
                ("last_modified_datetime_0", Timestamp.format(bound)), ("order_by", "last_modified_datetime"),
                ("page_size", String(Limits.procurifyPageRows)),
            ], place: place)
        return page.feedPage(page.rows.map(row))
    }

    private func row(_ raw: JSON) -> FeedRow {
        let stable = [
            "uuid", "status", "type", "version", "items", "invoice_number", "invoice_date", "due_date", "gl_post_date",
            "submitted_date", "total_cost_with_tax", "invoice_total", "group", "last_modified_datetime",
        ]
        return FeedRow(
            flow: Bills.flowName, key: SourceReading(raw).id("group"), listPrint: DocumentFeeds.print(raw, stable),
            raw: raw,
            modifiedAt: raw["last_modified_datetime"]?.text.flatMap(Timestamp.parse))
    }

    func detail(of row: FeedRow) async throws -> JSON? {
        guard BillSource.needsDetail(row.raw), let uuid = SourceReading(row.raw).text("uuid") else { return nil }
        return try await procurify.get("/api/v2/ap/bills/\(PathPart.encoded(uuid))/")
    }
}

/// Purchase orders of Procurify, by day of their last change (procurify.md 4.4, 10).
struct ProcurifyOrders: Feed {
    let procurify: ProcurifyClient
    let start: CalendarDate

    let name = "procurify-orders"
    let system = "procurify"
    /// The filter knows days alone, and whose midnight it means is not known (procurify.md 1.6).
    let kind = FeedKind.modified(overlapSeconds: 2 * 86_400)
    let mirrorKinds: [String] = []

    /// The whole list is not bounded by the start date: bills name older orders, which then have a record to be linked.
    func page(since: Date?, place: String?) async throws -> FeedPage {
        var query = [("page_size", String(Limits.procurifyPageRows))]
        if let since { query.append(("modified_date_0", CalendarDate(since, in: .gmt).description)) }
        let page = try await procurify.page("/api/v2/purchase_orders/purchased/all/", query: query, place: place)
        return page.feedPage(page.rows.map(row))
    }

    private func row(_ raw: JSON) -> FeedRow {
        let stable = [
            "procurify_PO", "uuid", "number", "state", "active", "version", "last_modified", "total", "subtotal",
            "freight", "other",
        ]
        return FeedRow(
            flow: PurchaseOrders.flowName, key: SourceReading(raw).id("procurify_PO"),
            listPrint: DocumentFeeds.print(raw, stable),
            raw: raw, modifiedAt: raw["last_modified"]?.text.flatMap(Timestamp.parse))
    }

    func detail(of row: FeedRow) async throws -> JSON? {
        guard OrderSource.needsDetail(row.raw, since: start), let id = SourceReading(row.raw).id("procurify_PO") else {
            return nil
        }
        return try await procurify.get("/api/v2/purchase_orders/\(PathPart.encoded(id))/")
    }
}

/// Headers of bills and orders in the ERP, into the mirror (acumatica.md 4.3, 4.5).
struct ERPDocuments: Feed {
    let documents: DocumentKind
    let erp: AcumaticaClient
    let start: CalendarDate

    let system = "acumatica"
    /// A long transaction commits with an older stamp (acumatica.md 4.5).
    let kind = FeedKind.modified(overlapSeconds: 600)
    let settles: [ReasonCode] = []

    init(kind: DocumentKind, erp: AcumaticaClient, start: CalendarDate) {
        documents = kind
        self.erp = erp
        self.start = start
    }

    var name: String { documents == .bill ? "erp-bills" : "erp-orders" }
    var mirrorKinds: [String] { [documents.mirrorKind] }

    func page(since: Date?, place: String?) async throws -> FeedPage {
        let bound = max(since ?? .distantPast, DocumentFeeds.floor(start))
        let skip = place.flatMap(Int.init) ?? 0
        let answer = try await erp.list(
            documents.entity, filter: .modified("LastModifiedDateTime", since: bound),
            select: documents.headerFields + ["LastModifiedDateTime"], top: Limits.acumaticaPageRows, skip: skip)
        let rows = answer.rows.map { raw in
            var mirror = DocumentHeader(documents, answer: raw)?.mirrorRow
            mirror?.modifiedAt = raw.fieldMoment("LastModifiedDateTime")
            return FeedRow(
                raw: raw, modifiedAt: raw.fieldMoment("LastModifiedDateTime"), mirror: mirror.map { [$0] } ?? [])
        }
        return FeedPage(
            rows: rows, next: rows.count < Limits.acumaticaPageRows ? nil : String(skip + rows.count),
            serverTime: answer.serverTime)
    }
}

extension ProcurifyPage {
    func feedPage(_ rows: [FeedRow]) -> FeedPage {
        FeedPage(rows: rows, next: next, serverTime: serverTime, total: count, vanished: vanished)
    }
}

/// Ids of a system's answers in paths.
enum PathPart {
    static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-_"))) ?? ""
    }
}
