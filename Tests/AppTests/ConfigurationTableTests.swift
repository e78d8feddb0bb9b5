// Every mistake and every feature that is not there yet: the line, the field and the words.

import App
import Core
import Foundation
import Testing

@Suite("Configuration table")
struct ConfigurationTableTests {
    struct Case: Sendable, CustomStringConvertible {
        var line: String
        var behind: String
        var at: Int
        var field: String
        var word: String
        var description: String { line.trimmingCharacters(in: .whitespaces) }

        init(_ line: String, behind: String, at: Int, _ field: String, _ word: String) {
            self.line = line
            self.behind = behind
            self.at = at
            self.field = field
            self.word = word
        }
    }

    static let notYet = "not available in this version yet"

    @Test(
        "a feature that is not there yet is refused with its line",
        arguments: [
            Case("store: postgres://u@h:5432/d", behind: "x", at: 2, "store", "PostgreSQL"),
            Case("      mode: on-request", behind: "start_date", at: 17, "connections[0].posting.mode", notYet),
            Case(
                "      closed_period: next-open", behind: "start_date", at: 17, "connections[0].posting.closed_period",
                notYet),
            Case(
                "      changed_after_posting: update", behind: "start_date", at: 17,
                "connections[0].posting.changed_after_posting", notYet),
            Case("      tax: mapped", behind: "start_date", at: 17, "connections[0].posting.tax", notYet),
            Case("      tax: erp", behind: "start_date", at: 17, "connections[0].posting.tax", notYet),
            Case("      attachments: true", behind: "start_date", at: 17, "connections[0].posting.attachments", notYet),
            Case(
                "      file_hosts: [files.example.com]", behind: "client_id: aX9", at: 6,
                "connections[0].procurify.file_hosts", notYet),
            Case(
                "      redirect_uri: http://127.0.0.1:8765/callback", behind: "tenant", at: 10,
                "connections[0].acumatica.redirect_uri", notYet),
            Case(
                "    write_back: {bill_paid: true}", behind: "username", at: 15, "connections[0].write_back.bill_paid",
                notYet),
            Case(
                "    write_back: {order_closed: true}", behind: "username", at: 15,
                "connections[0].write_back.order_closed", notYet),
            Case(
                "    write_back: {receipts: true}", behind: "username", at: 15, "connections[0].write_back.receipts",
                notYet),
            Case(
                "    write_back: {bill_note: true}", behind: "username", at: 15, "connections[0].write_back.bill_note",
                notYet),
            Case("retention: {payloads: 400d}", behind: "bill_state", at: 18, "retention.payloads", notYet),
            Case("retention: {audit: 7y}", behind: "bill_state", at: 18, "retention.audit", notYet),
        ])
    func featureNotThere(_ sample: Case) {
        expect(sample)
    }

    @Test("auth: authorization-code is refused with its line")
    func authorizationCode() {
        let problems = SampleConfiguration.problems(
            SampleConfiguration.replacing("auth: password", "auth: authorization-code"))
        #expect(problems.count == 1 && problems[0].line == 12)
        #expect(problems[0].message.contains(Self.notYet))
    }

    @Test(
        "a value that leaves a feature off is accepted",
        arguments: [
            ("      attachments: false", "start_date"), ("      mode: automatic", "start_date"),
            ("      closed_period: hold", "start_date"), ("      changed_after_posting: hold", "start_date"),
            ("      tax: same-account", "start_date"), ("      file_hosts: []", "client_id: aX9"),
            ("      link_template: null", "client_id: aX9"), ("      redirect_uri: null", "tenant"),
            ("    write_back: {bill_paid: false, order_closed: false, receipts: false, bill_note: false}", "username"),
            ("retention: {payloads: never, audit: null}", "bill_state"),
            ("    schedule: {order-status: 15m, payment-status: 1h, bills: never}", "username"),
            (
                "    license: {concurrent_requests: 2, commercial_transactions_per_month: 1000}",
                "username"
            ),
        ])
    func featureLeftOff(_ change: (line: String, behind: String)) {
        #expect(SampleConfiguration.problems(SampleConfiguration.adding(change.line, behind: change.behind)) == [])
    }

