// Flow `accounts`: accounts of the ERP become account codes of Procurify.

package import Acumatica
package import Core
import Foundation
package import Procurify

/// Accounts, Acumatica to Procurify; the key is the AccountCD, which is the code at Procurify too: account codes have
/// no external id (procurify.md, fact 6).
package struct Accounts: Flow {
    package let name = FlowName.accounts
    package let target = Accounts.system
    package let feeds: [any Feed]
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
        self.feeds = [feeds.procurifyDepartments, feeds.procurifyAccountCodes, feeds.erpAccounts]
    }

    static let system = "procurify"

    /// An account code of Procurify, by the code.
    static func target(_ code: String) -> Target { Target(system: system, type: "", number: code) }

    package func decode(_ row: FeedRow, detail: JSON?) throws -> Decoded {
        let source = try AccountSource(row: row.raw, detail: detail)
        return Decoded(
            key: source.code, title: "\(source.code) \(source.description)",
            source: SourceRef(
                system: "acumatica", id: source.code, number: source.code, version: 0,
                modifiedAt: (detail ?? row.raw).fieldMoment("LastModifiedDateTime")),
            body: source.body, money: nil)
    }

    package func plan(_ record: Record, given: Given) throws -> Plan {
        try AccountPlanning(settings: settings, given: given).plan(record)
    }

    package func assume(_ plan: Plan) -> Settlement {
        AccountOutcome.settlement(
            of: plan, row: plan.intent, kind: plan.action == .create ? .created : .updated)
    }

    package func counterpart(_ target: Target) async throws -> JSON? {
        AccountOutcome.best(of: try await rows(code: target.number))
    }

    package func target(named text: String) throws -> Target {
        let code = text.trimmingCharacters(in: .whitespaces)
        guard !code.isEmpty, code.unicodeScalars.count <= AccountSource.codeMax else {
            throw Failure(
                code: "target-form", message: "`\(text)` is no account code.",
                action: "Give the code as Procurify shows it, for instance 6100-000.", next: .hold)
        }
        return Self.target(code)
    }

    package func link(_ record: Record, to target: Target, counterpart: JSON) -> Settlement {
        Settlement(kind: .adopted, target: target, posted: AccountOutcome.posted(counterpart), nextStep: "update")
    }
}

extension FlowName {
    package static let accounts = FlowName("accounts")
}
