// Whether the answer of a create shows our new document and nothing else. Pure.

import Core
import Foundation

/// Checks the document that a create gave against what was sent.
struct AnswerCheck {
    let intent: DocumentIntent
    /// Whether nobody knew the document's number before.
    let isNew: Bool

    enum Outcome: Equatable {
        case fine
        /// The answer leaves a doubt: the document has to be read with its details.
        case read
        /// Ours alone, but not as sent.
        case held(Reason)
        /// A document that was there has been changed: nothing more may be posted.
        case altered(Reason)
    }

    func answer(_ header: DocumentHeader) -> Outcome {
        guard isNew else {
            return .altered(
                Reason(
                    .erpDocumentAltered, "Acumatica answered the create with \(header.target), which was there before.")
            )
        }
        return header.marker == intent.marker && header.amount == intent.amount ? .fine : .read
    }

    /// The document as read by its key, with details.
    func document(_ header: DocumentHeader) -> Outcome {
        guard header.marker == intent.marker else {
            return .altered(
                Reason(
                    .erpDocumentAltered,
                    "\(header.target) does not carry the marker that was sent; it reads “\(header.description)”."
                ))
        }
        let strangers = Self.strangers(in: header.details ?? [], to: intent.lines)
        if let first = strangers.first {
            return .altered(
                Reason(
                    .erpDocumentAltered,
                    "\(header.target) has \(strangers.count) lines that were not sent, one of \(first.amount?.plain ?? "?") on "
                        + "\(first.account)."))
        }
        guard header.amount == intent.amount else {
            return .held(
                Reason(
                    .amountMismatch,
                    "\(header.target) comes to \(header.amount?.plain ?? "an unknown amount") \(header.currency); "
                        + "\(intent.amount.plain) \(intent.currency) were sent."))
        }
        return .fine
    }

    /// Details that stand for none of the lines sent: by account, and by amount where several are on one account.
    static func strangers(in details: [DocumentDetail], to lines: [DocumentIntent.IntentLine]) -> [DocumentDetail] {
        var open = lines
        var rest: [DocumentDetail] = []
        for detail in details {
            let exact = open.firstIndex { same($0, detail) && $0.amount == detail.amount }
            if let exact { open.remove(at: exact) } else { rest.append(detail) }
        }
        // A line of ours whose amount the ERP changed is still ours.
        return rest.filter { detail in
            guard let index = open.firstIndex(where: { same($0, detail) }) else { return true }
            open.remove(at: index)
            return false
        }
    }

    private static func same(_ line: DocumentIntent.IntentLine, _ detail: DocumentDetail) -> Bool {
        Reference.code(line.account) == Reference.code(detail.account)
    }
}

/// Which line number the ERP gave to each line of an order.
enum OrderedLines {
    /// The ERP's lines with the order items they were sent for: by account, amount and text, then by account and
    /// amount. `complete` where every line sent has found its number.
    static func match(_ sent: [DocumentIntent.IntentLine], _ details: [DocumentDetail]) -> (
        lines: [OrderedLine], complete: Bool
    ) {
        var open = Array(sent.enumerated())
        var found: [Int: OrderedLine] = [:]
        for strict in [true, false] {
            for (position, detail) in details.enumerated() where found[position] == nil {
                guard let number = detail.line, let amount = detail.amount,
                    let index = open.firstIndex(where: { fits($0.element, detail, strict: strict) })
                else { continue }
                let line = open.remove(at: index).element
                found[position] = OrderedLine(
                    item: line.item, account: line.account, subaccount: line.subaccount, line: number, amount: amount)
            }
        }
        let lines = details.enumerated().compactMap { position, detail in
            found[position]
                ?? detail.line.map {
                    OrderedLine(
                        item: nil, account: detail.account, subaccount: detail.subaccount, line: $0,
                        amount: detail.amount ?? 0)
                }
        }
        return (lines, open.isEmpty)
    }

    private static func fits(_ line: DocumentIntent.IntentLine, _ detail: DocumentDetail, strict: Bool) -> Bool {
        Reference.code(line.account) == Reference.code(detail.account) && line.amount == detail.amount
            && (!strict || line.text == detail.text)
    }
}
