// What a screen does when a field is set and when a record is saved: defaults, look-ups and rules.

import Foundation

/// The circumstances of one write.
struct Edit: Sendable {
    var now: Date
    var branch: String
    /// Default of `Date`; `PX-CbApiBusinessDate` changes it (acumatica.md 7.1).
    var businessDate: FirmDay
    /// Detail ids on the wire are scoped by the session (acumatica.md 5.1).
    var mask: [UInt8]

    init(now: Date, branch: String, businessDate: FirmDay? = nil, mask: [UInt8] = []) {
        self.now = now
        self.branch = branch
        self.businessDate = businessDate ?? FirmDay(of: now)
        self.mask = mask
    }
}

protocol Screen: Sendable {
    var type: EntityType { get }
    /// As messages name the record: `AP Document`.
    var recordName: String { get }
    /// As messages name a row of `Details`.
    var lineName: String { get }
    /// Key fields of a row of `Details`, which identify it on a write.
    var lineKeys: [String] { get }

    /// A new record with its defaults. `body` tells keys that decide about defaults.
    func blank(_ body: Fields, _ edit: Edit, _ books: inout Books) -> EntityRow

    /// Sets one header field, in the order of the body: each triggers its defaulting (acumatica.md 7.1).
    func set(_ field: String, _ value: Value, in row: inout EntityRow, _ edit: Edit, _ books: Books)

    /// New rows for one row of the body; more than one where an order is pulled in whole.
    func insertLines(_ fields: Fields, in row: EntityRow, _ edit: Edit, _ books: inout Books) -> [EntityRow]

    /// Sets one field of a row of `Details`.
    func setLine(_ field: String, _ value: Value, in line: inout EntityRow, of row: EntityRow, _ books: Books)

    /// Totals, status and everything that must hold before a save; leaves errors in the row.
    func finish(_ row: inout EntityRow, old: EntityRow?, _ edit: Edit, _ books: Books)

    /// The row as a write answers it, with warnings beside values that are stored.
    func warned(_ row: EntityRow, _ books: Books) -> EntityRow

    /// Saves, with the effects on other records. Numbers are assigned here.
    func store(_ row: EntityRow, old: EntityRow?, _ edit: Edit, _ books: inout Books) -> EntityRow
}

extension Screen {
    var lineName: String { recordName }
    var lineKeys: [String] { [] }

    func warned(_ row: EntityRow, _ books: Books) -> EntityRow { row }

    func insertLines(_ fields: Fields, in row: EntityRow, _ edit: Edit, _ books: inout Books) -> [EntityRow] { [] }

    func setLine(_ field: String, _ value: Value, in line: inout EntityRow, of row: EntityRow, _ books: Books) {}
}

/// The screens that accept writes; the others answer 403: the user has no rights to them.
enum Screens {
    static let all: [String: any Screen] = [
        "Bill": BillScreen(), "PurchaseOrder": OrderScreen(), "Vendor": VendorScreen(), "Account": AccountScreen(),
        "Check": CheckScreen(),
    ]
}

// MARK: - Rules that screens share

extension EntityRow {
    /// Too long is cut without a word, or refused (acumatica.md 6.5, 6.6).
    mutating func describe(_ value: Value, _ units: Int, _ books: Books) {
        let text = value.text ?? ""
        set("Description", text.cut(to: units))
        if books.readings["description-too-long"] == "refused", text.utf16.count > units {
            refuse("Description", "The string length of 'Description' exceeds the maximum of \(units).")
        }
    }

    /// A code that is there in another case (acumatica.md 5.2: assumed to be found).
    mutating func refuseCase(_ field: String, sent: String, label: String, _ books: Books) {
        if books.readings["selector-case"] == "matters", text(field) != sent {
            refuse(field, "'\(label)' cannot be found in the system.")
        }
    }

    mutating func refuse(_ field: String, _ message: String) { errors[field] = message }

    /// A selector (acumatica.md 8): no case, trailing spaces aside; takes the stored spelling.
    mutating func select(_ field: String, _ value: Value, label: String, among known: [String: String]) {
        let text = value.text ?? ""
        self[field] = value
        guard !text.isEmpty else { return }
        if let found = known[folded(text)] {
            set(field, found)
        } else {
            refuse(field, "'\(label)' cannot be found in the system.")
        }
    }

