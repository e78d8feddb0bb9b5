// The ERP's accounts, page by page.

package import Acumatica
package import Core
package import Foundation

/// `erp-accounts`: what was modified since the mark, or everything (acumatica.md 6.3, 4.4, 4.5). The list row is whole.
package struct ERPAccountFeed: Feed {
    package let name = "erp-accounts"
    package let system = "acumatica"
    package let kind = FeedKind.modified(overlapSeconds: 600)
    package let mirrorKinds = [MirrorKind.erpAccount]
    private let erp: AcumaticaClient

    package init(erp: AcumaticaClient) { self.erp = erp }

    static let select = ["AccountCD", "Description", "Type", "Active", "CashAccount", "LastModifiedDateTime"]

    package func page(since: Date?, place: String?) async throws -> FeedPage {
        let page = try await erp.page("Account", since: since, select: Self.select, place: place)
        return FeedPage(rows: page.rows.map(Self.row), next: page.next, serverTime: page.serverTime)
    }

    /// Only an account that a whole walk no longer saw is asked for: whether it is truly gone.
    package func detail(of row: FeedRow) async throws -> JSON? {
        guard row.raw["gone"] != nil, let key = row.key else { return nil }
        return try await erp.get("Account", keys: [key], select: Self.select)
    }

    package func vanished(_ row: MirrorRow) -> FeedRow? {
        FeedRow(flow: .accounts, key: row.key, listPrint: Digest.sha256("gone"), raw: ["gone": row.body])
    }

    static func row(_ raw: JSON) -> FeedRow {
        let key = raw.fieldText("AccountCD")
        let stable = JSON.array(select.map { raw.field($0) ?? .null }).encoded(canonical: true)
        let modifiedAt = raw.fieldMoment("LastModifiedDateTime")
        let mirror = key.map { key in
            MirrorRow(
                kind: MirrorKind.erpAccount, key: key,
                body: [
                    "AccountCD": .string(key), "Description": .string(raw.fieldText("Description") ?? ""),
                    "Type": .optional(raw.fieldText("Type")), "Active": .bool(raw.fieldFlag("Active") ?? false),
                    "CashAccount": .bool(raw.fieldFlag("CashAccount") ?? false),
                ], modifiedAt: modifiedAt)
        }
        return FeedRow(
            flow: .accounts, key: key, listPrint: Digest.sha256(stable), raw: raw, modifiedAt: modifiedAt,
            mirror: mirror.map { [$0] } ?? [])
    }
}
