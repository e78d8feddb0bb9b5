// The offices, departments, people, currencies, periods and terms of the firm: the same for every seed.
import Foundation

extension Firm {
    mutating func layOutOffices() {
        branches = [
            Branch(
                id: 1, name: "Denver", branchID: "HEADOFFICE", branchName: "Northfield Denver", segment: "01",
                timeZone: "America/Denver", currency: "USD", phone: "+1 303 555 0100",
                address: Address(
                    line1: "1600 Blake Street", line2: "Floor 8", city: "Denver", state: "CO", postalCode: "80202",
                    country: "United States", countryCode: "US"), isHeadquarters: true),
            Branch(
                id: 2, name: "Seattle", branchID: "SEATTLE", branchName: "Northfield Seattle", segment: "02",
                timeZone: "America/Los_Angeles", currency: "USD", phone: "+1 206 555 0100",
                address: Address(
                    line1: "5 Pine Street", city: "Seattle", state: "WA", postalCode: "98101",
                    country: "United States", countryCode: "US"), isHeadquarters: false),
            Branch(
                id: 3, name: "Calgary", branchID: "CALGARY", branchName: "Northfield Calgary", segment: "03",
                timeZone: "America/Edmonton", currency: "CAD", phone: "+1 403 555 0100",
                address: Address(
                    line1: "220 9th Avenue SE", city: "Calgary", state: "AB", postalCode: "T2G 5C4",
                    country: "Canada", countryCode: "CA"), isHeadquarters: false),
        ]
        let names = [
            ("Civil Engineering", "CIV", "10"), ("Structural Engineering", "STR", "20"),
            ("Survey & Mapping", "SUR", "30"), ("Operations", "OPS", "40"), ("Administration", "ADM", "50"),
        ]
        for branch in branches {
            for (name, short, segment) in names {
                departments.append(
                    Department(
                        id: 11 + departments.count, name: name, externalID: "\(short)-\(branch.branchID.prefix(3))",
                        branch: branch.id, segment: segment))
            }
        }
        subaccounts = [Subaccount(code: "000000", description: "Default")]
        for department in departments {
            let office = branch(department.branch)?.name ?? ""
            subaccounts.append(
                Subaccount(code: subaccount(department: department.id), description: "\(office), \(department.name)"))
        }
        // An office that was closed years ago: its subaccount is still there, inactive.
        subaccounts.append(Subaccount(code: "045000", description: "Boise, Administration", active: false))
    }

    mutating func layOutBooks() {
        currencies = [
            Currency(id: 1, code: "CAD", description: "Canadian Dollar", rate: .exact(731_250, 6)),
            Currency(id: 2, code: "EUR", description: "Euro", rate: .exact(1_084_500, 6)),
            Currency(id: 3, code: "USD", description: "US Dollar", rate: 1),
        ]
        let months = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        for year in 2025...2030 {
            for (index, name) in months.enumerated() {
                let month = index + 1
                let end = FirmDay(year, month, FirmDay.length(ofMonth: month, in: year))
                periods.append(
                    Period(
                        id: (month < 10 ? "0" : "") + "\(month)\(year)", year: year, number: month,
                        description: "\(name) \(year)", start: FirmDay(year, month, 1), end: end,
                        isClosedForPayables: year == 2026 && month <= 6))
            }
        }
        terms = [
            Terms(code: "DUE", name: "Due on receipt", days: 0), Terms(code: "NET15", name: "Net 15", days: 15),
            Terms(code: "NET30", name: "Net 30", days: 30), Terms(code: "NET45", name: "Net 45", days: 45),
            Terms(code: "NET60", name: "Net 60", days: 60),
        ]
        vendorClasses = [
            VendorClass(id: "MATERIAL", description: "Materials and supplies"),
            VendorClass(id: "SERVICE", description: "Services and subconsultants"),
            VendorClass(id: "FOREIGN", description: "Vendors abroad"),
            VendorClass(id: "TAXAGENCY", description: "Tax agencies"),
            VendorClass(id: "UNION", description: "Labor unions"),
        ]
    }

    /// The people of the firm who touch purchasing; the other staff of 300 appear nowhere.
    mutating func hirePeople() {
        let rows: [(String, String, String, Int, Int?)] = [
            ("Ines", "Connector", "Integration owner", 4, nil), ("Ada", "Ng", "Buyer", 3, nil),
            ("Bo", "Li", "Controller", 4, 250_000), ("Chidi", "Okafor", "Office lead, Denver", 3, 50_000),
            ("Dana", "Whitehorse", "Survey lead", 2, 20_000), ("Élodie", "Marchand", "Buyer", 8, nil),
            ("Finn", "O'Rourke", "Office lead, Seattle", 8, 50_000), ("Grace", "Kim", "AP clerk", 4, nil),
            ("Hugo", "Brandt", "Buyer", 13, nil), ("Isla", "McTavish", "Office lead, Calgary", 13, 50_000),
            ("Jun", "Sato", "Structural lead", 1, 20_000), ("Karin", "Lindqvist", "Accounting manager", 4, 100_000),
        ]
        for (index, row) in rows.enumerated() {
            let mailbox = row.0.lowercased().folding(options: .diacriticInsensitive, locale: nil)
            people.append(
                Person(
                    id: index + 1, firstName: row.0, lastName: row.1, email: "\(mailbox)@northfield.example",
                    position: row.2, department: departments[row.3].id,
                    approvalLimit: row.4.map { Decimal($0) }))
        }
    }
}
