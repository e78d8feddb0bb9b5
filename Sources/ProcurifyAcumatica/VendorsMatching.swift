// Which vendor of Procurify a vendor of the ERP is.

package import Core
import Foundation

/// The search for a counterpart in the mirror: by mapping, by link, by `external_id`, by name, in this order.
package struct VendorMatching {
    /// What was found.
    enum Match: Equatable {
        /// The counterpart's id; `mapped` where a person said so.
        case linked(id: String, mapped: Bool)
        /// One of the same name, to be confirmed by a person.
        case proposed(MirrorRow)
        /// Nobody can tell which is meant.
        case clash(String)
        case none
    }

    /// What one vendor's search needs to know of it.
    struct Subject {
        var id: RecordID
        var source: VendorSource
        var target: Target?
    }

    let reader: any StoreReader
    let connection: String
    let settings: VendorSettings
    /// Accepted rows of table `vendor` by VendorID.
    let mapped: [String: [String]]

    package init(reader: any StoreReader, connection: String, settings: VendorSettings) throws {
        self.reader = reader
        self.connection = connection
        self.settings = settings
        mapped = Dictionary(
            grouping: try reader.mappings(connection: connection, table: "vendor").filter { !$0.proposed }, by: \.to
        ).mapValues { $0.map(\.from) }
    }

    /// The counterpart of an ERP vendor.
    func match(_ subject: Subject) throws -> Match {
        let vendorID = subject.source.vendorID
        let linked = try reader.mirror(connection: connection, kind: MirrorKind.procurifyVendor, link: vendorID)
        if let ids = mapped[vendorID], !ids.isEmpty {
            let best =
                ids.first { id in linked.contains { $0.key == id } } ?? ids.first { $0 == subject.target?.number }
            return .linked(id: best ?? ids.min { Int($0) ?? .max < Int($1) ?? .max } ?? ids[0], mapped: true)
        }
        if let target = subject.target, try !isMappedElsewhere(target.number, than: vendorID) {
            return .linked(id: target.number, mapped: false)
        }
        let free = try linked.filter { try !isMappedElsewhere($0.key, than: vendorID) }
        if free.count == 1 { return .linked(id: free[0].key, mapped: false) }
        if free.count > 1 {
            return .clash("Several vendors of Procurify carry the external id \(vendorID): \(Self.list(free)).")
        }
        return subject.source.isInactive ? .none : try byName(subject)
    }

    /// Proposals for table `vendor` (from Procurify vendor id to VendorID), for the vendors that are not linked yet.
    package static func proposals(
        reader: any StoreReader, connection: String, settings: VendorSettings
    ) throws -> [MappingRow] {
        let matching = try VendorMatching(reader: reader, connection: connection, settings: settings)
        var rows: [MappingRow] = []
        try matching.forEachOpen { record in
            let source = VendorSource(body: record.body)
            let subject = Subject(id: record.id, source: source, target: record.target)
            guard VendorScope.rejection(of: source, settings: settings) == nil else { return }
            guard case .proposed(let row) = try matching.match(subject) else { return }
            rows.append(MappingRow(table: "vendor", from: row.key, to: source.vendorID, proposed: true))
        }
        return rows
    }

    /// Every vendor record that may still be planned, a page at a time; posted ones agree with their counterpart.
    func forEachOpen(_ body: (Record) throws -> Void) throws {
        var query = RecordQuery()
        query.connection = connection
        query.flow = .vendors
        query.states = [.pending, .held, .waiting]
        query.order = .identifier
        query.limit = Limits.acumaticaPageRows
        while true {
            let page = try reader.records(query)
            for record in page.records where record.body != .null { try body(record) }
            guard let next = page.next else { return }
            query.after = next
        }
    }
}

// MARK: - By name

