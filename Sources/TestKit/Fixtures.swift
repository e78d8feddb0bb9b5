// Records, attempts and texts for tests.

package import Core
package import Foundation

extension RecordID {
    /// `acme/bills/<key>`.
    package static func fixture(_ key: String = "613", flow: String = "bills", connection: String = "acme") -> RecordID
    {
        RecordID(connection: connection, flow: FlowName(flow), key: key)
    }
}

extension Record {
    /// A pending bill of 277.50 USD; `edit` makes of it what a test needs.
    package static func fixture(
        _ id: RecordID = .fixture(), at now: Date = VirtualClock.start, _ edit: (inout Record) -> Void = { _ in }
    ) -> Record {
        let source = SourceRef(
            system: "procurify", id: "uuid-\(id.key)", number: "INV-\(id.key)", version: 1, modifiedAt: now)
        var record = Record(
            id: id, title: "INV-\(id.key), Northwind Traders", state: .pending, source: source,
            body: ["number": .string("INV-\(id.key)"), "total": "277.50"], now: now)
        record.fingerprint = "print-\(id.key)"
        record.listPrint = "list-\(id.key)"
        record.money = Money(Decimal(sign: .plus, exponent: -2, significand: 27_750), "USD")
        edit(&record)
        return record
    }

    /// A bill in which every field that can be absent is there.
    package static func full(_ id: RecordID = .fixture(), at now: Date = VirtualClock.start) -> Record {
        fixture(id, at: now) { record in
            record.state = .held
            record.reason = Reason(.amountMismatch, "277.50 is not 277.49", action: "Look.")
            record.postedPrint = "posted"
            record.target = Target(system: "acumatica", type: "Bill", number: "000159")
            record.adopted = true
            record.erpStatus = "Balanced"
            record.posted = ["lines": [["1", 2]]]
            record.attempts = 3
            record.changedAt = now.addingTimeInterval(12.375)
            record.dueAt = now.addingTimeInterval(900)
            record.plannedEpoch = 7
            record.urgent = true
            record.decisions = ["reference_suffix": "/2"]
        }
    }
}

extension Attempt {
    package static func fixture(_ record: RecordID = .fixture(), at now: Date = VirtualClock.start, fence: Int = 1)
        -> Attempt
    {
        Attempt(
            id: 0, record: record, startedAt: now, endedAt: nil, outcome: .open, fence: fence,
            intent: ["references": ["INV-613"], "amount": "277.50"], message: nil)
    }
}

extension AuditEvent {
    package static func fixture(
        _ action: String = "settled", record: RecordID? = .fixture(), at now: Date = VirtualClock.start,
        request: String? = nil, response: String? = nil
    ) -> AuditEvent {
        AuditEvent(
            at: now, connection: "acme", record: record, actor: "system", action: action,
            detail: ["target": "Bill/000159"],
            request: request, response: response)
    }
}

/// Texts that break what is put together from text: quotes, patterns, markup, formulas, other scripts, control
/// characters.
package enum Hostile {
    package static let texts = [
        "O'Brien & Söhne", "'; DROP TABLE records; --", "\"quoted\"", "100%", "a_b", "%", "_", "\\", "\\%", "?1", "$1",
        ":name",
        "<script>alert(1)</script>", "=HYPERLINK(\"http://x\")", "../../etc/passwd", "$(reboot)", "`id`", "日本語の仕入先",
        "مورد",
        "e\u{301}clair", "éclair", "👩‍👩‍👧", "\u{202E}gnp.exe", "line\nbreak", "tab\there", "nul\u{0}inside", "esc\u{1B}0",
        " edges ",
        "zero\u{200B}width", String(repeating: "x", count: 5_000),
    ]
}
