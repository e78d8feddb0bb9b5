// `secret`: what goes in never comes out.

import Foundation
import Testing

@Suite("secret")
struct SecretTests {
    @Test("a secret is sealed, listed by name and date alone, and stands in no file and no output")
    func sealed() async throws {
        try await BareHome.with { bare in
            let planted = "planted-\(UUID().uuidString)"
            let set = try await bare.run("secret", "set", "acme.acumatica.password", "--json", input: planted + "\n")
            try set.expect(.object(["name": .text]))
            let list = try await bare.run("secret", "list", "--json")
            let document = try list.expect(
                .object(["secrets": .list(.object(["name": .text, "created_at": .moment, "updated_at": .moment]))]))
            #expect(document["secrets"]?.items.map { $0["name"]?.text } == ["acme.acumatica.password"])
            let plain = try await bare.run("secret", "list")
            let export = try await bare.run("audit", "export")
            for ran in [set, list, plain, export] { #expect(!(ran.output + ran.errors).contains(planted)) }
            for name in try FileManager.default.contentsOfDirectory(atPath: bare.home.path) {
                #expect(try Data(contentsOf: bare.file(name)).range(of: Data(planted.utf8)) == nil, "\(name)")
            }
        }
    }

    @Test("an unknown name, an empty secret and one of several lines are refused")
    func refused() async throws {
        try await BareHome.with { bare in
            try await bare.run("secret", "set", "acme.nothing", "--json", input: "x").expectError(2, "unknown-secret")
            for input in ["", "\n", "one\ntwo\n"] {
                let ran = try await bare.run("secret", "set", "acme.acumatica.password", "--json", input: input)
                try ran.expectError(2, "usage")
            }
            try await bare.run("secret", "rotate-key", "--json").expectError(2, "not-available")
        }
    }
}