extension VendorMatching {
    private func byName(_ subject: Subject) throws -> Match {
        let name = Names.normalised(subject.source.name)
        let rows = try reader.mirror(connection: connection, kind: MirrorKind.procurifyVendor, name: name)
        let free = try rows.filter { try isFree($0, for: subject.source.vendorID) }
        // Deleted vendors of Procurify live on as inactive ones of the same name (procurify.md 4.1).
        let active = free.filter { $0.body["active"]?.flag != false }
        let candidates = active.isEmpty ? free : active
        guard let candidate = candidates.first else { return .none }
        let rivals = try self.rivals(of: subject, named: name)
        if candidates.count > 1 {
            return .clash("Several vendors of Procurify are called \(subject.source.name): \(Self.list(candidates)).")
        }
        if !rivals.isEmpty {
            let names = ([subject.source.vendorID] + rivals).joined(separator: ", ")
            return .clash(
                "\(names) are all called \(subject.source.name) in Acumatica, "
                    + "and Procurify's vendor \(candidate.key) is one of them."
            )
        }
        // A foreign link would be overwritten, and an inactive vendor brought back: both are for a person to say.
        let isPlain = candidate.link.isEmpty && !active.isEmpty
        return settings.match == .unambiguousName && isPlain
            ? .linked(id: candidate.key, mapped: false) : .proposed(candidate)
    }

    /// Whether a vendor of Procurify may be the counterpart of an ERP vendor that it is not linked to: one that
    /// purchases are made from, and that is no other ERP vendor's.
    func isFree(_ row: MirrorRow, for vendorID: String) throws -> Bool {
        // 3 preferred, 4 regular; the others are punch-outs, employees and card providers (procurify.md 4.1).
        guard [3, 4, nil].contains(row.body["type"]?.integer) else { return false }
        if try isMappedElsewhere(row.key, than: vendorID) { return false }
        if !row.link.isEmpty, row.link != vendorID,
            try reader.mirror(connection: connection, kind: MirrorKind.erpVendor, key: row.link) != nil
        {
            return false
        }
        return try holder(of: row.key, otherThan: vendorID) == nil
    }

    /// The other ERP vendor that is linked to this vendor of Procurify.
    func holder(of id: String, otherThan vendorID: String) throws -> RecordID? {
        try reader.records(connection: connection, target: Vendors.target(id))
            .first { $0.id.flow == .vendors && $0.id.key != vendorID }?.id
    }

    private func isMappedElsewhere(_ id: String, than vendorID: String) throws -> Bool {
        guard let row = try reader.mapping(connection: connection, table: "vendor", from: id) else { return false }
        return !row.proposed && row.to != vendorID
    }

    /// Other ERP vendors of that name that are in scope and linked to nothing.
    private func rivals(of subject: Subject, named name: String) throws -> [String] {
        let rows = try reader.mirror(connection: connection, kind: MirrorKind.erpVendor, name: name)
        return try rows.filter { row in
            let source = VendorSource(body: row.body)
            guard row.key != subject.source.vendorID, !source.isInactive,
                VendorScope.rejection(of: source, settings: settings) == nil, mapped[row.key] == nil
            else { return false }
            let id = RecordID(connection: connection, flow: .vendors, key: row.key)
            guard try reader.record(id)?.target == nil else { return false }
            return try reader.mirror(connection: connection, kind: MirrorKind.procurifyVendor, link: row.key).isEmpty
        }.map(\.key)
    }

    private static func list(_ rows: [MirrorRow]) -> String {
        rows.prefix(5).map { "\($0.key) (\($0.body["name"]?.text ?? ""))" }.joined(separator: ", ")
    }
}

/// Which vendors are offered at Procurify at all.
enum VendorScope {
    /// Why a vendor is left out; nil where it is in.
    static func rejection(of source: VendorSource, settings: VendorSettings) -> Rejection? {
        if source.isTaxAgency || source.isLaborUnion {
            let what = source.isTaxAgency ? "a tax agency" : "a labour union"
            return .skipped(Reason(.notASupplier, "\(source.name) (\(source.vendorID)) is \(what)."))
        }
        let vendorClass = source.vendorClass ?? ""
        let isIn = settings.includeClasses.isEmpty || settings.includeClasses.contains(where: { same($0, vendorClass) })
        guard isIn, !settings.excludeClasses.contains(where: { same($0, vendorClass) }) else {
            return .skipped(
                Reason(
                    .classExcluded,
                    "\(source.name) (\(source.vendorID)) is of class \(vendorClass.isEmpty ? "none" : vendorClass)."))
        }
        return nil
    }

    /// Class ids are kept in capitals by the ERP, however they were typed.
    private static func same(_ left: String, _ right: String) -> Bool {
        left.trimmingCharacters(in: .whitespaces).lowercased()
            == right.trimmingCharacters(in: .whitespaces).lowercased()
    }
}
