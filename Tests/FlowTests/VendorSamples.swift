// Vendors of both systems, for tests.

import Core
import Foundation
@testable import ProcurifyAcumatica

/// Rows and details of vendors as the two systems give them.
enum VendorSample {
    /// A list row of the ERP.
    static func erp(
        _ id: String = "V0012", name: String = "Northwind Traders", status: String = "Active",
        _ more: [(String, JSON)] = []
    ) -> JSON {
        var fields: [(String, JSON)] = [
            ("VendorID", .string(id + "   ")), ("VendorName", .string(name)), ("Status", .string(status)),
            ("VendorClass", "MATERIAL"), ("CurrencyID", "USD"), ("Terms", "NET30"), ("VendorIsTaxAgency", false),
            ("VendorIsLaborUnion", false), ("LastModifiedDateTime", "2026-07-01T10:00:00.123+00:00"),
        ]
        for (key, value) in more {
            fields.removeAll { $0.0 == key }
            fields.append((key, value))
        }
        return entity(fields)
    }

    /// The same vendor by key, with its main contact.
    static func detail(_ row: JSON, contact: [(String, JSON)] = contact, address: [(String, JSON)] = address) -> JSON {
        row.setting("MainContact", to: entity(contact).setting("Address", to: entity(address)))
    }

    static let contact: [(String, JSON)] = [
        ("Email", "ap@northwind.example"), ("Phone1", "+1 206 555 0100"), ("Attention", "Jo Ray"),
    ]
    static let address: [(String, JSON)] = [
        ("AddressLine1", "1 Main St"), ("AddressLine2", ""), ("City", "Seattle"), ("State", "WA"),
        ("PostalCode", "98101"),
        ("Country", "US"),
    ]

    /// A row of Procurify's list that shows exactly what `detail` asks for.
    static func procurify(
        _ id: Int = 1067, name: String = "Northwind Traders", external: String? = "V0012", _ more: JSON = [:]
    ) -> JSON {
        var row: JSON = [
            "id": .integer(id), "name": .string(name), "external_id": .optional(external), "active": true, "type": 3,
            "email": ["ap@northwind.example"], "addressLineOne": "1 Main St", "addressLineTwo": .null,
            "city": "Seattle",
            "state_province": "WA", "postalCode": "98101", "country": "United States", "phoneOne": "+1 206 555 0100",
            "contact": "Jo Ray", "currency": 3, "dateModified": "2026-06-01T09:00:00.000000Z",
        ]
        for member in more.object?.members ?? [] { row = row.setting(member.key, to: member.value) }
        return row
    }
}

extension MasterWorld {
    /// Stages a vendor with its main contact.
    @discardableResult
    func vendor(
        _ id: String = "V0012", name: String = "Northwind Traders", status: String = "Active",
        _ more: [(String, JSON)] = []
    ) async throws -> Record {
        let raw = VendorSample.erp(id, name: name, status: status, more)
        return try await stage(
            ERPVendorFeed.row(raw, day: "2026-07-01"), detail: VendorSample.detail(raw), flow: vendors)
    }

    /// Puts a vendor of Procurify into the mirror.
    func listed(
        _ id: Int = 1067, name: String = "Northwind Traders", external: String? = "V0012", _ more: JSON = [:]
    ) async throws {
        try await mirror(ProcurifyMirror.vendor(VendorSample.procurify(id, name: name, external: external, more)))
    }
}
