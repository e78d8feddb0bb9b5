// The orders of lists, and the place in a list at which a page ends.

import Core
import Foundation

/// An order of records: by some numbers, then by ID; all in one direction, so that one index serves it and one
/// comparison seeks.
struct PageOrder {
    enum Relation { case before, equal, behind }

    let name: String
    let columns: [String]
    let ascending: Bool

    init(_ order: RecordQuery.Order) {
        switch order {
        case .newestChange: (name, columns, ascending) = ("change", ["changed_at"], false)
        case .work: (name, columns, ascending) = ("work", ["rank", "first_seen_at"], true)
        case .identifier: (name, columns, ascending) = ("id", [], true)
        }
    }

    func precedes(_ left: PagePlace, _ right: PagePlace) -> Bool {
        for (a, b) in zip(left.sorted, right.sorted) where a != b { return (a < b) == ascending }
        let relation = compare((left.connection, left.flow), (right.connection, right.flow))
        guard relation == .equal else { return relation == .before }
        return Self.precedes(left.key, right.key) == ascending && left.key != right.key
    }

    /// Where a flow stands to another one of equal rank.
    func compare(_ left: (connection: String, flow: String), _ right: (connection: String, flow: String)) -> Relation {
        let pairs = [(left.connection, right.connection), (left.flow, right.flow)]
        for (a, b) in pairs where !a.utf8.elementsEqual(b.utf8) {
            return Self.precedes(a, b) == ascending ? .before : .behind
        }
        return .equal
    }

    /// Byte by byte, as the database compares.
    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}

/// The place of a record in a list.
struct PagePlace {
    /// The numbers of the order's columns.
    var sorted: [Int]
    var connection: String
    var flow: String
    var key: String
}

extension PagePlace {
    /// The opaque form: base64url of a JSON array.
    func text(_ order: PageOrder) -> String {
        let items: [JSON] = [.string(order.name)] + sorted.map(JSON.integer) + [connection, flow, key].map(JSON.string)
        return Data(JSON.array(items).encoded().utf8).base64EncodedString()
            .replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }

    /// Reads the opaque form; nil where it is none of this order.
    init?(_ text: String, order: PageOrder) {
        let plain = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        let padded = plain + String(repeating: "=", count: (4 - plain.count % 4) % 4)
        guard let data = Data(base64Encoded: padded), let items = Self.items(data),
            items.count == order.columns.count + 4, items[0].text == order.name
        else { return nil }
        let numbers = items[1...].prefix(order.columns.count).compactMap(\.integer)
        let names = items.suffix(3).compactMap(\.text)
        guard numbers.count == order.columns.count, names.count == 3 else { return nil }
        self.init(sorted: numbers, connection: names[0], flow: names[1], key: names[2])
    }

    private static func items(_ data: Data) -> [JSON]? {
        do { return try JSON.parse(data).items } catch { return nil }
    }
}
