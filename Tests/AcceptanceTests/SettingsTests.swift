// Choices that concern the whole connection: the way of signing in, the currency table, the way of creating.

import Foundation
import Testing

@Suite("Settings")
struct SettingsTests {
    @Test("a session cookie, a plain create and a mapped currency lead to the same books")
    func session() async throws {
        var options = StageOptions()
        options.auth = "session"
        options.posting = ["create: plain"]
        try await Stage.with(options) { stage in
            #expect(try await stage.run("mapping", "set", "currency", "EUR", "XXX").status == 0)
            try await stage.sync()
            try await stage.expect("acme/bills/645", "held", "currency-not-in-erp")
            #expect(try await stage.run("mapping", "remove", "currency", "EUR").status == 0)
            try await stage.sync()
            try await stage.expect("acme/bills/645", "posted")
            let writes = try await stage.control.requests("acumatica").filter {
                $0.text("method") == "PUT" && $0.text("target").contains("filter")
            }
            #expect(writes.isEmpty, "a plain create carries no filter")
            try await stage.count()
            #expect((try await stage.control.sessions())["current"] as? Int == 0, "the session was given back")
        }
    }

    @Test("where a build ignores the condition, creates are plain and nothing is doubled")
    func ignored() async throws {
        var options = StageOptions()
        options.readings = ["conditional-create=ignored"]
        options.endpointVersion = "25.200.001"
        try await Stage.with(options) { stage in
            try await stage.sync()
            try await stage.sync()
            try await stage.count()
        }
    }
}
