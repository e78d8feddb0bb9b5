// What the plans of one batch take from each other: they were planned apart, from the same state of the store.

import Core
import Foundation

/// What a bill takes of an order line, and what was left of the line when the bill was planned.
struct RoomTaken: Equatable {
    var taken: BilledLine
    var left: Decimal

    var json: JSON {
        [
            "order": .string(taken.order), "line": .integer(taken.line), "amount": .decimal(taken.amount),
            "left": .decimal(left),
        ]
    }
}

/// Lets the first of two plans go that cannot both, and plans the second anew once the first is settled.
enum BatchRoom {
    /// What stands in a look-up's answer for each plan that has to wait for an earlier one of the batch: it has the
    /// same reference, or together they would take more of an order line than is left.
    static func deferrals(_ plans: [Plan]) -> [RecordID: JSON] {
        var deferred: [RecordID: JSON] = [:]
        var claims: [String: RecordID] = [:]
        var taken: [String: (amount: Decimal, by: RecordID)] = [:]
        for plan in plans where plan.action == .create {
            if let holder = plan.claims.compactMap({ claims[$0] }).first {
                deferred[plan.record] = mark(.duplicateInvoice, holder, "has the same vendor and reference")
                continue
            }
            let rooms = plan.intent["room"]?.items ?? []
            let full = rooms.first { room in
                guard let before = taken[line(room)], let left = room["left"]?.decimal else { return false }
                return before.amount + (room["amount"]?.decimal ?? 0) > left
            }
            if let full, let before = taken[line(full)] {
                deferred[plan.record] = mark(.overOrder, before.by, "is billed to the same order line")
                continue
            }
            for claim in plan.claims { claims[claim] = plan.record }
            for room in rooms {
                let sum = (taken[line(room)]?.amount ?? 0) + (room["amount"]?.decimal ?? 0)
                taken[line(room)] = (sum, plan.record)
            }
        }
        return deferred
    }

    /// The reason to wait, where an answer holds one.
    static func deferral(_ found: JSON) -> Reason? {
        guard let code = found["deferred"]?.text, let message = found["message"]?.text else { return nil }
        return Reason(ReasonCode(code), message)
    }

    private static func mark(_ code: ReasonCode, _ other: RecordID, _ why: String) -> JSON {
        ["deferred": .string(code.rawValue), "message": .string("\(other), which \(why), is posted first.")]
    }

    private static func line(_ room: JSON) -> String {
        "\(room["order"]?.text ?? "")#\(room["line"]?.text ?? room["line"]?.integer.map(String.init) ?? "")"
    }
}
