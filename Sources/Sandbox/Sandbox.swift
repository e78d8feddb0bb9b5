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
    /// `small`, `medium` or `large`.
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
        var channels: [any Channel] = []
        var servers: [Task<Void, any Error>] = []
    }

    let world: World
    let faults: FaultLayer
    let log = RequestLog()
    let firm: Firm
    private let options: SandboxOptions
    private let running = Mutex(Running())
    /// Ends when a server does, or when all are told to.
    private let served = AsyncStream.makeStream(of: Void.self)

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
        do {
            try await bind(options.acumaticaPort, SitePort(site: acumatica, world: world, faults: faults, log: log))
            try await bind(options.procurifyPort, SitePort(site: procurify, world: world, faults: faults, log: log))
            // The control port's own requests are not counted.
            let apart = RequestLog()
            try await bind(options.controlPort, SitePort(site: control, world: world, faults: faults, log: apart))
        } catch {
            await stop()
            throw error
        }
    }

    /// Serves until this task is cancelled, `stop` is called, or a server ends. Throws what a server ended with.
    package func run() async throws {
        for await _ in served.stream {}
        for result in await end() {
            do { try result.get() } catch is CancellationError { continue }
        }
    }

    /// Closes the ports and waits for what is being answered.
    package func stop() async { _ = await end() }

    private func end() async -> [Result<Void, any Error>] {
        served.continuation.finish()
        let (channels, servers) = running.withLock { running in
            defer { running = Running() }
            return (running.channels, running.servers)
        }
        for channel in channels { await Self.pause(channel) }
        for server in servers { server.cancel() }
        var results: [Result<Void, any Error>] = []
        for server in servers { results.append(await server.result) }
        return results
    }

    /// Stops accepting and gives what was just accepted the time to reach its handler: NIO takes a connection that is
    /// dropped between the two for a mistake of the program, and ends it.
    private static func pause(_ channel: any Channel) async {
        do {
            try await channel.setOption(ChannelOptions.autoRead, value: false).get()
            // Not Task.sleep: the task may be cancelled already.
            try await channel.eventLoop.scheduleTask(in: .milliseconds(100)) {}.futureResult.get()
        } catch {
            // The channel is closed already, which is as good.
            return
        }
    }

    /// The one JSON document that the command prints when the ports are bound.
    package var description: String {
        let ports = running.withLock { $0.channels.compactMap { $0.localAddress?.port } }
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
        let (bound, signal) = AsyncStream.makeStream(of: Result<any Channel, SandboxError>.self)
        let application = Application(
            responder: responder,
            configuration: .init(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in signal.yield(.success(channel)) },
            logger: logger)
        let server = Task { [served] in
            defer {
                signal.finish()
                served.continuation.finish()
            }
            do { try await application.run() } catch {
                signal.yield(.failure(SandboxError("Port \(port) cannot be bound: \(error)")))
                throw error
            }
        }
        running.withLock { $0.servers.append(server) }
        var results = bound.makeAsyncIterator()
        guard let result = await results.next() else { throw CancellationError() }
        let channel = try result.get()
        running.withLock { $0.channels.append(channel) }
    }
}
