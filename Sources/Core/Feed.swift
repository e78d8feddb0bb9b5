// A feed: one list of one system, walked page by page into records and mirror rows.

package import Foundation

/// One row of a list, before it is decoded.
package struct FeedRow: Sendable {
    /// The flow whose record this row is; nil for reference data alone.
    package var flow: FlowName?
    /// The record's key where the list row tells it; nil where only the detail does.
    package var key: String?
    /// SHA-256 of the part of the list row that does not change from read to read; equal means that no detail is read.
    package var listPrint: String
    /// The row as received.
    package var raw: JSON
    package var modifiedAt: Date?
    /// What the row says for the mirror.
    package var mirror: [MirrorRow]

    package init(
        flow: FlowName? = nil, key: String? = nil, listPrint: String = "", raw: JSON, modifiedAt: Date? = nil,
        mirror: [MirrorRow] = []
    ) {
        self.flow = flow
        self.key = key
        self.listPrint = listPrint
        self.raw = raw
        self.modifiedAt = modifiedAt
        self.mirror = mirror
    }
}

/// One page of a walk.
package struct FeedPage: Sendable {
    package var rows: [FeedRow]
    /// Where the walk goes on; nil at its end.
    package var next: String?
    /// The server's clock (header `Date`) when the page was asked for; nil where it does not tell.
    package var serverTime: Date?
    /// How many rows the whole walk has, where the list says so.
    package var total: Int?
    /// True where the page no longer exists (Procurify answers 404 past the end): the walk ends, the window is not proven.
    package var vanished: Bool

    package init(rows: [FeedRow], next: String?, serverTime: Date? = nil, total: Int? = nil, vanished: Bool = false) {
        self.rows = rows
        self.next = next
        self.serverTime = serverTime
        self.total = total
        self.vanished = vanished
    }
}

/// How a feed is read between sweeps.
package enum FeedKind: Sendable, Equatable {
    /// Asked for what was modified since the mark less `overlapSeconds`; read whole on the first walk and on a sweep.
    case modified(overlapSeconds: Double)
    /// Knows no modified filter: read whole on the first walk, on a sweep, and when a record waits for what it may bring.
    case whole
}

/// One list of one system. A feed reads and never writes.
package protocol Feed: Sendable {
    /// Unique within a connection, for instance `erp-vendors`; names its cursor.
    var name: String { get }
    /// `procurify` or `acumatica`.
    var system: String { get }
    var kind: FeedKind { get }
    /// The kinds of mirror row that this feed alone writes: what a whole walk did not see is removed.
    var mirrorKinds: [String] { get }
    /// Reasons that a new walk of this feed may settle; read between sweeps only for a `whole` feed.
    var settles: [ReasonCode] { get }
    /// The page at `place` (nil: the first) of everything modified at or after `since` (nil: everything). Throws `Failure`.
    func page(since: Date?, place: String?) async throws -> FeedPage
    /// The record's detail; nil where the list row is whole. Throws `Failure`.
    func detail(of row: FeedRow) async throws -> JSON?
    /// What stands in for a row that a whole, proven walk no longer saw; nil where its absence changes no record.
    func vanished(_ row: MirrorRow) -> FeedRow?
}

extension Feed {
    package func detail(of row: FeedRow) async throws -> JSON? { nil }
    package func vanished(_ row: MirrorRow) -> FeedRow? { nil }
    package var settles: [ReasonCode] { [] }
}
