// The control port: people's actions in both systems, what both hold, and what was asked of them.

import Foundation

/// Describes itself at `GET /`, so that it can be used without this source.
struct ControlSite<Acumatica: SandboxSite, Procurify: SandboxSite>: SandboxSite {
    static var system: String { "control" }

    let acumatica: Acumatica
    let procurify: Procurify
    /// By system; a name may exist in both.
    let actions: [(system: String, action: ControlAction)]
    let faults: FaultLayer
    let log: RequestLog
    let sessions: @Sendable (World) -> Value

    func session(of request: SandboxRequest, world: World) -> String? { nil }

    func records(of entity: String, in world: World) -> [Fields]? { nil }

    func handle(_ request: SandboxRequest, world: World) async -> SandboxResponse {
        do {
            return try answer(request, world: world)
        } catch let error as SandboxError {
            return .json(400, ["error": .string(error.description)])
        } catch {
            return .json(400, ["error": .string("The body is not JSON: \(error)")])
        }
    }

    private func answer(_ request: SandboxRequest, world: World) throws -> SandboxResponse {
        switch (request.method, request.path.first, request.path.count) {
        case ("GET", nil, _) where Self.wantsPage(request): return page(request, world)
        case ("POST", "page", _): return pageForm(request, world)
        case ("GET", nil, _): return .json(200, guide(host: request.host))
        case ("POST", "actions", 2): return try run(nil, request.path[1], request.body, world)
        case ("POST", "actions", 3): return try run(request.path[1], request.path[2], request.body, world)
        case ("GET", "state", 3): return try records(request, world)
        case ("GET", "requests", 1):
            return .json(200, log.report(system: request.parameter("system"), route: request.parameter("route")))
        case ("DELETE", "requests", 1):
            log.reset()
            return .empty(204)
        case ("GET", "faults", 1): return .json(200, ["rules": faults.report])
        case ("POST", "faults", 1):
            faults.replace(with: try FaultRule.plan(String(decoding: request.body, as: UTF8.self)))
            return .json(200, ["rules": faults.report])
        case ("GET", "readings", 1): return .json(200, readings(world))
        case ("POST", "readings", 1): return try setReadings(request.body, world)
        case ("GET", "sessions", 1): return .json(200, sessions(world))
        default:
            return .json(404, ["error": "There is no such route; GET / lists what there is."])
        }
    }

    func run(_ system: String?, _ name: String, _ body: [UInt8], _ world: World) throws -> SandboxResponse {
        let found = actions.filter { $0.action.name == name && (system == nil || $0.system == system) }
        guard let action = found.first?.action else {
            let known = actions.map { "\($0.system)/\($0.action.name)" }.sorted().joined(separator: ", ")
            return .json(404, ["error": .string("There is no action \"\(name)\"; there are: \(known).")])
        }
        guard found.count == 1 else {
            let ways = found.map { "/actions/\($0.system)/\(name)" }.joined(separator: " or ")
            throw SandboxError("People do \"\(name)\" in both systems: POST \(ways).")
        }
        let value = body.isEmpty ? [:] : try Value.parse(body)
        guard let fields = value.fields else { throw SandboxError("The body must be a JSON object.") }
        let known = action.fields.map(\.name)
        for key in fields.keys where !known.contains(key) {
            throw SandboxError("\(name) has no field \"\(key)\"; it has: \(known.joined(separator: ", ")).")
        }
        for field in action.fields where field.required && fields[field.name] == nil {
            throw SandboxError("\(name) needs the field \"\(field.name)\": \(field.meaning).")
        }
        return try action.run(value, world)
    }

    private func records(_ request: SandboxRequest, _ world: World) throws -> SandboxResponse {
        let entity = request.path[2]
        let found =
            switch request.path[1] {
            case "acumatica": acumatica.records(of: entity, in: world)
            case "procurify": procurify.records(of: entity, in: world)
            default: [Fields]?.none
            }
        guard let found else {
            return .json(404, ["error": .string("There is no entity \"\(request.path[1])/\(entity)\".")])
        }
        var rest = found[...]
        if let after = request.parameter("after") {
            guard let index = rest.firstIndex(where: { $0["key"]?.text == after }) else {
                throw SandboxError("There is no record with the key \"\(after)\".")
            }
            rest = rest[(index + 1)...]
        }
        if let limit = request.parameter("limit") {
            guard let limit = Int(limit), limit >= 0 else { throw SandboxError("limit must be a whole number.") }
            rest = rest.prefix(limit)
        }
        return .json(200, .array(rest.map(Value.object)))
    }

    func setReadings(_ body: [UInt8], _ world: World) throws -> SandboxResponse {
        guard let fields = try Value.parse(body).fields else { throw SandboxError("The body must be a JSON object.") }
        try world.write { state in
            var readings = state.readings
            for (name, value) in fields.members { try readings.set(name, to: value.text ?? "") }
            state.readings = readings
        }
        return .json(200, readings(world))
    }

    private func readings(_ world: World) -> Value {
        let readings = world.read { $0.readings }
        return .object(Fields(Readings.rules.map { ($0.name, .string(readings[$0.name])) }))
    }

    private func guide(host: String) -> Value {
        let sorted = self.actions.sorted { ($0.system, $0.action.name) < ($1.system, $1.action.name) }
        let actions = sorted.map { system, action -> Value in
            let fields = action.fields.map { field -> Value in
                [
                    "name": .string(field.name), "type": .string(field.type), "required": .bool(field.required),
                    "meaning": .string(field.meaning),
                ]
            }
            let example = action.example.encoded().replacingOccurrences(of: "'", with: "'\\''")
            return [
                "system": .string(system), "name": .string(action.name), "meaning": .string(action.meaning),
                "fields": .array(fields),
                "curl": .string("curl -s -X POST http://\(host)/actions/\(system)/\(action.name) -d '\(example)'"),
            ]
        }
        let readings = Readings.rules.map { rule -> Value in
            [
                "name": .string(rule.name), "values": .array(rule.values.map(Value.string)),
                "meaning": .string(rule.meaning),
            ]
        }
        return [
            "actions": .array(actions), "readings": .array(readings),
            "faults": .array(FaultRule.kinds.map(Value.string)), "routes": ControlRoutes.all,
        ]
    }
}

enum ControlRoutes {
    /// What the control port answers besides the actions.
    static let all: Value = [
        "GET /": "this description; a page of both systems for a browser (Accept: text/html)",
        "POST /actions/<system>/<name>": "a person's action; the body is a JSON object of its fields",
        "POST /actions/<name>": "the same, where only one system has an action of that name",
        "GET /state/acumatica/<entity>?limit&after": "records as flat JSON, read without the API; after takes a key",
        "GET /state/procurify/<entity>?limit&after": "the same for Procurify",
        "GET /requests?system&route": "counters by route, and the last 2,000 lines; route is a pattern with * and **",
        "DELETE /requests": "starts the counters anew",
        "GET /faults": "the fault plan, with how often each rule matched and struck",
        "POST /faults": "replaces the fault plan; YAML or JSON, {\"rules\": []} for none",
        "GET /readings": "the readings in force",
        "POST /readings": "sets readings: {\"name\": \"value\"}",
        "GET /sessions": "sessions of the ERP: now, at most so far, and the limit",
    ]
}
