// The answers that every Procurify route shares: envelopes, errors and pages.
import Foundation

/// What a handler works with besides the state.
struct ProcurifyCall: Sendable {
    let request: SandboxRequest
    /// The path segments that stood for something: ids, groups, roles.
    let arguments: [String]
    let now: Date
    /// Where filters by day cut; nil is UTC (1.6).
    var zone: TimeZone?

    var id: Int { arguments.first.flatMap { Int($0) } ?? -1 }

    /// All values of a parameter that may repeat.
    func values(_ name: String) -> [String] {
        request.query.filter { $0.name == name }.map(\.value)
    }

    /// The value of a parameter; an empty one counts as absent, as django-filter has it.
    func value(_ name: String) -> String? {
        request.parameter(name).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// `true`, `True` or `1`; nil where absent or neither true nor false.
    func flag(_ name: String) -> Bool? {
        switch value(name)?.lowercased() {
        case "true", "1": true
        case "false", "0": false
        default: nil
        }
    }
}

/// 1.4 and 2: errors and envelopes.
enum ProcurifyAnswer {
    static let notFound = SandboxResponse.json(404, ["detail": "Not found."])

    static func unauthorized(_ detail: String) -> SandboxResponse {
        .json(401, ["detail": .string(detail)], headers: [("www-authenticate", "Bearer realm=\"api\"")])
    }

    static func methodNotAllowed(_ method: String, allowed: [String]) -> SandboxResponse {
        .json(
            405, ["detail": .string("Method \"\(method)\" not allowed.")],
            headers: [("allow", allowed.joined(separator: ", "))])
    }

    /// The error map of v3, the default for 400: keyed by field, `null` for what no field is to blame for (1.4).
    static func invalid(_ problems: [Problem]) -> SandboxResponse {
        var errors = Fields()
        for problem in problems {
            errors[problem.field ?? "null"] = ["message": .string(problem.message), "code": .string(problem.code)]
        }
        return .json(400, ["errors": .object(errors)])
    }

    /// The field arrays of v2 and of mark-as-paid (1.4, 5.1).
    static func invalidFields(_ field: String, _ message: String) -> SandboxResponse {
        .json(400, .object([field: [.string(message)]]))
    }

    static func invalidBody() -> SandboxResponse { .json(400, ["detail": "JSON parse error - Expecting value."]) }

    /// Envelope D.
    static func single(_ status: Int, _ data: Value, metadata: Value = [:]) -> SandboxResponse {
        .json(status, record([("metadata", metadata), ("data", data)]))
    }

    /// A field that a rule refuses.
    struct Problem: Sendable {
        var field: String?
        var message: String
        var code: String

        static func required(_ field: String) -> Problem {
            Problem(field: field, message: "This field is required.", code: "required")
        }
    }
}

/// One page of a list (2): its size as the readings have it, all six keys, addresses from the request's own host.
struct ProcurifyPage: Sendable {
    private static let defaultSize = 10

    let range: Range<Int>
    let pagination: Value

    /// Nil for a page that does not exist: 404 `Invalid page.` (1.4).
    init?(of count: Int, for request: SandboxRequest) {
        var size = request.parameter("page_size").flatMap { Int($0) } ?? Self.defaultSize
        if size <= 0 { size = Self.defaultSize }
        let pages = max(1, (count + size - 1) / size)
        let asked = request.parameter("page") ?? "1"
        guard let page = asked == "last" ? pages : Int(asked), (1...pages).contains(page) else { return nil }
        range = (page - 1) * size..<min(page * size, count)
        pagination = record([
            ("count", .integer(count)),
            ("next", page < pages ? Self.address(page + 1, of: request) : .null),
            ("previous", page > 1 ? Self.address(page - 1, of: request) : .null),
            ("page_size", .integer(size)), ("num_pages", .integer(pages)), ("current_page", .integer(page)),
        ])
    }

    static let invalid = SandboxResponse.json(404, ["detail": "Invalid page."])

    /// The request's own address with another page; the first page has none. All filters are kept.
    private static func address(_ page: Int, of request: SandboxRequest) -> Value {
        var pairs = request.rawQuery.split(separator: "&").map(String.init)
        pairs.removeAll { $0 == "page" || $0.hasPrefix("page=") }
        if page > 1 { pairs.append("page=\(page)") }
        let query = pairs.isEmpty ? "" : "?" + pairs.sorted().joined(separator: "&")
        return .string("\(request.scheme)://\(request.host)\(request.rawPath)\(query)")
    }
}

extension ProcurifyCall {
    /// Envelope A, or B where `metadata` adds to the pagination. Only the rows of the page are rendered.
    func list<Row>(
        _ rows: [Row], metadata: [(key: String, value: Value)] = [], _ render: (Row) -> Value
    ) -> SandboxResponse {
        guard let page = ProcurifyPage(of: rows.count, for: request) else { return ProcurifyPage.invalid }
        return .json(
            200,
            record([
                ("metadata", record(metadata + [("pagination", page.pagination)])),
                ("data", .array(rows[page.range].map(render))),
            ]))
    }

    /// Envelope C: pagination at the top level (receipts).
    func flatList<Row>(_ rows: [Row], _ render: (Row) -> Value) -> SandboxResponse {
        guard let page = ProcurifyPage(of: rows.count, for: request) else { return ProcurifyPage.invalid }
        return .json(
            200, record([("pagination", page.pagination), ("data", .array(rows[page.range].map(render)))]))
    }

    /// Sorts by the fields that `keys` knows, ascending or, with a minus, descending; others are ignored (2).
    func ordered<Row>(_ rows: [Row], by keys: [String: (Row, Row) -> Bool]) -> [Row] {
        guard let asked = value("order_by") else { return rows }
        let isDescending = asked.hasPrefix("-")
        guard let less = keys[isDescending ? String(asked.dropFirst()) : asked] else { return rows }
        return isDescending ? rows.sorted { less($1, $0) } : rows.sorted(by: less)
    }
}
