// A bill as the ERP takes it: header and details in screen order, for each value that is set may overwrite defaults
// (acumatica.md 7.1).

import Acumatica
import Core
import Foundation

struct BillDates: Equatable {
    var invoice: CalendarDate
    var due: CalendarDate?
    var post: CalendarDate?
}

/// The header fields of a new bill (acumatica.md 6.5).
struct BillHeader {
    var type: String
    var vendor: String
    var reference: String
    var dates: BillDates
    var period: String
    var terms: String?
    var currency: String
    var branch: String
    var description: String
    var amount: Decimal
    var hold: Bool
    var note: String

    /// The body of the PUT. The due date follows the terms, which would compute it anew.
    func request(lines: [DocumentLine]) -> JSON {
        var pairs: [(String, JSON)] = [
            ("Type", .string(type)), ("Vendor", .string(vendor)), ("BranchID", .string(branch)),
            ("CurrencyID", .string(currency)),
            ("Date", .string(dates.invoice.description)), ("PostPeriod", .string(period)),
            ("VendorRef", .string(reference)),
        ]
        if let terms { pairs.append(("Terms", .string(terms))) }
        if let due = dates.due { pairs.append(("DueDate", .string(due.description))) }
        pairs += [
            ("Description", .string(description)), ("Amount", .decimal(amount)), ("Hold", .bool(hold)),
        ]
        if !note.isEmpty { pairs.append(("note", .string(note))) }
        pairs.append(("Details", .array(lines.map(Self.detail))))
        return .wrapped(pairs)
    }

    private static func detail(_ line: DocumentLine) -> JSON {
        var pairs: [(String, JSON)] = [("Branch", .string(line.coding.branch))]
        if let order = line.order {
            pairs += [
                ("POOrderType", .string(order.type)), ("POOrderNbr", .string(order.number)),
                ("POLine", .integer(order.line)),
            ]
        }
        pairs += [
            ("TransactionDescription", .string(line.text)), ("Qty", .decimal(line.quantity)),
            ("UnitCost", .decimal(line.unitCost)),
            ("ExtendedCost", .decimal(line.amount)), ("Account", .string(line.coding.account)),
        ]
        if let subaccount = line.coding.subaccount { pairs.append(("Subaccount", .string(subaccount))) }
        return .wrapped(pairs)
    }
}
