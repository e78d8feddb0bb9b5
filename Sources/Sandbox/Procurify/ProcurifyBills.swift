// The routes of bills: list, detail, items, mark-as-paid, and the undocumented PATCH.
import Foundation

/// 4.5, 5.1, 5.2 and the filters of 3. Bills cannot be created or deleted: POST and DELETE answer 405.
enum ProcurifyBills {
    /// `GET /api/v3/ap/bills/`: envelope B. There is no `status` filter; unknown parameters are ignored.
    static let list: ProcurifyRoute.Handler = { call, state in
        let filter = ProcurifyBillFilter(call, in: state)
        if let refusal = filter.refusal { return refusal }
        var rows: [(id: Int, modified: Int)] = []
        var (total, currencies): (Decimal, Set<String>) = (0, [])
        // The newest first, where no order is asked for (2, assumed). Only ids are kept: a page renders what it shows.
        for id in state.billIDs.reversed() {
            guard let bill = state.bills[id], bill.active, filter.admits(bill, in: state) else { continue }
            rows.append((id, ProcurifyStamp.micros(bill.modified)))
            total += state.totalWithTax(bill)
            currencies.insert(bill.currency)
        }
        rows = call.ordered(
            rows,
            by: [
                "id": { $0.id < $1.id }, "group": { $0.id < $1.id },
                "last_modified_datetime": { ($0.modified, $0.id) < ($1.modified, $1.id) },
            ])
        return call.list(
            rows,
            metadata: [
                ("permissions", permissions(canEdit: true)), ("summary", summary(total, currencies.count > 1)),
            ]
        ) { row in state.bills[row.id].map { state.billRow($0) } ?? .null }
    }

    /// `GET /api/v2/ap/bills/{id}/`: by uuid with or without dashes, or by integer (4.5, 5.6).
    static let detail: ProcurifyRoute.Handler = { call, state in
        guard let bill = state.bill(call.arguments[0]) else { return ProcurifyAnswer.notFound }
        return ProcurifyAnswer.single(
            200, state.billDetail(bill),
            metadata: record([
                ("permissions", permissions(canEdit: false)), ("summary", summary(state.totalWithTax(bill), false)),
            ]))
    }

    /// `GET /api/v2/ap/items/`: the lines on their own, with a summary (4.5).
    static let items: ProcurifyRoute.Handler = { call, state in
        var rows: [(Firm.BillLine, Firm.Bill)] = []
        let vendor = call.value("vendor").flatMap { Int($0) }
        let asked = (call.value("bill_uuid") ?? call.value("bill")).map { state.bill($0)?.id ?? -1 }
        for id in state.billIDs {
            guard let bill = state.bills[id], bill.active else { continue }
            if let asked, bill.id != asked { continue }
            if let vendor, bill.vendor != vendor { continue }
            rows += bill.lines.map { ($0, bill) }
        }
        let total = rows.reduce(Decimal(0)) { $0 + $1.0.total }
        let summary = record([("total_items", .integer(rows.count)), ("total_cost", .double(total))])
        return call.list(rows, metadata: [("summary", summary)]) { state.billItem($0.0, of: $0.1) }
    }

