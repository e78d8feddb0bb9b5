// Whose document it is that a look-up found: ours, another installation's, a person's. Pure.

import Core
import Foundation

/// Weighs the documents found for one source against what we sent or would send.
struct Adoption {
    let intents: [DocumentIntent]
    let adopt: PostingSettings.Adoption
    /// The other record that a document is linked to; nil where there is none.
    let linkedElsewhere: (Target) throws -> RecordID?

    enum Finding: Equatable {
        case nothing
        /// Ours by marker; `others` carry the same marker and should not be there.
        case ours(DocumentHeader, others: [DocumentHeader])
        /// Ours, but undone in the ERP.
        case undone(DocumentHeader)
        case anotherInstallation(DocumentHeader)
        /// A person's, and in every respect the same document.
        case exact(DocumentHeader)
        /// It has the same reference, and is not or may not be adopted; with the reason.
        case clash(DocumentHeader, String)
    }

    func weigh(_ rows: [DocumentHeader]) throws -> Finding {
        let markers = Set(intents.compactMap(\.marker))
        let marked = rows.filter { row in
            row.marker.map { mark in markers.contains { $0.sameSource(as: mark) } } ?? false
        }
        if let foreign = marked.first(where: { row in row.isLive && !markers.contains { $0 == row.marker } }) {
            return .anotherInstallation(foreign)
        }
        let ours = marked.sorted { $0.number < $1.number }
        let live = ours.filter(\.isLive)
        if let first = live.first { return .ours(first, others: Array(live.dropFirst())) }
        if let first = ours.first { return .undone(first) }
        return try byPerson(rows)
    }

    private func byPerson(_ rows: [DocumentHeader]) throws -> Finding {
        for row in rows where row.isLive {
            guard let intent = intents.last(where: { Self.sameReference(row, $0) && row.type == $0.type }) else {
                continue
            }
            let why = try objection(row, intent, rows)
            if why == nil { return .exact(row) }
            // Numbers of orders are edited and repeated: one with the same number is another order unless it is exact.
            if let why, row.kind == .bill { return .clash(row, why) }
        }
        return .nothing
    }

    /// Why a document of the same vendor, type and reference cannot be adopted; nil where it can.
    private func objection(_ row: DocumentHeader, _ intent: DocumentIntent, _ rows: [DocumentHeader]) throws -> String?
    {
        if let marker = row.marker { return "it stands for another source document (\(marker))" }
        if let other = try linkedElsewhere(row.target) { return "it is linked to \(other)" }
        if row.status == "Rejected" { return "it was rejected in Acumatica" }
        if row.currency != intent.currency { return "its currency is \(row.currency)" }
        if row.amount != intent.amount { return "its amount is \(row.amount?.plain ?? "not shown")" }
        if row.date != intent.date { return "its date is \(row.date?.description ?? "not shown")" }
        if row.type == "Bill", rows.contains(where: { Self.reverses($0, row) }) { return "it has been reversed" }
        return adopt == .exact ? nil : "adopting is switched off"
    }

    /// A reversal is a debit adjustment of the same amount that keeps the reference (acumatica.md 7.6).
    private static func reverses(_ other: DocumentHeader, _ row: DocumentHeader) -> Bool {
        other.type == "Debit Adj." && other.isLive && other.amount == row.amount
            && Reference.code(other.vendor) == Reference.code(row.vendor)
            && Reference.normalised(other.reference) == Reference.normalised(row.reference)
    }

    static func sameReference(_ row: DocumentHeader, _ intent: DocumentIntent) -> Bool {
        Reference.code(row.vendor) == Reference.code(intent.vendor)
            && Reference.normalised(row.reference) == Reference.normalised(intent.reference)
    }

    /// Whether a row can matter at all for an intent: the same source by marker, or the same vendor and reference.
    static func concerns(_ row: DocumentHeader, _ intent: DocumentIntent) -> Bool {
        if let mark = row.marker, let marker = intent.marker, mark.sameSource(as: marker) { return true }
        return sameReference(row, intent)
    }

    /// Vendor, type, reference, currency, amount and date agree.
    static func agrees(_ row: DocumentHeader, _ intent: DocumentIntent) -> Bool {
        sameReference(row, intent) && row.type == intent.type && row.currency == intent.currency
            && row.amount == intent.amount
            && row.date == intent.date
    }
}
