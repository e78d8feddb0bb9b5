// The configuration: what is read, and how each mistake is told.

import App
import Core
import Foundation
import TestKit
import Testing

/// A configuration that is right, and the mistakes that can be made in it.
enum SampleConfiguration {
    static let text = """
        connections:
          - name: acme
            procurify:
              url: https://acme.procurify.com/
              client_id: aX9
              time_zone: America/Denver
            acumatica:
              url: https://acme.example.com/erp/
              tenant: ACME
              endpoint_version: 24.200.001
              branch: HEADOFFICE
              auth: password
              client_id: 88358B02@ACME
              username: connector
            posting:
              start_date: 2026-07-01
              bill_state: released
        """

    /// With a line put behind the first line that contains `mark`, indented as given.
    static func adding(_ line: String, behind mark: String) -> String {
        var lines = text.components(separatedBy: "\n")
        let index = lines.firstIndex { $0.contains(mark) } ?? 0
        lines.insert(line, at: index + 1)
        return lines.joined(separator: "\n")
    }

    static func replacing(_ old: String, _ new: String) -> String { text.replacingOccurrences(of: old, with: new) }

    static func problems(_ text: String) -> [ConfigurationProblem] {
        do {
            _ = try ConfigurationReader.read(text, file: "ml-connector.yaml")
            return []
        } catch let failure as ConfigurationFailure {
            return failure.problems
        } catch {
            return [ConfigurationProblem(line: 0, field: "", message: "\(error)", action: "")]
        }
    }
}

@Suite("Configuration")
struct ConfigurationTests {
    @Test("a whole configuration is read with its values and defaults")
    func reads() throws {
        let settings = try ConfigurationReader.read(SampleConfiguration.text, file: "ml-connector.yaml")
        let acme = try #require(settings.connection("acme"))
        #expect(acme.procurify.url == "https://acme.procurify.com")
        #expect(acme.procurify.timeZone?.identifier == "America/Denver")
        #expect(acme.acumatica.url == "https://acme.example.com/erp")
        #expect(acme.posting.billState == .released)
        #expect(acme.posting.resendAfterSeconds == 900)
        #expect(acme.vendors.maxDeactivations == Decimal(5) / 100)
        #expect(acme.schedule["bills"] == .every(seconds: 300))
        // The night of the sweep is the night of the firm.
        #expect(acme.schedule["sweep"] == .cron(try CronLine(parsing: "30 2 * * * America/Denver")))
        #expect(acme.schedule["order-status"] == nil)
    }

    @Test("every problem of a file is told at once, in the order of its lines")
    func allAtOnce() {
        let text = SampleConfiguration.replacing("tenant: ACME", "tenent: ACME").replacingOccurrences(
            of: "bill_state: released", with: "bill_state: posted")
        let problems = SampleConfiguration.problems(text)
        #expect(problems.map(\.line) == [7, 9, 17])
        #expect(
            problems.map(\.field) == [
                "connections[0].acumatica.tenant", "connections[0].acumatica.tenent",
                "connections[0].posting.bill_state",
            ])
        #expect(problems[1].action == "Did you mean `tenant`?")
        #expect(problems[2].action == "Write one of on-hold, balanced, released.")
    }

    @Test("the example that `init` writes can be read as it is, and with its marks taken out")
    func template() async throws {
        let folder = TemporaryFolder()
        try await HomeSetup(home: folder.home, effects: .test()).make()
        let text = try String(contentsOfFile: folder.home.configuration, encoding: .utf8)
        #expect(try ConfigurationReader.read(text, file: "f").connections.isEmpty)
        let parts = text.components(separatedBy: "connections: []")
        let example = parts[1].components(separatedBy: "\n").map { $0.hasPrefix("#") ? String($0.dropFirst()) : $0 }
        let open = parts[0] + "connections:" + example.joined(separator: "\n")
        #expect(SampleConfiguration.problems(open) == [])
        #expect(try ConfigurationReader.read(open, file: "f").connections.map(\.name) == ["acme"])
    }

    @Test(
        "a value that could hold a password is not repeated",
        arguments: [
            ("store: sqlite", "store: postgres://user:hunter2@host/db"),
            ("", "store: mysql://user:hunter2@host/db"),
        ])
    func hidesSecrets(_ change: (String, String)) {
        let problems = SampleConfiguration.problems(change.1 + "\n" + SampleConfiguration.text)
        let url = SampleConfiguration.problems(
            SampleConfiguration.replacing("https://acme.p", "https://u:hunter2@acme.p"))
        #expect(problems.count == 1 && url.count == 1)
        #expect(!"\(problems) \(url)".contains("hunter2"))
    }

    @Test(
        "what is no YAML, empty or huge is one problem with its line",
        arguments: [
            ("a: [1", 2, "YAML"), ("", 1, "empty"), ("a: 1\na: 2\n", 1, "twice"),
            ("\u{0}", 1, "YAML"), (String(repeating: "# x\n", count: 400_000), 1, "1 MiB"),
        ])
    func unreadable(_ sample: (text: String, line: Int, word: String)) {
        let problems = SampleConfiguration.problems(sample.text)
        #expect(problems.count == 1)
        #expect(problems.first?.message.contains(sample.word) == true, "\(problems)")
        #expect((1...2).contains(problems.first?.line ?? 0))
    }

    @Test("an alias bomb is read in time and refused")
    func aliasBomb() {
        var text = "a0: &a0 [x, x]\n"
        for level in 1...40 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        #expect(!SampleConfiguration.problems(text).isEmpty)
    }

    @Test(
        "durations have exactly the units that are documented",
        arguments: [
            ("11m", true), ("1h", true), ("700s", true), ("1d", true), ("660000ms", true), ("10m", false),
            ("15", false),
            ("15 m", false), ("-15m", false), ("1w", false), ("1.5h", false), ("", false),
        ])
    func durations(_ sample: (text: String, fits: Bool)) {
        let text = SampleConfiguration.adding("      resend_after: \"\(sample.text)\"", behind: "start_date")
        #expect(SampleConfiguration.problems(text).isEmpty == sample.fits)
    }

    @Test("connection names are plain, unique and not reserved")
    func names() {
        #expect(SampleConfiguration.problems(SampleConfiguration.replacing("name: acme", "name: Acme"))[0].line == 2)
        #expect(
            SampleConfiguration.problems(SampleConfiguration.replacing("name: acme", "name: store"))[0].message
                .contains("reserved"))
        let second =
            SampleConfiguration.text + "\n"
            + SampleConfiguration.text.components(separatedBy: "\n").dropFirst().joined(separator: "\n")
        let problems = SampleConfiguration.problems(second)
        #expect(
            problems.count == 1 && problems[0].line == 18 && problems[0].field == "connections[1].name", "\(problems)")
    }
}
