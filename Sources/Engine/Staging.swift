// Stages one page: details read, rows decoded, records and mirror rows written in one transaction.

import Core
import Foundation

/// What staging a page brought.
struct Staged: Sendable {
    var changed = 0
    var flow: String?
}

/// The hop from a list to the store. An odd row is held and does not stop its page.
struct Staging {
    let context: RunContext
    let feed: any Feed
    /// The number of the whole pass that rows are marked with.
    let pass: Int

    /// A row with its detail, or why the detail could not be read.
    private struct Read: Sendable {
        var row: FeedRow
        var listPrint: String
        var raw: JSON
        var result: Result<Decoded, Undecodable>?
    }

    /// `counts` is false for a pass that only proves an earlier one. Throws `Failure`.
    func stage(_ rows: [FeedRow], counts: Bool) async throws -> Staged {
        var reads: [Read] = []
        let prints = try await knownPrints(rows)
        for row in rows {
            guard let name = row.flow, let flow = context.flow(name) else {
                reads.append(Read(row: row, listPrint: row.listPrint, raw: row.raw, result: nil))
                continue
            }
            if let key = row.key, let known = prints[RecordID(connection: context.connection, flow: name, key: key)],
                known == row.listPrint
            {
                reads.append(Read(row: row, listPrint: row.listPrint, raw: row.raw, result: nil))
                if counts {
                    context.tally.update(name) {
                        $0.pulled += 1; $0.unchanged += 1
                    }
                }
                continue
            }
            reads.append(try await read(row, flow: flow))
            if counts { context.tally.update(name) { $0.pulled += 1 } }
        }
        let page = reads
        let changed = try await context.write { writer in try commit(page, counts: counts, in: writer) }
        return Staged(changed: changed, flow: rows.first { $0.flow != nil }?.flow?.rawValue)
    }

    private func knownPrints(_ rows: [FeedRow]) async throws -> [RecordID: String] {
        let ids = rows.compactMap { row in
            row.flow.flatMap { flow in row.key.map { RecordID(connection: context.connection, flow: flow, key: $0) } }
        }
        guard !ids.isEmpty else { return [:] }
        return try await context.store.read { reader in
            var prints: [RecordID: String] = [:]
            for id in ids { prints[id] = try reader.record(id)?.listPrint }
            return prints
        }
    }

    private func read(_ row: FeedRow, flow: any Flow) async throws -> Read {
        do {
            let detail = try await feed.detail(of: row)
            let raw = detail ?? row.raw
            do {
                return Read(
                    row: row, listPrint: row.listPrint, raw: raw, result: .success(try flow.decode(row, detail: detail))
                )
            } catch let undecodable as Undecodable {
                return Read(row: row, listPrint: row.listPrint, raw: raw, result: .failure(undecodable))
            }
        } catch let failure as Failure where failure.next == .hold {
            // One record's detail is broken: it is held, and asked for again at the next poll since its print is not kept.
            let undecodable = Undecodable(field: "detail", message: failure.message)
            return Read(row: row, listPrint: "", raw: row.raw, result: .failure(undecodable))
        }
    }

    private func commit(_ reads: [Read], counts: Bool, in writer: any StoreWriter) throws -> Int {
        var changed = 0
        var mirrorChanged = false
        for read in reads {
            for var mirror in read.row.mirror {
                mirror.pass = pass
                mirrorChanged = try writer.putMirror(mirror, connection: context.connection) || mirrorChanged
            }
            guard let name = read.row.flow, let result = read.result else { continue }
            let moved =
                switch result {
                case .success(let decoded): try put(decoded, read, flow: name, in: writer)
                case .failure(let undecodable): try hold(undecodable, read, flow: name, in: writer)
                }
            if moved { changed += 1 } else if counts { context.tally.update(name) { $0.unchanged += 1 } }
        }
        if mirrorChanged { try context.bumpEpoch(in: writer) }
        return changed + (mirrorChanged ? 1 : 0)
    }

    /// True where the source says something new.
    private func put(_ decoded: Decoded, _ read: Read, flow: FlowName, in writer: any StoreWriter) throws -> Bool {
        let id = RecordID(connection: context.connection, flow: flow, key: decoded.key)
        let fingerprint = Digest.sha256(decoded.body.encoded(canonical: true))
        let known = try writer.record(id)
        if let known, Transition.isStale(decoded, against: known) { return false }
        let record =
            known
            ?? Record(
                id: id, title: decoded.title, state: .pending, source: decoded.source, body: decoded.body,
                now: context.now)
        let event = RecordEvent.staged(decoded, fingerprint: fingerprint, listPrint: read.listPrint)
        if known?.fingerprint == fingerprint, known?.reason?.code != .undecodable {
            // Only the stamps moved: kept, so that the next poll reads no detail, and no event.
            let same = try Transition.apply(event, to: record, at: context.now)
            if same != known { try writer.put(same) }
            return false
        }
        let next = try Transition.apply(event, to: record, at: context.now)
        try writer.put(next)
        let detail: JSON = [
            "fingerprint": .string(fingerprint), "version": .integer(decoded.source.version),
            "modified": .optional(decoded.source.modifiedAt.map(Timestamp.format)), "to": .string(next.state.rawValue),
        ]
        try writer.append(context.audit(id, known == nil ? "staged" : "changed", detail, response: read.raw.encoded()))
        return true
    }

    private func hold(_ undecodable: Undecodable, _ read: Read, flow: FlowName, in writer: any StoreWriter) throws
        -> Bool
    {
        let key =
            read.row.key ?? "odd-" + String(Digest.sha256(read.row.raw["uuid"]?.text ?? read.row.listPrint).prefix(12))
        let id = RecordID(connection: context.connection, flow: flow, key: key)
        let known = try writer.record(id)
        let source = SourceRef(system: feed.system, id: key, number: "", version: 0, modifiedAt: nil)
        let record = known ?? Record(id: id, title: key, state: .pending, source: source, body: .null, now: context.now)
        let next = try Transition.apply(
            .undecodable(undecodable, listPrint: read.listPrint), to: record, at: context.now)
        guard next != known else { return false }
        try writer.put(next)
        guard next.reason != known?.reason || known == nil else { return false }
        let detail: JSON = ["field": .string(undecodable.field), "message": .string(undecodable.message), "to": "held"]
        try writer.append(context.audit(id, "undecodable", detail, response: read.raw.encoded()))
        context.tally.move(id, to: .held)
        return true
    }
}
