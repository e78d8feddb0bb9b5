// The headers of ERP bills and orders, as the mirror keeps them and as look-ups compare them.

import Acumatica
import Core
import Foundation

/// The two kinds of document and their names in the contract (acumatica.md 6.5, 6.6).
enum DocumentKind: String, Sendable {
    case bill, order

    var entity: String { self == .bill ? "Bill" : "PurchaseOrder" }
    var numberField: String { self == .bill ? "ReferenceNbr" : "OrderNbr" }
    var vendorField: String { self == .bill ? "Vendor" : "VendorID" }
    var amountField: String { self == .bill ? "Amount" : "OrderTotal" }
    var mirrorKind: String { self == .bill ? MirrorKind.erpBill : MirrorKind.erpOrder }
    var flow: FlowName { self == .bill ? Bills.flowName : PurchaseOrders.flowName }
    /// What a person calls it.
    var noun: String { self == .bill ? "bill" : "order" }
    var types: [String] { self == .bill ? ["Bill", "Debit Adj."] : ["Normal"] }

    /// Header scalars alone: anything else can make a whole list fail (acumatica.md 4.3).
    var headerFields: [String] {
        [
            "Type", numberField, vendorField, "VendorRef", "Date", amountField, "CurrencyID", "Status", "Description",
        ]
    }
}

/// One document's header; its details where they were read.
struct DocumentHeader: Equatable {
    let kind: DocumentKind
    let type: String
    let number: String
    let vendor: String
    let reference: String
    let date: CalendarDate?
    let amount: Decimal?
    let currency: String
    let status: String?
    let description: String
    let details: [DocumentDetail]?

    /// From a wrapped answer of the ERP; nil where it names no document. `sent` is the type that was asked for, where
    /// the answer of a write leaves it out.
    init?(_ kind: DocumentKind, answer: JSON, sent: String? = nil) {
        guard let type = answer.fieldText("Type") ?? sent, let number = answer.fieldText(kind.numberField),
            number != "<NEW>"
        else { return nil }
        self.kind = kind
        self.type = type
        self.number = number
        vendor = answer.fieldText(kind.vendorField) ?? ""
        reference = answer.fieldText("VendorRef") ?? ""
        date = answer.fieldDate("Date")
        amount = answer.fieldDecimal(kind.amountField)
        currency = answer.fieldText("CurrencyID") ?? ""
        status = answer.fieldText("Status")
        description = answer.fieldText("Description") ?? ""
        // Details that were not asked for are left out or empty (acumatica.md 4.1): both mean that they were not read.
        let rows = answer["Details"]?.items ?? []
        details = rows.isEmpty ? nil : rows.map { DocumentDetail(kind, answer: $0) }
    }

    /// From the flat form of the mirror and of look-ups; nil where it names no document.
    init?(_ kind: DocumentKind, flat: JSON) {
        guard let type = flat["Type"]?.text, let number = flat[kind.numberField]?.text else { return nil }
        self.kind = kind
        self.type = type
        self.number = number
        vendor = flat[kind.vendorField]?.text ?? ""
        reference = flat["VendorRef"]?.text ?? ""
        date = flat["Date"]?.text.flatMap(CalendarDate.init)
        amount = flat[kind.amountField]?.decimal
        currency = flat["CurrencyID"]?.text ?? ""
        status = flat["Status"]?.text
        description = flat["Description"]?.text ?? ""
        details = flat["Details"]?.items.map { $0.map(DocumentDetail.init(flat:)) }
    }

    /// The flat form of `MirrorKind.erpBill` and `erpOrder`, with the details where they were read.
    var flat: JSON {
        var object = JSONObject([
            ("Type", .string(type)), (kind.numberField, .string(number)), (kind.vendorField, .string(vendor)),
            ("VendorRef", .string(reference)), ("Date", .optional(date?.description)),
            (kind.amountField, amount.map(JSON.decimal) ?? .null), ("CurrencyID", .string(currency)),
            ("Status", .optional(status)),
            ("Description", .string(description)),
        ])
        if let details { object["Details"] = .array(details.map(\.flat)) }
        return .object(object)
    }

    var target: Target { Target(system: "acumatica", type: type, number: number) }
    var marker: Marker? { Marker.parse(description) }
    /// False for what was undone: it blocks no reference and cannot be adopted. A rejected document is live, for it can
    /// be corrected and submitted again (acumatica.md 6.5).
    var isLive: Bool { !["Voided", "Canceled", "Cancelled"].contains(status ?? "") }

    /// For a person, for instance `Bill/000159 (277.50 USD, 2026-07-02, V0012, INV-88, Open)`.
    var shown: String {
        let parts = [
            amount.map { "\($0.plain) \(currency)" }, date?.description, vendor, reference, status,
        ]
        return "\(target) (\(parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", ")))"
    }

    var mirrorRow: MirrorRow {
        let name = kind == .bill ? Reference.vendorAndReference(vendor: vendor, reference: reference) : reference
        return MirrorRow(
            kind: kind.mirrorKind, key: target.description, name: name, link: marker?.description ?? "", body: flat)
    }
}

/// One detail row, as far as it is compared.
struct DocumentDetail: Equatable {
    /// Orders only: a bill's lines have none (acumatica.md 0).
    let line: Int?
    let account: String
    let subaccount: String?
    let amount: Decimal?
    let quantity: Decimal?
    let text: String

    init(_ kind: DocumentKind, answer: JSON) {
        line = answer.fieldInteger("LineNbr")
        account = answer.fieldText("Account") ?? ""
        subaccount = answer.fieldText("Subaccount")
        amount = answer.fieldDecimal("ExtendedCost") ?? answer.fieldDecimal("Amount")
        quantity = answer.fieldDecimal(kind == .bill ? "Qty" : "OrderQty")
        text = answer.fieldText(kind == .bill ? "TransactionDescription" : "LineDescription") ?? ""
    }

    init(flat: JSON) {
        line = flat["line"]?.integer
        account = flat["account"]?.text ?? ""
        subaccount = flat["subaccount"]?.text
        amount = flat["amount"]?.decimal
        quantity = flat["quantity"]?.decimal
        text = flat["text"]?.text ?? ""
    }

    var flat: JSON {
        [
            "line": line.map(JSON.integer) ?? .null, "account": .string(account), "subaccount": .optional(subaccount),
            "amount": amount.map(JSON.decimal) ?? .null, "quantity": quantity.map(JSON.decimal) ?? .null,
            "text": .string(text),
        ]
    }
}
