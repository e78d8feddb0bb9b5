// Secrets and sessions in a store.

import Core
import Foundation
import SQLStore
import TestKit
import Testing
import Vault

@Suite("Secrets in a store")
struct SecretStoreTests {
    private let clock = VirtualClock()
    private let vault = Vault(key: .generate())

    private func store(installation: String = "a1b2c3") async throws -> SQLiteStore {
        let store = try SQLiteStore.temporary()
        try await store.write { try $0.setFact(SecretStore.installationFact, connection: "", to: installation) }
        return store
    }

    private func secrets(_ store: any Store, vault: Vault? = nil) -> SecretStore {
        SecretStore(store: store, ring: KeyRing(vault ?? self.vault), now: { [clock] in clock.now })
    }

    @Test("are set, replaced, listed by name and date, and removed")
    func setAndList() async throws {
        let secrets = secrets(try await store())
        let start = clock.now
        try await secrets.set("acme.acumatica.password", to: "pässword ' \" ;")
        clock.advance(60)
        try await secrets.set("acme.acumatica.password", to: "another")
        try await StoredSession(secrets: secrets, name: "acme.acumatica").keep(["cookie": "x"])
        #expect(try await secrets.get("acme.acumatica.password") == "another")
        #expect(try await secrets.get("acme.procurify.client_secret") == nil)
        let expected = SecretEntry(
            name: "acme.acumatica.password", createdAt: start, updatedAt: start.addingTimeInterval(60))
        #expect(try await secrets.list() == [expected])
        try await secrets.remove("acme.acumatica.password")
        #expect(try await secrets.list().isEmpty)
    }

    @Test("open neither under another name, nor in another installation, nor with another key")
    func bound() async throws {
        let home = try await store()
        try await secrets(home).set("a", to: "secret")
        let sealed = try #require(try await home.read { try $0.sealedSecret("a") })
        let elsewhere = try await store(installation: "d4e5f6")
        try await elsewhere.write { try $0.setSecret(sealed) }
        try await home.write { writer in
            var moved = sealed
            moved.name = "b"
            try writer.setSecret(moved)
        }
        let moved = await #expect(throws: Failure.self) { try await secrets(home).get("b") }
        #expect(moved?.code == "secret-damaged")
        let copied = await #expect(throws: Failure.self) { try await secrets(elsewhere).get("a") }
        #expect(copied?.code == "secret-damaged")
        let wrongKey = await #expect(throws: Failure.self) {
            try await secrets(home, vault: Vault(key: .generate())).get("a")
        }
        #expect(wrongKey?.code == "wrong-key")
        #expect(try await secrets(home).get("a") == "secret")
    }

    @Test("need a store that knows its installation")
    func uninitialised() async throws {
        let secrets = secrets(try SQLiteStore.temporary())
        let failure = await #expect(throws: Failure.self) { try await secrets.set("a", to: "secret") }
        #expect(failure?.code == "store-not-initialised")
    }

    @Test("a session is kept, read by the next process, and forgotten")
    func sessions() async throws {
        let home = try await store()
        let session: JSON = ["access_token": "t", "expires": 3600]
        let keeper = StoredSession(secrets: secrets(home), name: "acme.acumatica")
        #expect(try await keeper.load() == nil)
        try await keeper.keep(session)
        #expect(try await StoredSession(secrets: secrets(home), name: "acme.acumatica").load() == session)
        #expect(try await StoredSession(secrets: secrets(home), name: "other.acumatica").load() == nil)
        try await keeper.keep(nil)
        #expect(try await keeper.load() == nil)
    }

    @Test("stand in the database file only sealed")
    func sealedOnDisk() async throws {
        let home = try TemporaryHome()
        do {
            let store = try SQLiteStore(path: home.store)
            try await store.write { try $0.setFact(SecretStore.installationFact, connection: "", to: "a1b2c3") }
            try await secrets(store).set("a", to: "planted-secret-4711")
            try await StoredSession(secrets: secrets(store), name: "acme.acumatica").keep([
                "token": "planted-token-4711"
            ])
            for name in try FileManager.default.contentsOfDirectory(atPath: home.path) {
                let bytes = try Data(contentsOf: URL(fileURLWithPath: home.path + "/" + name))
                #expect(bytes.range(of: Data("planted".utf8)) == nil, "\(name)")
            }
        }
    }
}
