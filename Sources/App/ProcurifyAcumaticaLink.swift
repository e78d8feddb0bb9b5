// The pair of systems of one connection, put together: clients, and the flows between them.

import Acumatica
package import Core
import Engine
import Foundation
import Procurify
import ProcurifyAcumatica
import Vault

/// What a connection signs in with.
struct LinkSecrets: Sendable {
    var procurify = ""
    var acumatica = AcumaticaSecrets()

    /// The secrets of a connection. Throws `Failure` (`secret-missing`) that names the first that is not stored.
    static func load(_ connection: ConnectionSettings, from drawer: SecretStore) async throws -> LinkSecrets {
        func needed(_ suffix: String) async throws -> String {
            let name = "\(connection.name).\(suffix)"
            if let secret = try await drawer.get(name) { return secret }
            throw Failure(
                code: "secret-missing", message: "The secret \(name) is missing.",
                action: "Run `ml-connector secret set \(name)`.", next: .halt)
        }
        var secrets = LinkSecrets()
        secrets.procurify = try await needed(SecretName.procurifyClientSecret)
        secrets.acumatica.password = try await needed(SecretName.acumaticaPassword)
        if connection.acumatica.authentication == .password {
            secrets.acumatica.clientSecret = try await needed(SecretName.acumaticaClientSecret)
        }
        return secrets
    }
}

/// One connection, ready to be worked.
package struct ProcurifyAcumaticaLink: Link {
    package let name: String
    package let flows: [any Flow]
    package let leaseName: String
    let connection: ConnectionSettings
    private let now: @Sendable () -> Date
    let procurify: ProcurifyClient
    let acumatica: AcumaticaClient

    init(
        connection: ConnectionSettings, secrets: LinkSecrets, transport: any Transport, effects: Effects,
        installation: String,
        keepers: (procurify: any SessionKeeper, acumatica: any SessionKeeper)
    ) {
        name = connection.name
        self.connection = connection
        now = effects.now
        // One ERP tenant is worked by one process, whatever connections lead to it.
        leaseName = "\(Binding.withPort(connection.acumatica.url))|\(connection.acumatica.tenant)"
        procurify = ProcurifyClient(
            settings: connection.procurify, clientSecret: secrets.procurify, transport: transport, effects: effects,
            keeper: keepers.procurify)
        acumatica = AcumaticaClient(
            settings: connection.acumatica, secrets: secrets.acumatica, transport: transport, effects: effects,
            keeper: keepers.acumatica, requestsPerMinute: connection.license.requestsPerMinute)
        flows = Self.flows(connection, procurify: procurify, erp: acumatica, installation: installation)
    }

    package var requests: RequestCounts {
        RequestCounts(procurify: procurify.requestCount, acumatica: acumatica.requestCount)
    }

    package func ping() async -> [(system: String, checks: [PingCheck])] {
        await LinkPing(link: self, now: now).run()
    }

    package func close() async { await acumatica.signOut() }

    /// Whether both systems know us. What is wrong is told by the work that follows.
    func letsUsIn() async -> Bool {
        do {
            try await acumatica.signedInCheck()
            return try await procurify.get("/api/v3/users/me/") != nil
        } catch {
            return false
        }
    }

    /// In dependency order; lists that several flows need are the same feeds and are walked once.
    private static func flows(
        _ connection: ConnectionSettings, procurify: ProcurifyClient, erp: AcumaticaClient, installation: String
    ) -> [any Flow] {
        let feeds = ReferenceFeeds(settings: connection, procurify: procurify, erp: erp)
        let shared = [feeds.procurifyVendors, feeds.erpVendors, feeds.erpAccounts]
        return [
            Vendors(settings: connection, procurify: procurify, feeds: feeds),
            Accounts(settings: connection, procurify: procurify, feeds: feeds),
            PurchaseOrders(
                settings: connection, procurify: procurify, erp: erp, installation: installation, shared: shared),
            Bills(settings: connection, procurify: procurify, erp: erp, installation: installation, shared: shared),
        ]
    }

    /// In dependency order.
    package static let flowNames = [FlowName.vendors, .accounts, PurchaseOrders.flowName, Bills.flowName]
}
