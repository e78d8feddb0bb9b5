// Offices, people and vendors of the firm.
import Foundation

extension Firm {
    /// An office: location at Procurify, branch in the ERP.
    struct Branch: Sendable {
        /// Location id at Procurify.
        let id: Int
        /// Location name at Procurify, for instance `Denver`.
        let name: String
        /// BranchID in the ERP, for instance `HEADOFFICE`; also the location's `external_id`.
        let branchID: String
        let branchName: String
        /// Two digits, the first segment of a subaccount.
        let segment: String
        let timeZone: String
        let currency: String
        let phone: String
        let address: Address
        let isHeadquarters: Bool
    }

    /// A department of one office; the same name exists once per office.
    struct Department: Sendable {
        /// Department id at Procurify.
        let id: Int
        let name: String
        /// For instance `CIV-DEN`.
        let externalID: String
        let branch: Int
        /// Two digits, the second segment of a subaccount.
        let segment: String
    }

    struct Address: Sendable, Hashable {
        var line1: String
        var line2: String = ""
        var city: String
        /// State or province, for instance `CO`.
        var state: String
        var postalCode: String
        /// Name for people (`United States`) and ISO code (`US`).
        var country: String
        var countryCode: String
    }

    struct Person: Sendable {
        let id: Int
        let firstName: String
        let lastName: String
        let email: String
        let position: String
        let department: Int
        /// Approvers have a limit; others none.
        let approvalLimit: Decimal?
    }

    /// A vendor: in the ERP, at Procurify, or at both. `erp` is nil where only Procurify knows it, `procurify`
    /// where only the ERP does.
    struct Vendor: Sendable {
        var erp: ERPVendor?
        var procurify: ProcurifyVendor?
        var address: Address
        var contact: String
        var email: String
        var phone: String
        /// ISO code.
        var currency: String
        /// A code of `Firm.terms`.
        var terms: String
        /// Why this vendor is in the firm, in a word or two; `ordinary` for most.
        var oddity: String
    }

    /// What the ERP alone says of a vendor.
    struct ERPVendor: Sendable {
        let vendorID: String
        /// As keyed, trailing spaces included.
        var name: String
        var status: VendorStatus
        /// A ClassID of `Firm.vendorClasses`.
        var classID: String
        var isTaxAgency = false
        var isLaborUnion = false
        var is1099 = false
        /// AccountCD of the expense side by default.
        var expenseAccount: String
    }

    /// Display texts, as the ERP shows them (acumatica.md 6.1).
    enum VendorStatus: String, Sendable {
        case active = "Active"
        case onHold = "On Hold"
        case holdPayments = "Hold Payments"
        case inactive = "Inactive"
        case oneTime = "One-Time"
    }

    /// What Procurify alone says of a vendor.
    struct ProcurifyVendor: Sendable {
        let id: Int
        var name: String
        /// The ERP's VendorID where the two are linked.
        var externalID: String?
        var active = true
        /// 3 preferred, 4 regular (procurify.md 4.1).
        var type = 3
    }

    /// Vendors of both systems that are linked and may be billed today: what is added in number uses these.
    var billableVendors: [Vendor] {
        vendors.filter { vendor in
            guard let erp = vendor.erp, let procurify = vendor.procurify else { return false }
            return erp.status == .active && procurify.active && procurify.externalID == erp.vendorID
                && !erp.isTaxAgency && !erp.isLaborUnion
        }
    }

    func branch(_ id: Int) -> Branch? { branches.first { $0.id == id } }
    func department(_ id: Int) -> Department? { departments.first { $0.id == id } }
    func person(_ id: Int) -> Person? { people.first { $0.id == id } }
    func currency(_ code: String) -> Currency? { currencies.first { $0.code == code } }
    func account(_ code: String) -> Account? { accounts.first { $0.code == code } }
}
