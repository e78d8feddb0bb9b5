// Walks one feed: pages in, records and mirror rows staged, the cursor moved only behind a proven walk.

import Core
import Foundation
import Logging

/// One walk of one feed, of one or more passes (architecture.md, "Never lost: cursors").
struct FeedWalk {
    let context: RunContext
    let feed: any Feed

    /// What a walk that is not finished leaves behind, so that a broken first load goes on where it was.
    struct Place: Sendable {
        var since: Date?
        var whole: Bool
        var page: String
        var startedAt: Date
        var newest: Date?

        var json: JSON {
            [
                "since": .optional(since.map(Timestamp.format)), "whole": .bool(whole), "page": .string(page),
                "started": .string(Timestamp.format(startedAt)), "newest": .optional(newest.map(Timestamp.format)),
            ]
        }

        init(since: Date?, whole: Bool, page: String, startedAt: Date, newest: Date?) {
            self.since = since
            self.whole = whole
            self.page = page
            self.startedAt = startedAt
            self.newest = newest
        }

        init?(_ json: JSON) {
            guard let page = json["page"]?.text, let started = json["started"]?.text.flatMap(Timestamp.parse) else {
                return nil
            }
            self.init(
                since: json["since"]?.text.flatMap(Timestamp.parse), whole: json["whole"]?.flag ?? false, page: page,
                startedAt: started, newest: json["newest"]?.text.flatMap(Timestamp.parse))
        }
    }

    /// What one pass saw.
    private struct Pass {
        var pages = 0
        var rows = 0
        var total: Int?
        var vanished = false
        var changed = 0
        var newest: Date?
        var startedAt: Date?

        /// Whether nothing shifted under the walk, as far as the list can tell.
        var agrees: Bool { !vanished && (total == nil || total == rows) }
    }

    /// Walks until a pass brings nothing new. `whole` reads everything; `since` overrides the cursor. Throws `Failure`.
    /// Gives false where the walk never came to rest, so that the cursor stayed where it was.
    func run(whole: Bool, since override: Date?) async throws -> Bool {
        let cursor = try await context.store.read { reader in
            try reader.fact(FactName.cursor(feed.name), connection: context.connection).flatMap(Timestamp.parse)
        }
        let readsWhole = whole || cursor == nil || feed.kind == .whole
        let since = readsWhole ? nil : min(override ?? cursor ?? .distantFuture, cursor ?? .distantFuture)
        var resumed = try await keptPlace(since: since, whole: readsWhole)
        let number = try await passNumber(advance: readsWhole && resumed == nil)
        var newest: Date? = resumed?.newest
        var startedAt: Date? = resumed?.startedAt
        for pass in 1...Limits.walkPassesMax {
            let seen = try await walk(since: since, whole: readsWhole, number: number, from: resumed, first: pass == 1)
            newest = [newest, seen.newest].compactMap { $0 }.max()
            startedAt = startedAt ?? seen.startedAt
            // One page is one answer: nothing can shift under it.
            let proven = seen.agrees && resumed == nil && (seen.pages <= 1 || (pass > 1 && seen.changed == 0))
            resumed = nil
            if proven {
                try await finish(
                    cursor: cursor, startedAt: startedAt, newest: newest, whole: readsWhole, number: number)
                return true
            }
            if context.stop.isStopping { return false }
        }
        context.log.warning("a list kept changing while it was read", metadata: ["feed": .string(feed.name)])
        return false
    }

