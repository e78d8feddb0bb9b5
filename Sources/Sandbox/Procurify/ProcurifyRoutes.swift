// The table of Procurify's routes that the sandbox serves.
import Foundation

/// A path pattern and what answers its methods; `*` stands for one segment.
struct ProcurifyRoute: Sendable {
    typealias Handler = @Sendable (ProcurifyCall, inout ProcurifyState) -> SandboxResponse

    let pattern: [String]
    let handlers: [String: Handler]

    init(_ path: String, _ handlers: [String: Handler]) {
        pattern = path.split(separator: "/").map(String.init)
        self.handlers = handlers
    }

    /// What the Allow header names; HEAD answers where GET does.
    var methods: [String] { (Array(handlers.keys) + (handlers["GET"] == nil ? [] : ["HEAD"]) + ["OPTIONS"]).sorted() }

    /// The name that OPTIONS shows.
    var name: String {
        pattern.filter { !["*", "api", "v2", "v3", "public", "v1"].contains($0) }
            .map { $0.replacingOccurrences(of: "-", with: " ").capitalized }.joined(separator: " ")
    }

    /// The first route that fits, with the segments that stood for stars. Fixed paths stand before patterns.
    static func find(_ path: [String]) -> (route: ProcurifyRoute, arguments: [String])? {
        for route in all where route.pattern.count == path.count {
            let pairs = zip(route.pattern, path)
            if pairs.allSatisfy({ $0 == "*" || $0 == $1 }) {
                return (route, pairs.filter { $0.0 == "*" }.map(\.1))
            }
        }
        return nil
    }

    /// Some are v2, some v3, some public; underscore to read orders, hyphen to write them (1.1, 8.1, 8.2).
    static let all: [ProcurifyRoute] = [
        ProcurifyRoute("/api/v3/users/me/", ["GET": ProcurifyBooks.me]),
        ProcurifyRoute("/api/v3/vendors/", ["GET": ProcurifyVendors.list, "POST": ProcurifyVendors.create]),
        ProcurifyRoute(
            "/api/v3/vendors/*/",
            [
                "GET": ProcurifyVendors.item, "PUT": ProcurifyVendors.replace, "PATCH": ProcurifyVendors.patch,
            ]),
        ProcurifyRoute("/api/v3/account-codes/", ["GET": ProcurifyBooks.codes, "POST": ProcurifyBooks.createCode]),
        // No GET by id, no PATCH, no DELETE (4.2).
        ProcurifyRoute("/api/v3/account-codes/*/", ["PUT": ProcurifyBooks.replaceCode]),
        ProcurifyRoute("/api/v3/accounts/", ["GET": ProcurifyBooks.accounts]),
        ProcurifyRoute("/api/v3/departments/", ["GET": ProcurifyBooks.departments]),
        ProcurifyRoute("/api/v2/locations/", ["GET": ProcurifyBooks.locations]),
        ProcurifyRoute("/api/v2/locations/*/", ["GET": ProcurifyBooks.location]),
        ProcurifyRoute("/api/v2/currencies/", ["GET": ProcurifyBooks.currencies]),
        ProcurifyRoute("/api/v2/purchase_orders/*/*/", ["GET": ProcurifyOrders.list]),
        ProcurifyRoute("/api/v2/purchase_orders/*/", ["GET": ProcurifyOrders.detail]),
        ProcurifyRoute("/api/v3/purchase-orders/billing-history/", ["GET": ProcurifyOrders.billingHistory]),
        ProcurifyRoute("/api/v3/purchase-orders/*/close/", ["POST": ProcurifyOrders.close]),
        ProcurifyRoute("/api/v3/purchase-orders/*/reopen/", ["POST": ProcurifyOrders.reopen]),
        ProcurifyRoute("/api/v3/order-items/", ["GET": ProcurifyReceipts.orderItems]),
        ProcurifyRoute("/api/v2/global/order_items/", ["GET": ProcurifyReceipts.orderItems]),
        ProcurifyRoute("/api/v3/receipt/items/", ["GET": ProcurifyReceipts.list, "POST": ProcurifyReceipts.create]),
        ProcurifyRoute("/api/v3/ap/bills/", ["GET": ProcurifyBills.list]),
        ProcurifyRoute("/api/v3/ap/bills/mark-as-paid/", ["POST": ProcurifyBills.markAsPaid]),
        ProcurifyRoute("/api/v3/ap/bills/*/", ["PATCH": ProcurifyBills.patch]),
        ProcurifyRoute("/api/v2/ap/bills/*/", ["GET": ProcurifyBills.detail]),
        ProcurifyRoute("/api/v2/ap/items/", ["GET": ProcurifyBills.items]),
        ProcurifyRoute("/api/public/v1/payments/", ["GET": ProcurifyReceipts.payments]),
    ]
}
