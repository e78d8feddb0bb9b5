// A person's decisions, the replay, the lists and the audit trail, on a home that has been synced once.

import Foundation
import GRDB
import Testing

@Suite("records and decisions")
struct DecisionTests {
    @Test("hold, ignore, resume and link do what they say and name who and why in the audit trail")
    func decisions() async throws {
        try await Stage.with { stage in
            try await stage.sync()
            let ignored = try await stage.run("ignore", "acme/bills/620", "--reason", "paid by card", "--json")
            try ignored.expect(.object(Documents.record))
            #expect(ignored.json["state"] as? String == "ignored")
            let resumed = try await stage.run("resume", "acme/bills/620", "--json")
            #expect(resumed.json["state"] as? String == "pending")
            let held = try await stage.run("hold", "acme/bills/620", "--json")
            #expect(held.json["state"] as? String == "held")
            let taken = try await stage.run("records", "show", "acme/bills/601", "--json")
            let number = try #require((taken.json["target"] as? [String: Any])?["number"] as? String)
            try await stage.run("link", "acme/bills/621", "Bill/\(number)", "--json").expectError(2, "target-taken")
            try await stage.run("link", "acme/bills/621", "Bill/999999", "--json").expectError(2, "unknown-target")
            try await stage.run("ignore", "acme/bills/621", "--reason", " ", "--json").expectError(2, "reason-missing")
            let show = try await stage.run("records", "show", "acme/bills/620", "--json")
            let document = try show.expect(.object(Documents.record))
            let events = document["audit"]?.items ?? []
            for action in ["ignore", "resume", "hold"] {
                let event = events.first { $0["action"]?.text == action }
                #expect(event?["actor"]?.text == NSUserName(), "\(action)")
            }
            #expect(show.output.contains("paid by card"))
        }
    }

    @Test("a duplicate that a person releases is shown and posted with /2")
    func notADuplicate() async throws {
        try await Stage.with { stage in
            try await stage.sync()
            let held = try await stage.records("--state", "held")
            let twice = held.first { ($0["reason"] as? [String: Any])?["code"] as? String == "duplicate-invoice" }
            let id = try #require(twice?["id"] as? String)
            let shown = try await stage.run("resume", id, "--not-a-duplicate")
            #expect(shown.status == 0)
            #expect(shown.output.contains("/2"))
            try await stage.sync()
            let after = try await stage.run("records", "show", id, "--json")
            let target = try #require(after.json["target"] as? [String: Any])
            let number = target["number"] as? String
            let bills = try await stage.control.state("acumatica", "Bill")
            let bill = bills.first { $0["ReferenceNbr"] as? String == number }
            let reference = try #require(bill?["VendorRef"] as? String)
            #expect(reference.hasSuffix("/2") && reference.count <= 40)
            try await stage.run("resume", "acme/bills/620", "--not-a-duplicate", "--json")
                .expectError(2, "not-a-duplicate")
        }
    }

    @Test(
        "a replay of everything sends nothing; a document deleted in the ERP is held, and only --recreate posts it anew"
    )
    func replay() async throws {
        try await Stage.with { stage in
            try await stage.sync()
            try await stage.control.resetRequests()
            let all = try await stage.run("replay", "--all", "--json").expect(Documents.replay)
            #expect(all["to_send"]?.integer == 0 && (all["unchanged"]?.integer ?? 0) > 200)
            let synced = try await stage.sync()
            for (flow, counts) in synced {
                #expect(counts["created"] as? Int == 0 && counts["updated"] as? Int == 0, "\(flow): \(counts)")
            }
            let show = try await stage.run("records", "show", "acme/bills/602", "--json")
            let number = try #require((show.json["target"] as? [String: Any])?["number"] as? String)
            try await stage.control.act("acumatica/delete-bill", ["number": number])
            let gone = try await stage.run("replay", "acme/bills/602", "--json").expect(Documents.replay)
            #expect(gone["held"]?.integer == 1 && gone["to_send"]?.integer == 0, "\(gone)")
            try await stage.sync()
            let held = try await stage.run("records", "show", "acme/bills/602", "--json")
            #expect((held.json["reason"] as? [String: Any])?["code"] as? String == "deleted-in-erp")
            try await stage.run("replay", "acme/bills/602", "--recreate", "--json").expectError(2, "usage")
            let anew = try await stage.run(
                "replay", "acme/bills/602", "--recreate", "--reason", "deleted by mistake", "--json")
            #expect(try anew.expect(Documents.replay)["to_send"]?.integer == 1, "\(anew.output.prefix(600))")
            try await stage.sync()
            let posted = try await stage.run("records", "show", "acme/bills/602", "--json")
            #expect(posted.json["state"] as? String == "posted")
            #expect(posted.output.contains("deleted by mistake"))
        }
    }

