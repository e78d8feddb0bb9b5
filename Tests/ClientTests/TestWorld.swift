// What the clients' tests share: a keeper, and the two systems' names.

import Acumatica
import Core
import Foundation
import Procurify
import Synchronization
import TestKit

extension VirtualClock {
    /// Effects in which chance always gives `unit`, so that waits can be told in advance.
    func effects(unit: Double = 1) -> Effects {
        var effects = Effects.test(self)
        effects.random = { unit }
        return effects
    }
}

/// Keeps a session in memory and tells in which order it was asked.
final class TestKeeper: SessionKeeper {
    struct Broken: Error {}
    private let state: Mutex<(kept: JSON?, log: [String], isBroken: Bool)>

    init(_ kept: JSON? = nil, isBroken: Bool = false) { state = Mutex((kept, [], isBroken)) }

    var kept: JSON? { state.withLock { $0.kept } }
    var log: [String] { state.withLock { $0.log } }

    func load() async throws -> JSON? { state.withLock { $0.kept } }

    func keep(_ session: JSON?) async throws {
        try state.withLock { state in
            if state.isBroken { throw Broken() }
            state.kept = session
            state.log.append(session == nil ? "forget" : "keep")
        }
    }
}

/// An ERP of scripted answers, and a client for it.
struct ERP {
    static let root = "/erp/entity/Default/24.200.001"
    static let login = "/erp/entity/auth/login"
    static let logout = "/erp/entity/auth/logout"
    static let token = "/erp/identity/connect/token"
    static let password = "pl4nted-password"
    static let clientSecret = "pl4nted-client-secret"
    let network = ScriptedTransport()
    let clock = VirtualClock()
    var settings = AcumaticaSettings(
        url: "https://acme.example.com/erp", tenant: "ACME", branch: "HEADOFFICE", username: "connector")
    var keeper = TestKeeper()
    var perMinute = 1_000

    init(_ authentication: AcumaticaSettings.Authentication = .password) {
        settings.authentication = authentication
        settings.clientID = "88358B02@ACME"
        network.on(.post, Self.token, .json(200, Self.grant("access-1", refresh: "refresh-1")))
        network.on(.post, Self.login, .empty(204, headers: [("Set-Cookie", ".ASPXAUTH=AB12; path=/; HttpOnly")]))
        network.on(.post, Self.logout, .empty(204))
        network.on(
            .get, "/erp/entity/",
            .json(
                200,
                #"""
                {"version":{"acumaticaBuildVersion":"25.201.0213"},"endpoints":[
                {"name":"Default","version":"24.200.001","href":"/erp/entity/Default/24.200.001/"},
                {"name":"Default","version":"25.200.001","href":"/erp/entity/Default/25.200.001/"}]}
                """#))
    }

    func client() -> AcumaticaClient {
        AcumaticaClient(
            settings: settings, secrets: AcumaticaSecrets(clientSecret: Self.clientSecret, password: Self.password),
            transport: network, effects: clock.effects(), keeper: keeper, requestsPerMinute: perMinute)
    }

    func bills(_ client: AcumaticaClient? = nil) async throws -> ERPPage {
        try await (client ?? self.client()).list("Bill", filter: nil, select: [], top: nil)
    }

    /// The answer of the token endpoint.
    static func grant(_ access: String, refresh: String?) -> String {
        let renewal = refresh.map { #","refresh_token":"\#($0)""# } ?? ""
        return #"{"access_token":"\#(access)","expires_in":3600,"token_type":"Bearer"\#(renewal)}"#
    }
}

/// A Procurify of scripted answers, and a client for it.
struct Buyer {
    static let token = "/oauth/token"
    static let secret = "pl4nted-procurify-secret"
    let network = ScriptedTransport()
    let clock = VirtualClock()
    var keeper = TestKeeper()
    var settings = ProcurifySettings(url: "https://acme.procurify.com", clientID: "aX9")

    init() {
        network.on(
            .post, Self.token, .json(200, #"{"access_token":"token-1","expires_in":86400,"token_type":"Bearer"}"#))
    }

    func client() -> ProcurifyClient {
        ProcurifyClient(
            settings: settings, clientSecret: Self.secret, transport: network, effects: clock.effects(), keeper: keeper)
    }
}

extension WriteResult {
    /// The name of the outcome.
    var kind: String {
        switch outcome {
        case .done: "done"
        case .refused: "refused"
        case .preconditionFailed: "preconditionFailed"
        case .unknown: "unknown"
        case .notSent: "notSent"
        }
    }

    var failure: Failure? {
        switch outcome {
        case .done: nil
        case .refused(let failure), .preconditionFailed(let failure), .unknown(let failure), .notSent(let failure):
            failure
        }
    }
}

extension HTTPRequest {
    func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
    var text: String { String(decoding: body ?? Data(), as: UTF8.self) }
}

/// The failure that `body` ends in; nil where it does not fail so.
func failure(_ body: () async throws -> Void) async -> Failure? {
    do { try await body() } catch { return error as? Failure }
    return nil
}

/// Notes from several tasks, in the order in which they come.
final class Notes<Note: Sendable>: Sendable {
    private let state = Mutex<[Note]>([])
    var all: [Note] { state.withLock { $0 } }
    func add(_ note: Note) { state.withLock { $0.append(note) } }
}
