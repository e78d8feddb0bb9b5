// What pre-flight holds heals when a person mends it, and what changes after posting is held.

import Foundation
import Testing

@Suite("Pre-flight and afterwards")
struct PreflightTests {
    @Test("a closed period, an inactive vendor, account and an unknown code heal when a person mends them")
    func heals() async throws {
        var options = StageOptions()
        options.connection.append("schedule: {sweep: 1h}")
        try await Stage.with(options) { stage in
            try await stage.sync()
            try await stage.expect("acme/bills/670", "held", "period-closed")
            try await stage.control.act("acumatica/open-period", ["period": "062026"])
            try await stage.control.act("acumatica/set-vendor-status", ["vendor": "V100121", "status": "Active"])
            try await stage.control.act("acumatica/set-account-active", ["account": "66900", "active": true])
            try await stage.control.act("acumatica/add-account", ["account": "69990", "description": "Suspense"])
            try await stage.control.act("procurify/edit-bill", ["bill": 663, "invoice_number": "NOW-NUMBERED"])
            try await stage.control.act("procurify/edit-bill", ["bill": 661, "invoice_number": "SHORT-ENOUGH"])
            try await stage.control.act("procurify/edit-bill", ["bill": 672, "off_by": 0])
            try await stage.sync()
            for key in [670, 666, 669, 668, 663, 661, 672] { try await stage.expect("acme/bills/\(key)", "posted") }
            // A period that closes between two syncs holds what comes for it.
            try await stage.control.act("acumatica/close-period", ["period": "082026"])
            try await stage.control.act(
                "procurify/add-bill",
                [
                    "vendor": 1001, "invoice_number": "LATE-1", "invoice_date": "2026-08-20",
                    "gl_post_date": "2026-08-20",
                    "add_lines": [["description": "Paper", "quantity": 1, "unit_cost": 8, "code": "60100"]],
                ])
            try await stage.sync()
            let late = try #require(try await stage.records("--search", "LATE-1").first)
            try await stage.expect(late.text("id"), "held", "period-closed")
            try await stage.count()
        }
    }

    @Test(
        "an edit, a withdrawal and a fix after posting are held with the difference",
        arguments: ["same-uuid", "new-uuid"])
    func changed(_ fix: String) async throws {
        var options = StageOptions()
        options.readings = ["bill-fix=\(fix)"]
        try await Stage.with(options) { stage in
            try await stage.sync()
            let bills = try await stage.control.all("procurify", "bills")
            func line(_ bill: Int) throws -> Int {
                try #require(bills.first { $0.number("id") == bill }?.list("lines").first).number("id")
            }
            try await stage.control.act(
                "procurify/edit-bill", ["bill": 622, "lines": [["line": try line(622), "unit_cost": 77.31]]])
            try await stage.control.act("procurify/withdraw-bill", ["bill": 623])
            try await stage.control.act(
                "procurify/fix-bill", ["bill": 624, "lines": [["line": try line(624), "quantity": 2]]])
            // A bill that was held before it was posted goes in its fixed version.
            try await stage.control.act("procurify/fix-bill", ["bill": 672, "off_by": 0])
            try await stage.sync()
            try await stage.expect("acme/bills/622", "held", "changed-after-posting")
            try await stage.expect("acme/bills/623", "held", "cancelled-after-posting")
            try await stage.expect("acme/bills/624", "held", "changed-after-posting")
            try await stage.expect("acme/bills/672", "posted")
            let edited = try await stage.record("acme/bills/622")
            let message = (edited["reason"] as? [String: Any])?.text("message") ?? ""
            #expect(message.contains("849.45"), "\(message)")
            try await stage.count()
            try await stage.control.resetRequests()
            try await stage.sync()
            let writes = try await stage.control.requests("acumatica").filter { $0.text("method") == "PUT" }
            #expect(writes.isEmpty)
        }
    }
}
