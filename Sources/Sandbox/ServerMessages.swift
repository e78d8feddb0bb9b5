// Requests and answers as plain values, so that a system can be driven without a socket.

import Foundation

/// One request. `path` holds the decoded segments; `rawPath` is as it came.
struct SandboxRequest: Sendable {
    var method: String
    var rawPath: String
    var path: [String]
    var rawQuery: String
    var query: [(name: String, value: String)]
    /// Names in lower case, in the order they came.
    var headers: [(name: String, value: String)]
    var body: [UInt8]
    var host: String
    var scheme = "http"

    /// `target` is path and query, percent-encoded; headers may be in any case.
    init(
        _ method: String, _ target: String, headers: [(String, String)] = [], body: [UInt8] = [],
        host: String = "127.0.0.1"
    ) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.method = method
        rawPath = String(parts[0])
        rawQuery = parts.count > 1 ? String(parts[1]) : ""
        path = rawPath.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
        query = SandboxRequest.pairs(rawQuery)
        self.headers = headers.map { ($0.0.lowercased(), $0.1) }
        self.body = body
        self.host = host
    }

    /// The first value of a query parameter, by its exact name.
    func parameter(_ name: String) -> String? { query.first { $0.name == name }?.value }

    /// The first header of that name, in any case.
    func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name == name }?.value
    }

    /// The pairs of a query or of a form body: `+` is a space, both sides percent-decoded.
    static func pairs(_ text: String) -> [(name: String, value: String)] {
        text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { part in
                let spaced = part.replacingOccurrences(of: "+", with: " ")
                return spaced.removingPercentEncoding ?? spaced
            }
            return (parts[0], parts.count > 1 ? parts[1] : "")
        }
    }
}

struct SandboxResponse: Sendable {
    var status: Int
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []

    static func json(_ status: Int, _ value: Value, headers: [(String, String)] = []) -> SandboxResponse {
        SandboxResponse(
            status: status,
            headers: [("content-type", "application/json; charset=utf-8")] + headers.map { ($0.0, $0.1) },
            body: value.encodedBytes())
    }

    static func html(_ status: Int, _ text: String) -> SandboxResponse {
        SandboxResponse(status: status, headers: [("content-type", "text/html; charset=utf-8")], body: Array(text.utf8))
    }

    static func empty(_ status: Int, headers: [(String, String)] = []) -> SandboxResponse {
        SandboxResponse(status: status, headers: headers.map { ($0.0, $0.1) })
    }

    /// The body read as JSON; null where it is none.
    var value: Value {
        do { return try Value.parse(body) } catch { return .null }
    }

    func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name.lowercased() == name }?.value
    }
}

/// One simulated system behind its port.
protocol SandboxSite: Sendable {
    /// `acumatica` or `procurify`, as in fault rules and counters.
    static var system: String { get }

    func handle(_ request: SandboxRequest, world: World) async -> SandboxResponse

    /// Who is calling, as far as the request tells: for the request log. Never a secret.
    func session(of request: SandboxRequest, world: World) -> String?

    /// Ends the session or the token that the request came with, as if its time were over.
    func expire(_ request: SandboxRequest, world: World)

    /// As `handle`; a page of a list behind the first begins one row later, as if a row before it had left.
    func shifted(_ request: SandboxRequest, world: World) async -> SandboxResponse

    /// The path with numbers, keys and ids replaced by `{}`: what requests are counted by.
    func route(of request: SandboxRequest) -> String

    /// Every record of an entity as flat JSON with a member `key`, in the order of the keys, read from the state and
    /// not through the API; nil for an entity that does not exist.
    func records(of entity: String, in world: World) -> [Fields]?
}

extension SandboxSite {
    func expire(_ request: SandboxRequest, world: World) {}

    func shifted(_ request: SandboxRequest, world: World) async -> SandboxResponse {
        await handle(request, world: world)
    }

    func route(of request: SandboxRequest) -> String {
        "/" + request.path.map { Self.isIdentifier($0) ? "{}" : $0 }.joined(separator: "/")
    }

    private static func isIdentifier(_ segment: String) -> Bool {
        let bare = segment.filter { $0 != "-" }
        return !bare.isEmpty && (bare.allSatisfy(\.isNumber) || bare.utf8.count == 32 && bare.allSatisfy(\.isHexDigit))
    }
}

/// What a person does in one of the systems, offered on the control port.
struct ControlAction: Sendable {
    struct Field: Sendable {
        var name: String
        /// For people: `text`, `number`, `boolean`, `list of text`, ...
        var type: String
        var required: Bool
        var meaning: String

        init(_ name: String, _ type: String, required: Bool = false, _ meaning: String) {
            self.name = name
            self.type = type
            self.required = required
            self.meaning = meaning
        }
    }

    var name: String
    var meaning: String
    var fields: [Field]
    /// An example body, used in the self-documentation.
    var example: Value
    /// Throws `SandboxError` for what cannot be done: 400 with the sentence.
    var run: @Sendable (_ body: Value, _ world: World) throws -> SandboxResponse
}
