// What is remembered of a write before it leaves: all that a later look-up needs to find and judge its outcome.

import Core
import Foundation

/// The intent of one create, as it stands in `Plan.intent` and in attempts.
struct DocumentIntent: Equatable {
    let kind: DocumentKind
    let marker: Marker?
    let vendor: String
    let reference: String
    let type: String
    let amount: Decimal
    let currency: String
    let date: CalendarDate?
    let lines: [IntentLine]
    let billed: [BilledLine]
    /// The source's document as planned, for what is compared after posting.
    let source: JSON
    /// The fingerprint of the source when it was sent; nil while it was not.
    var fingerprint: String?

    /// A line as it was sent.
    struct IntentLine: Equatable {
        let item: String?
        let account: String
        let subaccount: String?
        let amount: Decimal
        let text: String
    }

    var json: JSON {
        [
            "kind": .string(kind.rawValue), "marker": .optional(marker?.description), "vendor": .string(vendor),
            "reference": .string(reference), "type": .string(type), "amount": .decimal(amount),
            "currency": .string(currency),
            "date": .optional(date?.description),
            "lines": .array(
                lines.map {
                    [
                        "item": .optional($0.item), "account": .string($0.account),
                        "subaccount": .optional($0.subaccount),
                        "amount": .decimal($0.amount), "text": .string($0.text),
                    ]
                }),
            "billed": .array(billed.map(\.json)),
            "source": source,
        ]
    }
}

extension DocumentIntent {
    /// Nil where this is no create's intent, for instance a step's.
    init?(_ json: JSON) {
        guard let kind = json["kind"]?.text.flatMap(DocumentKind.init), let vendor = json["vendor"]?.text,
            let amount = json["amount"]?.decimal
        else { return nil }
        self.kind = kind
        self.vendor = vendor
        self.amount = amount
        marker = json["marker"]?.text.flatMap(Marker.parse)
        reference = json["reference"]?.text ?? ""
        type = json["type"]?.text ?? ""
        currency = json["currency"]?.text ?? ""
        date = json["date"]?.text.flatMap(CalendarDate.init)
        lines = (json["lines"]?.items ?? []).map {
            IntentLine(
                item: $0["item"]?.text, account: $0["account"]?.text ?? "", subaccount: $0["subaccount"]?.text,
                amount: $0["amount"]?.decimal ?? 0, text: $0["text"]?.text ?? "")
        }
        billed = (json["billed"]?.items ?? []).compactMap(BilledLine.init)
        source = json["source"] ?? .null
        fingerprint = json["fingerprint"]?.text
    }

    /// What the record keeps of the document once it stands: for comparison, for links of bills, and the next step. The
    /// reference and the marker are those that the document shows, for later look-ups ask for them.
    func posted(
        as header: DocumentHeader? = nil, next: DocumentStep?, ordered: [OrderedLine] = [], isOurs: Bool = true
    ) -> JSON {
        let shown = header.map(\.reference) ?? ""
        return PostedForm(
            source: source, marker: (isOurs ? marker : header?.marker)?.description, vendor: vendor,
            reference: shown.isEmpty ? reference : shown, billed: billed, ordered: ordered
        ).json(next: next)
    }
}

/// What `Record.posted` holds of a document.
struct PostedForm {
    var source: JSON
    var marker: String?
    var vendor: String
    var reference: String
    var billed: [BilledLine] = []
    var ordered: [OrderedLine] = []

    func json(next: DocumentStep?) -> JSON {
        var object = JSONObject([
            ("source", source), ("marker", .optional(marker)), ("vendor", .string(vendor)),
            ("reference", .string(reference)),
        ])
        if !billed.isEmpty { object["billed"] = .array(billed.map(\.json)) }
        if !ordered.isEmpty { object["lines"] = .array(ordered.map(\.json)) }
        if let next { object["next"] = .string(next.rawValue) }
        return .object(object)
    }
}

extension DocumentLine {
    var intentLine: DocumentIntent.IntentLine {
        DocumentIntent.IntentLine(
            item: item, account: coding.account, subaccount: coding.subaccount, amount: amount, text: text)
    }
}
