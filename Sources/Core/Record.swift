// A record: one source document or master record, and everything the product knows of it.

package import Foundation

/// The one row in which a source record is at rest, keyed by connection, flow and key.
package struct Record: Sendable, Equatable {
    package var id: RecordID
    /// What a person calls it, for instance "INV-88, Northwind Traders".
    package var title: String
    package var state: RecordState
    package var reason: Reason?
    package var source: SourceRef
    /// The source as far as the flow uses it, in canonical JSON: what is fingerprinted, planned and compared.
    package var body: JSON
    /// SHA-256 of the canonical body; equal fingerprints change no state.
    package var fingerprint: String
    /// SHA-256 of the stable part of the list row; an equal one saves reading the detail.
    package var listPrint: String
    /// The fingerprint that was posted; nil while nothing was.
    package var postedPrint: String?
    package var target: Target?
    package var adopted: Bool
    package var erpStatus: String?
    /// What the flow keeps of what it posted, for instance the line numbers of an order.
    package var posted: JSON
    package var money: Money?
    /// Tries since the last success or decision of a person.
    package var attempts: Int
    package var firstSeenAt: Date
    package var changedAt: Date
    /// When it is next looked at; nil where nothing is due.
    package var dueAt: Date?
    /// The state of the reference data and mappings under which it was last planned; a newer one plans a waiting record anew.
    package var plannedEpoch: Int
    /// Replays and decisions of a person go before backlog.
    package var urgent: Bool
    /// Decisions of a person that planning must know, for instance `reference_suffix`.
    package var decisions: JSON

    package init(id: RecordID, title: String, state: RecordState, source: SourceRef, body: JSON, now: Date) {
        self.id = id
        self.title = title
        self.state = state
        self.source = source
        self.body = body
        fingerprint = ""
        listPrint = ""
        adopted = false
        posted = .null
        attempts = 0
        firstSeenAt = now
        changedAt = now
        dueAt = now
        plannedEpoch = 0
        urgent = false
        decisions = [:]
    }
}

/// Where a record comes from.
package struct SourceRef: Sendable, Equatable {
    /// `procurify` or `acumatica`.
    package var system: String
    /// The id in that system, for instance a bill's uuid.
    package var id: String
    /// The number people know, for instance an invoice number.
    package var number: String
    /// The version, where the system counts one; otherwise 0.
    package var version: Int
    /// When the system says that it was changed last.
    package var modifiedAt: Date?

    package init(system: String, id: String, number: String, version: Int, modifiedAt: Date?) {
        self.system = system
        self.id = id
        self.number = number
        self.version = version
        self.modifiedAt = modifiedAt
    }
}

/// One try to write a record: what was sent and what became of it.
package struct Attempt: Sendable, Equatable {
    package enum Outcome: String, Sendable { case open, succeeded, refused, notSent = "not-sent", unknown }

    package var id: Int
    package var record: RecordID
    package var startedAt: Date
    package var endedAt: Date?
    package var outcome: Outcome
    package var fence: Int
    /// What the look-up after doubt needs: every reference and marker sent, vendor, type, amount, date, and the request as sent.
    package var intent: JSON
    package var message: String?

    package init(
        id: Int, record: RecordID, startedAt: Date, endedAt: Date?, outcome: Outcome, fence: Int, intent: JSON,
        message: String?
    ) {
        self.id = id
        self.record = record
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.outcome = outcome
        self.fence = fence
        self.intent = intent
        self.message = message
    }
}
