// The 60 vendors of the firm: ordinary ones, and one row for every oddity that the two systems can have.
import Foundation

extension Firm {
    /// How a vendor stands at the two systems.
    private enum Standing {
        /// In both, linked by `external_id`.
        case linked
        /// In both under one name, or under another spelling, and not linked yet.
        case sameName
        case otherName(String)
        case erpOnly
        case procurifyOnly
    }

    private struct Row {
        let name: String
        var standing = Standing.linked
        var status = VendorStatus.active
        var classID = "MATERIAL"
        var currency = "USD"
        var isActiveAtProcurify = true
        var oddity = "ordinary"
    }

    /// Names that other parts of the firm speak of.
    static let unlinkedName = "Granite Peak Concrete"
    static let procurifyOnlyName = "Bob's Coffee Cart"
    static let onHoldName = "Cascade Drilling"
    static let inactiveName = "Old Mill Printing"

    mutating func takeOnVendors(dice: inout FirmDice) {
        for (index, row) in Self.vendorRows.enumerated() {
            let isAbroad = row.currency != "USD"
            var vendor = Vendor(
                address: Self.address(currency: row.currency, dice: &dice), contact: dice.pick(Self.contacts),
                email: "ap\(index + 1)@vendor.example", phone: "+1 720 555 0\(100 + index)", currency: row.currency,
                terms: dice.pick(["NET30", "NET30", "NET30", "NET15", "NET45"]), oddity: row.oddity)
            let vendorID = "V\(100_101 + index)"
            switch row.standing {
            case .procurifyOnly: break
            default:
                vendor.erp = ERPVendor(
                    vendorID: vendorID, name: row.name, status: row.status,
                    classID: isAbroad ? "FOREIGN" : row.classID, isTaxAgency: row.classID == "TAXAGENCY",
                    isLaborUnion: row.classID == "UNION", is1099: row.classID == "SERVICE",
                    expenseAccount: row.classID == "SERVICE" ? "62000" : "60000")
            }
            switch row.standing {
            case .erpOnly: break
            case .linked: vendor.procurify = .init(id: 1001 + index, name: row.name, externalID: vendorID)
            case .sameName, .procurifyOnly: vendor.procurify = .init(id: 1001 + index, name: row.name)
            case .otherName(let name): vendor.procurify = .init(id: 1001 + index, name: name)
            }
            vendor.procurify?.active = row.isActiveAtProcurify
            vendors.append(vendor)
        }
    }

    private static func address(currency: String, dice: inout FirmDice) -> Address {
        let street = "\(dice.number(10...9_900)) \(dice.pick(streets))"
        switch currency {
        case "CAD":
            return Address(
                line1: street, city: "Calgary", state: "AB",
                postalCode: "T2P \(dice.number(1...9))K\(dice.number(1...9))",
                country: "Canada", countryCode: "CA")
        case "EUR":
            return Address(
                line1: "Hauptstraße \(dice.number(1...90))", city: "München", state: "",
                postalCode: "\(dice.number(80_331...81_929))", country: "Germany", countryCode: "DE")
        default:
            let (city, state, first) = dice.pick([
                ("Denver", "CO", 80_202), ("Seattle", "WA", 98_101), ("Boise", "ID", 83_702),
            ])
            return Address(
                line1: street, line2: dice.number(1...3) == 1 ? "Suite \(dice.number(100...900))" : "", city: city,
                state: state, postalCode: "\(first + dice.number(0...40))", country: "United States", countryCode: "US")
        }
    }

    private static let streets = [
        "Main Street", "Wazee Street", "Rainier Avenue", "Quarry Road", "Mill Lane", "5th Avenue",
    ]
    private static let contacts = ["Jo Ray", "Sam O'Neil", "Mia Torres", "Lee Park", "Zoë Albrecht", "Tom Hill"]

