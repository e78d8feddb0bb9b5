// What is measured, in which order, and the bounds.

import Foundation

/// All figures of one run.
struct Findings: Codable {
    /// Acumatica requests of the flow bills per newly posted bill.
    struct PerBill: Codable {
        var bills: Int
        var requests: Int
        var perBill: Double
        var bound: Double
        /// Requests of the same sync that are not the flow's own, by purpose.
        var apart: [String: Int]
    }

    /// One sync alone: the process and its threads, without the sandbox.
    struct Sync: Codable {
        var name: String
        var created: Int
        var usage: Usage
    }

    /// What one idle sync asked of one list.
    struct Idle: Codable {
        var sync: String
        var system: String
        var entity: String
        var pages: Int
        var requests: Int
        /// One where one page suffices, two per page otherwise.
        var bound: Int
    }

    var binary: String
    var build: String
    var perBill: PerBill
    var syncs: [Sync]
    var idle: [Idle]
    var missed: [String]
    var seconds: Double
}

/// Runs the syncs on two stages: one gets a history of 1,000 bills, the other of 3,000.
struct Measurements {
    let binary: String
    let quick: Bool

    static let bills = 1_000
    static let longHistoryBills = 3_000
    static let perBillMax = 1.05
    /// A little more than the overlap of the cursors, so that the history leaves the window that is read again.
    static let overlapSeconds = 630.0

    func run() async throws -> Findings {
        let began = Date()
        let first = try await Stage.start(binary: binary, seed: 1)
        defer { first.end() }
        var (perBill, syncs, idle) = try await throughput(on: first)
        if !quick {
            let second = try await Stage.start(binary: binary, seed: 1)
            defer { second.end() }
            Progress.note("first sync of a second firm")
            _ = try await second.sync()
            syncs.append(try await post(Self.longHistoryBills, on: second, name: "3,000 bills").figures)
            try await age()
            for (stage, count) in [(first, "1,000"), (second, "3,000")] {
                let (figures, lists) = try await behind(history: count, on: stage)
                syncs.append(figures)
                idle += lists
            }
        }
        return Findings(
            binary: binary, build: ["release", "debug"].first { binary.contains("/\($0)/") } ?? "unknown",
            perBill: perBill,
            syncs: syncs, idle: idle, missed: missed(perBill, idle), seconds: Date().timeIntervalSince(began))
    }

    /// The first sync, an idle one, 1,000 bills, and an idle one right after them.
    private func throughput(on stage: Stage) async throws -> (Findings.PerBill, [Findings.Sync], [Findings.Idle]) {
        Progress.note("first sync")
        let first = try await stage.sync()
        var syncs = [Findings.Sync(name: "first", created: first.created, usage: first.usage)]
        let (quiet, quietLists) = try await idle(on: stage, name: "idle, small firm")
        let posted = try await post(Self.bills, on: stage, name: "1,000 bills")
        let (after, afterLists) = try await idle(on: stage, name: "idle, right after 1,000 bills")
        syncs += [quiet, posted.figures, after]
        let counted = Traffic.ofBills(posted.lines)
        let perBill = Findings.PerBill(
            bills: Self.bills, requests: counted.flow, perBill: Double(counted.flow) / Double(Self.bills),
            bound: Self.perBillMax, apart: counted.apart)
        return (perBill, syncs, quietLists + afterLists)
    }

    /// Approves bills, and posts them in one sync.
    private func post(_ count: Int, on stage: Stage, name: String) async throws
        -> (figures: Findings.Sync, lines: [Line])
    {
        Progress.note("approving \(count) bills")
        try await stage.control.act("procurify/add-bills", ["count": count])
        Progress.note("posting them")
        let ran = try await stage.sync()
        guard ran.createdBills == count else {
            throw BenchmarkError("\(count) bills were approved and \(ran.createdBills) were posted: \(ran.output)")
        }
        return (Findings.Sync(name: name, created: ran.created, usage: ran.usage), ran.lines)
    }

    private func idle(on stage: Stage, name: String) async throws -> (Findings.Sync, [Findings.Idle]) {
        Progress.note(name)
        let ran = try await stage.sync()
        guard ran.created == 0 else { throw BenchmarkError("the sync was not idle: \(ran.output)") }
        let lists = Traffic.ofLists(ran.lines).map { list in
            Findings.Idle(
                sync: name, system: list.system, entity: list.entity, pages: list.pages, requests: list.requests,
                bound: list.pages == 1 ? 1 : 2 * list.pages)
        }
        return (Findings.Sync(name: name, created: 0, usage: ran.usage), lists)
    }

    /// Waits until the bills that were posted lie behind the overlap of the cursors.
    private func age() async throws {
        var left = Self.overlapSeconds
        while left > 0 {
            Progress.note("letting the history grow old: \(Int(left)) s left")
            let pause = min(left, 60)
            try await Task.sleep(for: .seconds(pause))
            left -= pause
        }
    }

    /// One new bill moves the cursors past the history; the sync after it is the one that is measured.
    private func behind(history: String, on stage: Stage) async throws -> (Findings.Sync, [Findings.Idle]) {
        _ = try await post(1, on: stage, name: "1 bill")
        return try await idle(on: stage, name: "idle, \(history) older bills")
    }

    private func missed(_ perBill: Findings.PerBill, _ idle: [Findings.Idle]) -> [String] {
        var missed: [String] = []
        if perBill.perBill > perBill.bound { missed.append("requests per new bill: \(perBill.perBill)") }
        for list in idle where list.requests > list.bound {
            missed.append(
                "\(list.sync): \(list.requests) requests of \(list.system) \(list.entity), at most \(list.bound)")
        }
        let sums = Dictionary(grouping: idle, by: \.sync).mapValues { $0.reduce(0) { $0 + $1.requests } }
        if let short = sums["idle, 1,000 older bills"], let long = sums["idle, 3,000 older bills"], long > short {
            missed.append("an idle sync asks \(long) times behind 3,000 bills, \(short) times behind 1,000")
        }
        return missed
    }
}
