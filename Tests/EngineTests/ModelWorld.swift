// A model of two systems for the engine: a source that changes and a ledger that loses answers, all from one seed.

import Core
import Engine
import Foundation
import Logging
import Synchronization

/// Chance from one seed.
struct Chance: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

/// What the ledger may do to a request.
struct LedgerFaults: Sendable {
    var lostBefore = 0.0
    var lostAfter = 0.0
    /// The effect comes up to ten minutes later, behind a lost answer.
    var late = 0.0
    var tooMany = 0.0
}

/// The two systems.
final class ModelWorld: Sendable {
    struct Source: Sendable {
        var key: String
        var amount: Int
        var version: Int
        var modifiedAt: Date
    }

    struct Document: Sendable {
        var marker: String
        var number: String
        var amount: Int
        var visibleFrom: Date
    }

    struct State: Sendable {
        var now: Date
        var sources: [String: Source] = [:]
        var documents: [Document] = []
        var writes = 0
        var reads = 0
        var chance: Chance
        var faults = LedgerFaults()
        var lookUpsAreBlind = false
        var refuses = false
        /// Called with the number of each write, before its effect.
        var onWrite: (@Sendable (Int) -> Void)?
        /// How long the next write takes.
        var delay = 0.0
        /// When each marker was looked up last, and how many writes left more than a minute later.
        var lookedUpAt: [String: Date] = [:]
        var sentBehindAnOldLookUp = 0
    }

    let state: Mutex<State>

    init(seed: UInt64, sources: Int, faults: LedgerFaults = LedgerFaults()) {
        let start = Date(timeIntervalSince1970: 1_790_000_000)
        var state = State(now: start, chance: Chance(seed: seed))
        state.faults = faults
        for index in 1...sources {
            let key = String(index)
            state.sources[key] = Source(
                key: key, amount: 100 + index, version: 1, modifiedAt: start.addingTimeInterval(-3_600 + Double(index)))
        }
        self.state = Mutex(state)
    }

    var effects: Effects {
        Effects(
            now: { [self] in state.withLock { $0.now } },
            monotonicSeconds: { [self] in state.withLock { $0.now.timeIntervalSince1970 } },
            sleep: { [self] seconds in state.withLock { $0.now += seconds } },
            random: { [self] in state.withLock { Double($0.chance.next() >> 11) / Double(1 << 53) } },
            newID: { [self] length in
                state.withLock { state in (0..<length).map { _ in String(state.chance.next() % 10) }.joined() }
            })
    }

    func advance(seconds: Double) { state.withLock { $0.now += seconds } }

    func edit(_ key: String, amount: Int) {
        state.withLock { state in
            state.sources[key]?.amount = amount
            state.sources[key]?.version += 1
            state.sources[key]?.modifiedAt = state.now
        }
    }

    /// Documents by marker, whether they can be seen yet or not.
    var landed: [String: [Document]] { state.withLock { Dictionary(grouping: $0.documents, by: \.marker) } }
    var writes: Int { state.withLock { $0.writes } }
    var sentBehindAnOldLookUp: Int { state.withLock { $0.sentBehindAnOldLookUp } }

    func delayNextWrite(seconds: Double) { state.withLock { $0.delay = seconds } }

    fileprivate func visible(_ marker: String) -> [Document] {
        state.withLock { state in
            state.reads += 1
            state.lookedUpAt[marker] = state.now
            if state.lookUpsAreBlind { return [] }
            return state.documents.filter { $0.marker == marker && $0.visibleFrom <= state.now }
        }
    }

    /// One create, with whatever the plan of faults does to it.
    fileprivate func create(marker: String, amount: Int) -> WriteResult.Outcome {
        let (hook, number) = state.withLock { state in (state.onWrite, state.writes + 1) }
        hook?(number)
        return state.withLock { state in
            state.writes += 1
            if state.now.timeIntervalSince(state.lookedUpAt[marker] ?? .distantPast) > 60 {
                state.sentBehindAnOldLookUp += 1
            }
            state.now += 0.01 + state.delay
            state.delay = 0
            if state.refuses {
                return .refused(Failure(code: "invalid", message: "no", action: "", next: .hold))
            }
            let draw = Double(state.chance.next() >> 11) / Double(1 << 53)
            let faults = state.faults
            let lost = Failure(
                code: "timed-out", message: "no answer", action: "", next: .retry(afterSeconds: nil), effect: .unknown)
            if draw < faults.tooMany {
                return .notSent(
                    Failure(code: "too-many-requests", message: "429", action: "", next: .retry(afterSeconds: 1)))
            }
            if draw < faults.tooMany + faults.lostBefore { return .unknown(lost) }
            let late = draw < faults.tooMany + faults.lostBefore + faults.late
            let number = String(state.documents.count + 1)
            let from = late ? state.now.addingTimeInterval(Double(state.chance.next() % 600)) : state.now
            state.documents.append(Document(marker: marker, number: number, amount: amount, visibleFrom: from))
            let after = faults.tooMany + faults.lostBefore + faults.late + faults.lostAfter
            if draw < after { return .unknown(lost) }
            return .done(["number": .string(number), "amount": .integer(amount)])
        }
    }
}

/// The source's list.
struct ModelFeed: Feed {
    let world: ModelWorld
    let name = "model-source"
    let system = "procurify"
    let kind = FeedKind.modified(overlapSeconds: 600)
    let mirrorKinds: [String] = []
    var pageRows = 5