    /// Sixty rows. The order is part of the firm: ids at both systems follow from it.
    private static let vendorRows: [Row] = [
        Row(name: "Rocky Mountain Steel"), Row(name: "Boulder Testing Labs", classID: "SERVICE"),
        Row(name: "O'Brien & Sons Surveying", classID: "SERVICE", oddity: "apostrophe and ampersand"),
        Row(name: "D'Angelo's Drafting Supplies", oddity: "apostrophes"),
        Row(name: "Smith & Wesley Consulting", classID: "SERVICE", oddity: "ampersand"),
        Row(name: "A/C & Heating Services", classID: "SERVICE", oddity: "slash and ampersand"),
        Row(name: "Survey/Map Partners", classID: "SERVICE", oddity: "slash"),
        Row(name: "Société Générale d'Études", classID: "SERVICE", oddity: "accents and apostrophe"),
        Row(name: "Müller Präzisionsgeräte GmbH", currency: "EUR", oddity: "accents"),
        Row(name: "東京計測器株式会社", oddity: "CJK"), Row(name: "北京岩土工程有限公司", oddity: "CJK"),
        // Procurify's own master-data sync refuses names over 50 characters (procurify.md 4.1).
        Row(name: "International Association of Geotechnical Instrumentation Suppliers", oddity: "over 50 characters"),
        Row(
            name: "Pacific Northwest Environmental Laboratories and Testing Services", standing: .erpOnly,
            oddity: "over 50 characters"),
        Row(name: "Front Range Couriers  ", oddity: "trailing spaces"),
        // Trailing spaces on the ERP's side alone: a near-equal name without a link.
        Row(name: "Summit Office Supply ", standing: .otherName("Summit Office Supply"), oddity: "trailing spaces"),
        // Two vendors of one name, one of them at Procurify and not linked: nobody can tell which.
        Row(name: "Acme Industrial", standing: .sameName, oddity: "two of one name"),
        Row(name: "Acme Industrial", standing: .erpOnly, oddity: "two of one name"),
        // Inactive in the ERP: still active at Procurify, and not there at all.
        Row(name: inactiveName, status: .inactive, oddity: "inactive"),
        Row(name: "Heritage Blueprint Co.", standing: .erpOnly, status: .inactive, oddity: "inactive"),
        // Deactivated at Procurify by a person, active in the ERP.
        Row(name: "Mile High Moving", isActiveAtProcurify: false, oddity: "inactive at Procurify"),
        Row(name: onHoldName, status: .onHold, classID: "SERVICE", oddity: "on hold"),
        Row(name: "Lakeside Equipment Rental", status: .holdPayments, oddity: "payments on hold"),
        Row(name: "Colorado Department of Revenue", standing: .erpOnly, classID: "TAXAGENCY", oddity: "tax agency"),
        Row(name: "Operating Engineers Local 9", standing: .erpOnly, classID: "UNION", oddity: "labor union"),
        // Present at Procurify by name alone: exactly, and nearly.
        Row(name: unlinkedName, standing: .sameName, oddity: "same name, not linked"),
        Row(name: "Blue Spruce Catering", standing: .sameName, oddity: "same name, not linked"),
        Row(name: "Columbia Cable & Wire", standing: .sameName, oddity: "same name, not linked"),
        Row(
            name: "Timberline Software Inc.", standing: .otherName("Timberline Software, Inc"),
            oddity: "nearly the same name, not linked"),
        Row(
            name: "Cherry Creek Rentals", standing: .otherName("CHERRY CREEK RENTALS"),
            oddity: "nearly the same name, not linked"),
        // Only in the ERP: to be created at Procurify.
        Row(name: "Evergreen Fuel", standing: .erpOnly, oddity: "only in the ERP"),
        Row(name: "Puget Sound Permits", standing: .erpOnly, classID: "SERVICE", oddity: "only in the ERP"),
        Row(name: "Redstone Legal LLP", standing: .erpOnly, classID: "SERVICE", oddity: "only in the ERP"),
        Row(name: "Okanagan Drone Works", standing: .erpOnly, currency: "CAD", oddity: "only in the ERP"),
        // Only at Procurify: unknown to the ERP.
        Row(name: procurifyOnlyName, standing: .procurifyOnly, oddity: "only at Procurify"),
        Row(name: "New Horizon Labs", standing: .procurifyOnly, oddity: "only at Procurify"),
        Row(name: "Ghost Freight", standing: .procurifyOnly, oddity: "only at Procurify"),
        Row(name: "Unlisted Tools LLC", standing: .procurifyOnly, oddity: "only at Procurify"),
        // Ordinary vendors, three of them in Canadian dollars.
        Row(name: "Bow River Geomatics", classID: "SERVICE", currency: "CAD"),
        Row(name: "Prairie Rig Supply", currency: "CAD"), Row(name: "Alberta Core Labs", currency: "CAD"),
        Row(name: "Aspen Leaf Printing"), Row(name: "Bear Creek Lumber"), Row(name: "Cascadia Office Products"),
        Row(name: "Delta Survey Instruments"), Row(name: "Emerald City Safety"), Row(name: "Fremont Tool Exchange"),
        Row(name: "Golden Gate Plotters"), Row(name: "Highline Telecom", classID: "SERVICE"),
        Row(name: "Iron Horse Trucking", classID: "SERVICE"), Row(name: "Juniper Cloud Hosting", classID: "SERVICE"),
        Row(name: "Kestrel Aerial Imaging", classID: "SERVICE"), Row(name: "Larimer Stakes and Lath"),
        Row(name: "Mesa Field Supplies"), Row(name: "Northgate Furniture"),
        Row(name: "Overland Vehicle Services", classID: "SERVICE"), Row(name: "Platte Valley Paper"),
        Row(name: "Quarry Road Aggregates"), Row(name: "Rainier Copy Centers"), Row(name: "Salida Springs Water"),
        Row(name: "Tamarack Software", classID: "SERVICE"),
    ]
}
