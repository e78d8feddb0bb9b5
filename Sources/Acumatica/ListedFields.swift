// Lists of fields of which the ERP cannot list all: the rest is listed, and those are read record by record.

import Core
import Foundation
import Synchronization

/// Which fields lists must leave out. A list is one optimised query, which fails as a whole and names the culprits; a read
/// by id is never optimised (acumatica.md 4.3).
final class ListedFields: Sendable {
    private let barred = Mutex<[String: Set<String>]>([:])

    /// Those of `select` that a list of `entity` cannot give, as far as it is known.
    func missing(_ select: [String], of entity: String) -> [String] {
        let known = barred.withLock { $0[entity] ?? [] }
        let missing = select.filter(known.contains)
        // Without any field at all the list would be asked for every one.
        return missing.count == select.count ? [] : missing
    }

    /// Takes the culprits of a refused list. False where there is nothing new that could be left out of `select`, or
    /// nothing would remain of it.
    func learn(_ culprits: [String], select: [String], of entity: String) -> Bool {
        barred.withLock { barred in
            let known = barred[entity] ?? []
            let found = Set(culprits).intersection(select).subtracting(known)
            guard !found.isEmpty, !Set(select).subtracting(known).subtracting(found).isEmpty else { return false }
            barred[entity] = known.union(found)
            return true
        }
    }
}

/// A list that is refused for some of its fields.
struct UnlistableFields: Error {
    var fields: [String]
    var failure: Failure
}

extension AcumaticaClient {
    /// The rows with the fields that the list left out. A record that is gone by now stays as it was listed, so that the page
    /// keeps its length.
    func completed(_ rows: [JSON], of entity: String, with missing: [String]) async throws -> [JSON] {
        guard !missing.isEmpty else { return rows }
        var complete: [JSON] = []
        for row in rows {
            var fields = row.object ?? JSONObject()
            if let id = row["id"]?.text, let record = try await get(entity, keys: [id], select: missing) {
                for name in missing { fields[name] = record[name] }
            }
            complete.append(.object(fields))
        }
        return complete
    }
}
