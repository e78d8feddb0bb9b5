// Checks the audit chain and writes it out.

package import Core
import Foundation

/// How the audit trail is written out.
package enum AuditFormat: String, Sendable, CaseIterable { case csv, jsonl, json }

extension Operations {
    /// The document of `audit verify`: `first_bad` is the number of the first event that is changed, missing or out
    /// of place.
    package func verifyAudit() async throws -> JSON {
        var previous = AuditChain.genesis
        var count = 0
        func verdict(firstBad: Int?) -> JSON {
            ["ok": .bool(firstBad == nil), "events": .integer(count), "first_bad": firstBad.map(JSON.integer) ?? .null]
        }
        while true {
            let last = count
            let page = try await store.read { try $0.audit(after: last, limit: Self.auditPageRows, record: nil) }
            if page.isEmpty { break }
            for link in page {
                guard AuditChain.holds(link, sequence: count + 1, after: previous) else {
                    return verdict(firstBad: count + 1)
                }
                count += 1
                previous = link.hash
            }
        }
        let head = try await store.read { try $0.auditHead() }
        // The head is noted apart from the chain: a tail that was cut off shows as an event that is missing.
        guard head?.sequence ?? 0 == count, head?.hash ?? AuditChain.genesis == previous else {
            return verdict(firstBad: count + 1)
        }
        return verdict(firstBad: nil)
    }

    /// Writes the whole chain, oldest first, in pieces.
    package func exportAudit(_ format: AuditFormat, write: (String) throws -> Void) async throws {
        if format == .csv { try write(CSV.line(Self.auditColumns)) }
        if format == .json { try write("{\"events\":[") }
        var last = 0
        while true {
            let after = last
            let page = try await store.read { try $0.audit(after: after, limit: Self.auditPageRows, record: nil) }
            guard let end = page.last else { break }
            var piece = ""
            for event in page {
                switch format {
                case .csv: piece += CSV.line(Self.cells(event))
                case .jsonl: piece += event.document.encoded() + "\n"
                case .json:
                    piece +=
                        (event.sequence == page.first?.sequence && after == 0 ? "" : ",") + event.document.encoded()
                }
            }
            try write(piece)
            last = end.sequence
        }
        if format == .json { try write("]}\n") }
    }

    private static let auditPageRows = 500
    private static let auditColumns = [
        "sequence", "at", "connection", "record", "actor", "action", "detail", "request", "response", "request_hash",
        "response_hash", "previous", "hash",
    ]

    private static func cells(_ link: ChainedEvent) -> [String] {
        let document = link.document
        return auditColumns.map { column in
            switch document[column] {
            case .string(let text): text
            case .null, nil: ""
            case .some(let value): value.encoded()
            }
        }
    }
}

/// Comma-separated values (RFC 4180) that a spreadsheet does not take for formulas.
package enum CSV {
    /// One line with its end.
    package static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\r\n" }

    /// A cell, quoted. What begins like a formula gets an apostrophe in front; control characters are replaced.
    package static func cell(_ text: String) -> String {
        let clean = Printable.block(text)
        let first = clean.unicodeScalars.first { $0 != " " }
        // Full-width forms are folded to the plain ones by some spreadsheets.
        let acts = first.map { "=+-@\t\n|%\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains($0) } ?? false
        return "\"" + (acts ? "'" : "") + clean.replacingOccurrences(of: "\"", with: "\"\"") + "\""
    }
}
