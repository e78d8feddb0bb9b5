// One tenant's data: its tables, preferences and numbering.

import Foundation

struct Books: Sendable {
    /// Preferences of the company (acumatica.md 6.5, 6.6, 7.6).
    struct Preferences: Sendable {
        /// "Raise an Error on Duplicate Vendor Reference Number"; off means a warning and a second document.
        var duplicateVendorRefIsError = false
        var holdOnEntry = true
        var requireVendorRef = false
        /// "Validate Document Totals on Entry"
        var validateTotals = false
        /// Approvals on: taking a document off hold leads to Pending Approval.
        var approvals = false
    }

    var preferences = Preferences()
    /// Those in force, for the screens.
    var readings = Readings()
    private(set) var tables: [String: EntityTable]
    /// Credit terms with their days; no entity of the contract (acumatica.md 6).
    var terms: [String: Int] = [:]
    /// Branches by folded id; no entity of the contract either.
    var branches: [String: String] = [:]
    var baseCurrency = "USD"
    var company = ""
    var defaultSubaccount = "000000"
    /// The expense account of a vendor's location, by folded VendorID.
    var expenseAccounts: [String: String] = [:]
    private var numbers: [String: Int] = [:]
    private var ids: SeededGenerator

    /// Selectors without a table of their own (acumatica.md 6.5 to 6.7).
    static let items: Set<String> = ["OFFSUP", "CONSULT", "SOFTWARE"]
    static let units: Set<String> = [
        "EA", "EACH", "HOUR", "DAY", "MONTH", "KG", "L", "M", "BOX", "PACK", "PC", "SET", "ROLL", "LOT",
    ]
    static let taxCategories: Set<String> = ["EXEMPT", "TAXABLE"]
    /// Lines without a project carry this code (acumatica.md 10.24).
    static let noProject = "X"

    private static let indexed: [String: [String]] = [
        "Bill": ["Vendor", "VendorRef"], "PurchaseOrder": ["VendorID", "VendorRef"], "Check": ["Vendor"],
        "Vendor": ["VendorName"],
    ]

    init(seed: UInt64) {
        ids = SeededGenerator(seed: seed ^ 0xAC0)
        tables = Dictionary(
            uniqueKeysWithValues: EntityType.entities.map {
                ($0.name, EntityTable($0, indexed: Self.indexed[$0.name] ?? []))
            })
    }

    func table(_ name: String) -> EntityTable { tables[name] ?? EntityTable(EntityType.named(name)) }

    func row(_ entity: String, key: String) -> EntityRow? { tables[entity]?.row(key: key) }

    func find(_ entity: String, _ parts: String...) -> EntityRow? { row(entity, key: EntityTable.key(parts)) }

    mutating func save(_ row: EntityRow, in entity: String) { tables[entity]?.save(row) }

    mutating func remove(_ entity: String, key: String) { tables[entity]?.remove(key: key) }

    mutating func newID() -> String { ids.guid() }

    /// The next number of an auto-numbered document, six digits (acumatica.md 6: assigned by the server).
    mutating func nextNumber(_ sequence: String) -> String {
        let number = numbers[sequence, default: 100] + 1
        numbers[sequence] = number
        let digits = String(number)
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    /// Decimals of a currency's amounts (acumatica.md 6.9: Currency.DecimalPrecision).
    func scale(of currency: String) -> Int { find("Currency", currency)?.integer("DecimalPrecision") ?? 2 }

    /// The date on which a document falls due (acumatica.md 6.5: from terms).
    func dueDate(_ date: FirmDay?, terms: String) -> FirmDay? {
        guard let date else { return nil }
        return date.adding(days: self.terms.first { folded($0.key) == folded(terms) }?.value ?? 0)
    }

    /// The row of a financial period, by `MMYYYY`.
    func period(_ id: String) -> EntityRow? {
        guard id.count == 6 else { return nil }
        return find("FinancialPeriod", String(id.suffix(4)))?.rows("Details").first {
            $0.text("FinancialPeriodID") == id
        }
    }

    /// The period that contains a day; nil where none was generated.
    func period(containing day: FirmDay) -> EntityRow? {
        find("FinancialPeriod", String(day.year))?.rows("Details").first { row in
            guard let start = row.day("StartDate"), let end = row.day("EndDate") else { return false }
            return start <= day && day <= end
        }
    }
}
