// The chart of accounts: 150 accounts in the ERP, and the account codes that Procurify knows of them.
import Foundation

extension Firm {
    mutating func openAccounts() {
        open(.asset, from: 10_100, step: 100, names: Self.assets)
        open(.liability, from: 20_000, step: 100, names: Self.liabilities)
        open(.income, from: 40_000, step: 100, names: Self.incomes)
        open(.expense, from: 60_000, step: 100, names: Self.expenses)
        // Cash accounts are assets that no purchase is coded to; the Calgary one is in Canadian dollars.
        for index in accounts.indices where Self.cashAccounts.contains(accounts[index].code) {
            accounts[index].isCash = true
            accounts[index].currency = accounts[index].code == "10300" ? "CAD" : "USD"
        }
        // Inactive accounts, of every type that purchases touch.
        for index in accounts.indices where Self.inactiveAccounts.contains(accounts[index].code) {
            accounts[index].active = false
        }
        makeCodes()
    }

    private mutating func open(_ type: AccountType, from first: Int, step: Int, names: [String]) {
        for (index, name) in names.enumerated() {
            accounts.append(Account(code: "\(first + index * step)", description: name, type: type))
        }
    }

    /// Most expense and asset accounts are known to Procurify; seven are still to be created there.
    private mutating func makeCodes() {
        let everyone = departments.map(\.id)
        let engineers = departments.filter { $0.segment < "40" }.map(\.id)
        for account in accounts where account.type == .expense || account.type == .asset {
            let isInactive = Self.inactiveAccounts.contains(account.code)
            if account.isCash || Self.erpOnlyAccounts.contains(account.code) { continue }
            // An inactive account lives on as an active code: Procurify's interface cannot deactivate one.
            if isInactive && account.code != Self.inactiveCode { continue }
            let users = Self.engineeringCodes.contains(account.code) ? engineers : everyone
            codes.append(
                Code(
                    id: 81 + codes.count, code: account.code, description: account.description,
                    type: account.type.procurifyType, departments: users))
        }
        // A code that no account of the ERP has, and one that is paired with no department.
        codes.append(
            Code(
                id: 81 + codes.count, code: Self.unknownCode, description: "Legacy suspense", type: 2,
                departments: everyone))
        codes.append(
            Code(id: 81 + codes.count, code: "69995", description: "Reserved for research", type: 2, departments: []))
    }

    /// The code that an oddly coded bill uses: not in the ERP, and inactive there.
    static let unknownCode = "69990"
    static let inactiveCode = "66900"
    /// Where ordinary purchases go; every department may use them.
    static let ordinaryCodes = [
        "60000", "60100", "60200", "60500", "60600", "61000", "61200", "61700", "62300", "62900", "63900", "64100",
    ]
    /// Freight in, fees and environmental charges.
    static let freightCode = "60900"
    static let feeCode = "61900"
    static let equipmentCode = "13300"
    static let cashAccounts: Set<String> = ["10100", "10200", "10300", "10400", "10500"]
    static let inactiveAccounts: Set<String> = ["66900", "65600", "13100", "22300", "41500"]
    static let engineeringCodes: Set<String> = ["60700", "60800", "62000"]
    static let erpOnlyAccounts: Set<String> = ["64700", "65300", "66100", "67000", "67300", "11900", "12900"]

    private static let assets = [
        "Petty cash", "Operating bank, USD", "Operating bank, CAD", "Payroll bank", "Reserve bank",
        "Accounts receivable", "Unbilled revenue", "Retainage receivable", "Employee advances",
        "Allowance for doubtful",
        "Prepaid insurance", "Prepaid rent", "Prepaid software", "Prepaid memberships", "Refundable deposits",
        "Sales tax receivable", "GST receivable", "Inventory of survey stakes", "Inventory of field supplies",
        "Inventory in transit", "Work in progress", "Intercompany, Seattle", "Intercompany, Calgary",
        "Short-term notes",
        "Land", "Buildings", "Leasehold improvements", "Tenant allowances", "Security systems",
        "Idle equipment", "Former plotters", "Field vehicles", "Survey instruments", "Drones",
    ]
    private static let liabilities = [
        "Accounts payable", "Accounts payable, accrual", "PO accrual", "Credit card payable", "Sales tax payable",
        "GST payable", "Payroll taxes payable", "Wages payable", "Vacation payable", "Union dues payable",
        "Retirement plan payable", "Health plan payable", "Accrued interest", "Accrued audit fees", "Customer deposits",
        "Deferred revenue", "Billings in excess", "Retainage payable", "Income tax payable", "Current part of loans",
        "Lease liability", "Long-term loans", "Deferred tax", "Former bridge loan", "Common stock", "Retained earnings",
    ]
    private static let incomes = [
        "Civil design fees", "Structural design fees", "Survey fees", "Mapping fees", "Inspection fees",
        "Geotechnical fees", "Permitting fees", "Construction support", "Expert testimony", "Reimbursables billed",
        "Drone flights", "Training given", "Interest income", "Gain on assets", "Rental income", "Discontinued line",
    ]
    private static let expenses = [
        "Office supplies", "Copy paper", "Printing and plotting", "Plotter ink", "Small tools", "Field supplies",
        "Survey stakes and lath", "Survey instruments rented", "Drilling subcontractors", "Freight in",
        "Laboratory testing", "Safety equipment", "Protective clothing", "First aid", "Vehicle fuel",
        "Vehicle maintenance", "Vehicle leases", "Equipment rental", "Equipment repair", "Vendor fees and surcharges",
        "Engineering subconsultants", "Survey subconsultants", "Environmental subconsultants", "Software licences",
        "Cloud services", "Computer supplies", "Computers under limit", "Telephone", "Mobile telephone",
        "Internet lines", "Rent, Denver", "Rent, Seattle", "Rent, Calgary", "Electricity", "Gas", "Water and sewage",
        "Cleaning", "Waste removal", "Security services", "Building repairs", "Office furniture", "Kitchen supplies",
        "Catering", "Courier services", "Postage", "Books and standards", "Memberships", "Conference fees",
        "Training taken", "Travel, air", "Travel, rail", "Travel, hotel", "Travel, meals", "Parking and tolls",
        "Recruiting", "Advertising", "Web site", "Trade shows", "Client entertainment", "Gifts", "Legal fees",
        "Audit fees", "Consulting fees", "Bank charges", "Card charges", "Insurance, liability", "Insurance, vehicles",
        "Insurance, property", "Permits and licences", "Former permits", "Property tax", "Depreciation, equipment",
        "Depreciation, vehicles", "Depreciation, buildings",
    ]
}
