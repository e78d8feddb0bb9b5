// A record as scripts see it (interface.md, "JSON that scripts rely on").

package import Core
package import Foundation

extension Record {
    /// One element of `records`.
    package var document: JSON {
        [
            "id": .string(id.description),
            "connection": .string(id.connection),
            "flow": .string(id.flow.rawValue),
            "key": .string(id.key),
            "title": .string(title),
            "state": .string(state.rawValue),
            "reason": reason?.document ?? .null,
            "source": [
                "system": .string(source.system), "id": .string(source.id), "number": .string(source.number),
                "version": .integer(source.version),
            ],
            "target": target?.document ?? .null,
            "adopted": .bool(adopted),
            "erp_status": .optional(erpStatus),
            "amount": money.map { .string($0.text) } ?? .null,
            "currency": .optional(money?.currency),
            "attempts": .integer(attempts),
            "first_seen_at": .string(Timestamp.format(firstSeenAt)),
            "changed_at": .string(Timestamp.format(changedAt)),
            "due_at": .optional(dueAt.map(Timestamp.format)),
        ]
    }
}

extension Reason {
    package var document: JSON {
        ["code": .string(code.rawValue), "message": .string(message), "action": .string(action)]
    }
}

extension Target {
    package var document: JSON { ["system": .string(system), "type": .string(type), "number": .string(number)] }
}

extension Money {
    /// The amount with the currency's decimals, or with all that it has where it has more.
    package var text: String { Money.text(amount, currency) }

    package static func text(_ amount: Decimal, _ currency: String) -> String {
        let scale = Money.decimals(of: currency)
        return amount.rounded(scale) == amount ? amount.fixed(scale) : amount.plain
    }

    /// Sums by currency as decimal strings, in the order of the currencies.
    package static func document(of totals: [String: Decimal]) -> JSON {
        .object(JSONObject(totals.sorted { $0.key < $1.key }.map { ($0.key, .string(text($0.value, $0.key))) }))
    }
}
