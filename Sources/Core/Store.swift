// The store port: transactions with synchronous bodies, and the verbs inside them.

package import Foundation

/// Where records, mirror, mappings, secrets and the audit trail live. A body cannot suspend, so it cannot call the network.
package protocol Store: Sendable {
    /// Runs `body` in one read transaction.
    func read<Result: Sendable>(_ body: @escaping @Sendable (any StoreReader) throws -> Result) async throws -> Result
    /// Runs `body` in one durable write transaction; a throw rolls everything back. A cancelled task does not cut it.
    func write<Result: Sendable>(_ body: @escaping @Sendable (any StoreWriter) throws -> Result) async throws -> Result
    /// A private copy, dropped when it is released; for dry runs.
    func privateCopy() async throws -> any Store
}

/// Which records to list.
package struct RecordQuery: Sendable {
    package var connection: String?
    package var flow: FlowName?
    package var states: [RecordState] = []
    package var reasonCodes: [String] = []
    /// Matches title, key, source number or target number, anywhere and in any case.
    package var search: String?
    /// Only records due at or before.
    package var dueBy: Date?
    /// Only records planned before this epoch.
    package var plannedBefore: Int?
    package var limit: Int = 100
    /// Continues behind a former answer's `next`.
    package var after: String?
    package enum Order: Sendable {
        /// Newest change first, for people.
        case newestChange
        /// Urgent first, then longest known, for work.
        case work
        /// By ID, for walks over everything.
        case identifier
    }
    package var order: Order = .newestChange

    package init() {}
}

/// A page of records; `next` goes into `RecordQuery.after`.
package struct RecordPage: Sendable {
    package var records: [Record]
    package var next: String?

    package init(records: [Record], next: String?) {
        self.records = records
        self.next = next
    }
}

/// Counts and money by state, for status.
package struct StateCount: Sendable, Equatable {
    package var flow: FlowName
    package var state: RecordState
    package var count: Int
    /// Sums by currency.
    package var totals: [String: Decimal]
    package var oldestChange: Date

    package init(flow: FlowName, state: RecordState, count: Int, totals: [String: Decimal], oldestChange: Date) {
        self.flow = flow
        self.state = state
        self.count = count
        self.totals = totals
        self.oldestChange = oldestChange
    }
}

/// One row of the mirror: what a system holds, as far as plans need it.
package struct MirrorRow: Sendable, Equatable {
    /// For instance `erp-vendor`; see `MirrorKind`.
    package var kind: String
    package var key: String
    /// A second way to find it, for instance a normalised name or reference; empty where there is none.
    package var name: String
    /// A third way, for instance an external id or a marker; empty where there is none.
    package var link: String
    package var body: JSON
    package var modifiedAt: Date?
    /// The pass of a full sweep in which it was last seen.
    package var pass: Int

    package init(
        kind: String, key: String, name: String = "", link: String = "", body: JSON, modifiedAt: Date? = nil,
        pass: Int = 0
    ) {
        self.kind = kind
        self.key = key
        self.name = name
        self.link = link
        self.body = body
        self.modifiedAt = modifiedAt
        self.pass = pass
    }
}

/// One row of a mapping table. `proposed` rows wait for `mapping accept` and do not count.
package struct MappingRow: Sendable, Equatable {
    package var table: String
    package var from: String
    package var to: String
    package var proposed: Bool

    package init(table: String, from: String, to: String, proposed: Bool = false) {
        self.table = table
        self.from = from
        self.to = to
        self.proposed = proposed
    }
}

/// What a posted bill takes of an order line, so that later bills of the same line can be added up.
package struct BilledLine: Sendable, Equatable {
    package var order: String
    package var line: Int
    package var quantity: Decimal
    package var amount: Decimal

    package init(order: String, line: Int, quantity: Decimal, amount: Decimal) {
        self.order = order
        self.line = line
        self.quantity = quantity
        self.amount = amount
    }
}

