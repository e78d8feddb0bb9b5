// Orders and bills of the firm as Procurify holds them, and the bills that a clerk had keyed into the ERP.
import Foundation

extension Firm {
    /// Where an amount is charged: an account code used by a department (at Procurify: an account).
    struct Coding: Sendable, Hashable {
        var code: String
        var department: Int
    }

    struct Allocation: Sendable {
        let id: Int
        var coding: Coding
        var amount: Decimal
    }

    struct Order: Sendable {
        /// `procurify_PO`.
        let id: Int
        let uuid: String
        /// External number, printed for the vendor; may be missing or used twice.
        var externalNumber: String?
        /// 0 purchased, 1 cancelled, 3 closed, 4 paid, 5 reopened (procurify.md 4.4).
        var state = 0
        var active = true
        var version = 1
        /// Paid by credit card: not for the ERP.
        var isCard = false
        var vendor: Int
        var currency: String
        var terms: String
        var date: Date
        var promised: FirmDay
        var modified: Date
        var closed: Date?
        var purchaser: Int
        var branch: Int
        var comment: String
        var lines: [OrderLine] = []
        var freight: Decimal = 0
        var other: Decimal = 0
        var tax: Decimal = 0
        var discount: Decimal = 0

        var number: String { externalNumber ?? "PF\(id)" }
        var subtotal: Decimal { lines.reduce(0) { $0 + $1.total } }
        var total: Decimal { subtotal + freight + other + tax - discount }
    }

    struct OrderLine: Sendable {
        let id: Int
        var position: Int
        let request: Int
        var name: String
        var sku: String
        var unit: String
        var quantity: Decimal
        /// At most eight decimals.
        var price: Decimal
        var allocations: [Allocation]
        var approved: Date
        var requester: Int
        var received: Decimal = 0
        var rejected: Decimal = 0

        /// Quantity times price, to the cent.
        var total: Decimal { (quantity * price).rounded(scale: 2) }
    }

    struct Bill: Sendable {
        let id: Int
        let uuid: String
        /// The id of the first version; ties the versions of a bill together.
        let group: Int
        var version = 1
        /// Ids of the versions before this one; the bill's own id where a fix kept it.
        var earlier: [Int] = []
        /// 0 draft, 1 confirmed, 2 approved, 3 denied, 4 paid, 5 withdrawn, 6 to 8 in payment (procurify.md 4.5).
        var status = 2
        /// 0 order, 1 expense, 2 credit card.
        var type = 0
        var active = true
        var vendor: Int
        var currency: String
        var number: String
        var date: FirmDay?
        var due: FirmDay?
        var posting: FirmDay?
        var submitted: Date?
        var terms: String
        var note = ""
        var lines: [BillLine] = []
        var costs: [BillCost] = []
        var history: [BillStatus] = []
        var creator: Int
        var modifier: Int
        var approver: Int?
        var modified: Date
        var paid: FirmDay?
        var attachments: [String] = []
        /// What the stated totals are off by; zero on all bills but one.
        var misstatement: Decimal = 0
        /// What is odd about this bill, in a word or two; `ordinary` for most.
        var oddity = "ordinary"

        var firstApproved: Date? { history.first { $0.status == 2 }?.date }
    }

    struct BillLine: Sendable {
        let id: Int
        var description: String
        var sku = ""
        var unit = "each"
        /// Nil where the line is billed by cost.
        var quantity: Decimal?
        /// At most eight decimals.
        var unitCost: Decimal
        var tax: Tax?
        var shipping: Decimal?
        var order: OrderLink?
        var allocations: [Allocation]
        var received: Date?

        /// Quantity times unit cost, to the cent; an inclusive tax is inside.
        var total: Decimal { ((quantity ?? 1) * unitCost).rounded(scale: 2) }
        var exclusiveTax: Decimal { tax.map { $0.isInclusive ? 0 : $0.amount } ?? 0 }
    }

    struct OrderLink: Sendable, Hashable {
        let order: Int
        let line: Int
    }

    struct Tax: Sendable {
        var name: String
        var percentage: Decimal
        var amount: Decimal
        var isInclusive: Bool
    }

    /// A charge of the header (freight, fees), coded like a line.
    struct BillCost: Sendable {
        let id: Int
        var name: String
        var amount: Decimal
        var allocation: Allocation
    }

    struct BillStatus: Sendable {
        let id: Int
        let status: Int
        let date: Date
        let person: Int
    }

    /// A bill of the ERP that no connector made.
    struct KeyedBill: Sendable {
        /// VendorID, reference as the clerk typed it, amounts in `currency`.
        let vendorID: String
        let vendorRef: String
        let date: FirmDay
        let due: FirmDay
        let terms: String
        let currency: String
        let description: String
        let amount: Decimal
        /// Released bills are open; the others balanced.
        let isReleased: Bool
        let branchID: String
        let lines: [KeyedLine]
        /// `Firm.Bill.id` of the bill at Procurify that it equals.
        let bill: Int
    }

    struct KeyedLine: Sendable {
        let account: String
        let subaccount: String
        let branchID: String
        let description: String
        let amount: Decimal
    }
}

extension Firm.Bill {
    /// Sum of the lines: no exclusive tax, no charges, no shipping (procurify.md 4.5 `subtotal_cost`).
    var subtotal: Decimal { lines.reduce(0) { $0 + $1.total } }
    /// Lines and charges (`total_cost`).
    var totalCost: Decimal { costs.reduce(subtotal) { $0 + $1.amount } }
    var inclusiveTax: Decimal { lines.reduce(0) { $0 + ($1.tax?.amount ?? 0) - $1.exclusiveTax } }
    var exclusiveTax: Decimal { lines.reduce(0) { $0 + $1.exclusiveTax } }
    var shipping: Decimal { lines.reduce(0) { $0 + ($1.shipping ?? 0) } }
    /// Lines, charges and exclusive taxes, without shipping (`total_cost_with_tax`).
    var totalWithTax: Decimal { totalCost + exclusiveTax + misstatement }
    /// What the vendor asks for (`invoice_total`).
    var invoiceTotal: Decimal { totalWithTax + shipping }
}