    @Test(
        "a wrong value names line, field and the way out",
        arguments: [
            Case("      start: 2026-07-01", behind: "start_date", at: 17, "connections[0].posting.start", "no field"),
            Case("      create: maybe", behind: "start_date", at: 17, "connections[0].posting.create", "no choice"),
            Case("      over_order: 5", behind: "start_date", at: 17, "connections[0].posting.over_order", "no share"),
            Case(
                "      resend_after: 10m", behind: "start_date", at: 17,
                "connections[0].posting.resend_after", "twice"),
            Case(
                "      adopt_existing: [exact]", behind: "start_date", at: 17, "connections[0].posting.adopt_existing",
                "a list"),
            Case(
                "    license: {requests_per_minute: many}", behind: "username", at: 15,
                "connections[0].license.requests_per_minute", "whole number"),
            Case(
                "    license: {requests_per_minute: 0}", behind: "username", at: 15,
                "connections[0].license.requests_per_minute", "whole number"),
            Case(
                "    schedule: {bills: soon}", behind: "username", at: 15, "connections[0].schedule.bills",
                "neither a duration"),
            Case(
                "    schedule: {bills: \"0 2 * * 8 UTC\"}", behind: "username", at: 15, "connections[0].schedule.bills",
                "day of week"),
            Case(
                "    schedule: {order-status: soon}", behind: "username", at: 15,
                "connections[0].schedule.order-status", "neither"),
            Case(
                "    schedule: {sweep: \"30 2 * * * Mars/Base\"}", behind: "username", at: 15,
                "connections[0].schedule.sweep", "time zone"),
            Case(
                "    vendors: {match: guess}", behind: "username", at: 15, "connections[0].vendors.match", "no choice"),
            Case(
                "    vendors: {max_deactivations: 101%}", behind: "username", at: 15,
                "connections[0].vendors.max_deactivations", "no share"),
            Case(
                "    accounts: {types: [Expence]}", behind: "username", at: 15, "connections[0].accounts.types",
                "no type"),
            Case(
                "    accounts: {departments: some}", behind: "username", at: 15, "connections[0].accounts.departments",
                "a list"),
            Case("allow_loopback: maybe", behind: "bill_state", at: 18, "allow_loopback", "neither true nor false"),
            Case(
                "      link_template: javascript:alert({id})", behind: "client_id: aX9", at: 6,
                "connections[0].procurify.link_template", "https"),
        ])
    func wrongValue(_ sample: Case) {
        expect(sample)
    }

    @Test(
        "a replaced value names line and field",
        arguments: [
            ("https://acme.procurify.com/", "http://acme.procurify.com", 4, "not encrypted"),
            ("https://acme.procurify.com/", "https://localhost:8000", 4, "this machine"),
            ("https://acme.procurify.com/", "https://127.0.0.1", 4, "this machine"),
            ("https://acme.procurify.com/", "https://acme.procurify.com/api", 4, "path"),
            ("https://acme.procurify.com/", "acme.procurify.com", 4, "address"),
            ("https://acme.procurify.com/", "ftp://acme.procurify.com", 4, "https"),
            ("America/Denver", "Mountain", 6, "time zone"), ("America/Denver", "GMT+7", 6, "time zone"),
            ("https://acme.example.com/erp/", "https://acme.example.com/erp/entity/Default", 8, "too far"),
            ("24.200.001", "26.200.001", 10, "contract 5"), ("24.200.001", "latest", 10, "no endpoint version"),
            ("2026-07-01", "2026-02-30", 16, "no date"), ("2026-07-01", "01.07.2026", 16, "no date"),
            ("client_id: 88358B02@ACME", "client_id: null", 13, "missing"),
            ("start_date: 2026-07-01", "start_date:", 16, "missing"),
            ("username: connector", "username: {name: connector}", 14, "not a list or a group"),
        ])
    func replaced(_ change: (old: String, new: String, line: Int, word: String)) {
        let problems = SampleConfiguration.problems(SampleConfiguration.replacing(change.old, change.new))
        #expect(problems.count == 1 && problems[0].line == change.line, "\(problems)")
        #expect(problems.first?.message.contains(change.word) == true, "\(problems)")
    }

    @Test("a missing start_date names the group that lacks it, also where the group itself is missing")
    func startDate() {
        let without = SampleConfiguration.replacing("      start_date: 2026-07-01\n", "")
        #expect(SampleConfiguration.problems(without).map(\.field) == ["connections[0].posting.start_date"])
        #expect(SampleConfiguration.problems(without).map(\.line) == [15])
        let bare = without.components(separatedBy: "\n").filter {
            !$0.contains("posting") && !$0.contains("bill_state")
        }
        #expect(
            SampleConfiguration.problems(bare.joined(separator: "\n")).map(\.field) == [
                "connections[0].posting.start_date"
            ])
    }

    @Test("loopback addresses, http and a short resend_after are for allow_loopback alone")
    func loopback() {
        let text = SampleConfiguration.replacing("https://acme.procurify.com/", "http://127.0.0.1:8001")
            .replacingOccurrences(of: "      bill_state: released", with: "      resend_after: 500ms")
        #expect(SampleConfiguration.problems(text).count == 2)
        #expect(SampleConfiguration.problems("allow_loopback: true\n" + text) == [])
    }

    private func expect(_ sample: Case) {
        let text =
            sample.behind == "x"
            ? "# first line\n\(sample.line)\n" + SampleConfiguration.text
            : SampleConfiguration.adding(sample.line, behind: sample.behind)
        let problems = SampleConfiguration.problems(text)
        #expect(problems.count == 1, "\(problems)")
        guard let problem = problems.first else { return }
        #expect(problem.line == sample.at)
        #expect(problem.field == sample.field)
        #expect(problem.message.contains(sample.word), "\(problem.message)")
        #expect(!problem.action.isEmpty)
    }
}
