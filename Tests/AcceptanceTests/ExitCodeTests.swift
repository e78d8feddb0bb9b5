// Each exit status, provoked.

import Foundation
import GRDB
import Testing

@Suite("exit statuses")
struct ExitCodeTests {
    @Test("a wrong key, a readable key and no key at all are exit 4")
    func key() async throws {
        try await BareHome.with { bare in
            try await bare.storeSecrets()
            let key = try Data(contentsOf: bare.file("key"))
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: bare.file("key").path)
            try expectStore(try await bare.run("sync", "--json"))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: bare.file("key").path)
            let other = Data(repeating: 7, count: 32).base64EncodedString()
            try expectStore(try await bare.run("sync", "--json", environment: ["ML_CONNECTOR_KEY": other]))
            try FileManager.default.removeItem(at: bare.file("key"))
            try expectStore(try await bare.run("sync", "--json"))
            let whole = try await bare.run(
                "secret", "list", "--json",
                environment: [
                    "ML_CONNECTOR_KEY": String(decoding: key, as: UTF8.self).trimmingCharacters(in: .newlines)
                ])
            #expect(whole.status == 0, "\(whole.output)")
        }
    }

    @Test("a newer store and a damaged one are exit 4, told apart, and left as they are")
    func store() async throws {
        try await BareHome.with { bare in
            let path = bare.file("ml-connector.db").path
            try await write(path, "INSERT INTO migrations (position, name) VALUES (99, 'of-tomorrow')")
            let newer = try await bare.run("records", "--json")
            try newer.expectError(4, "store-newer")
            for name in ["ml-connector.db-wal", "ml-connector.db-shm"]
            where
                FileManager.default.fileExists(atPath: bare.file(name).path)
            {
                try FileManager.default.removeItem(at: bare.file(name))
            }
            let garbage = Data(repeating: 0x5a, count: 20_000)
            try garbage.write(to: bare.file("ml-connector.db"))
            try await bare.run("records", "--json").expectError(4, "store-damaged")
            #expect(try Data(contentsOf: bare.file("ml-connector.db")) == garbage)
        }
    }

    @Test("misuse is exit 2: unknown names, a missing secret by name, a missing home")
    func usage() async throws {
        try await BareHome.with { bare in
            let secret = try await bare.run("sync", "--json")
            try secret.expectError(2, "secret-missing")
            #expect(secret.output.contains("acme.acumatica.password") || secret.output.contains("client_secret"))
            try await bare.run("records", "show", "acme/bills/613", "--json").expectError(2, "unknown-record")
            try await bare.run("records", "show", "nonsense", "--json").expectError(2, "unknown-record")
            try await bare.run("records", "--flow", "nope", "--json").expectError(2, "unknown-flow")
            try await bare.run("pause", "nope", "--json").expectError(2, "unknown-flow")
            try await bare.run("records", "--state", "nope", "--json").expectError(2, "unknown-state")
            try await bare.run("status", "--connection", "nope", "--json").expectError(2, "unknown-connection")
            try await bare.run("records", "--after", "zzz", "--json").expectError(2, "after-unknown")
            let nowhere = bare.folder.appendingPathComponent("nowhere").path
            let missing = try await Binary.run(["status", "--json", "--home", nowhere], in: bare.folder)
            try missing.expectError(2, "home-missing")
        }
    }

    @Test("a host that does not answer is exit 3, and an empty store is exit 0")
    func unreachable() async throws {
        try await BareHome.with { bare in
            try await bare.storeSecrets()
            let ping = try await bare.run("ping", "--json")
            #expect(ping.status == 3)
            #expect(Documents.ping.faults(of: try Document(only: ping.output)) == [])
            try await bare.run("records", "--json").expect(Documents.records)
            try await bare.run("status", "--json").expect(Documents.status)
            let verified = try await bare.run("audit", "verify", "--json").expect(Documents.verify)
            #expect(verified["ok"]?.flag == true && verified["first_bad"] == .null)
        }
    }

    @Test("a home that was copied writes nothing and is exit 2; a wait that expires is exit 1")
    func boundAndWaiting() async throws {
        var options = StageOptions()
        options.resendAfter = "1h"
        try await Stage.with(options) { stage in
            try await stage.sync("--flow", "vendors", "--flow", "accounts")
            let copy = stage.folder.appendingPathComponent("copy")
            try FileManager.default.copyItem(at: stage.home, to: copy)
            let copied = try await Binary.run(["sync", "--json", "--home", copy.path], in: stage.folder)
            #expect(copied.status == 2, "\(copied.output) \(copied.errors)")
            #expect(Documents.error.faults(of: try Document(only: copied.output)) == [])
            try await stage.control.faults(
                "rules: [{system: acumatica, method: PUT, route: /erp/entity/**/PurchaseOrder, kind: reset-before, "
                    + "skip: 3, times: 1}]")
            let ran = try await stage.run("sync", "--flow", "purchase-orders", "--wait", "1s", "--json")
            #expect(ran.status == 1, "\(ran.output) \(ran.errors)")
            #expect(Documents.sync.faults(of: try Document(only: ran.output)) == [])
            #expect(try await stage.records("--state", "unconfirmed").count == 1)
        }
    }

    private func expectStore(_ ran: Ran, _ location: SourceLocation = #_sourceLocation) throws {
        #expect(ran.status == 4, "\(ran.output) \(ran.errors)", sourceLocation: location)
        #expect(Documents.error.faults(of: try Document(only: ran.output)) == [], sourceLocation: location)
    }

    private func write(_ path: String, _ sql: String) async throws {
        let queue = try DatabaseQueue(path: path)
        try await queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }
}
