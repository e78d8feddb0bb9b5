// The spine: one command brings everything approved into the ledger, and a second one sends nothing.

import Foundation
import Testing

@Suite("First sync")
struct FirstSyncTests {
    @Test("orders and bills reach the ledger, and a second sync writes nothing")
    func twice() async throws {
        try await Stage.with { stage in
            let first = try await stage.sync()
            #expect(first["purchase-orders"]?["created"] as? Int == 35)
            #expect((first["bills"]?["unconfirmed"] as? Int) == 0)
            let records = try await stage.records()
            try await stage.control.resetRequests()
            try await stage.sync()
            let lines = try await stage.control.requests("acumatica") + stage.control.requests("procurify")
            let writes = lines.filter { line in
                let method = line["method"] as? String ?? ""
                return method != "GET" && !(line["target"] as? String ?? "").contains("token")
            }
            #expect(writes.isEmpty, "\(writes)")
            let after = try await stage.records()
            #expect(after.count == records.count)
            #expect(after.map { $0["state"] as? String } == records.map { $0["state"] as? String })
        }
    }
}
