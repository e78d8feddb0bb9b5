// Errors told apart in plain words, with exit status 3 and one JSON document.

import Foundation
import Testing

@Suite("Outages")
struct OutageTests {
    @Test("a wrong secret, tenant, endpoint version and host are told apart by sync and ping")
    func apart() async throws {
        try await Stage.with { stage in
            let file = stage.home.appendingPathComponent("ml-connector.yaml")
            let good = try String(contentsOf: file, encoding: .utf8)
            let erp = try #require((stage.about["acumatica"] as? [String: Any])?["url"] as? String)
            let tenant = try #require((stage.about["acumatica"] as? [String: Any])?["tenant"] as? String)
            let cases = [
                ("tenant: \(tenant)", "tenant: NOWHERE", "NOWHERE"),
                (erp, "http://127.0.0.1:9/erp", "127.0.0.1"),
                // Last: a home that both systems let in is bound to them, and another address is then refused with 2.
                ("endpoint_version: 24.200.001", "endpoint_version: 23.200.001", "25.200.001"),
            ]
            for (old, new, word) in cases {
                try good.replacingOccurrences(of: old, with: new).write(to: file, atomically: true, encoding: .utf8)
                let ran = try await stage.run("sync", "--json")
                #expect(ran.status == 3, "\(new): \(ran.output)")
                #expect(ran.output.contains(word), "\(new): \(ran.output)")
                let ping = try await stage.run("ping")
                #expect(ping.status == 3 && (ping.output + ping.errors).contains(word), "\(new): \(ping.output)")
            }
            try good.write(to: file, atomically: true, encoding: .utf8)
            for name in ["acme.procurify.client_secret", "acme.acumatica.password"] {
                _ = try await stage.run("secret", "set", name, input: "wrong-one")
                let ran = try await stage.run("sync", "--json")
                #expect(ran.status == 3 && !ran.output.contains("wrong-one"), "\(name): \(ran.output)")
            }
            // What was read before one side failed may be posted, but never twice.
            try await Exactness(stage: stage).checkOnce()
        }
    }
}
