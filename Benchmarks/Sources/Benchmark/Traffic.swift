// Tells the requests of a sync apart by their purpose.

import Foundation

/// One line of the sandbox's request log.
struct Line: Decodable, Sendable {
    var number: Int
    var system: String
    var method: String
    /// Path and query as they came.
    var target: String

    var path: String { String(target.prefix { $0 != "?" }) }
    var query: Substring { target.drop { $0 != "?" }.dropFirst() }

    var isSignIn: Bool {
        path.contains("/identity/") || path.contains("/entity/auth/") || path.hasSuffix("/oauth/token")
    }

    /// The parts of the path behind endpoint and version: entity, then keys. Empty where it is none of the ERP's entities.
    var entityPath: [Substring] {
        let parts = path.split(separator: "/")
        guard system == "acumatica", let place = parts.firstIndex(of: "entity") else { return [] }
        return Array(parts.dropFirst(place + 3))
    }

    /// Whether this reads a page of a list that the mirror is refreshed from: not bills of certain references.
    var refreshesMirror: Bool {
        guard method == "GET", entityPath.count == 1 else { return false }
        if entityPath[0] != "Bill" { return true }
        return query.split(separator: "&").contains { part in
            let pair = part.split(separator: "=", maxSplits: 1)
            let name = pair.first.map(String.init)?.removingPercentEncoding
            return name == "$filter" && pair.count == 2 && pair[1].contains("LastModifiedDateTime")
        }
    }
}

/// Counts of requests.
enum Traffic {
    /// What one idle sync asked of one list.
    struct List {
        var system: String
        var entity: String
        /// Different pages that were asked for.
        var pages: Int
        var requests: Int
    }

    /// Requests to the ERP that the flow bills itself made, and the others by purpose. The document that proves how
    /// creates are made is asked for in the first sync; here only its build is looked at.
    static func ofBills(_ lines: [Line]) -> (flow: Int, apart: [String: Int]) {
        var flow = 0
        var apart = ["sign_in": 0, "probe": 0, "mirror_lists": 0]
        for line in lines where line.system == "acumatica" {
            if line.isSignIn {
                apart["sign_in", default: 0] += 1
            } else if line.entityPath.isEmpty {
                apart["probe", default: 0] += 1
            } else if line.refreshesMirror {
                apart["mirror_lists", default: 0] += 1
            } else {
                flow += 1
            }
        }
        return (flow, apart)
    }

    /// Requests by list, sign-in apart. A page is told from another by its whole address.
    static func ofLists(_ lines: [Line]) -> [List] {
        Dictionary(grouping: lines.filter { !$0.isSignIn }) {
            "\($0.system) \($0.entityPath.first.map(String.init) ?? $0.path)"
        }
        .sorted { $0.key < $1.key }
        .map { name, lines in
            let parts = name.split(separator: " ", maxSplits: 1).map(String.init)
            return List(
                system: parts[0], entity: parts[1], pages: Set(lines.map(\.target)).count, requests: lines.count)
        }
    }
}
