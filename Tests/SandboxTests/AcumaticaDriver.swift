// Drives the simulated ERP without a socket, as a signed-in client.

import Foundation

@testable import Sandbox

struct ERP {
    let world: World
    let site: AcumaticaSite
    let firm: Firm
    var token = ""
    var version = "24.200.001"

    static func start(_ readings: [String: String] = [:], seed: UInt64 = 7) async throws -> ERP {
        let firm = Firm.make(seed: seed, size: .small)
        let world = World(WorldState(firm: firm, seed: seed, readings: try Readings(readings)))
        var erp = ERP(world: world, site: AcumaticaSite(firm: firm), firm: firm)
        let answer = await erp.form("/erp/identity/connect/token", erp.passwordGrant)
        erp.token = answer.value["access_token"]?.text ?? ""
        return erp
    }

    var passwordGrant: [String: String] {
        [
            "grant_type": "password", "client_id": firm.credentials.acumaticaClientID,
            "client_secret": firm.credentials.acumaticaClientSecret, "username": firm.credentials.acumaticaUsername,
            "password": firm.credentials.acumaticaPassword, "scope": "api offline_access",
        ]
    }

    /// An active vendor in the base currency that nothing is odd about.
    var vendor: Firm.Vendor {
        firm.vendors.first { $0.erp?.status == .active && $0.currency == "USD" && $0.oddity == "ordinary" }
            ?? firm.vendors[0]
    }

    var vendorID: String { vendor.erp?.vendorID ?? "" }

    var account: String {
        firm.accounts.first { $0.type == .expense && $0.active }?.code ?? ""
    }

    func send(_ request: SandboxRequest) async -> SandboxResponse { await site.handle(request, world: world) }

    func form(_ target: String, _ fields: [String: String]) async -> SandboxResponse {
        let body = fields.map { "\($0.key)=\(Self.encoded($0.value))" }.joined(separator: "&")
        let type = ("Content-Type", "application/x-www-form-urlencoded")
        return await send(SandboxRequest("POST", target, headers: [type], body: Array(body.utf8)))
    }

    /// `path` continues the endpoint's URL, for instance `Bill?$top=1`; queries are encoded here.
    func call(
        _ method: String, _ path: String, _ body: Value? = nil, headers: [(String, String)] = []
    ) async -> SandboxResponse {
        var target = "/erp/entity/Default/\(version)/"
        let parts = path.split(separator: "?", maxSplits: 1)
        target += parts[0]
        if parts.count > 1 {
            let pairs = parts[1].components(separatedBy: "&$").enumerated().map { index, pair in
                let halves = pair.split(separator: "=", maxSplits: 1)
                return (index == 0 ? "" : "$") + halves[0] + "="
                    + Self.encoded(String(halves.count > 1 ? halves[1] : ""))
            }
            target += "?" + pairs.joined(separator: "&")
        }
        let all = [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json")] + headers
        return await send(SandboxRequest(method, target, headers: all, body: body.map { $0.encodedBytes() } ?? []))
    }

    func get(_ path: String) async -> SandboxResponse { await call("GET", path) }
    func put(_ path: String, _ body: Value, headers: [(String, String)] = []) async -> SandboxResponse {
        await call("PUT", path, body, headers: headers)
    }

    /// Runs an action of the control port.
    @discardableResult
    func act(_ name: String, _ body: Value) throws -> SandboxResponse {
        guard let action = acumaticaActions.first(where: { $0.name == name }) else { throw SandboxError("no \(name)") }
        return try action.run(body, world)
    }

    /// A bill with one line of the given amount; `change` overrides fields of the header, wrapped here.
    func bill(_ change: [(String, Value)] = [], amount: Value = 100, lines: [Value]? = nil) -> Value {
        var fields: Fields = [
            "Vendor": wrap(.string(vendorID)), "Date": wrap("2026-07-15"), "VendorRef": wrap("INV-900"),
            "Hold": wrap(false),
        ]
        for (name, value) in change { fields[name] = wrap(value) }
        fields["Details"] = .array(lines ?? [line(amount: amount)])
        return .object(fields)
    }

    func line(amount: Value, _ change: [(String, Value)] = []) -> Value {
        var fields: Fields = [
            "Account": wrap(.string(account)), "Subaccount": wrap("000000"), "TransactionDescription": wrap("Paper"),
            "Qty": wrap(1), "UnitCost": wrap(amount),
        ]
        for (name, value) in change { fields[name] = wrap(value) }
        return .object(fields)
    }

    func order(quantities: [Value] = [5], type: Value = "Service", _ change: [(String, Value)] = []) -> Value {
        var fields: Fields = [
            "VendorID": wrap(.string(vendorID)), "Date": wrap("2026-07-10"), "Description": wrap("Order"),
            "Hold": wrap(false),
        ]
        for (name, value) in change { fields[name] = wrap(value) }
        fields["Details"] = .array(
            quantities.map { quantity in
                [
                    "LineType": wrap(type), "LineDescription": wrap("Paper"), "OrderQty": wrap(quantity),
                    "UnitCost": wrap(20), "Account": wrap(.string(account)),
                ]
            })
        return .object(fields)
    }

    static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    }
}

func wrap(_ value: Value) -> Value { ["value": value] }

extension Value {
    /// The value of a wrapped field.
    func field(_ name: String) -> Value? { self[name]?["value"] }
}
