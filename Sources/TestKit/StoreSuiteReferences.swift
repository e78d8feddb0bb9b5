// The store suite: attempts, claims, facts, mirror, mappings, billed lines, secrets, fences.

import Core
import Foundation
import Testing

extension StoreSuite {
    static let attempts: [Case] = [
        Case("attempts are numbered, closed, and open ones found", attemptsOpenAndClose),
        Case("an attempt can neither be closed that is not there, nor opened for no record", strangeAttempts),
        Case("a claim has one holder until its record drops it", claims),
        Case("fences go up, each connection for itself", fences),
    ]

    static let references: [Case] = [
        Case("facts are set, listed by prefix in their own case, and removed", facts),
        Case("the mirror tells what changed, and finds by key, name and link", mirror),
        Case("a sweep removes what it did not see", sweeps),
        Case("mapping rows are set, listed and removed", mappings),
        Case("what bills take of an order line adds up without the bill itself", billed),
        Case("sealed secrets are kept by name", secrets),
    ]

    @Sendable private static func attemptsOpenAndClose(_ store: any Store) async throws {
        let start = VirtualClock.start
        let (first, second) = try await store.write { writer throws in
            try writer.put(.fixture())
            return (try writer.open(.fixture()), try writer.open(.fixture(fence: 2)))
        }
        #expect(first < second)
        #expect(try await store.read { try $0.openAttempts(connection: "acme") }.map(\.id) == [first, second])
        try await store.write { writer throws in
            try writer.close(attempt: first, outcome: .unknown, at: start.addingTimeInterval(60), message: "time-out")
        }
        let (open, all) = try await store.read {
            (try $0.openAttempts(connection: "acme"), try $0.attempts(.fixture()))
        }
        #expect(open.map(\.id) == [second])
        var expected = Attempt.fixture()
        expected.id = first
        expected.outcome = .unknown
        expected.endedAt = start.addingTimeInterval(60)
        expected.message = "time-out"
        #expect(all.first == expected)
        #expect(all.count == 2)
        #expect(try await store.read { try $0.openAttempts(connection: "other") }.isEmpty)
    }

