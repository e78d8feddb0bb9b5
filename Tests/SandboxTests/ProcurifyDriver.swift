// Drives the simulated Procurify without a socket.
import Foundation
import Testing

@testable import Sandbox

/// A fresh world with a token.
struct ProcurifyDriver {
    let world: World
    let site: ProcurifySite
    let token: String

    init(readings: [String: String] = [:]) async throws {
        let firm = Firm.make(seed: 7, size: .small)
        site = ProcurifySite(firm: firm)
        world = World(WorldState(firm: firm, seed: 7, readings: try Readings(readings)))
        let answer = await site.handle(Self.signIn(firm.credentials), world: world)
        token = try #require(answer.value["access_token"]?.text)
    }

    static func signIn(_ login: Firm.Credentials, changing change: (inout Fields) -> Void = { _ in }) -> SandboxRequest
    {
        var body: Fields = [
            "client_id": .string(login.procurifyClientID), "client_secret": .string(login.procurifyClientSecret),
            "audience": .string(login.procurifyAudience), "grant_type": "client_credentials",
        ]
        change(&body)
        return SandboxRequest(
            "POST", "/oauth/token", headers: [("Content-Type", "application/json")],
            body: Value.object(body).encodedBytes())
    }

    func send(_ method: String, _ target: String, _ body: Value? = nil) async -> SandboxResponse {
        await site.handle(
            SandboxRequest(
                method, target, headers: [("Authorization", "Bearer \(token)"), ("X-Procurify-Client", "api")],
                body: body?.encodedBytes() ?? [], host: "acme.example:8443"), world: world)
    }

    func get(_ target: String) async -> Value { await send("GET", target).value }

    /// Runs a person's action as the control port does.
    @discardableResult
    func act(_ name: String, _ body: Value) throws -> Value {
        let action = try #require(procurifyActions.first { $0.name == name })
        return try action.run(body, world).value
    }

    func ids(_ target: String, _ key: String = "id") async -> [Int] {
        (await get(target)["data"]?.items ?? []).compactMap { $0[key]?.integer }
    }

    var bills: [Firm.Bill] { world.read { state in state.procurify.billIDs.compactMap { state.procurify.bills[$0] } } }
    var orders: [Firm.Order] {
        world.read { state in state.procurify.orderIDs.compactMap { state.procurify.orders[$0] } }
    }
}