    func page(since: Date?, place: String?) async throws -> FeedPage {
        world.state.withLock { state in
            let all = state.sources.values.filter { since == nil || $0.modifiedAt >= since ?? $0.modifiedAt }
                .sorted { ($0.modifiedAt, $0.key) < ($1.modifiedAt, $1.key) }
            let start = place.flatMap(Int.init) ?? 0
            let rows = all.dropFirst(start).prefix(pageRows).map { source in
                FeedRow(
                    flow: FlowName("model"), key: source.key, listPrint: "\(source.version)|\(source.amount)",
                    raw: [
                        "key": .string(source.key), "amount": .integer(source.amount),
                        "version": .integer(source.version),
                    ],
                    modifiedAt: source.modifiedAt)
            }
            let next = start + pageRows < all.count ? String(start + pageRows) : nil
            return FeedPage(rows: Array(rows), next: next, serverTime: state.now, total: all.count)
        }
    }
}

/// A flow with the shape of the real ones and no business rule.
struct ModelFlow: Flow {
    let world: ModelWorld
    let name = FlowName("model")
    let target = "acumatica"
    var feeds: [any Feed] { [ModelFeed(world: world)] }

    func decode(_ row: FeedRow, detail: JSON?) throws -> Decoded {
        guard let key = row.raw["key"]?.text, let amount = row.raw["amount"]?.integer else {
            throw Undecodable(field: "amount", message: "is missing")
        }
        let source = SourceRef(
            system: "procurify", id: key, number: key, version: row.raw["version"]?.integer ?? 0,
            modifiedAt: row.modifiedAt)
        return Decoded(
            key: key, title: "Source \(key)", source: source, body: ["amount": .integer(amount)],
            money: Money(Decimal(amount), "USD"))
    }

    func plan(_ record: Record, given: Given) throws -> Plan {
        let action: Plan.Action
        if record.target == nil {
            action = .create
        } else if record.fingerprint == record.postedPrint {
            action = .nothing
        } else {
            throw Rejection.held(Reason(.changedAfterPosting, "the amount changed"))
        }
        let marker: JSON = .string("m" + record.id.key)
        return Plan(
            record: record.id, action: action, request: ["marker": marker, "amount": record.body["amount"] ?? .null],
            intent: ["marker": marker], claims: ["model:" + record.id.key], money: record.money, target: record.target,
            summary: "Document \(record.id.key)")
    }

    func lookUp(_ plans: [Plan], store: any Store) async throws -> [RecordID: JSON] {
        var found: [RecordID: JSON] = [:]
        for plan in plans {
            guard let marker = plan.intent["marker"]?.text, let document = world.visible(marker).first else { continue }
            found[plan.record] = json(document)
        }
        return found
    }

    func judge(_ plan: Plan, found: JSON?, given: Given) throws -> Verdict {
        guard let found else { return .write }
        return .settled(settlement(found, kind: plan.action == .nothing ? .unchanged : .recovered))
    }

    func write(_ plan: Plan, permit: @escaping Permit) async -> WriteResult {
        let request = plan.request.encoded()
        do { try permit() } catch let failure as Failure {
            return WriteResult(outcome: .notSent(failure), request: request, response: nil)
        } catch {
            let failure = Failure(code: "no-permit", message: "\(error)", action: "", next: .halt)
            return WriteResult(outcome: .notSent(failure), request: request, response: nil)
        }
        let outcome = world.create(
            marker: plan.request["marker"]?.text ?? "", amount: plan.request["amount"]?.integer ?? 0)
        return WriteResult(outcome: outcome, request: request, response: nil)
    }

    func accept(_ plan: Plan, answer: JSON, store: any Store) async throws -> Settlement {
        settlement(answer, kind: .created)
    }

    func assume(_ plan: Plan) -> Settlement {
        Settlement(
            kind: .created, target: Target(system: "acumatica", type: "Model", number: "<model \(plan.record)>"))
    }

    func search(_ record: Record, attempts: [Attempt], thorough: Bool, store: any Store) async throws -> [JSON] {
        world.visible("m" + record.id.key).map(json)
    }

    func resolve(_ record: Record, attempts: [Attempt], found: [JSON], given: Given) throws -> Verdict {
        guard let first = found.first else { return .write }
        if found.count > 1 { throw Rejection.held(Reason(.duplicateInvoice, "two documents for one source")) }
        return .settled(settlement(first, kind: .recovered))
    }

    func counterpart(_ target: Target) async throws -> JSON? { nil }
    func target(named text: String) throws -> Target { Target(system: "acumatica", type: "Model", number: text) }
    func link(_ record: Record, to target: Target, counterpart: JSON) -> Settlement {
        Settlement(kind: .adopted, target: target)
    }

    private func json(_ document: ModelWorld.Document) -> JSON {
        ["number": .string(document.number), "amount": .integer(document.amount)]
    }

    private func settlement(_ answer: JSON, kind: Settlement.Kind) -> Settlement {
        Settlement(
            kind: kind, target: Target(system: "acumatica", type: "Model", number: answer["number"]?.text ?? ""))
    }
}

/// The model's pair of systems.
struct ModelLink: Link {
    let world: ModelWorld
    let name = "acme"
    var flows: [any Flow] { [ModelFlow(world: world)] }
    let leaseName = "model"
    var requests: RequestCounts { RequestCounts() }
    func ping() async -> [(system: String, checks: [PingCheck])] { [] }
    func close() async {}
}
