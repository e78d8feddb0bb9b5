// The fault plan: which requests fail, and how. Chance comes from the seed.

import Foundation
import Synchronization

/// What happens to a request instead of, before or after its effect.
enum Fault: Sendable, Equatable {
    /// The connection is dropped without an answer, before or after the effect.
    case reset(after: Bool)
    /// The answer is withheld, then the connection is closed, before or after the effect.
    case timeout(after: Bool, milliseconds: Int)
    /// 429; seconds for `Retry-After`, or none.
    case tooMany(retryAfter: Int?)
    /// A 5xx with an HTML body; no effect.
    case serverError(status: Int)
    /// 200 with a page of HTML; no effect.
    case html
    /// The answer breaks off half way, after the effect.
    case truncated
    /// The answer comes late, and is right.
    case latency(milliseconds: Int)
}

struct FaultRule: Sendable, Equatable {
    /// `acumatica` or `procurify`; nil for both.
    var system: String?
    var method: String?
    /// A pattern of the path without its query: `*` is one segment, `**` any number, no case.
    var route: String?
    var name: String
    var fault: Fault
    /// The chance of each matching request; 1 where it is not given.
    var probability = 1.0
    /// How often the rule strikes at most.
    var times: Int?
    /// It strikes every n-th matching request.
    var every = 1
    /// How many matching requests pass first.
    var skip = 0

    func matches(system: String, method: String, path: [String]) -> Bool {
        if let wanted = self.system, wanted != system { return false }
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

    func strike(system: String, request: SandboxRequest) -> (name: String, fault: Fault)? {
        state.withLock { state in
            for (index, rule) in state.rules.enumerated()
            where rule.matches(system: system, method: request.method, path: request.path) {
                state.seen[index] += 1
                let turn = state.seen[index] - rule.skip
                guard turn > 0, turn % rule.every == 0, rule.times.map({ state.struck[index] < $0 }) ?? true
                else { continue }
                let unit = Double(state.random.next() >> 11) / Double(1 << 53)
                guard unit < rule.probability else { continue }
                state.struck[index] += 1
                return (rule.name, rule.fault)
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
                        "kind": .string(rule.name), "system": .text(rule.system), "method": .text(rule.method),
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
