// What one process remembers of the documents that it saw posted, until the store and the mirror tell it.

import Core
import Foundation
import Synchronization

/// Numbers given in this run, and canaries for look-ups.
final class DocumentMemory: Sendable {
    private struct State {
        var numbers: Set<Target> = []
        var newest: DocumentHeader?
        var avoidsQuotes = false
    }

    private let state = Mutex(State())

    /// Begins a run.
    func forget() {
        state.withLock { $0.numbers = [] }
    }

    /// Whether filters do without quotes in their texts, because this ERP refused one that may have had one.
    var avoidsQuotes: Bool { state.withLock { $0.avoidsQuotes } }

    /// True the first time.
    func avoidQuotes() -> Bool {
        state.withLock { state in
            defer { state.avoidsQuotes = true }
            return !state.avoidsQuotes
        }
    }

    /// Notes a number that a create has given; false where this process has seen it before.
    func note(_ target: Target) -> Bool { state.withLock { $0.numbers.insert(target).inserted } }

    /// Notes a document that stands as it was sent: a canary.
    func note(_ header: DocumentHeader) { state.withLock { $0.newest = header } }

    /// Documents that should be there and can be asked for in this form, the surest first: made by this process, posted
    /// by us, seen in the mirror. A few only: each that is gone costs a read.
    func canaries(
        _ form: DocumentLookUp.Form, kind: DocumentKind, connection: String, store: any Store
    ) async throws -> [Canary] {
        let newest = state.withLock { $0.newest }.flatMap { Canary(form, $0) }
        if let newest { return [newest] }
        let stored = try await store.read { reader in
            var query = RecordQuery()
            query.connection = connection
            query.flow = kind.flow
            query.states = [.posted]
            query.limit = 5
            let posted = try reader.records(query).records.compactMap { record in
                record.target.flatMap { target in
                    record.posted[form == .reference ? "reference" : "marker"]?.text.map {
                        Canary(target: target, value: $0, form: form)
                    }
                }
            }
            let mirrored = try reader.mirror(connection: connection, kind: kind.mirrorKind, after: nil, limit: 100)
                .lazy.compactMap { DocumentHeader(kind, flat: $0.body) }
                .filter(\.isLive).compactMap { Canary(form, $0) }.prefix(3)
            return posted + mirrored
        }
        return Array(stored.filter { !$0.value.isEmpty }.prefix(4))
    }
}
