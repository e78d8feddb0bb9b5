// A purchase order as the ERP takes it, in screen order.

import Acumatica
import Core
import Foundation

/// The header fields of a new order (acumatica.md 6.6).
struct OrderHeader {
    var vendor: String
    var reference: String
    var date: CalendarDate
    var promised: CalendarDate?
    var terms: String?
    var currency: String
    var branch: String
    var description: String
    /// The total, which must be sent where the ERP validates totals and is ignored where it does not.
    var total: Decimal
    var hold: Bool
    var note: String
    var lineType: String

    /// The body of the PUT.
    func request(lines: [DocumentLine]) -> JSON {
        var pairs: [(String, JSON)] = [
            ("Type", "Normal"), ("VendorID", .string(vendor)), ("Branch", .string(branch)),
            ("CurrencyID", .string(currency)),
            ("Date", .string(date.description)),
        ]
        if let promised { pairs.append(("PromisedOn", .string(promised.description))) }
        if let terms { pairs.append(("Terms", .string(terms))) }
        pairs += [
            ("VendorRef", .string(reference)), ("Description", .string(description)), ("ControlTotal", .decimal(total)),
            ("Hold", .bool(hold)),
        ]
        if !note.isEmpty { pairs.append(("note", .string(note))) }
        pairs.append(("Details", .array(lines.map(detail))))
        return .wrapped(pairs)
    }

    private func detail(_ line: DocumentLine) -> JSON {
        var pairs: [(String, JSON)] = [
            ("BranchID", .string(line.coding.branch)), ("LineType", .string(lineType)),
            ("LineDescription", .string(line.text)),
            ("OrderQty", .decimal(line.quantity)), ("UnitCost", .decimal(line.unitCost)),
            ("ExtendedCost", .decimal(line.amount)),
            ("Account", .string(line.coding.account)),
        ]
        if let subaccount = line.coding.subaccount { pairs.append(("Subaccount", .string(subaccount))) }
        return .wrapped(pairs)
    }
}
