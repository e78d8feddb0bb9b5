// The one place that builds everything: effects, store, vault, network, clients, flows, workers.

import Acumatica
package import Core
package import Engine
import Foundation
package import Logging
import Procurify
import ProcurifyAcumatica
import SQLStore
import Synchronization
import Vault
import Wire

/// An open home, ready to be worked.
package final class World: Sendable {
    package let home: Home
    package let settings: Settings
    package let store: any Store
    package let operations: Operations
    let effects: Effects
    private let network = Mutex<NetworkTransport?>(nil)

    private init(home: Home, settings: Settings, store: any Store, effects: Effects) {
        self.home = home
        self.settings = settings
        self.store = store
        self.effects = effects
        operations = Operations(
            store: store, actor: Person.name, connections: settings.connections.map(\.name),
            flows: ProcurifyAcumaticaLink.flowNames, now: effects.now)
    }

    /// Opens a home. Throws `OperationRefused`, `ConfigurationFailure`, and `Failure` for the store.
    package static func open(_ home: Home) throws -> World {
        let settings = try home.settings()
        let store = try SQLiteStore(path: home.database, mayCreate: false)
        return World(home: home, settings: settings, store: store, effects: .live())
    }

    /// Runs `body` and closes the network behind it.
    package func closing<Result>(_ body: () async throws -> Result) async throws -> Result {
        let result: Swift.Result<Result, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        let transport = network.withLock { open in
            defer { open = nil }
            return open
        }
        await transport?.shutdown()
        return try result.get()
    }

    // MARK: - Links

    /// Both systems of a connection, signed in with its secrets when first asked. Throws `Failure` (`secret-missing`).
    package func link(_ connection: ConnectionSettings) async throws -> ProcurifyAcumaticaLink {
        let ring = try await KeyChoice.ring(home, store: store)
        let drawer = SecretStore(store: store, ring: ring, now: effects.now)
        let secrets = try await LinkSecrets.load(connection, from: drawer)
        return ProcurifyAcumaticaLink(
            connection: connection, secrets: secrets, transport: try transport(), effects: effects,
            installation: try await installation(),
            keepers: (
                procurify: StoredSession(secrets: drawer, name: "\(connection.name).procurify"),
                acumatica: StoredSession(secrets: drawer, name: "\(connection.name).acumatica")
            ))
    }

    /// The pure half of a connection: its flows, which can plan and never reach a system.
    package func flow(of id: RecordID) async throws -> any Flow {
        guard let connection = settings.connection(id.connection),
            let flow = planningLink(connection, installation: try await installation()).flows.first(where: {
                $0.name == id.flow
            })
        else { throw Operations.unknown(id) }
        return flow
    }

    private func planningLink(_ connection: ConnectionSettings, installation: String) -> ProcurifyAcumaticaLink {
        ProcurifyAcumaticaLink(
            connection: connection, secrets: LinkSecrets(), transport: NoNetwork(), effects: effects,
            installation: installation, keepers: (procurify: NoSession(), acumatica: NoSession()))
    }

    /// Runs `body` on a connection that no other process works meanwhile, and gives the sessions back. Throws `Failure`
    /// (`connection-busy`) and `OperationRefused` (`bound-elsewhere`).
    package func leased<Result>(
        _ connection: ConnectionSettings, remember: Bool, _ body: (any Link) async throws -> Result
    ) async throws -> Result {
        let link = try await link(connection)
        try await checkBinding(connection, remember: remember)
        let lease = try await leases.take(link.leaseName, waitSeconds: Limits.leaseWaitSeconds)
        defer { lease.release() }
        let result: Swift.Result<Result, any Error>
        do { result = .success(try await body(link)) } catch { result = .failure(error) }
        await link.close()
        return try result.get()
    }

    // MARK: - Work

    /// Works one connection. Throws `Failure` (`secret-missing`).
    package func worker(
        _ connection: ConnectionSettings, log: Logger, progress: Engine.Progress, stop: StopSignal
    ) async throws -> Worker {
        let settings = WorkerSettings(
            resendAfterSeconds: connection.posting.resendAfterSeconds, startDate: connection.posting.startDate,
            sweep: connection.schedule["sweep"])
        let link = try await link(connection)
        return Worker(
            link: link, store: store, leases: leases, effects: effects, settings: settings, log: log,
            progress: progress,
            stop: stop, admit: { try await self.bind(connection, over: link) })
    }

    /// Every flow of these connections on its schedule.
    package func scheduler(_ connections: [ConnectionSettings], log: Logger, stop: StopSignal) async throws -> Scheduler
    {
        var jobs: [Scheduler.Job] = []
        for connection in connections {
            try await checkBinding(connection, remember: false)
            let worker = try await worker(connection, log: log, progress: Engine.Progress.silent, stop: stop)
            let schedules = ProcurifyAcumaticaLink.flowNames.compactMap { flow in
                connection.schedule[flow.rawValue].map { (flow, $0) }
            }
            jobs.append(Scheduler.Job(worker: worker, connection: connection.name, schedules: schedules))
        }
        return Scheduler(jobs: jobs, store: store, effects: effects, log: log, stop: stop)
    }

    /// Throws `OperationRefused` (`bound-elsewhere`) where the home or a system is not the one that it was.
    package func checkBinding(_ connection: ConnectionSettings, remember: Bool) async throws {
        try await Binding(home: home, store: store, actor: Person.name, effects: effects).check(
            connection, remember: remember)
    }

    /// Accepts what a connection talks to now, and where the home lives. Gives the document of `connection rebind`.
    package func rebind(_ connection: ConnectionSettings, asCopy: Bool) async throws -> JSON {
        try await Binding(home: home, store: store, actor: Person.name, effects: effects).accept(
            connection, asCopy: asCopy)
    }

    /// As `checkBinding`, and binds a connection that is not bound yet, once both systems have let us in; asked by the one
    /// process that works the connection.
    private func bind(_ connection: ConnectionSettings, over link: ProcurifyAcumaticaLink) async throws {
        let binding = Binding(home: home, store: store, actor: Person.name, effects: effects)
        var remember = try await binding.isBound(connection.name)
        if !remember { remember = await link.letsUsIn() }
        try await binding.check(connection, remember: remember)
    }

    /// What the configuration says of a connection, for its status.
    package func statusScope(_ connection: ConnectionSettings) -> StatusScope {
        let flows = planningLink(connection, installation: "").flows.map { flow in
            // A flow's own source is the last list that it reads.
            StatusScope.FlowScope(
                name: flow.name, schedule: connection.schedule[flow.name.rawValue], feed: flow.feeds.last?.name ?? "")
        }
        return StatusScope(
            connection: connection.name, flows: flows, requestsPerMinute: connection.license.requestsPerMinute)
    }

    // MARK: - Parts

    var leases: FileLeases { FileLeases(home: home.path, effects: effects) }

    private func installation() async throws -> String {
        guard let id = try await store.read({ try $0.fact(FactName.installation, connection: "") }) else {
            throw Failure(
                code: "store-not-initialised", message: "The store does not say which installation it belongs to.",
                action: "Make the home with `init`.", next: .halt)
        }
        return id
    }

    /// One network for all connections, opened when it is first needed.
    private func transport() throws -> NetworkTransport {
        try network.withLock { open in
            if let open { return open }
            let origins = settings.connections.flatMap { [$0.procurify.url, $0.acumatica.url] }
            let made = try NetworkTransport(
                origins: origins, allowLoopback: settings.allowLoopback, caFile: settings.caFile, now: effects.now)
            open = made
            return made
        }
    }
}

/// For flows that only plan: nothing is ever sent.
private struct NoNetwork: Transport {
    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        throw TransportError(kind: .notAllowed, message: "planning asks no system", sent: false)
    }
}

private struct NoSession: SessionKeeper {
    func load() async throws -> JSON? { nil }
    func keep(_ session: JSON?) async throws {}
}
