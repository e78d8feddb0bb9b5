// Reading of a fault plan, YAML or JSON. A mistake names the rule and the key.

import Foundation
import Yams

extension FaultRule {
    static let kinds = [
        "reset-before", "reset-after", "timeout-before", "timeout-after", "status-429", "status-5xx", "html-200",
        "empty-before", "empty-after", "redirect", "truncated", "latency", "slow-drip", "queue", "expire-token",
        "shift-page", "late-commit", "equal-stamps",
    ]

    private static let keys = [
        "system", "method", "route", "kind", "script", "probability", "times", "every", "skip", "milliseconds",
        "status", "body", "retry_after", "as_date", "location", "bytes_per_second",
    ]

    /// What may strike a person's action on the control port: it changes the stamps, and no answer.
    private static let kindsOfActions = ["late-commit", "equal-stamps"]

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
        let number = Number(rule: number, mapping: mapping)
        var probability = 1.0
        if let node = mapping["probability"] {
            guard let value = node.float, (0...1).contains(value) else {
                throw SandboxError("Fault rule \(number.rule): probability must be from 0 to 1.")
            }
            probability = value
        }
        let system = mapping["system"]?.string
        if let system, !["acumatica", "procurify", "control"].contains(system) {
            throw SandboxError("Fault rule \(number.rule): system must be acumatica, procurify or control.")
        }
        let strikes = try self.strikes(mapping, number)
        if system == "control" {
            for strike in strikes where !kindsOfActions.contains(strike?.name ?? kindsOfActions[0]) {
                throw SandboxError(
                    "Fault rule \(number.rule): on the control port there are only "
                        + kindsOfActions.joined(separator: " and ") + ".")
            }
        }
        return FaultRule(
            system: system, method: mapping["method"]?.string, route: mapping["route"]?.string, strikes: strikes,
            probability: probability, times: try number.whole("times", from: 0),
            every: try number.whole("every", from: 1) ?? 1, skip: try number.whole("skip", from: 0) ?? 0)
    }

    /// The one kind of a rule, or its script: kinds one after the other, `none` where a request passes.
    private static func strikes(_ mapping: Node.Mapping, _ number: Number) throws -> [Strike?] {
        guard let script = mapping["script"] else {
            guard let kind = mapping["kind"]?.string else {
                throw SandboxError("Fault rule \(number.rule) has no kind.")
            }
            return [Strike(name: kind, fault: try fault(kind, number))]
        }
        guard mapping["kind"] == nil, mapping["probability"] == nil, mapping["times"] == nil else {
            throw SandboxError("Fault rule \(number.rule): a script stands without kind, probability and times.")
        }
        guard let kinds = script.sequence?.map(\.string), !kinds.isEmpty else {
            throw SandboxError("Fault rule \(number.rule): script must be a list of kinds.")
        }
        let strikes = try kinds.map { kind -> Strike? in
            guard let kind else { throw SandboxError("Fault rule \(number.rule): script must be a list of kinds.") }
            return kind == "none" ? nil : Strike(name: kind, fault: try fault(kind, number))
        }
        // A script of one is written as two, for the end of a script is that it strikes no more.
        return strikes.count == 1 ? strikes + [nil] : strikes
    }

    /// The numbers of a rule, with errors that name it.
    private struct Number {
        let rule: Int
        let mapping: Node.Mapping

        func whole(_ key: String, from least: Int) throws -> Int? {
            guard let node = mapping[key] else { return nil }
            guard let value = node.int, value >= least else {
                throw SandboxError("Fault rule \(rule): \(key) must be a whole number from \(least).")
            }
            return value
        }

        func milliseconds(_ usual: Int) throws -> Int { try whole("milliseconds", from: 0) ?? usual }
    }

    private static func fault(_ kind: String, _ number: Number) throws -> Fault {
        switch kind {
        case "reset-before": return .reset(after: false)
        case "reset-after": return .reset(after: true)
        case "timeout-before": return .timeout(after: false, milliseconds: try number.milliseconds(60_000))
        case "timeout-after": return .timeout(after: true, milliseconds: try number.milliseconds(60_000))
        case "status-429":
            return .tooMany(
                retryAfter: try number.whole("retry_after", from: 0), asDate: number.mapping["as_date"]?.bool == true)
        case "status-5xx": return try serverError(number)
        case "html-200": return .html
        case "empty-before": return .empty(after: false)
        case "empty-after": return .empty(after: true)
        case "redirect": return .redirect(location: number.mapping["location"]?.string ?? "/erp/ui/error")
        case "truncated": return .truncated
        case "latency": return .latency(milliseconds: try number.milliseconds(250))
        case "slow-drip": return .slowDrip(bytesPerSecond: try number.whole("bytes_per_second", from: 1) ?? 1_000)
        case "queue": return .queue(milliseconds: try number.milliseconds(120_000))
        case "expire-token": return .expireToken
        case "shift-page": return .shiftPage
        case "late-commit": return .lateCommit(milliseconds: try number.milliseconds(30_000))
        case "equal-stamps": return .equalStamps(milliseconds: try number.milliseconds(60_000))
        default:
            let known = kinds.joined(separator: ", ")
            throw SandboxError("Fault rule \(number.rule): there is no kind \"\(kind)\"; there are: \(known).")
        }
    }

    private static func serverError(_ number: Number) throws -> Fault {
        let status = try number.whole("status", from: 500) ?? 503
        guard status < 600 else { throw SandboxError("Fault rule \(number.rule): status must be 500 to 599.") }
        guard let body = Fault.ErrorBody(rawValue: number.mapping["body"]?.string ?? "html") else {
            throw SandboxError("Fault rule \(number.rule): body must be html, json or none.")
        }
        return .serverError(status: status, body: body)
    }
}
