// The flow of approved bills: Procurify to the Acumatica accounts payable.

package import Acumatica
package import Core
import Foundation
package import Procurify

/// Posts approved bills as AP bills and debit adjustments (acumatica.md 6.5; procurify.md 4.5).
package struct Bills: Flow {
    package static let flowName = FlowName("bills")

    package let name = Bills.flowName
    package let target = "acumatica"
    package let feeds: [any Feed]

    private let settings: ConnectionSettings
    private let installation: String
    private let posting: DocumentPosting

    /// `installation` has six characters and stands in every marker; `shared` are the feeds of vendors and accounts.
    package init(
        settings: ConnectionSettings, procurify: ProcurifyClient, erp: AcumaticaClient, installation: String,
        shared: [any Feed]
    ) {
        self.settings = settings
        self.installation = installation
        posting = DocumentPosting(kind: .bill, settings: settings, erp: erp)
        let start = settings.posting.startDate
        feeds =
            shared + DocumentFeeds.reference(procurify: procurify, erp: erp, start: start) + [
                ERPDocuments(kind: .order, erp: erp, start: start), ERPDocuments(kind: .bill, erp: erp, start: start),
                ProcurifyBills(procurify: procurify, start: start),
            ]
    }

    package func decode(_ row: FeedRow, detail: JSON?) throws -> Decoded {
        try BillSource.decode(list: row.raw, detail: detail)
    }

    package func prepare(store: any Store) async throws { try await posting.prepare(store: store) }

    package func plan(_ record: Record, given: Given) throws -> Plan {
        try BillPlanning(settings: settings, installation: installation, reader: given.reader).plan(record)
    }

    package func lookUp(_ plans: [Plan], store: any Store) async throws -> [RecordID: JSON] {
        try await posting.lookUp(plans, store: store)
    }

    package func judge(_ plan: Plan, found: JSON?, given: Given) throws -> Verdict {
        try posting.judge(plan, found: found, given: given)
    }

    package func write(_ plan: Plan, permit: @escaping Permit) async -> WriteResult {
        await posting.write(plan, permit: permit)
    }

    package func accept(_ plan: Plan, answer: JSON, store: any Store) async throws -> Settlement {
        try await posting.accept(plan, answer: answer, store: store)
    }

    package func assume(_ plan: Plan) -> Settlement { posting.assume(plan) }

    package func search(_ record: Record, attempts: [Attempt], thorough: Bool, store: any Store) async throws -> [JSON]
    {
        try await posting.search(record, attempts: attempts, thorough: thorough, store: store)
    }

    package func resolve(_ record: Record, attempts: [Attempt], found: [JSON], given: Given) throws -> Verdict {
        try posting.resolve(record, attempts: attempts, found: found, given: given)
    }

    package func counterpart(_ target: Target) async throws -> JSON? { try await posting.counterpart(target) }
    package func target(named text: String) throws -> Target { try posting.target(named: text) }

    package func link(_ record: Record, to target: Target, counterpart: JSON) -> Settlement {
        posting.link(record, to: target, counterpart: counterpart, lines: [])
    }
}