    @Sendable private static func strangeAttempts(_ store: any Store) async throws {
        await #expect(throws: Failure.self) {
            try await store.write {
                try $0.close(attempt: 99, outcome: .succeeded, at: VirtualClock.start, message: nil)
            }
        }
        await #expect(throws: Failure.self) {
            try await store.write { _ = try $0.open(.fixture(.fixture("nobody"))) }
        }
        #expect(try await store.read { try $0.openAttempts(connection: "acme") }.isEmpty)
    }

    @Sendable private static func claims(_ store: any Store) async throws {
        let mine = RecordID.fixture("1")
        let theirs = RecordID.fixture("2")
        let elsewhere = RecordID.fixture("3", connection: "other")
        try await store.write { writer throws in
            for id in [mine, theirs, elsewhere] { try writer.put(.fixture(id)) }
            #expect(try writer.claim("bill:V0012:INV88", for: mine) == mine)
            #expect(try writer.claim("bill:V0012:INV88", for: theirs) == mine)
            #expect(try writer.claim("bill:V0012:INV88", for: mine) == mine)
            #expect(try writer.claim("bill:V0012:INV88", for: elsewhere) == elsewhere)
            #expect(try writer.claim("bill:V0012:INV89", for: mine) == mine)
        }
        try await store.write { writer throws in
            try writer.dropClaims(of: mine)
            #expect(try writer.claimant(connection: "acme", claim: "bill:V0012:INV89") == nil)
            #expect(try writer.claim("bill:V0012:INV88", for: theirs) == theirs)
        }
        #expect(try await store.read { try $0.claimant(connection: "acme", claim: "bill:V0012:INV88") } == theirs)
        #expect(try await store.read { try $0.claimant(connection: "other", claim: "bill:V0012:INV88") } == elsewhere)
    }

    @Sendable private static func fences(_ store: any Store) async throws {
        try await store.write { writer throws in
            #expect(try writer.fence(connection: "acme") == 0)
            #expect(try writer.nextFence(connection: "acme") == 1)
            #expect(try writer.nextFence(connection: "acme") == 2)
            #expect(try writer.nextFence(connection: "other") == 1)
            #expect(try writer.fence(connection: "acme") == 2)
        }
    }

    @Sendable private static func facts(_ store: any Store) async throws {
        try await store.write { writer throws in
            try writer.setFact("cursor:bills", connection: "acme", to: "1")
            try writer.setFact("cursor:bills", connection: "acme", to: "2")
            try writer.setFact("cursor:orders", connection: "acme", to: "3")
            try writer.setFact("Cursor:upper", connection: "acme", to: "4")
            try writer.setFact("cursor%", connection: "acme", to: "5")
            try writer.setFact("cursor:bills", connection: "other", to: "6")
            try writer.setFact("gone", connection: "acme", to: "7")
            try writer.setFact("gone", connection: "acme", to: nil)
            try writer.setFact("never", connection: "acme", to: nil)
        }
        try await store.read { reader throws in
            #expect(try reader.fact("cursor:bills", connection: "acme") == "2")
            #expect(try reader.fact("gone", connection: "acme") == nil)
            #expect(
                try reader.facts(connection: "acme", prefix: "cursor:") == ["cursor:bills": "2", "cursor:orders": "3"])
            #expect(try reader.facts(connection: "acme", prefix: "cursor%") == ["cursor%": "5"])
            #expect(try reader.facts(connection: "acme", prefix: "").count == 4)
        }
    }

    @Sendable private static func mirror(_ store: any Store) async throws {
        let row = MirrorRow(
            kind: "erp-bill", key: "Bill/1", name: "V1|INV1", link: "[pf:acme]", body: ["a": 1, "b": 2],
            modifiedAt: VirtualClock.start, pass: 1)
        var reordered = row
        reordered.body = ["b": 2, "a": 1]
        reordered.pass = 2
        var changed = row
        changed.body = ["a": 1, "b": 3]
        try await store.write { [reordered, changed] writer throws in
            #expect(try writer.putMirror(row, connection: "acme"))
            #expect(try !writer.putMirror(row, connection: "acme"))
            #expect(try !writer.putMirror(reordered, connection: "acme"))
            #expect(try writer.mirror(connection: "acme", kind: "erp-bill", key: "Bill/1")?.pass == 2)
            #expect(try writer.putMirror(changed, connection: "acme"))
            _ = try writer.putMirror(
                MirrorRow(kind: "erp-bill", key: "Bill/2", name: "V1|INV1", body: [:]), connection: "acme")
            _ = try writer.putMirror(
                MirrorRow(kind: "erp-order", key: "Bill/1", name: "V1|INV1", body: [:]), connection: "acme")
        }
        try await store.read { [changed] reader throws in
            #expect(try reader.mirror(connection: "acme", kind: "erp-bill", key: "Bill/1") == changed)
            #expect(
                try reader.mirror(connection: "acme", kind: "erp-bill", name: "V1|INV1").map(\.key) == [
                    "Bill/1", "Bill/2",
                ])
            #expect(try reader.mirror(connection: "acme", kind: "erp-bill", link: "[pf:acme]").map(\.key) == ["Bill/1"])
            #expect(try reader.mirror(connection: "acme", kind: "erp-bill", link: "").isEmpty)
            #expect(try reader.mirror(connection: "acme", kind: "erp-order", name: "").isEmpty)
            #expect(
                try reader.mirror(connection: "acme", kind: "erp-bill", after: nil, limit: 1).map(\.key) == ["Bill/1"])
            #expect(
                try reader.mirror(connection: "acme", kind: "erp-bill", after: "Bill/1", limit: 9).map(\.key) == [
                    "Bill/2"
                ])
            #expect(try reader.mirror(connection: "acme", kind: "erp-bill", after: nil, limit: -1).isEmpty)
            #expect(try reader.mirrorCount(connection: "acme", kind: "erp-bill") == 2)
            #expect(try reader.mirrorCount(connection: "other", kind: "erp-bill") == 0)
        }
    }

    @Sendable private static func sweeps(_ store: any Store) async throws {
        try await store.write { writer throws in
            for key in 0..<10 {
                let row = MirrorRow(kind: "erp-vendor", key: String(key), body: [:], pass: key % 2)
                _ = try writer.putMirror(row, connection: "acme")
            }
            _ = try writer.putMirror(MirrorRow(kind: "erp-bill", key: "0", body: [:], pass: 0), connection: "acme")
            #expect(try writer.removeMirror(connection: "acme", kind: "erp-vendor", notSeenIn: 1) == 5)
            #expect(try writer.removeMirror(connection: "acme", kind: "erp-vendor", notSeenIn: 1) == 0)
        }
        try await store.read { reader throws in
            #expect(try reader.mirrorCount(connection: "acme", kind: "erp-vendor") == 5)
            #expect(try reader.mirrorCount(connection: "acme", kind: "erp-bill") == 1)
        }
    }

    @Sendable private static func mappings(_ store: any Store) async throws {
        let vendor = MappingRow(table: "vendor", from: "17", to: "V0012")
        let proposed = MappingRow(table: "vendor", from: "18", to: "V0013", proposed: true)
        let account = MappingRow(table: "account", from: "17", to: "6000")
        try await store.write { writer throws in
            try writer.setMapping(MappingRow(table: "vendor", from: "17", to: "V1", proposed: true), connection: "acme")
            for row in [vendor, proposed, account] { try writer.setMapping(row, connection: "acme") }
        }
        try await store.write { writer throws in
            #expect(try writer.mapping(connection: "acme", table: "vendor", from: "17") == vendor)
            #expect(try writer.mappings(connection: "acme", table: "vendor") == [vendor, proposed])
            #expect(try writer.mappings(connection: "acme", table: nil) == [account, vendor, proposed])
            #expect(try writer.mappings(connection: "other", table: nil).isEmpty)
            #expect(try writer.removeMapping(connection: "acme", table: "vendor", from: "17"))
            #expect(try !writer.removeMapping(connection: "acme", table: "vendor", from: "17"))
            #expect(try writer.mapping(connection: "acme", table: "vendor", from: "17") == nil)
        }
    }

    @Sendable private static func billed(_ store: any Store) async throws {
        @Sendable func line(_ line: Int, _ quantity: Decimal, _ cents: Int) -> BilledLine {
            BilledLine(order: "000050", line: line, quantity: quantity, amount: Decimal(cents) / 100)
        }
        try await store.write { writer throws in
            try writer.setBilled([line(1, 1, 99)], bill: "replaced", connection: "acme")
            try writer.setBilled(
                [line(1, 2, 10), line(1, 3, 20), line(2, 9, 90)], bill: "replaced", connection: "acme")
            try writer.setBilled([line(1, 4, 30)], bill: "second", connection: "acme")
            try writer.setBilled([line(1, 5, 50)], bill: "second", connection: "other")
            let both = try writer.billed(connection: "acme", order: "000050", line: 1, except: "third")
            #expect(both.quantity == 9)
            #expect(both.amount == Decimal(60) / 100)
            #expect(try writer.billed(connection: "acme", order: "000050", line: 1, except: "second").quantity == 5)
            try writer.setBilled([], bill: "replaced", connection: "acme")
            #expect(try writer.billed(connection: "acme", order: "000050", line: 1, except: "third").quantity == 4)
            #expect(try writer.billed(connection: "acme", order: "000051", line: 1, except: "third").quantity == 0)
        }
    }

    @Sendable private static func secrets(_ store: any Store) async throws {
        let sealed = Data((0...255).map { UInt8($0) })
        let secret = SealedSecret(
            name: "a.password", sealed: sealed, createdAt: VirtualClock.start, updatedAt: VirtualClock.start)
        var renewed = secret
        renewed.sealed = Data()
        renewed.updatedAt += 1
        try await store.write { [renewed] writer throws in
            try writer.setSecret(secret)
            #expect(try writer.sealedSecret("a.password") == secret)
            try writer.setSecret(renewed)
            try writer.setSecret(
                SealedSecret(name: "b", sealed: sealed, createdAt: VirtualClock.start, updatedAt: VirtualClock.start))
        }
        try await store.write { [renewed] writer throws in
            #expect(try writer.sealedSecrets(prefix: "a.") == [renewed])
            #expect(try writer.sealedSecrets(prefix: "").map(\.name) == ["a.password", "b"])
            try writer.removeSecret("a.password")
            #expect(try writer.sealedSecret("a.password") == nil)
        }
    }
}
