// The plan of a bill: from its canonical form, the mappings and the mirror to the one request that posts it. Pure.

import Core
import Foundation

/// Plans bills for one connection.
struct BillPlanning {
    let settings: ConnectionSettings
    let installation: String
    let reader: any StoreReader

    var posting: PostingSettings { settings.posting }
    var coding: Coding { Coding(settings: settings, reader: reader) }

    /// Throws `Rejection`.
    func plan(_ record: Record) throws -> Plan {
        let bill = Bill(record.body)
        if let target = record.target { return try posted(record, bill, target) }
        try skip(bill, zone: coding.timeZone())
        return try create(record, bill)
    }

    // MARK: Rules of scope

    private func skip(_ bill: Bill, zone: TimeZone?) throws {
        switch bill.type {
        case 1: throw Rejection.skipped(Reason(.expenseBill, "It is an expense bill."))
        case 2: throw Rejection.skipped(Reason(.cardBill, "It is a credit card bill."))
        default: break
        }
        switch bill.standing {
        case .approved: break
        case .draft: throw Rejection.skipped(Reason(.notApproved, "It is a draft."))
        case .submitted: throw Rejection.skipped(Reason(.notApproved, "It waits for approval in Procurify."))
        case .denied: throw Rejection.skipped(Reason(.notApproved, "It was denied in Procurify."))
        case .withdrawn: throw Rejection.skipped(Reason(.cancelled, "It was withdrawn in Procurify."))
        case .inactive: throw Rejection.skipped(Reason(.cancelled, "It is no longer active in Procurify."))
        case nil: throw Rejection.held(Reason(.undecodable, "Its status is not known."))
        }
        guard let approved = bill.approvedAt else {
            throw Rejection.held(Reason(.undecodable, "It is approved, but nothing says when."))
        }
        let day = CalendarDate(approved, in: zone ?? .gmt)
        guard day >= posting.startDate else {
            throw Rejection.skipped(
                Reason(.beforeStartDate, "It was approved on \(day), before \(posting.startDate)."))
        }
    }

    // MARK: After posting

    private func posted(_ record: Record, _ bill: Bill, _ target: Target) throws -> Plan {
        let stands = "but \(target) stands in Acumatica."
        switch bill.standing {
        case .approved: break
        case .denied, .withdrawn, .inactive:
            let now = bill.standing?.rawValue ?? "unknown"
            throw Rejection.held(Reason(.cancelledAfterPosting, "It is \(now) in Procurify, \(stands)"))
        case .draft, .submitted, nil:
            // Where a person has agreed to what the source says now, it stands.
            guard record.postedPrint != record.fingerprint else { break }
            let now = bill.standing?.rawValue ?? "unknown"
            throw Rejection.held(
                Reason(.changedAfterPosting, "It is no longer approved in Procurify (now \(now)), \(stands)"))
        }
        try PostedPlan.checkUnchanged(record, document: bill.document, target: target)
        return PostedPlan.next(record, target: target, kind: .bill)
    }

    // MARK: Create

    private func create(_ record: Record, _ bill: Bill) throws -> Plan {
        let zone = try coding.timeZone()
        let reference = try reference(bill, record)
        let dates = try dates(bill, zone: zone)
        let vendor = try coding.vendor(bill.vendor)
        let currency = try coding.currency(bill.currency)
        let signed = try BillTotals(bill).agreed(with: bill, scale: currency.scale)
        // A credit is a debit adjustment, whose amounts are positive (acumatica.md 6.5).
        let type = signed < 0 ? "Debit Adj." : "Bill"
        let claim = "\(signed < 0 ? "debit" : "bill"):\(Reference.code(vendor)):\(Reference.normalised(reference))"
        try checkUnused(record, claim: claim, type: type, vendor: vendor, reference: reference)
        var lines = try lines(bill, scale: currency.scale, sign: signed < 0 ? -1 : 1)
        guard !lines.lines.isEmpty else { throw Rejection.held(Reason(.amountMismatch, "The bill has no lines.")) }
        let period = try Periods(connection: settings.name, reader: reader)
            .posting(
                on: dates.post ?? dates.invoice, dateName: dates.post == nil ? "the invoice date" : "the posting date")
        let links = OrderLinks(settings: settings, reader: reader, bill: record.id, vendor: vendor, zone: zone)
        let billed =
            type == "Bill"
            ? try links.link(&lines.lines, from: lines.orders, currency: currency.id, scale: currency.scale) : []

        let amount = signed < 0 ? -signed : signed
        let marker = Marker(
            subdomain: settings.procurify.subdomain, kind: .bill, key: record.id.key, installation: installation)
        let header = BillHeader(
            type: type, vendor: vendor, reference: reference, dates: dates, period: period,
            terms: try coding.terms(bill.document["terms"]?.text ?? ""),
            currency: currency.id, branch: lines.branch ?? settings.acumatica.branch,
            description: marker.heading("\(bill.vendor.name) \(bill.invoiceNumber)", charactersMax: 256),
            amount: amount,
            hold: posting.billState == .onHold, note: note(bill))
        let intent = DocumentIntent(
            kind: .bill, marker: marker, vendor: vendor, reference: reference, type: type, amount: amount,
            currency: currency.id,
            date: dates.invoice, lines: lines.lines.map(\.intentLine), billed: billed.map(\.taken),
            source: bill.document)
        return Plan(
            record: record.id, action: .create, request: header.request(lines: lines.lines),
            intent: intent.json.setting("room", to: .array(billed.map(\.json))), claims: [claim],
            billed: billed.map(\.taken), money: Money(amount, currency.id),
            summary: "\(type) \(reference) of \(vendor) over \(amount.fixed(currency.scale)) \(currency.id)")
    }