    /// `POST /api/v3/ap/bills/mark-as-paid/`: approved bills without a payment; all or nothing; a bare echo (5.1).
    static let markAsPaid: ProcurifyRoute.Handler = { call, state in
        guard let body = call.request.json.fields else { return ProcurifyAnswer.invalidBody() }
        guard let uuids = body["bill_uuids"]?.items else {
            return ProcurifyAnswer.invalidFields("bill_uuids", "This field is required.")
        }
        guard let date = body["payment_date"]?.text, !date.isEmpty else {
            return ProcurifyAnswer.invalidFields("payment_date", "This field is required.")
        }
        let groups = body["bill_group_ids"]?.items ?? []
        var ids: [Int] = []
        let isLenient = state.readings["mark-as-paid"] == "lenient"
        for uuid in uuids {
            guard let text = uuid.text, !text.isEmpty, Int(text) == nil, let bill = state.bill(text), bill.isPayable
            else {
                if isLenient { continue }
                return ProcurifyAnswer.invalidFields(
                    "bill_uuids", "Bill \(uuid.text ?? uuid.encoded()) is not approved or has a payment already.")
            }
            ids.append(bill.id)
        }
        for group in groups {
            let bill = state.bills.values.first { $0.active && $0.group == group.integer }
            guard let bill, bill.isPayable else {
                if isLenient { continue }
                return ProcurifyAnswer.invalidFields(
                    "bill_group_ids", "Bill group \(group.encoded()) is not approved or has a payment already.")
            }
            ids.append(bill.id)
        }
        for id in ids { state.pay(id, on: FirmDay(date), by: state.owner.id, at: call.now) }
        return .json(
            200,
            record([
                ("bill_uuids", .array(uuids)), ("bill_group_ids", .array(groups)), ("payment_date", .string(date)),
            ]))
    }

    /// Undocumented (5.2): applied even where `can_edit` is false; an empty body moves the modified time alone.
    static let patch: ProcurifyRoute.Handler = { call, state in
        guard var bill = state.bill(call.arguments[0]) else { return ProcurifyAnswer.notFound }
        guard let body = call.request.json.fields else { return ProcurifyAnswer.invalidBody() }
        do {
            try bill.take(body, in: state)
        } catch {
            return .json(400, ["detail": .string("\(error)")])
        }
        (bill.modified, bill.modifier) = (call.now, state.owner.id)
        state.bills[bill.id] = bill
        return ProcurifyAnswer.single(200, state.billDetail(bill))
    }

    private static func permissions(canEdit: Bool) -> Value {
        record([("can_edit", .bool(canEdit)), ("can_delete", .bool(canEdit)), ("can_approve", false)])
    }

    private static func summary(_ total: Decimal, _ hasMany: Bool) -> Value {
        record([("has_multiple_currency", .bool(hasMany)), ("total_cost", .double(total))])
    }
}

extension Firm.Bill {
    /// Approved and without a payment (5.1).
    var isPayable: Bool { active && status == 2 }

    /// Takes what the service's edit schema accepts of `body` (5.2). Throws a sentence on what it cannot take.
    mutating func take(_ body: Fields, in state: ProcurifyState) throws {
        if let value = body["vendor"] {
            guard let id = value.integer, state.vendors[id] != nil else {
                throw SandboxError("vendor: there is no vendor \(value.encoded()).")
            }
            vendor = id
        }
        if let value = body["currency"] {
            let known = state.currency(id: value.integer)?.code ?? value.text.flatMap { state.firm.currency($0)?.code }
            guard let known else { throw SandboxError("currency: there is no currency \(value.encoded()).") }
            currency = known
        }
        for (key, place) in [
            ("invoice_date", \Firm.Bill.date), ("due_date", \.due), ("gl_post_date", \.posting),
        ] {
            guard let value = body[key] else { continue }
            guard value.isNull || value.text.flatMap({ FirmDay($0) }) != nil else {
                throw SandboxError("\(key): \(value.encoded()) is not a date.")
            }
            self[keyPath: place] = value.text.flatMap { FirmDay($0) }
        }
        if let text = body["invoice_number"]?.text {
            guard text.unicodeScalars.count <= 50 else {
                throw SandboxError("invoice_number: more than 50 characters.")
            }
            number = text
        }
        if let text = body["note"]?.text { note = text }
        if let text = body["payment_terms"]?.text {
            terms = state.firm.terms.first { $0.name == text || $0.code == text }?.code ?? text
        }
    }
}

extension ProcurifyState {
    /// Moves a bill to paid; no Procurify payment is made, so `bill_payment` stays null (4.5, 5.1).
    mutating func pay(_ id: Int, on day: FirmDay?, by person: Int, at now: Date) {
        guard var bill = bills[id] else { return }
        desk.record(4, on: id, at: now, by: person, in: &bill)
        (bill.paid, bill.modified) = (day ?? FirmDay(of: now), now)
        bills[id] = bill
    }
}
