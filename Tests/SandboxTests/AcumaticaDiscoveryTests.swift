// The OpenAPI document of the endpoint (acumatica.md 1.6).

import Foundation
import Testing

@testable import Sandbox

@Suite("Discovery of the simulated ERP")
struct AcumaticaDiscoveryTests {
    private func document(_ erp: ERP, _ version: String = "24.200.001") async -> SandboxResponse {
        await erp.send(SandboxRequest("GET", "/erp/entity/Default/\(version)/swagger.json?company=X"))
    }

    @Test("the document is open, and names the endpoint, its version and its screens")
    func open() async throws {
        let answer = await document(try await ERP.start())
        #expect(answer.status == 200)
        #expect(answer.value["openapi"] == "3.0.1")
        #expect(answer.value["info"]?["title"] == "Default/24.200.001")
        #expect(answer.value["security"] == nil)
        let tags = answer.value["tags"]?.items ?? []
        #expect(tags.compactMap { $0["name"]?.text } == EntityType.entities.map(\.name))
        #expect(tags.allSatisfy { $0["description"]?.text?.wholeMatch(of: #/.+ \([A-Z]{2}[0-9]{6}\)/#) != nil })
    }

    @Test("with the reading `swagger: session` it is 401 without a session; an unknown version is 404")
    func closed() async throws {
        let erp = try await ERP.start(["swagger": "session"])
        #expect(await document(erp).status == 401)
        #expect(await erp.get("swagger.json").status == 200)
        var other = erp
        other.version = "26.200.001"
        #expect(await other.get("swagger.json").status == 404)
    }

    @Test("every reference leads somewhere, and every parameter is one")
    func references() async throws {
        let answer = await document(try await ERP.start())
        var names: Set<String> = []
        collect(answer.value, &names)
        #expect(names.count > 50)
        for name in names {
            let parts = name.split(separator: "/").map(String.init)
            #expect(parts.count == 4 && answer.value["components"]?[parts[2]]?[parts[3]] != nil, "\(name)")
        }
        for (_, item) in answer.value["paths"]?.fields?.members ?? [] {
            for (method, operation) in item.fields?.members ?? [] {
                #expect(["get", "put", "post", "delete"].contains(method))
                #expect((operation["parameters"]?.items ?? []).allSatisfy { $0["$ref"] != nil })
            }
        }
    }

    @Test("operations have the names of the contract; actions that are not declared have none")
    func operations() async throws {
        let paths = await document(try await ERP.start()).value["paths"]
        #expect(paths?["/Bill"]?["get"]?["operationId"] == "Bill_GetList")
        #expect(paths?["/Bill/{ids}"]?["delete"]?["operationId"] == "Bill_DeleteByKeys")
        #expect(paths?["/Bill/ReleaseBill"]?["post"]?["operationId"] == "Bill_InvokeAction_ReleaseBill")
        #expect(paths?["/Bill/$adHocSchema"]?["get"]?["parameters"] == nil)
        #expect(paths?["/Bill"]?["patch"] == nil)
        #expect(paths?["/Bill/PutOnHold"] == nil)
    }

    @Test("a schema has the fields of its version, and never those of Entity again")
    func fields() async throws {
        let erp = try await ERP.start()
        for (version, hasNew) in [("24.200.001", false), ("25.200.001", true)] {
            let schemas = await document(erp, version).value["components"]?["schemas"]
            let bill = schemas?["Bill"]?["allOf"]?[1]?["properties"]
            #expect(bill?["Amount"]?["$ref"] == "#/components/schemas/DecimalValue")
            #expect(bill?["Details"]?["items"]?["$ref"] == "#/components/schemas/BillDetail")
            #expect((bill?["RetainageDocuments"] != nil) == hasNew)
            #expect(bill?["id"] == nil && bill?["files"] == nil)
        }
    }

    private func collect(_ value: Value, _ names: inout Set<String>) {
        if let name = value["$ref"]?.text { names.insert(name) }
        for (_, inner) in value.fields?.members ?? [] { collect(inner, &names) }
        for inner in value.items ?? [] { collect(inner, &names) }
    }
}