    @Test("lists go page by page and survive hostile text; every document has the members that scripts rely on")
    func lists() async throws {
        try await Stage.with { stage in
            let vendor: [String: Any] = ["vendor": "EVIL1", "name": "=cmd|'/C calc'!A0\u{1B}[31mred"]
            try await stage.control.act("acumatica/add-vendor", vendor)
            let synced = try await stage.run("sync", "--json")
            try synced.expect(Documents.sync)
            try await stage.run("records", "--json").expect(Documents.records)
            let whole = try await stage.records("--limit", "1000").compactMap { $0["id"] as? String }
            let paged = try await stage.records("--limit", "50").compactMap { $0["id"] as? String }
            #expect(paged == whole && Set(whole).count == whole.count && whole.count > 300)
            for text in ["' OR 1=1 --", "%", "_", "\\", "*", "\u{1B}[31m"] {
                let ran = try await stage.run("records", "--search=\(text)", "--json")
                let found = try ran.expect(Documents.records)["records"]?.items ?? []
                #expect(found.count < 20, "\(text): \(found.count)")
            }
            for words in [
                ["records", "show", "acme/vendors/EVIL1"], ["records", "--search", "EVIL1"], ["audit", "export"],
            ] {
                let ran = try await stage.run(words)
                #expect(ran.status == 0 && !ran.output.contains("\u{1B}"), "\(words)")
                let formula = words.first == "audit" ? ran.output.firstRange(of: /(^|,|\n)"?=/) : nil
                #expect(formula == nil, "\(words)")
            }
            try await stage.run("status", "--json").expect(Documents.status)
            try await stage.run("ping", "--json").expect(Documents.ping)
            try await stage.run("pause", "bills", "--json").expect(Documents.switched)
            try await stage.run("freeze", "--json").expect(Documents.switched)
            try await stage.run("mapping", "set", "vendor", "1034", "V100101", "--json").expect(Documents.mapping)
            let listed = try await stage.run("mapping", "list", "--json")
            try listed.expect(.object(["mappings": .list(Documents.mapping)]))
            try await stage.run("mapping", "remove", "vendor", "1034", "--json").expect(Documents.mapping)
            try await stage.run("mapping", "remove", "vendor", "1034", "--json").expectError(2, "unknown-mapping")
            #expect(Documents.sandbox.faults(of: try Document(only: try Self.text(stage.about))) == [])
        }
    }

    @Test(
        "the audit trail names the first event that was changed, removed or put in",
        arguments: [
            "UPDATE audit SET actor = 'nobody' WHERE sequence = 5",
            "PRAGMA foreign_keys = OFF; DELETE FROM audit WHERE sequence = 5",
            """
            INSERT INTO audit SELECT 1000000, at, connection, record_connection, record_flow, record_key, actor, action,
            detail, request_hash, response_hash, previous, hash FROM audit WHERE sequence = 5
            """,
        ])
    func tampered(sql: String) async throws {
        try await BareHome.with { bare in
            for number in 0..<8 {
                _ =
                    number.isMultiple(of: 2)
                    ? try await bare.run("freeze", "--json") : try await bare.run("unfreeze", "--json")
            }
            let sound = try await bare.run("audit", "verify", "--json").expect(Documents.verify)
            let events = try #require(sound["events"]?.integer)
            let queue = try DatabaseQueue(path: bare.file("ml-connector.db").path)
            try await queue.writeWithoutTransaction { try $0.execute(sql: sql) }
            try queue.close()
            let broken = try await bare.run("audit", "verify", "--json")
            #expect(broken.status == 1)
            let document = try Document(only: broken.output)
            #expect(Documents.verify.faults(of: document) == [])
            #expect(document["ok"]?.flag == false)
            #expect(document["first_bad"]?.integer == (sql.hasPrefix("INSERT") ? events + 1 : 5))
            #expect(try await bare.run("audit", "verify").output.contains("BROKEN"))
        }
    }

    private static func text(_ value: [String: Any]) throws -> String {
        String(decoding: try JSONSerialization.data(withJSONObject: value), as: UTF8.self)
    }
}
