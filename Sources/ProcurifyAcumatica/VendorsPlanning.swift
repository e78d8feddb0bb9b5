// What is to be written of a vendor: the rules of scope, matching, deactivation and difference, all pure.

import Core
import Foundation

/// Plans one vendor.
struct VendorPlanning {
    let settings: ConnectionSettings
    let given: Given

    /// Throws `Rejection`.
    func plan(_ record: Record) throws -> Plan {
        let source = VendorSource(body: record.body)
        if let rejection = VendorScope.rejection(of: source, settings: settings.vendors) { throw rejection }
        guard source.name.unicodeScalars.count <= Self.nameMax else {
            throw Rejection.held(
                Reason(
                    .nameTooLong,
                    "The name of \(source.vendorID) has \(source.name.unicodeScalars.count) characters; "
                        + "Procurify keeps \(Self.nameMax)."
                ))
        }
        let matching = try VendorMatching(
            reader: given.reader, connection: record.id.connection, settings: settings.vendors)
        switch try matching.match(.init(id: record.id, source: source, target: record.target)) {
        case .linked(let id, let mapped):
            return try update(record, source, id: id, mapped: mapped)
        case .clash(let message):
            throw Rejection.held(Reason(.vendorNameClash, message))
        case .proposed(let row):
            throw Rejection.held(VendorOutcome.proposal(source, id: row.key, row: row.body))
        case .none where source.isInactive:
            throw Rejection.skipped(
                Reason(
                    .inactiveInERP,
                    "\(source.name) (\(source.vendorID)) is inactive in Acumatica and unknown in Procurify."))
        case .none:
            return try create(record, source)
        }
    }

    /// Characters of a vendor's name (procurify.md 4.1).
    static let nameMax = 150

    /// New vendors are preferred, as those of Procurify's own master-data sync are (procurify.md 7).
    private func create(_ record: Record, _ source: VendorSource) throws -> Plan {
        let fields = VendorFields.desired(source)
        var request = fields
        request["type"] = 3
        // Required, also where there is none (procurify.md 4.1).
        request["email"] = fields["email"] ?? []
        request["overall_score"] = .null
        request["currency"] = try currency(of: source, connection: record.id.connection)
        return Plan(
            record: record.id, action: .create, request: .object(request),
            intent: VendorOutcome.intent(source, id: nil, mapped: false, fields: fields),
            summary: "New vendor \(source.name) (\(source.vendorID))")
    }

    private func update(_ record: Record, _ source: VendorSource, id: String, mapped: Bool) throws -> Plan {
        let desired = VendorFields.desired(source)
        let posted = record.target?.number == id ? record.posted : .null
        let row = try given.reader.mirror(connection: record.id.connection, kind: MirrorKind.procurifyVendor, key: id)
        let known = VendorOutcome.known(posted: posted, row: row)
        let changes = VendorFields.differing(
            desired: desired, known: known, written: posted["fields"] ?? .null, source: source)
        if desired["active"]?.flag == false, changes["active"] != nil, !record.urgent {
            try refuseMass(source)
        }
        var kept = desired
        if source.isInactive || source.contact == nil {
            // Nothing is said of the other fields now; that they were ours is not forgotten.
            for member in posted["fields"]?.object?.members ?? [] where kept[member.key] == nil {
                kept[member.key] = member.value
            }
        }
        return Plan(
            record: record.id, action: changes.members.isEmpty ? .nothing : .update,
            request: changes.members.isEmpty ? .null : .object(changes),
            intent: VendorOutcome.intent(source, id: id, mapped: mapped, fields: kept), target: Vendors.target(id),
            summary: Self.summary(source, changes))
    }

    private func refuseMass(_ source: VendorSource) throws {
        guard let pending = given.census["deactivations"]?.integer, let allowed = given.census["allowed"]?.integer,
            pending > allowed
        else { return }
        throw Rejection.held(
            Reason(
                .tooManyDeactivations,
                "\(source.name) (\(source.vendorID)) is one of \(pending) vendors that became inactive in "
                    + "Acumatica at once; at most \(allowed) are deactivated without asking."
            ))
    }

    /// The id of the ERP's currency at Procurify, where both know it; otherwise Procurify takes its own.
    private func currency(of source: VendorSource, connection: String) throws -> JSON? {
        guard let code = source.currency else { return nil }
        let mapped = try given.reader.mappings(connection: connection, table: "currency")
            .first { !$0.proposed && $0.to == code }?.from
        let rows = try given.reader.mirror(
            connection: connection, kind: MirrorKind.procurifyCurrency, name: mapped ?? code)
        return rows.first { $0.body["active"]?.flag != false }?.body["id"]
    }

    private static func summary(_ source: VendorSource, _ changes: JSONObject) -> String {
        let who = "\(source.name) (\(source.vendorID))"
        if changes.members.isEmpty { return "Vendor \(who) agrees" }
        if changes["active"]?.flag == false { return "Vendor \(who) becomes inactive" }
        return "Vendor \(who): \(changes.members.map(\.key).joined(separator: ", "))"
    }
}

/// What is counted once per run.
enum VendorCensus {
    /// `{"deactivations": 3, "allowed": 10, "proposals": [{"from","to"}]}`: pending deactivations that no person has
    /// agreed to, how many may go without asking, and matches that wait for a person.
    static func count(_ reader: any StoreReader, settings: ConnectionSettings) throws -> JSON {
        let connection = settings.name
        let matching = try VendorMatching(reader: reader, connection: connection, settings: settings.vendors)
        var pending = 0
        try matching.forEachOpen { record in
            if try deactivates(record, matching) { pending += 1 }
        }
        let known = try reader.counts(connection: connection)
            .filter { $0.flow == .vendors && $0.state != .skipped }.reduce(0) { $0 + $1.count }
        let share = (Decimal(known) * settings.vendors.maxDeactivations).plain
        let allowed = max(10, Int(share.prefix { $0 != "." }) ?? 0)
        let proposals = try VendorMatching.proposals(reader: reader, connection: connection, settings: settings.vendors)
        return [
            "deactivations": .integer(pending), "allowed": .integer(allowed),
            "proposals": .array(proposals.map { ["from": .string($0.from), "to": .string($0.to)] }),
        ]
    }

    /// Whether planning this record would deactivate its counterpart, and no person has agreed to it.
    private static func deactivates(_ record: Record, _ matching: VendorMatching) throws -> Bool {
        let source = VendorSource(body: record.body)
        guard source.isInactive, !record.urgent, VendorScope.rejection(of: source, settings: matching.settings) == nil,
            case .linked(let id, _) = try matching.match(.init(id: record.id, source: source, target: record.target))
        else { return false }
        let row = try matching.reader.mirror(
            connection: matching.connection, kind: MirrorKind.procurifyVendor, key: id)
        let posted = record.target?.number == id ? record.posted : .null
        return VendorOutcome.known(posted: posted, row: row)["active"]?.flag != false
    }
}
