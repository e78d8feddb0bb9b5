// What the ERP holds of documents that are to be posted or may have been (architecture.md, "Never twice", locks 3 and
// 5).

import Acumatica
import Core
import Foundation

/// Asks the ERP for documents by reference and by marker. An empty answer proves nothing by itself, so every question
/// carries a canary: a document that is known to be there, asked for in the same form.
struct DocumentLookUp: Sendable {
    let kind: DocumentKind
    let erp: AcumaticaClient
    let connection: String
    let memory: DocumentMemory

    enum Form: Sendable { case reference, marker }

    /// All documents with one of these values. Throws `Failure` (`lookup-not-trusted` where the canary does not come
    /// back).
    func ask(_ form: Form, _ values: [String], store: any Store) async throws -> [DocumentHeader] {
        do { return try await askOnce(form, values, store: store) } catch let failure as Failure
            where failure.next == .hold && [400, 500].contains(failure.status)
        {
            // Whether a doubled quote is understood is open (acumatica.md 12.5); one reference must not hold up all.
            guard memory.avoidQuotes() else { throw failure }
            return try await askOnce(form, values, store: store)
        }
    }

    private func askOnce(_ form: Form, _ values: [String], store: any Store) async throws -> [DocumentHeader] {
        let unique = Array(Set(values.filter { !$0.isEmpty })).sorted()
        guard !unique.isEmpty else { return [] }
        for canary in try await memory.canaries(form, kind: kind, connection: connection, store: store) {
            if let rows = try await ask(unique, form, canary: canary) { return rows }
            // Not shown: gone or renamed since it was seen, or hidden from lists, and then nothing they say counts.
            let seen = try await read(canary.target)
            if let seen, canary.fits(seen) { throw Self.untrusted(kind, canary.target) }
        }
        let plain = try await erp.list(kind.entity, filter: nil, select: kind.headerFields, top: 1)
        let first = plain.rows.first.flatMap { DocumentHeader(kind, answer: $0) }
        if let canary = first.flatMap({ Canary(form, $0) }) {
            guard let rows = try await ask(unique, form, canary: canary) else {
                throw Self.untrusted(kind, canary.target)
            }
            return rows
        }
        return try await ask(unique, form, canary: nil) ?? []
    }

    /// Nil where the canary did not come back.
    private func ask(
        _ values: [String], _ form: Form, canary: Canary?
    ) async throws -> [DocumentHeader]? {
        let filters = values.map { filter(form, $0) }
        let extra = canary.map { filter(form, $0.value) }
        var found: [Target: DocumentHeader] = [:]
        for batch in QueryBatches.pack(
            filters, with: extra, restBytes: QueryBatches.restBytes(select: kind.headerFields))
        {
            let rows = try await pages(.any(batch))
            if let canary, !rows.contains(where: { $0.target == canary.target }) { return nil }
            for row in rows { found[row.target] = row }
        }
        if form == .reference, memory.avoidsQuotes {
            let asked = Set(values.map(Reference.code))
            found = found.filter { asked.contains(Reference.code($0.value.reference)) }
        }
        return found.values.sorted { $0.number < $1.number }
    }

    /// Everything modified since; for the thorough search.
    func modified(since: Date) async throws -> [DocumentHeader] {
        try await pages(.modified("LastModifiedDateTime", since: since))
    }

    private func pages(_ filter: Filter) async throws -> [DocumentHeader] {
        var rows: [DocumentHeader] = []
        for page in 0..<Limits.walkPagesMax {
            let answer = try await erp.list(
                kind.entity, filter: filter, select: kind.headerFields, top: Limits.acumaticaPageRows,
                skip: page * Limits.acumaticaPageRows)
            rows += answer.rows.compactMap { DocumentHeader(kind, answer: $0) }
            if answer.rows.count < Limits.acumaticaPageRows { break }
        }
        return rows
    }

    /// One document by its key, orders with their details; nil where it is gone.
    func read(_ target: Target, details: Bool = false) async throws -> DocumentHeader? {
        let answer = try await erp.get(
            kind.entity, keys: [target.type, target.number], expand: details || kind == .order ? ["Details"] : [])
        return answer.flatMap { DocumentHeader(kind, answer: $0) }
    }

    private func filter(_ form: Form, _ value: String) -> Filter {
        guard form == .reference else { return .startsWith("Description", value) }
        let part = value.split(separator: "'").max { $0.count < $1.count }
        guard value.contains("'"), memory.avoidsQuotes, let part else { return .equals("VendorRef", value) }
        return .contains("VendorRef", String(part))
    }

    private static func untrusted(_ kind: DocumentKind, _ target: Target) -> Failure {
        Failure(
            code: ReasonCode.lookUpNotTrusted.rawValue,
            message:
                "Acumatica's list of \(kind.noun)s does not show \(target), which is there: its answers prove nothing.",
            action: ReasonCode.lookUpNotTrusted.remedy, next: .hold)
    }
}

/// A document that must come back with an answer.
struct Canary: Equatable, Sendable {
    let target: Target
    /// The reference or the marker that it is asked for by.
    let value: String
    let form: DocumentLookUp.Form

    init(target: Target, value: String, form: DocumentLookUp.Form) {
        self.target = target
        self.value = value
        self.form = form
    }

    /// Nil where the document cannot be asked for in this form.
    init?(_ form: DocumentLookUp.Form, _ header: DocumentHeader) {
        switch form {
        case .reference:
            guard !header.reference.isEmpty else { return nil }
            self.init(target: header.target, value: header.reference, form: form)
        case .marker:
            guard let marker = header.marker?.description, header.description.hasPrefix(marker) else { return nil }
            self.init(target: header.target, value: marker, form: form)
        }
    }

    /// Whether the document, as read by key, would have to answer the question.
    func fits(_ header: DocumentHeader) -> Bool {
        switch form {
        case .reference: Reference.code(header.reference) == Reference.code(value)
        case .marker: header.description.hasPrefix(value)
        }
    }
}

/// Packs many questions into as few query strings as the server takes.
enum QueryBatches {
    /// Splits `filters`, in order, into groups whose query string stays within `Limits.queryBytesMax` with `extra` in
    /// each; a filter that is too long by itself has a group of its own.
    static func pack(_ filters: [Filter], with extra: Filter?, restBytes: Int) -> [[Filter]] {
        let tail = extra.map { [$0] } ?? []
        var batches: [[Filter]] = []
        var current: [Filter] = []
        for filter in filters {
            if !current.isEmpty, Filter.any(current + [filter] + tail).queryBytes + restBytes > Limits.queryBytesMax {
                batches.append(current + tail)
                current = []
            }
            current.append(filter)
        }
        if !current.isEmpty { batches.append(current + tail) }
        return batches
    }

    /// The bytes of the query string beside the filter: the names of the parameters, the fields, `$top` and `$skip`.
    static func restBytes(select: [String]) -> Int {
        "$filter=&$select=&$top=&$skip=".utf8.count + URLText.query(select.joined(separator: ",")).utf8.count + 20
    }
}
