// The simulated ERP behind its port: which route a request means, and who may ask (acumatica.md 1.1).

import Foundation

struct AcumaticaSite: SandboxSite {
    static var system: String { "acumatica" }

    /// What is listed is served in full; other versions are 404 (acumatica.md 1.2, 1.5).
    static let versions = ["24.200.001", "25.200.001"]
    static let endpoint = "Default"
    /// The directory of the instance: part of every URL and of every link (acumatica.md 1.1).
    static let directory = "erp"
    static let build = "25.201.0213"
    /// IIS refuses longer query strings unless it is told otherwise.
    private static let queryBytesMax = 2_048

    let firm: Firm
    private let signIn: SignInRoutes

    init(firm: Firm) {
        self.firm = firm
        signIn = SignInRoutes(firm: firm, directory: Self.directory)
    }

    func handle(_ request: SandboxRequest, world: World) async -> SandboxResponse {
        world.write { state in
            state.acumatica.settle(at: state.clock.now)
            let looks = AnswerReadings(readings: state.readings, request: request)
            do {
                return looks.applied(to: try answer(request, &state))
            } catch let problem as Problem {
                return looks.applied(to: problem.response)
            } catch {
                return Problem.error("\(error)").response
            }
        }
    }

    func session(of request: SandboxRequest, world: World) -> String? {
        world.read { $0.acumatica.signIns.session(of: request, at: $0.clock.now)?.id }
    }

    /// The refresh token stays good (acumatica.md 2.1).
    func expire(_ request: SandboxRequest, world: World) {
        world.write { state in
            guard let session = state.acumatica.signIns.session(of: request, at: state.clock.now) else { return }
            state.acumatica.signIns.close(session.id)
        }
    }

    func shifted(_ request: SandboxRequest, world: World) async -> SandboxResponse {
        var later = request
        if let index = request.query.firstIndex(where: { $0.name == "$skip" }),
            let skip = Int(request.query[index].value), skip > 0
        {
            later.query[index].value = String(skip + 1)
        }
        return await handle(later, world: world)
    }

    /// Segments are matched in any case (acumatica.md 1.1).
    private func answer(_ request: SandboxRequest, _ state: inout WorldState) throws -> SandboxResponse {
        let path = request.path.map { $0.lowercased() }
        guard path.first == Self.directory else { throw Problem.noResource(request) }
        // The web server's own limit, before the application sees the request.
        guard request.rawQuery.utf8.count <= Self.queryBytesMax else {
            return .html(404, "<h2>HTTP Error 404.15 - Not Found</h2><h3>The query string is too long.</h3>")
        }
        switch (request.method, Array(path.dropFirst())) {
        case ("POST", ["identity", "connect", "token"]): return signIn.token(request, &state)
        case ("GET", ["identity", ".well-known", "openid-configuration"]): return signIn.discovery(request)
        case ("POST", ["entity", "auth", "login"]): return signIn.login(request, &state)
        case ("POST", ["entity", "auth", "logout"]): return signIn.logout(request, &state)
        case ("GET", ["entity"]): return .json(200, Self.versionList)
        default: break
        }
        guard path.count >= 5, path[1] == "entity" else { throw Problem.noResource(request) }
        if let document = try document(request, path, state) { return document }
        let now = state.clock.now
        state.acumatica.signIns.prune(at: now)
        guard let session = state.acumatica.signIns.session(of: request, at: now) else { throw Problem.notSignedIn }
        guard path[2] == Self.endpoint.lowercased(), Self.versions.contains(path[3]) else {
            throw Problem.noResource(request)
        }
        state.acumatica.signIns.touch(session.id, at: now)
        let routes = EntityRoutes(
            session: session, version: path[3], request: try RequestReadings(readings: state.readings).taken(request))
        return try routes.answer(&state)
    }

    /// `swagger.json`, whose secrecy is open: the reading `swagger` chooses (acumatica.md 1.6). Nil for other requests.
    private func document(
        _ request: SandboxRequest, _ path: [String], _ state: WorldState
    ) throws -> SandboxResponse? {
        guard request.method == "GET", path.count == 5, path[4] == "swagger.json",
            path[2] == Self.endpoint.lowercased(), Self.versions.contains(path[3])
        else { return nil }
        let session = state.acumatica.signIns.session(of: request, at: state.clock.now)
        if state.readings["swagger"] == "session", session == nil { throw Problem.notSignedIn }
        let url = "\(request.scheme)://\(request.host)/\(Self.directory)/entity/\(Self.endpoint)/\(path[3])"
        return .json(200, OpenAPI(version: path[3], url: url).document)
    }

    /// Open to everyone; links are site-absolute and end with a slash (acumatica.md 1.2).
    private static let versionList: Value = [
        "version": ["acumaticaBuildVersion": .string(build), "databaseVersion": .string(build)],
        "endpoints": .array(
            versions.map { version in
                [
                    "name": .string(endpoint), "version": .string(version),
                    "href": .string("/\(directory)/entity/\(endpoint)/\(version)/"),
                ]
            }),
    ]

    func route(of request: SandboxRequest) -> String {
        var path = request.path
        guard path.count > 5, path[1].lowercased() == "entity" else { return "/" + path.joined(separator: "/") }
        let entity = EntityType.entity(inURL: path[4])?.name ?? ""
        let isAction = request.method == "POST" || path.contains("status")
        for index in 5..<path.count where !(isAction && (index == 5 || path[index] == "status")) { path[index] = "{}" }
        if !entity.isEmpty { path[4] = entity }
        return "/" + path.joined(separator: "/")
    }

    func records(of entity: String, in world: World) -> [Fields]? {
        guard let type = EntityType.entity(inURL: entity) else { return nil }
        return world.write { state in
            state.acumatica.settle(at: state.clock.now)
            return state.acumatica.firmBooks.table(type.name).all.map { row in
                let key = type.keys.map { row.text($0) }.joined(separator: "/")
                var fields: Fields = ["key": .string(key), "id": .string(row.id)]
                Self.flatten(row, into: &fields)
                return fields
            }
        }
    }

    /// Values without their wrapping; rows and linked entities likewise.
    private static func flatten(_ row: EntityRow, into fields: inout Fields) {
        for (name, value) in row.values.sorted(by: { $0.key < $1.key }) { fields[name] = value }
        if !row.note.isEmpty { fields["note"] = .string(row.note) }
        for (name, rows) in row.details.sorted(by: { $0.key < $1.key }) {
            fields[name] = .array(
                rows.map { line in
                    var inner: Fields = ["id": .string(line.id)]
                    flatten(line, into: &inner)
                    return .object(inner)
                })
        }
        for (name, linked) in row.linked.sorted(by: { $0.key < $1.key }) {
            var inner = Fields()
            flatten(linked, into: &inner)
            fields[name] = .object(inner)
        }
        if let reversal = row.inner["reversalOf"] { fields["reversalOf"] = reversal }
        if !row.custom.isEmpty {
            fields["custom"] = .object(Fields(row.custom.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
        }
    }
}
