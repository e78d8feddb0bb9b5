// The configuration as a user meets it: errors with line and field, and refusals of what is not there yet.

import Foundation
import Testing

@Suite("configuration")
struct ConfigurationTests {

    private static func file(_ changes: [(line: String, below: String)]) -> String {
        var lines = BareHome.configuration.split(separator: "\n").map(String.init)
        for (line, below) in changes {
            guard !below.isEmpty, let at = lines.firstIndex(where: { $0.contains(below) }) else {
                lines.append(line)
                continue
            }
            let opens = lines[at].hasSuffix(":") || lines[at].contains("- ")
            let indent = lines[at].prefix { $0 == " " }.count + (opens ? 2 : 0)
            lines.insert(String(repeating: " ", count: indent) + line, at: at + 1)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    @Test("each value that asks for a feature which is not there yet is refused with its field and line")
    func later() async throws {
        try await BareHome.with { bare in
            let later = [
                ("store: postgres://user@host:5432/database", "", "store"),
                ("file_hosts: [files.example.com]", "procurify:", "file_hosts"),
                ("endpoint_version: 26.200.001", "acumatica:", "endpoint_version"),
                ("mode: on-request", "posting:", "mode"),
                ("closed_period: next-open", "posting:", "closed_period"),
                ("changed_after_posting: update", "posting:", "changed_after_posting"),
                ("tax: mapped", "posting:", "tax"), ("tax: erp", "posting:", "tax"),
                ("attachments: true", "posting:", "attachments"),
                ("write_back: {bill_paid: true}", "- name", "bill_paid"),
                ("write_back: {order_closed: true}", "- name", "order_closed"),
                ("write_back: {receipts: true}", "- name", "receipts"),
                ("write_back: {bill_note: true}", "- name", "bill_note"),
                ("retention: {payloads: 400d}", "", "payloads"), ("retention: {audit: 7y}", "", "audit"),
            ]
            for (line, below, field) in later { try await expect(bare, line, below, field, "not available") }
            try bare.configure(
                BareHome.configuration.replacingOccurrences(of: "auth: session", with: "auth: authorization-code"))
            let login = try await bare.run("status", "--json")
            try login.expectError(2, "configuration")
            #expect(login.output.contains("auth") && login.output.contains("not available"), "\(login.output)")
        }
    }

    @Test("unknown fields, wrong types and impossible values are errors that name field and line")
    func wrong() async throws {
        try await BareHome.with { bare in
            let wrong = [
                ("bill_stat: balanced", "posting:", "bill_stat"), ("bill_state: open", "posting:", "bill_state"),
                ("over_order: many", "posting:", "over_order"), ("resend_after: soon", "posting:", "resend_after"),
                ("license: {requests_per_minute: -1}", "- name", "requests_per_minute"),
                ("schedule: {bills: \"61 * * * *\"}", "- name", "bills"),
                ("vendors: {match: maybe}", "- name", "match"), ("accounts: {types: Expense}", "- name", "types"),
                ("retain: {}", "", "retain"), ("endpoint: [Default]", "acumatica:", "endpoint"),
                ("time_zone: Mars/Olympus", "procurify:", "time_zone"),
            ]
            for (line, below, field) in wrong { try await expect(bare, line, below, field, "") }
            try bare.configure(BareHome.configuration.replacingOccurrences(of: "start_date: 2026-07-01", with: ""))
            let missing = try await bare.run("status", "--json")
            try missing.expectError(2, "configuration")
            #expect(missing.output.contains("start_date"), "\(missing.output)")
            try bare.configure("connections: [\n")
            try await bare.run("status", "--json").expectError(2, "configuration")
        }
    }

    @Test("every value that leaves a feature off, and a schedule of a flow that is not there yet, is accepted")
    func off() async throws {
        try await BareHome.with { bare in
            try bare.configure(
                Self.file([
                    ("file_hosts: []", "procurify:"), ("link_template: null", "procurify:"),
                    ("redirect_uri: null", "acumatica:"),
                    ("mode: automatic", "posting:"), ("closed_period: hold", "posting:"),
                    ("changed_after_posting: hold", "posting:"), ("tax: same-account", "posting:"),
                    ("attachments: false", "posting:"), ("charges: mapped", "posting:"),
                    (
                        "write_back: {bill_paid: false, order_closed: false, receipts: false, bill_note: false}",
                        "- name"
                    ),
                    ("schedule: {order-status: 15m, payment-status: \"*/15 7-19 * * 1-5 America/Denver\"}", "- name"),
                    ("defaults: {order_line_type: Service, project: null}", "- name"),
                    (
                        "license: {requests_per_minute: 50, concurrent_requests: 1, "
                            + "commercial_transactions_per_month: null}", "- name"
                    ),
                    ("store: sqlite", ""), ("tls: {ca_file: null}", ""),
                    ("retention: {payloads: null, audit: never}", ""),
                ]))
            try await bare.run("status", "--json").expect(Documents.status)
        }
    }

    @Test("commands that are not there yet are refused, whatever they are given")
    func commands() async throws {
        try await BareHome.with { bare in
            let later = [
                ["login", "acme"], ["release", "acme/bills/1"], ["reconcile", "--from", "2026-07-01"], ["backup", "x"],
                ["restore", "x", "--replace"],
                ["mapping", "export"], ["mapping", "import", "x"], ["mapping", "coverage"], ["serve", "--port", "80"],
                ["serve", "--host", "::"],
            ]
            for words in later {
                let ran = try await Binary.run(words + ["--json"], in: bare.folder)
                try ran.expectError(2, "not-available")
                #expect(ran.errors.isEmpty)
            }
            try await bare.run("frobnicate", "--json").expectError(2, "usage")
        }
    }

    private func expect(_ bare: BareHome, _ line: String, _ below: String, _ field: String, _ says: String) async throws
    {
        let file = Self.file([(line, below)])
        try bare.configure(file)
        let number = (file.split(separator: "\n").firstIndex { $0.contains(line) } ?? -2) + 1
        let ran = try await bare.run("status", "--json")
        try ran.expectError(2, "configuration")
        let error = try Document(only: ran.output)["error"]
        #expect(error?["line"]?.integer == number, "\(line): \(ran.output)")
        #expect(error?["field"]?.text?.hasSuffix(field) == true, "\(line): \(ran.output)")
        #expect(error?["message"]?.text?.contains(says) == true || says.isEmpty, "\(line): \(ran.output)")
    }
}
