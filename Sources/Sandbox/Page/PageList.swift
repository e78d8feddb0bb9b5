// The lists of the page: which members of a record stand in which column.

/// One list of documents of one system.
struct PageList {
    static let rowsOfPage = 25

    let system: String
    let entity: String
    let title: String
    /// The members shown as number, vendor, status, amount, date and link.
    let columns: [String]

    static let titles = ["Number", "Vendor", "Status", "Amount", "Date", "Reference"]

    static let all = [
        PageList(
            system: "procurify", entity: "bills", title: "Bills",
            columns: ["invoice_number", "vendor_name", "status", "invoice_total", "invoice_date", "id"]),
        PageList(
            system: "procurify", entity: "orders", title: "Orders",
            columns: ["number", "vendor_name", "state", "total", "date", "external_number"]),
        PageList(
            system: "procurify", entity: "vendors", title: "Vendors",
            columns: ["id", "name", "active", "", "modified", "external_id"]),
        PageList(
            system: "procurify", entity: "receipts", title: "Receipts",
            columns: ["id", "", "", "pass_quantity", "created", "order_item"]),
        PageList(
            system: "acumatica", entity: "Bill", title: "Bills",
            columns: ["ReferenceNbr", "Vendor", "Status", "Amount", "Date", "VendorRef"]),
        PageList(
            system: "acumatica", entity: "PurchaseOrder", title: "Orders",
            columns: ["OrderNbr", "VendorID", "Status", "OrderTotal", "Date", "VendorRef"]),
        PageList(
            system: "acumatica", entity: "Vendor", title: "Vendors",
            columns: ["VendorID", "VendorName", "Status", "", "LastModifiedDateTime", ""]),
        PageList(
            system: "acumatica", entity: "PurchaseReceipt", title: "Receipts",
            columns: ["ReceiptNbr", "VendorID", "Status", "TotalCost", "Date", "VendorRef"]),
        PageList(
            system: "acumatica", entity: "Check", title: "Payments",
            columns: ["ReferenceNbr", "Vendor", "Status", "PaymentAmount", "ApplicationDate", "PaymentRef"]),
    ]

    static func find(_ system: String?, _ entity: String?) -> PageList {
        all.first { $0.system == system && (entity == nil || $0.entity == entity) } ?? all[0]
    }

    var link: String { "/?system=\(system)&amp;entity=\(entity)" }

    /// The rows of one page, the newest first.
    func table(_ records: [Fields], page: Int) -> String {
        let last = max(0, (records.count - 1) / Self.rowsOfPage)
        let page = min(max(page, 0), last)
        let rows = records.reversed().dropFirst(page * Self.rowsOfPage).prefix(Self.rowsOfPage).map { record in
            "<tr>"
                + columns.enumerated().map { index, column in
                    let text = Markup.escape(Markup.plain(record[column]))
                    return Self.titles[index] == "Amount" ? "<td class=\"n\">\(text)</td>" : "<td>\(text)</td>"
                }.joined() + "</tr>"
        }
        let head = Self.titles.map { "<th>\($0)</th>" }.joined()
        var turns: [String] = []
        if page > 0 { turns.append("<a href=\"\(link)&amp;page=\(page - 1)\">newer</a>") }
        if page < last { turns.append("<a href=\"\(link)&amp;page=\(page + 1)\">older</a>") }
        return "<table><tr>\(head)</tr>\(rows.joined(separator: "\n"))</table>"
            + "<p>\(records.count) in all, page \(page + 1) of \(last + 1) \(turns.joined(separator: " "))</p>"
    }
}
