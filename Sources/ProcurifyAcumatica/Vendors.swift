// Flow `vendors`: vendors of the ERP become vendors of Procurify.

package import Acumatica
package import Core
import Foundation
package import Procurify

/// Vendors, Acumatica to Procurify; the key is the VendorID, which Procurify keeps as `external_id` (procurify.md 5.4).
package struct Vendors: Flow {
    package let name = FlowName.vendors
    package let target = Vendors.system
    package let feeds: [any Feed]
    /// Two questions per new vendor: a batch is asked within the age that a look-up may have.
    package let batchRowsMax = 20
    let settings: ConnectionSettings
    let procurify: ProcurifyClient

    package init(settings: ConnectionSettings, procurify: ProcurifyClient, erp: AcumaticaClient) {
        self.init(
            settings: settings, procurify: procurify,
            feeds: ReferenceFeeds(settings: settings, procurify: procurify, erp: erp))
    }

    /// With feeds that other flows share.
    package init(settings: ConnectionSettings, procurify: ProcurifyClient, feeds: ReferenceFeeds) {
        self.settings = settings
        self.procurify = procurify
        self.feeds = [feeds.procurifyCurrencies, feeds.procurifyVendors, feeds.erpVendors]
    }

    static let system = "procurify"

    /// A vendor of Procurify by its id.
    static func target(_ id: String) -> Target { Target(system: system, type: "", number: id) }

    package func decode(_ row: FeedRow, detail: JSON?) throws -> Decoded {
        let source = try VendorSource(row: row.raw, detail: detail)
        return Decoded(
            key: source.vendorID, title: "\(source.name) (\(source.vendorID))",
            source: SourceRef(
                system: "acumatica", id: source.vendorID, number: source.vendorID, version: 0,
                modifiedAt: (detail ?? row.raw).fieldMoment("LastModifiedDateTime")),
            body: source.body, money: nil)
    }

    package func plan(_ record: Record, given: Given) throws -> Plan {
        try VendorPlanning(settings: settings, given: given).plan(record)
    }

    package func census(_ reader: any StoreReader) throws -> JSON {
        try VendorCensus.count(reader, settings: settings)
    }

    package func assume(_ plan: Plan) -> Settlement {
        VendorOutcome.settlement(
            of: plan.intent, kind: plan.target == nil ? .created : .updated,
            target: plan.target ?? Self.target("<vendor \(plan.record)>"))
    }

    package func counterpart(_ target: Target) async throws -> JSON? {
        guard Int(target.number) != nil else { return nil }
        return try await procurify.get(Self.path(target.number))
    }

    package func target(named text: String) throws -> Target {
        let number = text.trimmingCharacters(in: .whitespaces)
        guard !number.isEmpty, number.allSatisfy({ $0.isASCII && $0.isNumber }) else {
            throw Failure(
                code: "target-form", message: "`\(text)` is no vendor of Procurify.",
                action: "Give the vendor's id at Procurify, for instance 1067.", next: .hold)
        }
        return Self.target(number)
    }

    package func link(_ record: Record, to target: Target, counterpart: JSON) -> Settlement {
        let seen = JSON.object(JSONObject(VendorFields.observed(counterpart)))
        return Settlement(
            kind: .adopted, target: target,
            posted: VendorOutcome.posted(fields: .null, seen: seen, row: counterpart), nextStep: "update")
    }

    static func path(_ id: String) -> String { "/api/v3/vendors/\(id)/" }
}

extension FlowName {
    package static let vendors = FlowName("vendors")
}
