// Reading of a fault plan, YAML or JSON. A mistake names the rule and the key.

import Foundation
import Yams

extension FaultRule {
    static let kinds = [
        "reset-before", "reset-after", "timeout-before", "timeout-after", "status-429", "status-5xx", "html-200",
        "truncated", "latency",
    ]

    private static let keys = [
        "system", "method", "route", "kind", "probability", "times", "every", "skip", "milliseconds", "status",
        "retry_after",
    ]

    /// The rules of `rules: [...]`, or of a bare list. Throws `SandboxError`.
    static func plan(_ text: String) throws -> [FaultRule] {
        let document: Node?
        do { document = try Yams.compose(yaml: text) } catch {
            throw SandboxError("The fault plan is neither YAML nor JSON: \(error)")
        }
        guard let document else { return [] }
        if let list = document.sequence { return try rules(Array(list)) }
        guard let mapping = document.mapping else { throw SandboxError("The fault plan has no list `rules`.") }
        for key in mapping.keys where key.string != "rules" {
            throw SandboxError("The fault plan has an unknown key \"\(key.string ?? "?")\"; it has `rules` alone.")
        }
        guard let rules = mapping["rules"]?.sequence else { throw SandboxError("The fault plan has no list `rules`.") }
        return try self.rules(Array(rules))
    }

    private static func rules(_ nodes: [Node]) throws -> [FaultRule] {
        try nodes.enumerated().map { index, node in
            guard let mapping = node.mapping else { throw SandboxError("Fault rule \(index + 1) is not a mapping.") }
            return try rule(mapping, number: index + 1)
        }
    }

    private static func rule(_ mapping: Node.Mapping, number: Int) throws -> FaultRule {
        for key in mapping.keys where !keys.contains(key.string ?? "") {
            let known = keys.joined(separator: ", ")
            throw SandboxError("Fault rule \(number) has an unknown key \"\(key.string ?? "?")\"; there are: \(known).")
        }
        func whole(_ key: String, from least: Int) throws -> Int? {
            guard let node = mapping[key] else { return nil }
            guard let value = node.int, value >= least else {
                throw SandboxError("Fault rule \(number): \(key) must be a whole number from \(least).")
            }
            return value
        }
        guard let kind = mapping["kind"]?.string else { throw SandboxError("Fault rule \(number) has no kind.") }
        let milliseconds = try whole("milliseconds", from: 0)
        let status = try whole("status", from: 500) ?? 503
        let retryAfter = try whole("retry_after", from: 0)
        guard status < 600 else { throw SandboxError("Fault rule \(number): status must be 500 to 599.") }
        var probability = 1.0
        if let node = mapping["probability"] {
            guard let value = node.float, (0...1).contains(value) else {
                throw SandboxError("Fault rule \(number): probability must be from 0 to 1.")
            }
            probability = value
        }
        if let system = mapping["system"]?.string, !["acumatica", "procurify"].contains(system) {
            throw SandboxError("Fault rule \(number): system must be acumatica or procurify.")
        }
        let fault = try self.fault(
            kind, number: number, milliseconds: milliseconds, status: status, retryAfter: retryAfter)
        return FaultRule(
            system: mapping["system"]?.string, method: mapping["method"]?.string, route: mapping["route"]?.string,
            name: kind, fault: fault, probability: probability, times: try whole("times", from: 0),
            every: try whole("every", from: 1) ?? 1, skip: try whole("skip", from: 0) ?? 0)
    }

    private static func fault(
        _ kind: String, number: Int, milliseconds: Int?, status: Int, retryAfter: Int?
    ) throws -> Fault {
        switch kind {
        case "reset-before": return .reset(after: false)
        case "reset-after": return .reset(after: true)
        case "timeout-before": return .timeout(after: false, milliseconds: milliseconds ?? 60_000)
        case "timeout-after": return .timeout(after: true, milliseconds: milliseconds ?? 60_000)
        case "status-429": return .tooMany(retryAfter: retryAfter)
        case "status-5xx": return .serverError(status: status)
        case "html-200": return .html
        case "truncated": return .truncated
        case "latency": return .latency(milliseconds: milliseconds ?? 250)
        default:
            let known = kinds.joined(separator: ", ")
            throw SandboxError("Fault rule \(number): there is no kind \"\(kind)\"; there are: \(known).")
        }
    }
}
