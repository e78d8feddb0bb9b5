// What the ERP says of a vendor, as far as the flow uses it.

import Acumatica
package import Core
import Foundation

/// A vendor of the ERP (acumatica.md 6.1).
package struct VendorSource: Sendable, Equatable {
    /// Main contact and its address; a value that the ERP leaves empty is nil.
    package struct Contact: Sendable, Equatable {
        package var email: String?
        package var phone: String?
        package var attention: String?
        package var addressLine1: String?
        package var addressLine2: String?
        package var city: String?
        package var state: String?
        package var postalCode: String?
        package var country: String?
    }

    package var vendorID: String
    package var name: String
    package var status: String
    package var vendorClass: String?
    package var currency: String?
    package var isTaxAgency: Bool
    package var isLaborUnion: Bool
    /// Nil where it was not read: then nothing is said of it.
    package var contact: Contact?
    /// The vendor is no longer in the ERP.
    package var isGone: Bool

    /// Inactive in the ERP, or gone from it. `On Hold`, `Hold Payments` and `One-Time` vendors can still be ordered
    /// from.
    package var isInactive: Bool { isGone || status == "Inactive" }

    private static let statuses: Set<String> = ["Active", "On Hold", "Hold Payments", "Inactive", "One-Time"]

    /// Reads a list row and, where it was read, the detail. Throws `Undecodable` for a missing id or name and an
    /// unknown status: it might mean that nothing may be ordered.
    init(row: JSON, detail: JSON?) throws {
        if detail == nil, let gone = row["gone"] {
            self.init(gone: gone)
            return
        }
        let raw = detail ?? row
        guard let vendorID = raw.fieldText("VendorID") else {
            throw Undecodable(field: "VendorID", message: "the vendor has none")
        }
        guard let name = raw.fieldText("VendorName").map(Names.written), !name.isEmpty else {
            throw Undecodable(field: "VendorName", message: "the vendor \(vendorID) has none")
        }
        guard let status = raw.fieldText("Status"), Self.statuses.contains(status) else {
            let found = raw.fieldText("Status").map { "`\($0)` is not known" } ?? "there is none"
            throw Undecodable(
                field: "Status", message: "\(found); known are Active, On Hold, Hold Payments, Inactive and One-Time")
        }
        self.init(
            vendorID: vendorID, name: name, status: status, vendorClass: raw.fieldText("VendorClass"),
            currency: raw.fieldText("CurrencyID"), isTaxAgency: raw.fieldFlag("VendorIsTaxAgency") ?? false,
            isLaborUnion: raw.fieldFlag("VendorIsLaborUnion") ?? false,
            contact: detail?["MainContact"].flatMap(Self.contact), isGone: false)
    }

    private init(gone: JSON) {
        self.init(
            vendorID: gone["VendorID"]?.text ?? "", name: gone["VendorName"]?.text ?? "", status: "Inactive",
            vendorClass: gone["VendorClass"]?.text, currency: gone["CurrencyID"]?.text,
            isTaxAgency: gone["VendorIsTaxAgency"]?.flag ?? false,
            isLaborUnion: gone["VendorIsLaborUnion"]?.flag ?? false, contact: nil, isGone: true)
    }

    private init(
        vendorID: String, name: String, status: String, vendorClass: String?, currency: String?, isTaxAgency: Bool,
        isLaborUnion: Bool, contact: Contact?, isGone: Bool
    ) {
        self.vendorID = vendorID
        self.name = name
        self.status = status
        self.vendorClass = vendorClass
        self.currency = currency
        self.isTaxAgency = isTaxAgency
        self.isLaborUnion = isLaborUnion
        self.contact = contact
        self.isGone = isGone
    }

    /// Nil where the entity was not expanded: an empty object says nothing of the contact.
    private static func contact(_ raw: JSON) -> Contact? {
        guard let object = raw.object, !object.members.isEmpty else { return nil }
        let address = raw["Address"] ?? .null
        return Contact(
            email: raw.fieldText("Email"), phone: raw.fieldText("Phone1"), attention: raw.fieldText("Attention"),
            addressLine1: address.fieldText("AddressLine1"), addressLine2: address.fieldText("AddressLine2"),
            city: address.fieldText("City"), state: address.fieldText("State"),
            postalCode: address.fieldText("PostalCode"), country: address.fieldText("Country"))
    }
}

// MARK: - Canonical form

extension VendorSource {
    /// The declared fields: what is fingerprinted.
    var body: JSON {
        var body: JSON = [
            "VendorID": .string(vendorID), "VendorName": .string(name), "Status": .string(status),
            "VendorClass": .optional(vendorClass), "CurrencyID": .optional(currency),
            "VendorIsTaxAgency": .bool(isTaxAgency), "VendorIsLaborUnion": .bool(isLaborUnion), "gone": .bool(isGone),
        ]
        if let contact {
            body = body.setting(
                "MainContact",
                to: [
                    "Email": .optional(contact.email), "Phone1": .optional(contact.phone),
                    "Attention": .optional(contact.attention), "AddressLine1": .optional(contact.addressLine1),
                    "AddressLine2": .optional(contact.addressLine2), "City": .optional(contact.city),
                    "State": .optional(contact.state), "PostalCode": .optional(contact.postalCode),
                    "Country": .optional(contact.country),
                ])
        }
        return body
    }

    /// Reads the canonical form back.
    package init(body: JSON) {
        self.init(
            vendorID: body["VendorID"]?.text ?? "", name: body["VendorName"]?.text ?? "",
            status: body["Status"]?.text ?? "", vendorClass: body["VendorClass"]?.text,
            currency: body["CurrencyID"]?.text, isTaxAgency: body["VendorIsTaxAgency"]?.flag ?? false,
            isLaborUnion: body["VendorIsLaborUnion"]?.flag ?? false,
            contact: body["MainContact"].map { contact in
                Contact(
                    email: contact["Email"]?.text, phone: contact["Phone1"]?.text,
                    attention: contact["Attention"]?.text,
                    addressLine1: contact["AddressLine1"]?.text, addressLine2: contact["AddressLine2"]?.text,
                    city: contact["City"]?.text, state: contact["State"]?.text,
                    postalCode: contact["PostalCode"]?.text, country: contact["Country"]?.text)
            }, isGone: body["gone"]?.flag ?? false)
    }
}
