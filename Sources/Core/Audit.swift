// The audit trail: events in a hash chain, and how a chain is checked.

package import Foundation
import Crypto

/// One thing that was decided or written, as it enters the chain.
package struct AuditEvent: Sendable, Equatable {
    package var at: Date
    package var connection: String
    /// The record it is about; nil for events of a connection or of the store.
    package var record: RecordID?
    /// `system`, or the operating system's name of the person at the command line.
    package var actor: String
    /// A stable word, for instance `staged`, `planned`, `sent`, `settled`, `hold`.
    package var action: String
    /// What happened, small; never a secret.
    package var detail: JSON
    /// The request and the answer, redacted; kept apart so that retention can drop them and keep the chain.
    package var request: String?
    package var response: String?

    package init(
        at: Date, connection: String, record: RecordID?, actor: String, action: String, detail: JSON,
        request: String? = nil, response: String? = nil
    ) {
        self.at = at
        self.connection = connection
        self.record = record
        self.actor = actor
        self.action = action
        self.detail = detail
        self.request = request
        self.response = response
    }
}

/// An event as it stands in the chain.
package struct ChainedEvent: Sendable, Equatable {
    package var sequence: Int
    package var event: AuditEvent
    /// SHA-256 of the request and the response, which stay in the chain when the payloads are dropped.
    package var requestHash: String?
    package var responseHash: String?
    package var previous: String
    package var hash: String

    package init(
        sequence: Int, event: AuditEvent, requestHash: String?, responseHash: String?, previous: String, hash: String
    ) {
        self.sequence = sequence
        self.event = event
        self.requestHash = requestHash
        self.responseHash = responseHash
        self.previous = previous
        self.hash = hash
    }
}

/// The rule of the chain.
package enum AuditChain {
    /// The hash before the first event.
    package static let genesis = String(repeating: "0", count: 64)

    /// SHA-256 over the previous hash, a separator and the canonical JSON of the event without its payloads.
    package static func hash(
        of event: AuditEvent, sequence: Int, requestHash: String?, responseHash: String?, after previous: String
    ) -> String {
        let spine: JSON = [
            "sequence": .integer(sequence),
            "at": .string(Timestamp.format(event.at)),
            "connection": .string(event.connection),
            "record": .optional(event.record?.description),
            "actor": .string(event.actor),
            "action": .string(event.action),
            "detail": event.detail,
            "request": .optional(requestHash),
            "response": .optional(responseHash),
        ]
        return Digest.sha256(previous + "\n" + spine.encoded(canonical: true))
    }

    /// Appends `event` behind `previous`.
    package static func link(_ event: AuditEvent, sequence: Int, after previous: String) -> ChainedEvent {
        let requestHash = event.request.map(Digest.sha256)
        let responseHash = event.response.map(Digest.sha256)
        let hash = hash(
            of: event, sequence: sequence, requestHash: requestHash, responseHash: responseHash, after: previous)
        return ChainedEvent(
            sequence: sequence, event: event, requestHash: requestHash, responseHash: responseHash, previous: previous,
            hash: hash)
    }

    /// Whether `link` follows `previous` and is unchanged; a payload that is still there must match its hash.
    package static func holds(_ link: ChainedEvent, sequence: Int, after previous: String) -> Bool {
        let payloadsMatch = [(link.event.request, link.requestHash), (link.event.response, link.responseHash)]
            .allSatisfy { payload, hash in payload == nil || Digest.sha256(payload ?? "") == hash }
        let expected = hash(
            of: link.event, sequence: sequence, requestHash: link.requestHash, responseHash: link.responseHash,
            after: previous)
        return payloadsMatch && link.sequence == sequence && link.previous == previous && link.hash == expected
    }
}

/// SHA-256 as lower-case hex.
package enum Digest {
    package static func sha256(_ text: String) -> String {
        SHA256.hash(data: Data(text.utf8)).map { byte in
            let hex = String(byte, radix: 16)
            return hex.count == 1 ? "0" + hex : hex
        }.joined()
    }
}