    private func walk(since: Date?, whole: Bool, number: Int, from place: Place?, first: Bool) async throws -> Pass {
        var pass = Pass()
        var next = place?.page
        repeat {
            let asked = next
            let page = try await feed.page(since: since, place: asked)
            let staged = try await Staging(context: context, feed: feed, pass: number).stage(page.rows, counts: first)
            pass.pages += 1
            pass.rows += page.rows.count
            pass.changed += staged.changed
            pass.total = page.total ?? pass.total
            pass.vanished = pass.vanished || page.vanished
            pass.startedAt = pass.startedAt ?? page.serverTime ?? context.now
            pass.newest = ([pass.newest] + page.rows.map(\.modifiedAt)).compactMap { $0 }.max()
            next = page.next
            guard pass.pages <= Limits.walkPagesMax else {
                throw Failure(
                    code: "walk-too-long", message: "The list \(feed.name) has more than \(Limits.walkPagesMax) pages.",
                    action: "Look whether the server pages in circles.", next: .hold)
            }
            if let next, first {
                let kept = Place(
                    since: since, whole: whole, page: next, startedAt: pass.startedAt ?? context.now,
                    newest: pass.newest)
                try await keep(kept)
            }
            context.progress.report(staged.flow ?? feed.name, "reading", pass.rows, page.total)
        } while next != nil && !context.stop.isStopping
        if next != nil { throw Self.stopped }
        return pass
    }

    static let stopped = Failure(
        code: "stopping", message: "The walk was broken off because the connector is being stopped.",
        action: "Nothing: it goes on where it was at the next start.", next: .retry(afterSeconds: nil))

    private func keptPlace(since: Date?, whole: Bool) async throws -> Place? {
        let place = try await context.store.read { reader in
            try reader.fact(FactName.walk(feed.name), connection: context.connection)
        }
        guard let place, let kept = Place(try JSON.parse(place)), kept.since == since, kept.whole == whole else {
            return nil
        }
        return kept
    }

    private func keep(_ place: Place) async throws {
        try await context.write { writer in
            try writer.setFact(FactName.walk(feed.name), connection: context.connection, to: place.json.encoded())
        }
    }

    /// The number of this whole pass; rows that carry an older one were not seen by it.
    private func passNumber(advance: Bool) async throws -> Int {
        try await context.write { writer in
            let name = FactName.pass(feed.name)
            let last = Int(try writer.fact(name, connection: context.connection) ?? "0") ?? 0
            let number = advance ? last + 1 : max(last, 1)
            try writer.setFact(name, connection: context.connection, to: String(number))
            return number
        }
    }

    /// Removes what a whole walk did not see, and moves the cursor, in one transaction.
    private func finish(cursor: Date?, startedAt: Date?, newest: Date?, whole: Bool, number: Int) async throws {
        if whole { try await stageVanished(number: number) }
        let next = nextBound(cursor: cursor, startedAt: startedAt ?? context.now, newest: newest)
        try await context.write { writer in
            var removed = 0
            if whole {
                for kind in feed.mirrorKinds {
                    removed += try writer.removeMirror(connection: context.connection, kind: kind, notSeenIn: number)
                }
            }
            if removed > 0 { try context.bumpEpoch(in: writer) }
            try writer.setFact(FactName.cursor(feed.name), connection: context.connection, to: Timestamp.format(next))
            try writer.setFact(FactName.walk(feed.name), connection: context.connection, to: nil)
            guard whole else { return }
            let moment = Timestamp.format(context.now)
            try writer.setFact(FactName.swept(feed.name), connection: context.connection, to: moment)
        }
    }

    /// The smaller of the server's clock at the start and the newest stamp seen, less the overlap; never behind the last one.
    private func nextBound(cursor: Date?, startedAt: Date, newest: Date?) -> Date {
        guard case .modified(let overlap) = feed.kind else { return startedAt }
        guard let newest else { return cursor ?? startedAt.addingTimeInterval(-overlap) }
        let bound = min(startedAt, newest).addingTimeInterval(-overlap)
        return max(bound, cursor ?? bound)
    }

    private func stageVanished(number: Int) async throws {
        for kind in feed.mirrorKinds {
            var after: String?
            while true {
                let position = after
                let rows = try await context.store.read { reader in
                    try reader.mirror(
                        connection: context.connection, kind: kind, after: position, limit: Limits.acumaticaPageRows)
                }
                guard let last = rows.last else { break }
                let gone = rows.filter { $0.pass < number }.compactMap(feed.vanished)
                if !gone.isEmpty {
                    _ = try await Staging(context: context, feed: feed, pass: number).stage(gone, counts: false)
                }
                after = last.key
            }
        }
    }
}