    /// A drop-down by its display text (acumatica.md 5.2, 8).
    mutating func choose(_ field: String, _ value: Value, label: String, among known: [String]) {
        guard let text = value.text, !text.isEmpty else { return }
        if let found = known.first(where: { folded($0) == folded(text) }) {
            set(field, found)
        } else {
            self[field] = value
            refuse(field, "The value '\(text)' of '\(label)' is not allowed.")
        }
    }

    /// Non-project code, or a project that does not exist (acumatica.md 8).
    mutating func selectProject(_ field: String, _ value: Value) {
        self[field] = value
        guard let text = value.text, !text.isEmpty else { return }
        if folded(text) == folded(Books.noProject) {
            set(field, Books.noProject)
        } else {
            let padded = text + String(repeating: " ", count: max(0, 10 - text.count))
            refuse(field, "Project '\(padded)' cannot be found in the system.")
        }
    }

    /// An account that exists and is active.
    mutating func selectAccount(_ field: String, _ value: Value, _ books: Books) {
        self[field] = value
        guard let text = value.text, !text.isEmpty else { return }
        guard let account = books.find("Account", text) else {
            refuse(field, "'Account' cannot be found in the system.")
            return
        }
        set(field, account.text("AccountCD"))
        set("Description", account.text("Description"))
        errors[field] = nil
        refuseCase(field, sent: text, label: "Account", books)
        if !account.flag("Active") { refuse(field, "Account is inactive.") }
    }

    /// Segmented text; answers omit the separators of the mask (acumatica.md 5.2).
    mutating func selectSubaccount(_ field: String, _ value: Value, _ books: Books) {
        self[field] = value
        guard let text = value.text, !text.isEmpty else { return }
        guard let subaccount = books.find("Subaccount", text.filter { $0 != "-" }) else {
            refuse(field, "'Subaccount' cannot be found in the system.")
            return
        }
        set(field, subaccount.text("SubaccountCD"))
        errors[field] = nil
        if !subaccount.flag("Active") { refuse(field, "Subaccount is inactive.") }
    }

    mutating func selectCurrency(_ value: Value, _ books: Books) {
        self["CurrencyID"] = value
        guard let text = value.text, !text.isEmpty else { return }
        guard let currency = books.find("Currency", text) else {
            refuse("CurrencyID", "'Currency' cannot be found in the system.")
            return
        }
        set("CurrencyID", currency.text("CurrencyID"))
        errors["CurrencyID"] = nil
        refuseCase("CurrencyID", sent: text, label: "Currency", books)
        if !currency.flag("Active") { refuse("CurrencyID", "The currency is not active.") }
    }

    mutating func selectTerms(_ value: Value, _ books: Books) {
        let known = Dictionary(books.terms.keys.map { (folded($0), $0) }, uniquingKeysWith: { first, _ in first })
        select("Terms", value, label: "Terms", among: known)
    }

    /// A vendor that may be used on documents (acumatica.md 6.1, 8: "The vendor status is 'X'.").
    mutating func selectVendor(_ field: String, _ value: Value, _ books: Books) -> EntityRow? {
        self[field] = value
        guard let text = value.text, !text.isEmpty else { return nil }
        guard let vendor = books.find("Vendor", text) else {
            refuse(field, "'Vendor' cannot be found in the system.")
            return nil
        }
        set(field, vendor.text("VendorID"))
        errors[field] = nil
        refuseCase(field, sent: text, label: "Vendor", books)
        if ["Inactive", "On Hold"].contains(vendor.text("Status")) {
            refuse(field, "The vendor status is '\(vendor.text("Status"))'.")
        }
        return vendor
    }
}

extension Books {
    var unitNames: [String: String] { Dictionary(uniqueKeysWithValues: Self.units.map { (folded($0), $0) }) }
    var itemNames: [String: String] { Dictionary(uniqueKeysWithValues: Self.items.map { (folded($0), $0) }) }
    var taxCategoryNames: [String: String] {
        Dictionary(uniqueKeysWithValues: Self.taxCategories.map { (folded($0), $0) })
    }
}
