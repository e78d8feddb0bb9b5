// The firm whose books both simulated systems hold: neutral data, made from a seed, before either system adds its own.
import Foundation

/// An engineering firm of 300 people in three offices. Same seed and size, same firm, to the last digit.
/// Each simulated system fills its own state from it; neither looks at the other's.
struct Firm: Sendable {
    let seed: UInt64
    let size: FirmSize
    /// The name that prints on orders, the host label at Procurify and the tenant's login name at Acumatica.
    let name = "Northfield Engineering Inc."
    let subdomain = "northfield"
    let tenant = "NORTHFIELD"
    /// The day from which documents are meant to be posted; a few were first approved before it.
    let startDate = FirmDay(2026, 7, 1)
    /// The last day on which a document of the firm is dated.
    let lastDate = FirmDay(2026, 10, 31)
    let headcount = 300
    let baseCurrency = "USD"

    var credentials: Credentials
    /// Offices: a location at Procurify, a branch in the ERP. The first one is the headquarters.
    var branches: [Branch] = []
    var departments: [Department] = []
    var people: [Person] = []
    var currencies: [Currency] = []
    /// Months of 2025 to 2030; 2026-01 to 2026-06 are closed for AP, the rest is open.
    var periods: [Period] = []
    var terms: [Terms] = []
    let ledger = Ledger()
    var vendorClasses: [VendorClass] = []
    var vendors: [Vendor] = []
    var accounts: [Account] = []
    /// One for each office and department, and the default one.
    var subaccounts: [Subaccount] = []
    /// What Procurify calls account codes, with the departments that may use them.
    var codes: [Code] = []
    var orders: [Order] = []
    var bills: [Bill] = []
    /// Bills that a clerk had keyed into the ERP by hand before the connector came; each equals an approved bill.
    var keyedBills: [KeyedBill] = []
    /// Where the next document of each kind is numbered from.
    var nextID = Numbering()

    /// Makes the firm. Deterministic: every choice comes from a generator seeded with `seed`.
    static func make(seed: UInt64, size: FirmSize) -> Firm {
        var desk = FirmDesk(ids: Numbering(), dice: FirmDice(seed: seed))
        var firm = Firm(seed: seed, size: size, credentials: Credentials(dice: &desk.dice))
        firm.layOutOffices()
        firm.layOutBooks()
        firm.hirePeople()
        firm.openAccounts()
        firm.takeOnVendors(dice: &desk.dice)
        firm.placeOrders(at: &desk)
        firm.receiveBills(at: &desk)
        firm.keyBillsByHand()
        firm.grow(at: &desk)
        firm.nextID = desk.ids
        return firm
    }
}

extension Firm {
    /// What both systems accept at sign-in, and the secrets that must appear in no log of a client.
    struct Credentials: Sendable {
        let procurifyClientID: String
        let procurifyClientSecret: String
        /// The value has the trailing slash (procurify.md 1.2).
        let procurifyAudience = "https://api.procurify.com/"
        let acumaticaClientID: String
        let acumaticaClientSecret: String
        let acumaticaUsername = "connector"
        let acumaticaPassword: String

        init(dice: inout FirmDice) {
            procurifyClientID = dice.text(32)
            procurifyClientSecret = dice.text(64)
            let client = dice.hex(32).uppercased()
            let parts = [(0, 8), (8, 4), (12, 4), (16, 4), (20, 12)].map { client.dropFirst($0.0).prefix($0.1) }
            acumaticaClientID = parts.joined(separator: "-") + "@NORTHFIELD"
            acumaticaClientSecret = dice.text(43)
            acumaticaPassword = "Pw-" + dice.text(21)
        }
    }

    /// The next free number of each kind at Procurify.
    struct Numbering: Sendable {
        var order = 4701
        var orderLine = 90001
        var request = 3301
        var bill = 601
        var billLine = 7001
        var cost = 15
        var allocation = 41
        var status = 1
    }
}
