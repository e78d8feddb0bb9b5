// The fields of a Procurify vendor that the ERP owns: what they should say, what they say, and where that differs.

package import Core
import Foundation

/// Procurify's master-data sync owns name, e-mail, address and phone (procurify.md 7); beside them stand the link and
/// whether the vendor is active. Terms, type, tax and e-mailing stay with the people at Procurify.
package enum VendorFields {
    /// Every owned field, in the order in which it is written.
    package static let owned = [
        "name", "external_id", "active", "email", "addressLineOne", "addressLineTwo", "city", "state_province",
        "postalCode", "country", "phoneOne", "contact",
    ]

    /// The texts of the contact with the length that Procurify keeps (procurify.md 4.1), and whether a longer one may
    /// be cut: what is left of an address still arrives, but a cut number or postal code is another one, and is left
    /// out.
    private static func texts(_ contact: VendorSource.Contact) -> [(
        key: String, value: String?, max: Int, mayCut: Bool
    )] {
        [
            ("addressLineOne", contact.addressLine1, 300, true), ("addressLineTwo", contact.addressLine2, 300, true),
            ("city", contact.city, 50, true), ("state_province", contact.state, 40, true),
            ("postalCode", contact.postalCode, 20, false), ("country", contact.country.map(countryName), 80, true),
            ("phoneOne", contact.phone, 20, false), ("contact", contact.attention, 50, true),
        ]
    }

    /// What Procurify should show; a field that the ERP leaves empty is missing, and nothing is said of it.
    static func desired(_ source: VendorSource) -> JSONObject {
        var fields = JSONObject([
            ("name", .string(source.name)), ("external_id", .string(source.vendorID)),
            ("active", .bool(!source.isInactive)),
        ])
        guard !source.isInactive else {
            // An inactive vendor keeps the name and address that its documents were made with.
            fields["name"] = nil
            return fields
        }
        guard let contact = source.contact else { return fields }
        let emails = emails(contact.email)
        if !emails.isEmpty { fields["email"] = .array(emails.map(JSON.string)) }
        for text in texts(contact) {
            guard let value = text.value.map(Names.written), !value.isEmpty else { continue }
            if value.unicodeScalars.count <= text.max {
                fields[text.key] = .string(value)
            } else if text.mayCut {
                fields[text.key] = .string(cut(value, to: text.max))
            }
        }
        return fields
    }

    /// What a row of Procurify says of the owned fields, in comparable form; a key that the row lacks is missing.
    package static func observed(_ row: JSON) -> [(String, JSON)] {
        owned.compactMap { key in row[key].map { (key, comparable($0)) } }
    }

    /// The fields of `desired` that `known` does not show, and those of `written`, ours from before, that the ERP has
    /// emptied since. What people at Procurify entered where the ERP has nothing stays.
    static func differing(desired: JSONObject, known: JSON, written: JSON, source: VendorSource) -> JSONObject {
        let readsContact = source.contact != nil && !source.isInactive
        var changes = JSONObject()
        for key in owned {
            if let value = desired[key] {
                if known[key].map({ same(key, value, $0) }) != true { changes[key] = value }
            } else if readsContact, let old = written[key], !isEmpty(old) {
                changes[key] = key == "email" ? [] : .null
            }
        }
        return changes
    }

    static func same(_ key: String, _ left: JSON, _ right: JSON) -> Bool {
        let (left, right) = (comparable(left), comparable(right))
        guard key == "country", let one = left.text, let other = right.text else { return left == right }
        return countryName(one).lowercased() == countryName(other).lowercased()
    }

    private static func isEmpty(_ value: JSON) -> Bool { [.null, .string(""), []].contains(comparable(value)) }

    /// Texts trimmed, null as the empty text, e-mail lists without empty entries (procurify.md 9.10).
    private static func comparable(_ value: JSON) -> JSON {
        switch value {
        case .null: ""
        case .string(let text): .string(Names.written(text))
        case .array(let items): .array(items.map(comparable).filter { $0 != "" })
        default: value
        }
    }

    /// The addresses of an ERP field, which may hold several; what is no address is left out, since one alone would
    /// make Procurify refuse the vendor.
    private static func emails(_ text: String?) -> [String] {
        (text ?? "").split(whereSeparator: { ";,".contains($0) || $0.isWhitespace }).map(String.init).filter {
            address in
            let halves = address.split(separator: "@", omittingEmptySubsequences: false)
            return halves.count == 2 && !halves[0].isEmpty && halves[1].contains(".") && halves[1].first != "."
                && halves[1].last != "." && address.allSatisfy(\.isASCII)
                && !address.contains { "<>()\"'".contains($0) }
        }
    }

    /// Procurify shows countries by name, the ERP keeps ISO codes; anything else stays as it is.
    private static func countryName(_ country: String) -> String {
        let code = country.uppercased()
        guard code.count == 2, code.allSatisfy({ $0.isASCII && $0.isLetter }), Locale.Region(code).isISORegion,
            let name = Locale(identifier: "en_US").localizedString(forRegionCode: code)
        else { return country }
        return name
    }

    /// The text up to `max` characters as Procurify counts them, without breaking one that a person sees.
    static func cut(_ text: String, to max: Int) -> String {
        var kept = ""
        var count = 0
        for character in text {
            count += character.unicodeScalars.count
            guard count <= max else { break }
            kept.append(character)
        }
        return kept.trimmingCharacters(in: .whitespaces)
    }
}
