// Seats of the ERP, one worker at a time, and secrets: through every way out.

import Foundation
import Testing

@Suite("Sessions")
struct SessionTests {
    @Test("a cookie session is given back after success, SIGTERM and failure, and there is never a second one")
    func cookies() async throws {
        var options = StageOptions()
        options.auth = "session"
        try await Stage.with(options) { stage in
            let broken = try stage.start("sync")
            while try await stage.control.requests("acumatica").count < 20, broken.isRunning {}
            broken.terminate()
            _ = try await broken.wait()
            try await expectSeats(stage)
            try await stage.control.faults("rules: [{system: acumatica, method: GET, kind: html-200, skip: 3}]")
            #expect(try await stage.run("sync", "--json").status == 3)
            try await stage.control.faults("rules: []")
            try await expectSeats(stage)
            try await stage.settle()
            try await expectSeats(stage)
            try await Exactness(stage: stage).check()
        }
    }

    @Test("a token serves one process after the other, and an expired one is renewed unseen")
    func tokens() async throws {
        try await Stage.with { stage in
            try await stage.sync()
            try await stage.control.resetRequests()
            try await stage.sync()
            let signIns = try await stage.control.requests("acumatica").filter {
                ($0["target"] as? String ?? "").contains("token")
            }
            #expect(signIns.isEmpty)
            try await stage.control.act("acumatica/expire-sessions")
            try await stage.control.act("procurify/add-bills", ["count": 2])
            try await stage.sync()
            #expect(try await stage.control.sessions()["highest"] as? Int == 1)
            try await Exactness(stage: stage).check(moreBills: 2)
        }
    }

    @Test("two syncs at once never both write: one waits, or says that the connection is busy")
    func together() async throws {
        try await Stage.with { stage in
            let first = try stage.start("sync", "--json")
            let second = try stage.start("sync", "--json")
            let ends = [try await first.wait(), try await second.wait()]
            for ran in ends where ran.status != 0 {
                #expect(ran.status == 3)
                #expect((ran.json["error"] as? [String: Any])?["code"] as? String == "connection-busy")
            }
            #expect(ends.contains { $0.status == 0 })
            let sessions = try await stage.control.sessions()
            #expect(sessions["highest"] as? Int == 1, "\(sessions)")
            try await Exactness(stage: stage).check()
        }
    }

    @Test("no secret stands in a file of the home, in output or in errors")
    func secrets() async throws {
        try await Stage.with { stage in
            let sides = ["acumatica", "procurify"].compactMap { stage.about[$0] as? [String: Any] }
            let secrets = sides.flatMap { [$0["client_secret"], $0["password"]] }.compactMap { $0 as? String }
            #expect(secrets.count == 3)
            var texts: [String] = []
            for arguments in [["sync"], ["ping"], ["records", "--json"], ["audit", "export"], ["secret", "list"]] {
                let ran = try await stage.run(arguments)
                texts += [ran.output, ran.errors]
            }
            try await stage.control.faults("rules: [{kind: html-200}]")
            for arguments in [["sync", "--json"], ["ping"]] {
                let ran = try await stage.run(arguments)
                texts += [ran.output, ran.errors]
            }
            for name in try FileManager.default.contentsOfDirectory(atPath: stage.home.path) {
                let bytes = try Data(contentsOf: stage.home.appendingPathComponent(name))
                for secret in secrets { #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(name)") }
            }
            for secret in secrets { #expect(!texts.contains { $0.contains(secret) }) }
        }
    }

    private func expectSeats(_ stage: Stage) async throws {
        let sessions = try await stage.control.sessions()
        #expect(sessions["current"] as? Int == 0, "\(sessions)")
        #expect((sessions["highest"] as? Int ?? 9) <= 1, "\(sessions)")
    }
}