/// A sealed secret as it is stored.
package struct SealedSecret: Sendable, Equatable {
    package var name: String
    package var sealed: Data
    package var createdAt: Date
    package var updatedAt: Date

    package init(name: String, sealed: Data, createdAt: Date, updatedAt: Date) {
        self.name = name
        self.sealed = sealed
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// What a transaction can read.
package protocol StoreReader {
    func record(_ id: RecordID) throws -> Record?
    func records(_ query: RecordQuery) throws -> RecordPage
    /// Records with this counterpart.
    func records(connection: String, target: Target) throws -> [Record]
    func counts(connection: String) throws -> [StateCount]
    /// The earliest `dueAt` of records in these states; nil where nothing is due.
    func nextDue(connection: String, states: [RecordState]) throws -> Date?

    func attempts(_ id: RecordID) throws -> [Attempt]
    func openAttempts(connection: String) throws -> [Attempt]
    /// Who holds a claim, for instance a vendor's reference; see `StoreWriter.claim`.
    func claimant(connection: String, claim: String) throws -> RecordID?

    /// A small fact by name: a cursor, a walk's place, the epoch, a pause. `connection` is empty for facts of the store.
    func fact(_ name: String, connection: String) throws -> String?
    func facts(connection: String, prefix: String) throws -> [String: String]

    func mirror(connection: String, kind: String, key: String) throws -> MirrorRow?
    func mirror(connection: String, kind: String, name: String) throws -> [MirrorRow]
    func mirror(connection: String, kind: String, link: String) throws -> [MirrorRow]
    /// Rows of a kind in key order, `after` a key.
    func mirror(connection: String, kind: String, after: String?, limit: Int) throws -> [MirrorRow]
    func mirrorCount(connection: String, kind: String) throws -> Int

    func mapping(connection: String, table: String, from: String) throws -> MappingRow?
    func mappings(connection: String, table: String?) throws -> [MappingRow]

    /// What bills other than `bill` have taken of this order line.
    func billed(connection: String, order: String, line: Int, except bill: String) throws -> (
        quantity: Decimal, amount: Decimal
    )

    func sealedSecret(_ name: String) throws -> SealedSecret?
    func sealedSecrets(prefix: String) throws -> [SealedSecret]

    /// Events in order, `after` a sequence number; of one record where `record` is given.
    func audit(after sequence: Int, limit: Int, record: RecordID?) throws -> [ChainedEvent]
    func auditCount() throws -> Int
    /// The number and hash of the newest event as noted apart from the chain, so that a cut-off tail shows.
    func auditHead() throws -> (sequence: Int, hash: String)?
}

/// What a transaction can write.
package protocol StoreWriter: StoreReader {
    /// Inserts or replaces the row.
    func put(_ record: Record) throws
    /// Opens an attempt and gives its id.
    func open(_ attempt: Attempt) throws -> Int
    func close(attempt id: Int, outcome: Attempt.Outcome, at: Date, message: String?) throws
    /// Takes a claim for a record; gives the holder, which is another record where it was taken already.
    func claim(_ claim: String, for record: RecordID) throws -> RecordID
    /// Drops every claim of a record.
    func dropClaims(of record: RecordID) throws

    /// Sets a fact; nil removes it.
    func setFact(_ name: String, connection: String, to value: String?) throws

    /// Inserts or replaces; true where something other than the pass changed.
    func putMirror(_ row: MirrorRow, connection: String) throws -> Bool
    /// Removes rows of a kind that a full sweep, numbered `pass`, did not see; gives how many.
    func removeMirror(connection: String, kind: String, notSeenIn pass: Int) throws -> Int

    func setMapping(_ row: MappingRow, connection: String) throws
    /// True where there was one.
    func removeMapping(connection: String, table: String, from: String) throws -> Bool

    /// Replaces what a bill takes of order lines.
    func setBilled(_ lines: [BilledLine], bill: String, connection: String) throws

    func setSecret(_ secret: SealedSecret) throws
    func removeSecret(_ name: String) throws

    /// Appends to the chain.
    func append(_ event: AuditEvent) throws
    /// Takes the lease's next fencing number for a connection.
    func nextFence(connection: String) throws -> Int
    /// The fencing number in force; a settle by an older holder is refused.
    func fence(connection: String) throws -> Int
}
