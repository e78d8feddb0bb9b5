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
        }
    }

    @Test("a new key opens what the former sealed, the former opens nothing, and an interrupted rotation is taken up")
    func rotated() async throws {
        try await BareHome.with { bare in
            _ = try await bare.run("secret", "set", "acme.acumatica.password", input: "one")
            let former = try Data(contentsOf: bare.file("key"))
            let shape = Shape.object(["key": .text, "secrets": .integer])
            let first = try await bare.run("secret", "rotate-key", "--json").expect(shape)
            #expect(first["secrets"]?.integer == 1)
            let second = try Data(contentsOf: bare.file("key"))
            #expect(second != former)
            #expect(!FileManager.default.fileExists(atPath: bare.file("key.next").path))
            // As a run leaves it that ended between the store and the key file: both keys there, the former in place.
            try second.write(to: bare.file("key.next"))
            try former.write(to: bare.file("key"))
            for name in ["key", "key.next"] {
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: bare.file(name).path)
            }
            #expect(try await bare.run("secret", "set", "acme.acumatica.password", input: "two").status == 0)
            #expect(
                try await bare.run("secret", "rotate-key", "--json").expect(shape)["key"]?.text == first["key"]?.text)
            #expect(try Data(contentsOf: bare.file("key")) == second)
            let told = try await bare.run("secret", "rotate-key")
            #expect(told.status == 0 && told.output.contains("Secrets sealed: 1."), "\(told.output)")
            try former.write(to: bare.file("key"))
            try await bare.run("secret", "list", "--json").expectError(4, "wrong-key")
            #expect(try await bare.run("audit", "verify").status == 0)
        }
    }
}
