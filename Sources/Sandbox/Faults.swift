// The fault plan: which requests fail, and how. Chance comes from the seed.

import Foundation
import Synchronization

/// What happens to a request instead of, before or after its effect.
enum Fault: Sendable, Equatable {
    /// The connection is dropped without an answer, before or after the effect.
    case reset(after: Bool)
    /// The answer is withheld, then the connection is closed, before or after the effect.
    case timeout(after: Bool, milliseconds: Int)
    /// 429; seconds for `Retry-After`, or none; as a number or as an HTTP date.
    case tooMany(retryAfter: Int?, asDate: Bool)
    /// A 5xx; no effect.
    case serverError(status: Int, body: ErrorBody)
    /// 200 with a page of HTML; no effect.
    case html
    /// 200 without a byte, before or after the effect.
    case empty(after: Bool)
    /// 302 to another place; no effect.
    case redirect(location: String)
    /// The answer breaks off half way, after the effect.
    case truncated
    /// The answer comes late, and is right.
    case latency(milliseconds: Int)
    /// The right answer, so many bytes a second.
    case slowDrip(bytesPerSecond: Int)
    /// The request waits in a queue and takes effect though the client may be gone (acumatica.md 3).
    case queue(milliseconds: Int)
    /// The session or token of the request ends, and the request meets a 401.
    case expireToken
    /// A page behind the first begins one row later, as if a row before it had left (acumatica.md 4.4).
    case shiftPage
    /// What the request writes carries a stamp that lies so far back, as after a long transaction (acumatica.md 4.5).
    case lateCommit(milliseconds: Int)
    /// All that is written within one such span carries the same stamp (acumatica.md 4.5).
    case equalStamps(milliseconds: Int)

    enum ErrorBody: String, Sendable { case html, json, none }
}

struct FaultRule: Sendable, Equatable {
    /// `acumatica` or `procurify`; nil for both.
    var system: String?
    var method: String?
    /// A pattern of the path without its query: `*` is one segment, `**` any number, no case.
    var route: String?
    /// What strikes, with its name; one after the other and then no more where there are several. Nil lets pass.
    var strikes: [Strike?]
    /// The chance of each matching request; 1 where it is not given.
    var probability = 1.0
    /// How often the rule strikes at most.
    var times: Int?
    /// It strikes every n-th matching request.
    var every = 1
    /// How many matching requests pass first.
    var skip = 0

    struct Strike: Sendable, Equatable {
        var name: String
        var fault: Fault
    }

    func matches(system: String, method: String, path: [String]) -> Bool {
        // The control port is struck only where a rule names it.
        guard self.system.map({ $0 == system }) ?? (system != "control") else { return false }
        if let wanted = self.method, wanted.uppercased() != method.uppercased() { return false }
        guard let route else { return true }
        let pattern = route.split(separator: "/").map { $0.lowercased() }
        return Self.matches(pattern[...], path.map { $0.lowercased() }[...])
    }

    private static func matches(_ pattern: ArraySlice<String>, _ path: ArraySlice<String>) -> Bool {
        guard let first = pattern.first else { return path.isEmpty }
        if first == "**" {
            return (path.startIndex...path.endIndex).contains { matches(pattern.dropFirst(), path[$0...]) }
        }
        guard let segment = path.first, matches(Substring(first), Substring(segment)) else { return false }
        return matches(pattern.dropFirst(), path.dropFirst())
    }

    private static func matches(_ pattern: Substring, _ text: Substring) -> Bool {
        guard let star = pattern.firstIndex(of: "*") else { return pattern == text }
        guard text.hasPrefix(pattern[..<star]) else { return false }
        let rest = pattern[pattern.index(after: star)...]
        var tail = text.dropFirst(pattern[..<star].count)
        while true {
            if matches(rest, tail) { return true }
            guard !tail.isEmpty else { return false }
            tail = tail.dropFirst()
        }
    }
}

/// Decides request by request. The first rule that strikes wins.
final class FaultLayer: Sendable {
    private struct State {
        var rules: [FaultRule]
        var seen: [Int]
        var struck: [Int]
        var random: SeededGenerator
    }

    private let state: Mutex<State>
    private let seed: UInt64

    init(rules: [FaultRule] = [], seed: UInt64) {
        self.seed = seed
        state = Mutex(Self.fresh(rules, seed: seed))
    }

    /// A new plan starts with fresh counters and from the seed again.
    func replace(with rules: [FaultRule]) {
        state.withLock { $0 = Self.fresh(rules, seed: seed) }
    }

    func strike(system: String, request: SandboxRequest) -> FaultRule.Strike? {
        state.withLock { state in
            for (index, rule) in state.rules.enumerated()
            where rule.matches(system: system, method: request.method, path: request.path) {
                state.seen[index] += 1
                let turn = state.seen[index] - rule.skip
                guard turn > 0, turn % rule.every == 0, rule.times.map({ state.struck[index] < $0 }) ?? true
                else { continue }
                if rule.strikes.count > 1 {
                    state.struck[index] += 1
                    guard state.struck[index] <= rule.strikes.count,
                        let strike = rule.strikes[state.struck[index] - 1]
                    else { continue }
                    return strike
                }
                let unit = Double(state.random.next() >> 11) / Double(1 << 53)
                guard unit < rule.probability else { continue }
                state.struck[index] += 1
                return rule.strikes[0]
            }
            return nil
        }
    }

    /// The rules with how often each was matched and struck.
    var report: Value {
        state.withLock { state in
            .array(
                state.rules.indices.map { index in
                    let rule = state.rules[index]
                    return [
                        "kind": .string(rule.strikes.map { $0?.name ?? "none" }.joined(separator: ", ")),
                        "system": .text(rule.system), "method": .text(rule.method),
                        "route": .text(rule.route), "matched": .integer(state.seen[index]),
                        "struck": .integer(state.struck[index]),
                    ]
                })
        }
    }

    private static func fresh(_ rules: [FaultRule], seed: UInt64) -> State {
        let zeros = rules.map { _ in 0 }
        return State(rules: rules, seen: zeros, struck: zeros, random: SeededGenerator(seed: seed ^ 0xFA17))
    }
}
