// One page of a list, whichever of the envelopes it comes in.

package import Core
package import Foundation

/// A page (procurify.md 2).
package struct ProcurifyPage: Sendable {
    package var rows: [JSON]
    /// Path and query of the next page, for `page(_:query:place:)`; nil at the end.
    package var next: String?
    /// How many rows the whole list has, where the server says so.
    package var count: Int?
    /// The server's clock by the `Date` header.
    package var serverTime: Date?
    /// The page is gone (404 behind the first one): the walk ends and proves nothing, so walk the window again.
    package var vanished: Bool
    /// What stands beside the rows, for instance `permissions` and `counts`; null where nothing does.
    package var metadata: JSON

    package init(
        rows: [JSON], next: String? = nil, count: Int? = nil, serverTime: Date? = nil, vanished: Bool = false,
        metadata: JSON = .null
    ) {
        self.rows = rows
        self.next = next
        self.count = count
        self.serverTime = serverTime
        self.vanished = vanished
        self.metadata = metadata
    }

    /// Reads envelopes A, B (`metadata.pagination`) and C (`pagination` on top), and a bare array; `place` is the path and
    /// query that was asked. Throws `UnusableAnswer` where rows are missing, or where the way to the rest of them is.
    init(_ body: JSON, place: String, serverTime: Date?) throws(UnusableAnswer) {
        guard let rows = body.items ?? body["data"]?.items else {
            throw UnusableAnswer(message: "its answer holds no list")
        }
        let pagination = body["metadata"]?["pagination"] ?? body["pagination"]
        self.init(
            rows: rows, count: pagination?["count"]?.integer, serverTime: serverTime,
            metadata: body["metadata"] ?? .null)
        guard let pagination, !pagination.isNull else { return }
        next = try Self.next(pagination, place: place)
    }

    /// The host that `next` names is the caller's own, or whatever a relay made of it: only path and query count
    /// (procurify.md 2).
    private static func next(_ pagination: JSON, place: String) throws(UnusableAnswer) -> String? {
        switch pagination["next"] {
        case .string(let link) where !link.isEmpty:
            let path = String(place.prefix { $0 != "?" })
            guard let next = URLText.pathAndQuery(of: link, relativeTo: path) else {
                throw UnusableAnswer(message: "its link to the next page cannot be used")
            }
            guard next != place else { throw UnusableAnswer(message: "its next page is the page itself") }
            return next
        case .some(.null), .some(.string): return nil
        default:
            // Without `next` only the numbers can tell that this is the end.
            guard let current = pagination["current_page"]?.integer, let pages = pagination["num_pages"]?.integer,
                current >= pages
            else { throw UnusableAnswer(message: "its answer does not say whether there is a next page") }
            return nil
        }
    }
}