    /// The reference as it will stand in the ERP, with the suffix that a person gave (`/2`).
    private func reference(_ bill: Bill, _ record: Record) throws -> String {
        guard !bill.invoiceNumber.isEmpty else {
            throw Rejection.held(Reason(.invoiceNumberMissing, "The bill has no invoice number."))
        }
        let suffix = record.decisions["reference_suffix"]?.integer.map { "/\($0)" } ?? ""
        let reference = bill.invoiceNumber + suffix
        guard reference.utf16.count <= Limits.vendorRefCharactersMax else {
            throw Rejection.held(
                Reason(
                    .referenceTooLong,
                    "“\(reference)” has \(reference.utf16.count) characters; Acumatica keeps "
                        + "\(Limits.vendorRefCharactersMax)."
                ))
        }
        return reference
    }

    private func dates(_ bill: Bill, zone: TimeZone?) throws -> BillDates {
        for conflict in bill.about["date_conflicts"]?.items ?? [] {
            let listed = conflict["list"]?.text.flatMap(SourceDate.init)
            let detailed = conflict["detail"]?.text.flatMap(SourceDate.init)
            guard let day = listed?.day(in: zone), day == detailed?.day(in: zone) else {
                let field = conflict["field"]?.text ?? "a date"
                throw Rejection.held(
                    Reason(
                        .dateMismatch,
                        "Procurify's list gives \(field) as \(listed?.canonical ?? "nothing"), the bill itself as "
                            + "\(detailed?.canonical ?? "nothing")."))
            }
        }
        func day(_ name: String) throws -> CalendarDate? {
            let day = bill.date(name, zone: zone)
            guard day != nil || bill.document[name]?.text == nil else {
                throw Rejection.held(
                    Reason(
                        .dateMismatch,
                        "\(name) has a time of day (\(bill.document[name]?.text ?? "")), and no time zone is known.",
                        action: "Set procurify.time_zone in the configuration."))
            }
            return day
        }
        guard let invoice = try day("invoice_date") else {
            throw Rejection.held(Reason(.dateMismatch, "The bill has no invoice date."))
        }
        return BillDates(invoice: invoice, due: try day("due_date"), post: try day("gl_post_date"))
    }

    /// A reference is used once per vendor and type: by claims of other records, and by what they are linked to.
    private func checkUnused(_ record: Record, claim: String, type: String, vendor: String, reference: String) throws {
        if let holder = try reader.claimant(connection: settings.name, claim: claim), holder != record.id {
            let other = try reader.record(holder)
            throw duplicate(reference, vendor, record, other: other?.title ?? holder.key, holder)
        }
        let name = Reference.vendorAndReference(vendor: vendor, reference: reference)
        for row in try reader.mirror(connection: settings.name, kind: MirrorKind.erpBill, name: name) {
            guard let header = DocumentHeader(.bill, flat: row.body), header.type == type, header.isLive else {
                continue
            }
            let linked = try reader.records(connection: settings.name, target: header.target).first {
                $0.id != record.id
            }
            if let linked {
                throw duplicate(
                    reference, vendor, record, other: "\(linked.title), posted as \(header.target)", linked.id)
            }
        }
    }

    private func duplicate(_ reference: String, _ vendor: String, _ record: Record, other: String, _ id: RecordID)
        -> Rejection
    {
        .held(
            Reason(
                .duplicateInvoice,
                "Reference \(reference) of \(vendor) is used twice: by this bill (\(record.id)) and by "
                    + "\(other) (\(id))."
            ))
    }

    /// Who approved and when, Procurify's note, and the way back.
    private func note(_ bill: Bill) -> String {
        var parts: [String] = []
        if let at = bill.approvedAt {
            let moment = Timestamp.format(at).prefix(16).replacingOccurrences(of: "T", with: " ")
            parts.append("Approved in Procurify by \(bill.about["approved_by"]?.text ?? "unknown") on \(moment) UTC.")
        }
        if let note = bill.document["note"]?.text, !note.isEmpty { parts.append(note) }
        if let template = settings.procurify.linkTemplate, let id = bill.about["id"]?.text {
            parts.append(template.replacingOccurrences(of: "{id}", with: id))
        }
        return parts.joined(separator: "\n")
    }
}
