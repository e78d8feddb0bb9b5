// A flow for tests of operations: plans from the record's body, and asks a ledger in memory.

import Core
import Foundation

/// Bills whose body says what planning does; every call that a test does not expect throws.
struct FakeFlow: Flow {
    let name = FlowName("bills")
    let target = "acumatica"
    let feeds: [any Feed] = []
    /// What the ledger holds, by `Type/Number`.
    var ledger: [String: JSON] = [:]
    /// Records of which the ledger holds a document that is not linked.
    var existing: [RecordID: JSON] = [:]
    /// References that are taken.
    var taken: Set<String> = []
    var reachable = true

    struct Unasked: Error {}

    func decode(_ row: FeedRow, detail: JSON?) throws -> Decoded { throw Unasked() }

    func plan(_ record: Record, given: Given) throws -> Plan {
        let suffix = record.decisions["reference_suffix"]?.integer.map { "/\($0)" } ?? ""
        let reference = record.source.number + suffix
        if taken.contains(reference) { throw Rejection.held(Reason(.duplicateInvoice, "\(reference) is used.")) }
        if reference.count > 40 { throw Rejection.held(Reason(.referenceTooLong, "\(reference) is too long.")) }
        if record.body["wait"]?.flag == true {
            throw Rejection.waiting(Reason(.orderNotPosted, "The order is not there."))
        }
        let action: Plan.Action = record.target == nil ? .create : .nothing
        return Plan(
            record: record.id, action: action, request: ["VendorRef": .string(reference)], intent: [:],
            target: record.target,
            summary: "Bill \(reference)")
    }

    func lookUp(_ plans: [Plan], store: any Store) async throws -> [RecordID: JSON] {
        guard reachable else {
            throw Failure(
                code: "unreachable", message: "Acumatica is not there.", action: "Look.",
                next: .retry(afterSeconds: nil))
        }
        return existing
    }

    func judge(_ plan: Plan, found: JSON?, given: Given) throws -> Verdict {
        if let number = found?["number"]?.text {
            return .settled(Settlement(kind: .adopted, target: Target(system: target, type: "Bill", number: number)))
        }
        if let linked = plan.target, ledger[linked.description] == nil {
            return .rejected(.held(Reason(.deletedInERP, "\(linked) is gone.")))
        }
        return .write
    }

    func write(_ plan: Plan, permit: @escaping Permit) async -> WriteResult {
        WriteResult(
            outcome: .notSent(Failure(code: "unasked", message: "No write is expected.", action: "", next: .halt)),
            request: "",
            response: nil)
    }

    func accept(_ plan: Plan, answer: JSON, store: any Store) async throws -> Settlement { throw Unasked() }
    func assume(_ plan: Plan) -> Settlement {
        Settlement(kind: .created, target: Target(system: target, type: "Bill", number: "<bill \(plan.record)>"))
    }
    func search(_ record: Record, attempts: [Attempt], thorough: Bool, store: any Store) async throws -> [JSON] {
        throw Unasked()
    }
    func resolve(_ record: Record, attempts: [Attempt], found: [JSON], given: Given) throws -> Verdict {
        throw Unasked()
    }

    func counterpart(_ target: Target) async throws -> JSON? { ledger[target.description] }

    func target(named text: String) throws -> Target {
        let parts = text.split(separator: "/").map(String.init)
        guard parts.count == 2, parts[0] == "Bill" else {
            throw Failure(
                code: "bad-target", message: "`\(text)` is no bill.", action: "Write Bill/000159.", next: .halt)
        }
        return Target(system: target, type: parts[0], number: parts[1])
    }

    func link(_ record: Record, to target: Target, counterpart: JSON) -> Settlement {
        Settlement(kind: .adopted, target: target, erpStatus: counterpart["Status"]?.text)
    }
}

/// A link with one flow.
struct FakeLink: Link {
    let name = "acme"
    var flow: FakeFlow
    var flows: [any Flow] { [flow] }
    let leaseName = "acme"
    let requests = RequestCounts()
    func ping() async -> [(system: String, checks: [PingCheck])] { [] }
    func close() async {}
}
