// What became of a write.

/// The outcome of one write, with the exchange as the audit keeps it. A write is never resent by a client.
package struct WriteResult: Sendable {
    package enum Outcome: Sendable {
        /// Done; the answer, decoded.
        case done(JSON)
        /// Refused on its merits (400, 403, 422): a person must look.
        case refused(Failure)
        /// The precondition failed (412): the document is there already, or is not there.
        case preconditionFailed(Failure)
        /// Bytes left and no usable answer came: look before anything is sent again.
        case unknown(Failure)
        /// Nothing happened (no connection, 429, 401 after a second sign-in): later.
        case notSent(Failure)
    }

    package var outcome: Outcome
    /// Method, path and body as sent, redacted.
    package var request: String
    /// Status and body as received, redacted; nil where none came.
    package var response: String?

    package init(outcome: Outcome, request: String, response: String?) {
        self.outcome = outcome
        self.request = request
        self.response = response
    }
}

/// Keeps a session or token between requests and processes, sealed.
package protocol SessionKeeper: Sendable {
    /// What was kept last; nil where nothing is.
    func load() async throws -> JSON?
    /// Keeps `session` durably before it is used; nil forgets it.
    func keep(_ session: JSON?) async throws
}
