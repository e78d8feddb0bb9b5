// What became of a vendor: intents, settlements, and what the live rows of Procurify say of a plan.

import Core
import Foundation

/// Reads and makes what the flow keeps of a write.
enum VendorOutcome {
    /// What a look-up needs: `{"VendorID","name","id","mapped","fields"}`.
    static func intent(_ source: VendorSource, id: String?, mapped: Bool, fields: JSONObject) -> JSON {
        [
            "VendorID": .string(source.vendorID), "name": .string(source.name), "id": .optional(id),
            "mapped": .bool(mapped), "fields": .object(fields),
        ]
    }

    /// `{"fields","seen","modified"}`: what we wrote; where the row was looked at instead, what it shows; and
    /// Procurify's stamp of that state. Only what we wrote is ours to empty again.
    static func posted(fields: JSON, seen: JSON = .null, row: JSON) -> JSON {
        ["fields": fields, "seen": seen, "modified": .optional(row["dateModified"]?.text)]
    }

    /// What Procurify shows as far as we know: what was last written or seen, unless a list told of a later change.
    static func known(posted: JSON, row: MirrorRow?) -> JSON {
        let last = [posted["seen"], posted["fields"]].compactMap { $0 }.first { !$0.isNull } ?? .null
        guard let row else { return last }
        guard !last.isNull else { return row.body }
        if let listed = row.modifiedAt, let written = posted["modified"]?.text.flatMap(Timestamp.parse) {
            return listed > written ? row.body : last
        }
        return last
    }

    /// The settlement of a write whose fields `intent` names; `row` is the row as it stands now.
    static func settlement(of intent: JSON, kind: Settlement.Kind, target: Target, row: JSON = .null) -> Settlement {
        var settlement = Settlement(
            kind: kind, target: target, posted: posted(fields: intent["fields"] ?? .null, row: row))
        if !row.isNull { settlement.held = lost(intent, row: row) }
        return settlement
    }

    /// Held where Procurify took the write and kept the link or the deactivation not.
    private static func lost(_ intent: JSON, row: JSON) -> Reason? {
        let wanted = intent["fields"] ?? .null
        let keys = ["external_id", "active"].filter { key in
            guard let value = wanted[key], let shown = row[key] else { return false }
            return !VendorFields.same(key, value, shown)
        }
        guard !keys.isEmpty else { return nil }
        return Reason(
            .refusedByProcurify,
            "Procurify took the vendor \(intent["VendorID"]?.text ?? "") and did not keep "
                + keys.joined(separator: " and ") + "."
        )
    }

    /// The settlement of a row that was there already: what it shows is kept, and what differs is written in a next
    /// step. `ours` is what we wrote before, if anything.
    static func settlement(found row: JSON, kind: Settlement.Kind, wanted: JSON, ours: JSON = .null) -> Settlement? {
        guard let id = row["id"]?.integer else { return nil }
        let seen = JSONObject(VendorFields.observed(row))
        return Settlement(
            kind: kind, target: Vendors.target(String(id)), posted: posted(fields: ours, seen: .object(seen), row: row),
            nextStep: differs(wanted, row: row) ? "update" : nil)
    }

    /// Whether a row shows something else than `fields` want.
    static func differs(_ fields: JSON, row: JSON) -> Bool {
        (fields.object?.members ?? []).contains { member in
            row[member.key].map { VendorFields.same(member.key, member.value, $0) } != true
        }
    }

    static func proposal(_ source: VendorSource, id: String, row: JSON) -> Reason {
        var message = "\(source.name) (\(source.vendorID)) may be Procurify's vendor \(id), \(row["name"]?.text ?? "")"
        if let external = ProcurifyMirror.trimmed(row["external_id"]) {
            message += ", whose external id is \(external)"
        }
        if row["active"]?.flag == false { message += ", which is inactive there" }
        return Reason(.vendorMatchProposed, message + ".")
    }
}
