// The states of a record.

/// Where a record stands (interface.md, "Flows, keys and states").
package enum RecordState: String, Sendable, CaseIterable, Codable {
    /// Due: will be planned and posted.
    case pending
    /// An intent is written; the call may be under way.
    case posting
    /// A call was sent and its outcome is not known; next is a look-up, never a resend.
    case unconfirmed
    /// Linked to its counterpart.
    case posted
    /// Needs another record or event first; heals by itself.
    case waiting
    /// A person must look.
    case held
    /// Out of scope by a rule.
    case skipped
    /// A person decided to leave it.
    case ignored
}
