// The sandbox as the executable sees it: both systems and the control port on loopback.

import Foundation
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// What to simulate, and where. Port 0 lets the system choose.
package struct SandboxOptions: Sendable {
    package var acumaticaPort = 0
    package var procurifyPort = 0
    package var controlPort = 0
    /// The same seed gives the same firm and the same chances of faults.
    package var seed: UInt64 = 1
    /// `small` alone for now.
    package var size = "small"
    /// A fault plan as YAML text (docs/SANDBOX.md).
    package var faults: String?
    /// Readings by name; see `GET /` of the control port.
    package var readings: [String: String] = [:]

    package init() {}
}

/// Both systems of one firm. `start` binds, `run` serves until the task is cancelled, `stop` ends it.
package final class Sandbox: Sendable {
    private struct Running {
        var ports: [Int] = []
        var servers: [Task<Void, any Error>] = []
    }

    let world: World
    let faults: FaultLayer
    let log = RequestLog()
    let firm: Firm
    private let options: SandboxOptions
    private let running = Mutex(Running())

    /// Throws `SandboxError` for an unknown size, reading or fault.
    package init(options: SandboxOptions) throws {
        guard let size = FirmSize(rawValue: options.size) else {
            let known = FirmSize.allCases.map(\.rawValue).joined(separator: ", ")
            throw SandboxError("The size \"\(options.size)\" is not available; there is: \(known).")
        }
        let readings = try Readings(options.readings)
        self.options = options
        firm = Firm.make(seed: options.seed, size: size)
        faults = FaultLayer(rules: try options.faults.map(FaultRule.plan) ?? [], seed: options.seed)
        world = World(WorldState(firm: firm, seed: options.seed, readings: readings))
    }

    /// Binds the three ports on 127.0.0.1. Throws `SandboxError` that names the port that is taken.
    package func start() async throws {
        let acumatica = AcumaticaSite(firm: firm)
        let procurify = ProcurifySite(firm: firm)
        let actions =
            acumaticaActions.map { ("acumatica", $0) } + procurifyActions.map { (system: "procurify", action: $0) }
        let control = ControlSite(
            acumatica: acumatica, procurify: procurify, actions: actions, faults: faults,
            log: log, sessions: { $0.read { $0.acumatica.signIns.report(at: $0.clock.now) } })
        let none = FaultLayer(seed: 0)
        do {
            try await bind(options.acumaticaPort, SitePort(site: acumatica, world: world, faults: faults, log: log))
            try await bind(options.procurifyPort, SitePort(site: procurify, world: world, faults: faults, log: log))
            // The control port has no faults, and its own requests are not counted.
            let apart = RequestLog()
            try await bind(options.controlPort, SitePort(site: control, world: world, faults: none, log: apart))
        } catch {
            await stop()
            throw error
        }
    }

    /// Serves until this task is cancelled or `stop` is called.
    package func run() async throws {
        let servers = running.withLock { $0.servers }
        try await withTaskCancellationHandler {
            for server in servers {
                do { try await server.value } catch is CancellationError { continue }
            }
        } onCancel: {
            for server in servers { server.cancel() }
        }
    }

    /// Closes the ports and waits for what is being answered.
    package func stop() async {
        let servers = running.withLock { running in
            defer { running.servers = [] }
            return running.servers
        }
        for server in servers { server.cancel() }
        for server in servers { _ = await server.result }
    }

    /// The one JSON document that the command prints when the ports are bound.
    package var description: String {
        let ports = running.withLock { $0.ports }
        guard ports.count == 3 else { return "{}" }
        let login = firm.credentials
        let document: Value = [
            "acumatica": [
                "url": .string("http://127.0.0.1:\(ports[0])/erp"), "tenant": .string(firm.tenant),
                "client_id": .string(login.acumaticaClientID), "client_secret": .string(login.acumaticaClientSecret),
                "username": .string(login.acumaticaUsername), "password": .string(login.acumaticaPassword),
                "versions": .array(AcumaticaSite.versions.map(Value.string)),
            ],
            "procurify": [
                "url": .string("http://127.0.0.1:\(ports[1])"), "client_id": .string(login.procurifyClientID),
                "client_secret": .string(login.procurifyClientSecret), "audience": .string(login.procurifyAudience),
            ],
            "control": ["url": .string("http://127.0.0.1:\(ports[2])")],
            "start_date": .string(firm.startDate.text), "seed": .number(String(options.seed)),
        ]
        return document.encoded()
    }

    private func bind(_ port: Int, _ responder: some HTTPResponder<SandboxContext>) async throws {
        var logger = Logger(label: "sandbox")
        logger.logLevel = .critical
        let (bound, signal) = AsyncStream.makeStream(of: Result<Int, SandboxError>.self)
        let application = Application(
            responder: responder,
            configuration: .init(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in signal.yield(.success(channel.localAddress?.port ?? port)) },
            logger: logger)
        let server = Task {
            do { try await application.run() } catch {
                signal.yield(.failure(SandboxError("Port \(port) cannot be bound: \(error)")))
                throw error
            }
        }
        running.withLock { $0.servers.append(server) }
        var results = bound.makeAsyncIterator()
        guard let result = await results.next() else { throw CancellationError() }
        let chosen = try result.get()
        running.withLock { $0.ports.append(chosen) }
    }
}
