// Counts what both systems hold, read past both APIs: nothing twice, nothing lost, amounts to the cent.

import Foundation
import Testing

/// An independent count at the end of a test. The firm of seed 1 ends with 60 bills and 35 orders in the ledger.
struct Exactness {
    static let billsOfTheFirm = 60
    static let ordersOfTheFirm = 35
    let stage: Stage

    /// Expects exactly the firm's documents and so many more, each once and to the cent, and nothing in doubt.
    func check(
        moreBills: Int = 0, moreOrders: Int = 0, _ location: SourceLocation = #_sourceLocation
    ) async throws {
        let bills = try await stage.control.state("acumatica", "Bill")
        let orders = try await stage.control.state("acumatica", "PurchaseOrder")
        #expect(bills.count == Self.billsOfTheFirm + moreBills, sourceLocation: location)
        #expect(orders.count == Self.ordersOfTheFirm + moreOrders, sourceLocation: location)
        try await checkOnce(bills, orders, location)
        try await checkAmounts(bills, "bills", target: ["Type", "ReferenceNbr"], total: "Amount", location)
        try await checkAmounts(orders, "purchase-orders", target: ["Type", "OrderNbr"], total: "OrderTotal", location)
        let moving = try await stage.records().filter {
            ["pending", "posting", "unconfirmed"].contains($0["state"] as? String ?? "")
        }
        #expect(moving.isEmpty, "\(moving)", sourceLocation: location)
    }

    /// At most one document per marker and one row per link, whatever else happened.
    func checkOnce(_ location: SourceLocation = #_sourceLocation) async throws {
        try await checkOnce(
            try await stage.control.state("acumatica", "Bill"),
            try await stage.control.state("acumatica", "PurchaseOrder"), location)
    }

    private func checkOnce(
        _ bills: [[String: Any]], _ orders: [[String: Any]], _ location: SourceLocation
    ) async throws {
        let markers = (bills + orders).compactMap { row -> String? in
            let text = row["Description"] as? String ?? ""
            return text.hasPrefix("[pf:") ? text.split(separator: "]").first.map(String.init) : nil
        }
        expectOnce(markers, location)
        let vendors = try await stage.control.state("procurify", "vendors")
        expectOnce(vendors.compactMap { $0["external_id"] as? String }.filter { !$0.isEmpty }, location)
        expectOnce(try await stage.records().map { "\($0["id"] ?? "")" }, location)
    }

    private func expectOnce(_ names: [String], _ location: SourceLocation) {
        let twice = Dictionary(grouping: names) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
        #expect(twice.isEmpty, "twice: \(twice)", sourceLocation: location)
    }

    /// Each posted record has its document, with the source's total and lines that make it up.
    private func checkAmounts(
        _ documents: [[String: Any]], _ flow: String, target: [String], total: String, _ location: SourceLocation
    ) async throws {
        let byTarget = Dictionary(
            documents.map { row in (target.map { "\(row[$0] ?? "")" }.joined(separator: "/"), row) }
        ) { $1 }
        let sources = try await stage.control.state("procurify", flow == "bills" ? "bills" : "orders")
        let byKey = Dictionary(sources.map { ("\($0["group"] ?? $0["key"] ?? "")", $0) }) { $1 }
        for record in try await stage.records("--flow", flow, "--state", "posted") {
            let id = "\(record["id"] ?? "")"
            let link = record["target"] as? [String: Any] ?? [:]
            guard let document = byTarget["\(link["type"] ?? "")/\(link["number"] ?? "")"],
                let source = byKey["\(record["key"] ?? "")"]
            else {
                Issue.record("\(id) is posted and its document or its source is not there", sourceLocation: location)
                continue
            }
            let wanted = cents(source["invoice_total"]) ?? cents(source["total"])
            #expect(cents(document[total]) == wanted, "\(id)", sourceLocation: location)
            let field = flow == "bills" ? "Amount" : "ExtendedCost"
            let lines = (document["Details"] as? [[String: Any]] ?? []).compactMap { decimal($0[field]) }
            if record["adopted"] as? Bool != true, flow == "bills" {
                #expect(cents(lines.reduce(0, +)) == wanted, "the lines of \(id)", sourceLocation: location)
            }
        }
    }

    /// The amount without its sign, in cents: a credit stands as a positive adjustment in the ledger.
    private func cents(_ value: Any?) -> Decimal? {
        guard let amount = decimal(value) else { return nil }
        var scaled = (amount < 0 ? -amount : amount) * 100
        var rounded = Decimal()
        NSDecimalRound(&rounded, &scaled, 0, .plain)
        return rounded
    }

    private func decimal(_ value: Any?) -> Decimal? {
        switch value {
        case let value as Decimal: value
        case let text as String: Decimal(string: text)
        case let number as NSNumber: Decimal(string: "\(number)")
        default: nil
        }
    }
}

/// The request log: creates of documents, and whether each was looked for before it was sent again.
struct WriteLog {
    private let lines: [[String: Any]]

    init(_ lines: [[String: Any]]) { self.lines = lines }

    /// Writes other than signing in and out.
    var writes: [[String: Any]] {
        lines.filter { line in
            let target = line["target"] as? String ?? ""
            return line["method"] as? String != "GET" && !target.contains("token") && !target.contains("/auth/")
        }
    }

    /// Between two creates with one condition the list that would show the first was asked; and a create whose effect
    /// came about is not followed by another that has one.
    func expectLookUps(_ location: SourceLocation = #_sourceLocation) {
        var last: [String: (index: Int, landed: Bool)] = [:]
        for (index, line) in lines.enumerated() where line["method"] as? String == "PUT" {
            let target = line["target"] as? String ?? ""
            guard target.contains("filter=") else { continue }
            let fault = line["fault"] as? String
            let status = line["status"] as? Int
            // A 401 comes before the effect: the same request with a new token is the first that counts.
            guard status != 401 else { continue }
            let withheld = fault.map { $0.hasSuffix("-after") || $0 == "truncated" } ?? false
            let landed = withheld || (status == 200 && !["html-200", "empty-before"].contains(fault))
            if let before = last[target] {
                let asked = lines[before.index..<index].contains { asks($0, like: target) }
                #expect(asked, "\(target) was sent again without a look-up", sourceLocation: location)
                #expect(!before.landed, "\(target) was sent again although it had landed", sourceLocation: location)
            }
            last[target] = (index, landed)
        }
    }

    private func asks(_ line: [String: Any], like target: String) -> Bool {
        let text = line["target"] as? String ?? ""
        guard line["method"] as? String == "GET", let value = target.components(separatedBy: "%20and%20").last else {
            return false
        }
        let path = target.components(separatedBy: "?").first ?? target
        return text.hasPrefix(path + "?") && text.contains(value.components(separatedBy: "&").first ?? value)
    }
}
