// The canonical form of a bill, as values for planning.

import Core
import Foundation

/// A bill as it was decoded; see `BillSource`.
struct Bill {
    let standing: BillStanding?
    let type: Int
    let document: JSON
    let about: JSON

    let vendor: SourceVendor
    let currency: String
    let invoiceNumber: String
    let lines: [Line]
    let costs: [Charge]

    struct Line {
        let id: String
        let description: String
        let quantity: Decimal?
        let unitCost: Decimal?
        let totalCost: Decimal?
        let totalWithTax: Decimal?
        let tax: Decimal
        let taxInclusive: Bool
        let taxName: String
        let shipping: Decimal
        let order: SourceOrder?
        let allocations: [Allocation]
    }

    /// A header cost (procurify.md 12.7).
    struct Charge {
        let name: String
        let amount: Decimal
        let allocation: Allocation
    }

    init(_ body: JSON) {
        standing = body["status"]?.text.flatMap(BillStanding.init)
        type = body["type"]?.integer ?? 0
        document = body["document"] ?? .null
        about = body["about"] ?? .null
        vendor = SourceVendor(
            id: document["vendor"]?.text ?? "", name: about["vendor_name"]?.text ?? "",
            externalID: about["vendor_external_id"]?.text ?? "")
        currency = document["currency"]?.text ?? ""
        invoiceNumber = document["invoice_number"]?.text ?? ""
        lines = (document["lines"]?.items ?? []).map(Line.init)
        costs = (document["costs"]?.items ?? []).map {
            Charge(
                name: $0["name"]?.text ?? "", amount: $0["amount"]?.decimal ?? 0,
                allocation: Allocation($0["allocation"] ?? .null))
        }
    }

    var approvedAt: Date? { about["approved_at"]?.text.flatMap(Timestamp.parse) }

    func total(_ name: String) -> Decimal? { document["totals"]?[name]?.decimal }

    func date(_ name: String, zone: TimeZone?) -> CalendarDate? {
        document[name]?.text.flatMap(SourceDate.init)?.day(in: zone)
    }
}

extension Bill.Line {
    init(_ json: JSON) {
        id = json["id"]?.text ?? ""
        description = json["description"]?.text ?? ""
        quantity = json["quantity"]?.decimal
        unitCost = json["unit_cost"]?.decimal
        totalCost = json["total_cost"]?.decimal
        totalWithTax = json["total_cost_with_tax"]?.decimal
        tax = json["tax_amount"]?.decimal ?? 0
        taxInclusive = json["tax_inclusive"]?.flag ?? false
        taxName = json["tax_name"]?.text ?? ""
        shipping = json["shipping_amount"]?.decimal ?? 0
        order = json["order"]?.text.map {
            SourceOrder(
                key: $0, number: json["order_number"]?.text ?? $0, item: json["order_item"]?.text ?? "",
                approvedAt: json["order_approved_at"]?.text.flatMap(Timestamp.parse))
        }
        allocations = (json["allocations"]?.items ?? []).map(Allocation.init)
    }
}

/// The order item that a bill line was made from.
struct SourceOrder: Equatable {
    let key: String
    let number: String
    let item: String
    let approvedAt: Date?
}

/// A vendor as a document of Procurify names it.
struct SourceVendor: Equatable {
    let id: String
    let name: String
    let externalID: String
}

/// An amount with its coding in Procurify.
struct Allocation: Equatable {
    let amount: Decimal
    let code: String
    let department: String
    let departmentID: String
    let location: String
    let locationID: String

    init(_ json: JSON) {
        amount = json["amount"]?.decimal ?? 0
        code = json["code"]?.text ?? ""
        department = json["department"]?.text ?? ""
        departmentID = json["department_id"]?.text ?? ""
        location = json["location"]?.text ?? ""
        locationID = json["location_id"]?.text ?? ""
    }
}
