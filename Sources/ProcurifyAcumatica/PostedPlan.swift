// What is still to be done for a document that stands: nothing, or one further step.

import Acumatica
import Core
import Foundation

/// Further steps on a document, by the name in `Plan.Action.step`.
enum DocumentStep: String, Sendable {
    /// Releases a balanced bill.
    case release
    /// Takes a document off hold that the ERP put on hold although `Hold` false was sent (acumatica.md 10, trap 21).
    case unhold

    /// The step that a document in this status still needs under the configuration; nil where it is as wanted, or where
    /// somebody in the ERP has to act first, for instance to approve.
    static func next(_ kind: DocumentKind, status: String?, posting: PostingSettings) -> DocumentStep? {
        switch (kind, status) {
        case (.bill, "On Hold"): posting.billState == .onHold ? nil : .unhold
        case (.bill, "Balanced"): posting.billState == .released ? .release : nil
        case (.order, "On Hold"): posting.orderState == .onHold ? nil : .unhold
        default: nil
        }
    }

    /// Whether a document in this status can take the step; otherwise the step is done or somebody else's.
    func applies(to status: String?) -> Bool { status == (self == .release ? "Balanced" : "On Hold") }
}

enum PostedPlan {
    /// The plan of a posted record whose source is unchanged.
    static func next(_ record: Record, target: Target, kind: DocumentKind) -> Plan {
        let step = record.posted["next"]?.text.flatMap(DocumentStep.init)
        let keys: [(String, JSON)] = [("Type", .string(target.type)), (kind.numberField, .string(target.number))]
        let request: JSON =
            switch step {
            case .release: ["entity": .wrapped(keys), "parameters": [:]]
            case .unhold: .wrapped(keys + [("Hold", false)])
            case nil: .null
            }
        let verb = step.map { "\($0.rawValue) " } ?? ""
        return Plan(
            record: record.id, action: step.map { .step($0.rawValue) } ?? .nothing, request: request,
            intent: [
                "document": .string(kind.rawValue), "step": .optional(step?.rawValue),
                "target": .string(target.description),
            ],
            billed: billed(record.posted), money: record.money, target: target, summary: "\(verb)\(target)")
    }

    /// Throws `changed-after-posting` with what changed. A fingerprint that a person has agreed to counts as posted.
    static func checkUnchanged(_ record: Record, document: JSON, target: Target) throws {
        guard let before = record.posted["source"], !before.isNull, !document.isNull else { return }
        guard record.postedPrint != record.fingerprint else { return }
        let changes = Difference.lines(from: before, to: document)
        guard changes.isEmpty else {
            throw Rejection.held(
                Reason(
                    .changedAfterPosting,
                    "It was changed in Procurify after \(target) was posted: \(changes.joined(separator: "; "))."))
        }
    }

    /// What the document takes of order lines, as kept in `Record.posted`.
    static func billed(_ posted: JSON) -> [BilledLine] {
        (posted["billed"]?.items ?? []).compactMap(BilledLine.init)
    }

    /// What is kept of a record whose document agrees with its source as it is now.
    static func agreed(_ record: Record?) -> JSON {
        guard let record, let document = record.body["document"], !document.isNull, record.posted.object != nil else {
            return record?.posted ?? .null
        }
        return record.posted.setting("source", to: document)
    }

    /// `posted` without a next step, or with another.
    static func posted(_ posted: JSON, next: DocumentStep?) -> JSON {
        guard var object = posted.object else { return posted }
        object["next"] = next.map { .string($0.rawValue) }
        return .object(object)
    }
}

extension BilledLine {
    init?(_ json: JSON) {
        guard let order = json["order"]?.text, let line = json["line"]?.integer else { return nil }
        self.init(
            order: order, line: line, quantity: json["quantity"]?.decimal ?? 0, amount: json["amount"]?.decimal ?? 0)
    }

    var json: JSON {
        ["order": .string(order), "line": .integer(line), "quantity": .decimal(quantity), "amount": .decimal(amount)]
    }
}
