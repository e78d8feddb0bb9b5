// The answers of the simulated Procurify against the official document of 2024, where a checkout has it.
import Foundation
import Testing
import Yams

@testable import Sandbox

@Suite("Shapes of the simulated Procurify", .enabled(if: OfficialDocument.exists, "the official document is not here"))
struct ProcurifySchemaTests {
    /// Keys of the 2026 edition that the document of 2024 does not know yet (procurify.md 4.5, 12, 25).
    private static let newer: Set<String> = [
        "creator", "invoice_total", "invoice_created", "email_configurations", "uuid", "legal_entity",
        "punchout_is_retriable", "order_number", "approval_delegatee", "approved_total_cost",
    ]
    /// Required in 2024 and gone or optional since, or null where there is none (procurify.md 4.4, 4.5, 12).
    private static let older: Set<String> = ["item_type", "contract"]

    private static let cases: [(path: String, target: String)] = [
        ("/api/v3/vendors", "/api/v3/vendors/?page_size=3"), ("/api/v3/vendors/{id}", "/api/v3/vendors/1003/"),
        ("/api/v3/account-codes", "/api/v3/account-codes/"), ("/api/v3/accounts", "/api/v3/accounts/?page_size=2"),
        ("/api/v3/departments", "/api/v3/departments/"), ("/api/v2/currencies", "/api/v2/currencies/"),
        ("/api/v3/users/me", "/api/v3/users/me/"), ("/api/v3/ap/bills", "/api/v3/ap/bills/?page_size=100"),
        ("/api/v2/ap/bills/{id}", "/api/v2/ap/bills/601/"), ("/api/v2/ap/bills/{id}", "/api/v2/ap/bills/636/"),
        ("/api/v2/ap/items", "/api/v2/ap/items/?page_size=20"),
        ("/api/v2/purchase_orders/{role}/{status}", "/api/v2/purchase_orders/purchased/all/?page_size=40"),
        ("/api/v2/purchase_orders/{id}", "/api/v2/purchase_orders/4723/"),
        ("/api/v2/purchase_orders/{id}", "/api/v2/purchase_orders/4738/"),
        ("/api/v3/order-items", "/api/v3/order-items/"),
        ("/api/v3/purchase-orders/billing-history", "/api/v3/purchase-orders/billing-history/"),
    ]

    @Test("have every required key, no unknown one, and the documented types")
    func agree() async throws {
        let driver = try await ProcurifyDriver()
        let document = try OfficialDocument()
        for (path, target) in Self.cases {
            let answer = await driver.send("GET", target)
            #expect(answer.status == 200)
            let problems = document.problems(of: answer.value, with: try document.schema(of: path, "get"))
            let serious = problems.filter { problem in
                switch problem.kind {
                case .unknown: !Self.newer.contains(problem.key)
                case .missing, .type: !Self.older.contains(problem.key)
                }
            }
            #expect(serious.isEmpty, "\(target): \(Set(serious.map(\.description)).sorted().joined(separator: "\n"))")
        }
    }
}

/// The document and a check of JSON against its schemas: required keys, unknown keys, plain types.
private struct OfficialDocument {
    struct Problem {
        enum Kind { case missing, unknown, type }
        let kind: Kind
        let key: String
        let place: String
        var description: String { "\(kind) \(place).\(key)" }
    }

    private static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared/data/openapi/procurify-2024-03.yaml").standardizedFileURL
    static let exists = FileManager.default.fileExists(atPath: file.path)

    private let root: Node

    init() throws { root = try #require(try Yams.compose(yaml: String(contentsOf: Self.file, encoding: .utf8))) }

    func schema(of path: String, _ method: String) throws -> Node {
        // Keys are compared as they are written: `200` may be a number to YAML.
        let responses = try #require(root["paths"]?[path]?[method]?["responses"]?.mapping)
        let success = try #require(responses.first { $0.key.scalar?.string == "200" }?.value)
        return try #require(success["content"]?["application/json"]?["schema"])
    }

    private func resolved(_ node: Node) -> Node {
        if let name = node["$ref"]?.string?.split(separator: "/").last {
            return root["components"]?["schemas"]?[String(name)].map { resolved($0) } ?? node
        }
        if let only = node["allOf"]?.sequence?.first { return resolved(only) }
        return node
    }

    func problems(of value: Value, with schema: Node, at place: String = "") -> [Problem] {
        let schema = resolved(schema)
        switch value {
        case .object(let fields):
            guard let properties = schema["properties"]?.mapping else { return [] }
            let required = schema["required"]?.sequence?.compactMap(\.string) ?? []
            var found = required.filter { fields[$0] == nil }.map { Problem(kind: .missing, key: $0, place: place) }
            for (key, value) in fields.members {
                guard let property = properties[Node(key)] else {
                    found.append(Problem(kind: .unknown, key: key, place: place))
                    continue
                }
                if !fits(value, resolved(property)) { found.append(Problem(kind: .type, key: key, place: place)) }
                found += problems(of: value, with: property, at: "\(place).\(key)")
            }
            return found
        case .array(let items):
            guard let element = schema["items"] else { return [] }
            return items.flatMap { problems(of: $0, with: element, at: place + "[]") }
        default: return []
        }
    }

    /// Null is let through: objects that are required but not there are often null (procurify.md 12).
    private func fits(_ value: Value, _ schema: Node) -> Bool {
        switch (value, schema["type"]?.string) {
        case (_, nil), (.null, _), (.string, "string"), (.bool, "boolean"), (.array, "array"), (.object, "object"),
            (.number, "number"):
            true
        case (.number(let digits), "integer"): Int(digits) != nil
        default: false
        }
    }
}
