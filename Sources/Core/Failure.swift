// Errors that say what to do next.

/// Something that went wrong outside a record's own content: the network, a system, the store, the configuration.
package struct Failure: Error, Sendable {
    package enum Next: Sendable, Equatable {
        /// Try again, after so many seconds where the server named them.
        case retry(afterSeconds: Double?)
        /// The record is held; others go on.
        case hold
        /// The connection stops: nothing more can work.
        case halt
    }

    /// What is known of a write that failed.
    package enum Effect: Sendable, Equatable {
        /// No byte left, or the server refused before acting.
        case none
        /// Bytes left and the outcome is not known.
        case unknown
    }

    /// Stable, documented, searchable.
    package var code: String
    /// For a person: what, which record, what to do.
    package var message: String
    /// What a person does about it.
    package var action: String
    package var next: Next
    package var effect: Effect
    /// The answer's status, where there was one.
    package var status: Int?

    package init(code: String, message: String, action: String, next: Next, effect: Effect = .none, status: Int? = nil)
    {
        self.code = code
        self.message = message
        self.action = action
        self.next = next
        self.effect = effect
        self.status = status
    }
}

/// Why a record was not planned.
package enum Rejection: Error, Sendable, Equatable {
    /// Needs another record or event first; heals by itself.
    case waiting(Reason)
    /// A person must look.
    case held(Reason)
    /// Out of scope by a rule.
    case skipped(Reason)

    package var reason: Reason {
        switch self {
        case .waiting(let reason), .held(let reason), .skipped(let reason): reason
        }
    }

    package var state: RecordState {
        switch self {
        case .waiting: .waiting
        case .held: .held
        case .skipped: .skipped
        }
    }
}

/// The reason of a state, for a person.
package struct Reason: Sendable, Equatable, Hashable {
    package var code: ReasonCode
    /// What is the matter, with the record's own values.
    package var message: String
    /// What to do, and where.
    package var action: String

    /// A reason with the action that its code documents, unless a better one is given.
    package init(_ code: ReasonCode, _ message: String, action: String? = nil) {
        self.code = code
        self.message = message
        self.action = action ?? code.remedy
    }
}
