// The firm's books: periods, terms, currencies, accounts, subaccounts and account codes.
import Foundation

extension Firm {
    struct Currency: Sendable {
        /// Currency id at Procurify.
        let id: Int
        /// ISO code.
        let code: String
        let description: String
        /// Base currency per unit.
        let rate: Decimal
        var isBase: Bool { rate == 1 }
    }

    /// A month of the financial calendar.
    struct Period: Sendable {
        /// `MMYYYY`, as the ERP's contract spells FinancialPeriodID.
        let id: String
        let year: Int
        let number: Int
        /// `July 2026`.
        let description: String
        let start: FirmDay
        /// The last day of the month, inclusive.
        let end: FirmDay
        var isClosedForPayables: Bool
    }

    struct Terms: Sendable {
        /// Code in the ERP, for instance `NET30`.
        let code: String
        /// Text at Procurify, for instance `Net 30`.
        let name: String
        let days: Int
    }

    struct Ledger: Sendable {
        let id = "ACTUAL"
        let description = "Actual ledger"
        let currency = "USD"
        let type = "Actual"
    }

    struct VendorClass: Sendable {
        let id: String
        let description: String
    }

    struct Account: Sendable {
        /// AccountCD, five digits.
        let code: String
        let description: String
        let type: AccountType
        var active = true
        var isCash = false
        /// Currency of a cash account, ISO code.
        var currency: String?
    }

    enum AccountType: String, Sendable, CaseIterable {
        case asset = "Asset"
        case liability = "Liability"
        case income = "Income"
        case expense = "Expense"

        /// The integer at Procurify (procurify.md 4.2).
        var procurifyType: Int {
            switch self {
            case .asset: 0
            case .liability: 1
            case .expense: 2
            case .income: 3
            }
        }
    }

    struct Subaccount: Sendable {
        /// Six digits, without the mask's separators: office, department, `00`.
        let code: String
        let description: String
        var active = true
    }

    /// An account code at Procurify: usually the AccountCD of an expense or asset account.
    struct Code: Sendable {
        let id: Int
        let code: String
        let description: String
        let type: Int
        var active = true
        /// Ids of the departments that may use it; each pairing is an account at Procurify.
        let departments: [Int]
    }

    /// The subaccount of an office and department.
    func subaccount(department id: Int) -> String {
        guard let department = department(id), let branch = branch(department.branch) else { return "000000" }
        return branch.segment + department.segment + "00"
    }

    /// The period that contains `day`.
    func period(containing day: FirmDay) -> Period? { periods.first { $0.start <= day && day <= $0.end } }
}
