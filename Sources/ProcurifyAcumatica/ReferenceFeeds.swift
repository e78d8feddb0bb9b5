// The lists of reference data that all flows share.

package import Acumatica
package import Core
import Foundation
package import Procurify

/// The feeds of vendors, accounts, account codes, departments and currencies of one connection.
package struct ReferenceFeeds: Sendable {
    /// Every vendor of the ERP; its rows are the records of flow `vendors`, and `MirrorKind.erpVendor`.
    package let erpVendors: any Feed
    /// Every account of the ERP; its rows are the records of flow `accounts`, and `MirrorKind.erpAccount`.
    package let erpAccounts: any Feed
    /// Every vendor of Procurify, inactive ones too where it shows them: `MirrorKind.procurifyVendor`.
    package let procurifyVendors: any Feed
    /// `MirrorKind.procurifyAccountCode`.
    package let procurifyAccountCodes: any Feed
    /// `MirrorKind.procurifyDepartment`.
    package let procurifyDepartments: any Feed
    /// `MirrorKind.procurifyCurrency`.
    package let procurifyCurrencies: any Feed

    package init(settings: ConnectionSettings, procurify: ProcurifyClient, erp: AcumaticaClient) {
        erpVendors = ERPVendorFeed(erp: erp)
        erpAccounts = ERPAccountFeed(erp: erp)
        // Group `all` brings inactive vendors too (procurify.md 9.11). Where the path is not served the group goes into
        // the query, where a server that does not know it ignores it and shows its plain list.
        procurifyVendors = ProcurifyListFeed(
            name: "procurify-vendors", kind: MirrorKind.procurifyVendor, procurify: procurify,
            lists: [
                ProcurifyList(path: "/api/v3/vendors/all/"),
                ProcurifyList(path: "/api/v3/vendors/", query: [("vendor_group", "all")]),
            ],
            settles: [.vendorNotInERP, .vendorNameClash], mirror: ProcurifyMirror.vendor)
        // A code that the plain list no longer shows counts as inactive, and so does one that it shows as inactive:
        // both readings of the list say the same.
        procurifyAccountCodes = ProcurifyListFeed(
            name: "procurify-account-codes", kind: MirrorKind.procurifyAccountCode, procurify: procurify,
            lists: [ProcurifyList(path: "/api/v3/account-codes/")],
            settles: [.accountNotDeactivatable, .departmentNotPaired], mirror: ProcurifyMirror.accountCode)
        procurifyDepartments = ProcurifyListFeed(
            name: "procurify-departments", kind: MirrorKind.procurifyDepartment, procurify: procurify,
            lists: [ProcurifyList(path: "/api/v3/departments/")], settles: [.departmentNotPaired],
            mirror: ProcurifyMirror.department)
        procurifyCurrencies = ProcurifyListFeed(
            name: "procurify-currencies", kind: MirrorKind.procurifyCurrency, procurify: procurify,
            lists: [ProcurifyList(path: "/api/v2/currencies/")], settles: [], mirror: ProcurifyMirror.currency)
    }
}

extension MirrorKind {
    /// key currency id, name its code; body `{id,name,active,base}`.
    package static let procurifyCurrency = "procurify-currency"
}

/// One way to ask for a list.
struct ProcurifyList: Sendable {
    var path: String
    var query: [(String, String)] = []
}

/// A list of Procurify without a modified filter (procurify.md 3), read whole into the mirror.
struct ProcurifyListFeed: Feed {
    let name: String
    let system = "procurify"
    let kind = FeedKind.whole
    let mirrorKinds: [String]
    let settles: [ReasonCode]
    private let procurify: ProcurifyClient
    /// Ways to ask, best first; the next one is taken where the server answers 404.
    private let lists: [ProcurifyList]
    private let mirror: @Sendable (JSON) -> MirrorRow?

    init(
        name: String, kind: String, procurify: ProcurifyClient, lists: [ProcurifyList], settles: [ReasonCode],
        mirror: @escaping @Sendable (JSON) -> MirrorRow?
    ) {
        self.name = name
        self.procurify = procurify
        self.lists = lists
        self.settles = settles
        self.mirror = mirror
        mirrorKinds = [kind]
    }

    func page(since: Date?, place: String?) async throws -> FeedPage {
        for list in lists.dropLast() {
            do { return try await page(of: list, place: place) } catch let failure as Failure
                where failure.status == 404
            {}
        }
        return try await page(of: lists[lists.count - 1], place: place)
    }

    private func page(of list: ProcurifyList, place: String?) async throws -> FeedPage {
        let page = try await procurify.page(list.path, query: list.query + [("order_by", "id")], place: place)
        let rows = page.rows.map { FeedRow(raw: $0, mirror: mirror($0).map { [$0] } ?? []) }
        return FeedPage(
            rows: rows, next: page.next, serverTime: page.serverTime, total: page.count, vanished: page.vanished)
    }
}
