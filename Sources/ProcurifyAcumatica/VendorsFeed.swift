// The ERP's vendors, page by page, and each changed one with its main contact.

package import Acumatica
package import Core
package import Foundation

/// `erp-vendors`: what was modified since the mark, or everything (acumatica.md 6.1, 4.4, 4.5).
package struct ERPVendorFeed: Feed {
    package let name = "erp-vendors"
    package let system = "acumatica"
    package let kind = FeedKind.modified(overlapSeconds: 600)
    package let mirrorKinds = [MirrorKind.erpVendor]
    private let erp: AcumaticaClient

    package init(erp: AcumaticaClient) { self.erp = erp }

    /// Header scalars alone: a list with linked entities may fail as a whole (acumatica.md 4.3).
    static let select = [
        "VendorID", "VendorName", "Status", "VendorClass", "CurrencyID", "Terms", "VendorIsTaxAgency",
        "VendorIsLaborUnion", "LastModifiedDateTime",
    ]

    package func page(since: Date?, place: String?) async throws -> FeedPage {
        let page = try await erp.page("Vendor", since: since, select: Self.select, place: place)
        let rows = page.rows.map { Self.row($0, day: Self.day(page.serverTime)) }
        return FeedPage(rows: rows, next: page.next, serverTime: page.serverTime)
    }

    /// The whole vendor with its main contact; nil where there is none any more.
    package func detail(of row: FeedRow) async throws -> JSON? {
        guard let key = row.key else { return nil }
        return try await erp.get("Vendor", keys: [key], expand: ["MainContact", "MainContact/Address"])
    }

    package func vanished(_ row: MirrorRow) -> FeedRow? {
        FeedRow(flow: .vendors, key: row.key, listPrint: Digest.sha256("gone"), raw: ["gone": row.body])
    }

    /// `day` is the server's: a change of a contact alone may leave no trace in the list, so that the first walk of a
    /// day that sees a vendor reads its detail again; the nightly sweep sees all.
    static func row(_ raw: JSON, day: String) -> FeedRow {
        let key = raw.fieldText("VendorID")
        let stable = JSON.array(select.map { raw.field($0) ?? .null }).encoded(canonical: true)
        return FeedRow(
            flow: .vendors, key: key, listPrint: Digest.sha256(day + stable), raw: raw,
            modifiedAt: raw.fieldMoment("LastModifiedDateTime"), mirror: key.map { [mirror($0, raw)] } ?? [])
    }

    private static func mirror(_ key: String, _ raw: JSON) -> MirrorRow {
        let name = raw.fieldText("VendorName") ?? ""
        return MirrorRow(
            kind: MirrorKind.erpVendor, key: key, name: Names.normalised(name),
            body: [
                "VendorID": .string(key), "VendorName": .string(name), "Status": .optional(raw.fieldText("Status")),
                "VendorClass": .optional(raw.fieldText("VendorClass")),
                "CurrencyID": .optional(raw.fieldText("CurrencyID")), "Terms": .optional(raw.fieldText("Terms")),
                "VendorIsTaxAgency": .bool(raw.fieldFlag("VendorIsTaxAgency") ?? false),
                "VendorIsLaborUnion": .bool(raw.fieldFlag("VendorIsLaborUnion") ?? false),
            ], modifiedAt: raw.fieldMoment("LastModifiedDateTime"))
    }

    private static func day(_ serverTime: Date?) -> String {
        serverTime.map { CalendarDate($0, in: .gmt).description } ?? ""
    }
}

/// One page of an ERP list, and where the next one begins.
struct ERPListPage: Sendable {
    var rows: [JSON]
    var next: String?
    var serverTime: Date?
}

extension AcumaticaClient {
    /// A page by `$top` and `$skip`, the only paging there is (acumatica.md 4.4); the place is the number of rows to
    /// skip. A page that is full has another one behind it.
    func page(_ entity: String, since: Date?, select: [String], place: String?) async throws -> ERPListPage {
        let skip = place.flatMap(Int.init) ?? 0
        let top = Limits.acumaticaPageRows
        let filter = since.map { Filter.modified("LastModifiedDateTime", since: $0) }
        let page = try await list(entity, filter: filter, select: select, top: top, skip: skip)
        let next = page.rows.count >= top ? String(skip + page.rows.count) : nil
        return ERPListPage(rows: page.rows, next: next, serverTime: page.serverTime)
    }
}
