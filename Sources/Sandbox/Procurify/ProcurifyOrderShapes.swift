// Orders and their lines as Procurify renders them: header, detail, summary, and the three shapes of a line.
import Foundation

extension ProcurifyState {
    /// `metadata.counts` (12.9): both roles see the same orders here.
    func orderCounts() -> Value {
        var counts: [(key: String, value: Value)] = []
        for status in ["all", "open", "partial", "closed", "cancelled"] {
            counts.append((status, .integer(orders.values.count { $0.isListed(status) })))
        }
        counts.append(("page", 1))
        return record([("purchased", record(counts)), ("receivable", record(counts))])
    }

    /// A row of the list: `shipping_method` is a string here (8.8).
    func orderRow(_ order: Firm.Order) -> Value { record(orderMembers(order, shippingMethod: "Ground")) }

    /// The detail: `shipping_method` and the terms are objects, lines with numbers (1.7, 4.4).
    func orderDetail(_ order: Firm.Order) -> Value {
        let term = firm.terms.firstIndex { $0.code == order.terms } ?? 0
        let ground = ProcurifyReference(id: 2, name: "Ground").value
        return record(
            orderMembers(order, shippingMethod: ground) + [
                ("payment_term", ProcurifyReference(id: term + 1, name: firm.terms[term].name).value),
                ("shipping_term", ProcurifyReference(id: 1, name: "FOB").value),
                ("creditcard", order.isCard ? card() : .null), ("creditcard_is_editable", false), ("custom_fields", []),
                (
                    "cost_details",
                    record([
                        ("subtotal", .fixed(order.subtotal, 8)), ("total_cost", .fixed(order.total, 8)),
                        ("total_cost_in_base_currency", .fixed(order.total * currency(order.currency).rate, 8)),
                        ("tax_amount", .fixed(order.tax, 8)),
                    ])
                ),
                ("punchout_is_retriable", false),
                ("order_items", .array(order.lines.map { orderLine($0, of: order) })),
            ])
    }

    /// The answer to close: short vendor, SimpleUser, the currency without `base` (4.4).
    func orderSummary(_ order: Firm.Order) -> Value {
        let vendor = vendors[order.vendor]
        return record([
            ("id", .integer(order.id)), ("procurify_PO", .integer(order.id)), ("uuid", .string(order.uuid)),
            ("version", .integer(order.version)), ("number", .string(order.number)),
            ("PO_Num", .text(order.externalNumber)), ("date", ProcurifyStamp.value(order.date)),
            ("state", .integer(order.state)), ("fulfilment_status", .string(order.fulfilment)),
            ("item_count", .integer(order.lines.count)), ("last_modified", ProcurifyStamp.value(order.modified)),
            ("promise_date", ProcurifyStamp.midnight(order.promised)), ("freight", .fixed(order.freight, 6)),
            ("other", .fixed(order.other, 6)), ("discount", modifier(order.discount)),
            ("pref_vendor", record([("id", .integer(order.vendor)), ("name", .string(vendor?.name ?? ""))])),
            ("purchaser", userSimple(order.purchaser)), ("purchased_currency", currencySimple(order.currency)),
            ("purchased_currency_rate", .fixed(currency(order.currency).rate, 6)),
            ("subtotal", .fixed(order.subtotal, 2)), ("total", .fixed(order.total, 2)),
            ("total_amount", .fixed(order.total, 2)), ("currency", .string(order.currency)), ("email_status", .null),
            ("email_status_updated_at", .null), ("has_blanket_order_items", false), ("expiry_date", .null),
        ])
    }

    private func card() -> Value {
        record([
            ("id", 1), ("name", "Summit Bank Visa"), ("number", "XXXXXXXXXXXX4242"),
            ("vendor", record([("id", 2), ("name", "Summit Bank Visa")])), ("type", 0),
            ("currency", currencyFull(firm.baseCurrency)), ("assignees", []), ("gl_code", ""),
        ])
    }

    private func modifier(_ amount: Decimal) -> Value {
        record([("value", .double(amount)), ("type", "amount")])
    }

    private func orderMembers(_ order: Firm.Order, shippingMethod: Value) -> [(key: String, value: Value)] {
        let branch = branch(order.branch)
        let vendor = vendors[order.vendor]
        let purchaser = person(order.purchaser)
        let contact = "\(purchaser.firstName) \(purchaser.lastName)"
        let terms = firm.terms.first { $0.code == order.terms }?.name ?? ""
        let head: [(key: String, value: Value)] = [
            ("procurify_PO", .integer(order.id)), ("uuid", .string(order.uuid)), ("number", .string(order.number)),
            ("PO_Num", .text(order.externalNumber)), ("state", .integer(order.state)),
            ("fulfilment_status", .string(order.fulfilment)), ("active", .bool(order.active)),
            ("version", .integer(order.version)), ("most_recent_version", .integer(order.version)),
            ("staged_for_export", false), ("date", ProcurifyStamp.value(order.date)),
            ("last_modified", ProcurifyStamp.value(order.modified)),
            ("promise_date", ProcurifyStamp.midnight(order.promised)), ("recorded_date", .null),
            ("closed_date", ProcurifyStamp.value(order.closed)), ("expiry_date", .null),
            ("purchaser", userSummary(order.purchaser)),
        ]
        let tail: [(key: String, value: Value)] = [
            ("pref_vendor", vendorRead(order.vendor)), ("vendor_name", .text(vendor?.name)),
            ("vendor_contact", vendor?.values["contact"] ?? .null),
            ("vendor_addressLineOne", vendor?.values["addressLineOne"] ?? .null),
            ("vendor_city", vendor?.values["city"] ?? .null),
            ("vendor_postalCode", vendor?.values["postalCode"] ?? .null),
            ("vendor_state_province", vendor?.values["state_province"] ?? .null),
            ("vendor_country", vendor?.values["country"] ?? .null), ("payment_terms", .string(terms)),
            ("shipping_terms", "FOB"), ("shipping_method", shippingMethod), ("subtotal", .fixed(order.subtotal, 2)),
            ("freight", .fixed(order.freight, 6)), ("other", .fixed(order.other, 6)), ("tax", modifier(order.tax)),
            ("discount", modifier(order.discount)), ("total", .fixed(order.total, 2)),
            ("purchased_currency", currencySummary(order.currency)),
            ("purchased_currency_rate", .fixed(currency(order.currency).rate, 6)), ("comment", .string(order.comment)),
            ("disclaimer_description", .null), ("disclaimer_text", .null), ("item_count", .integer(order.lines.count)),
            // `contract` is declared required; null where there is none is the assumption of 4.4.
            ("contract", .null), ("purchase_agreement", .null), ("purchase_agreement_status", .null),
            ("has_blanket_order_items", false), ("punchout_system", .null), ("punchout_vendor_reference", .null),
            ("punchout_supplier_icon", .null), ("punchout_supplier_name", .null),
        ]
        return head + parties(branch, contact: contact) + tail
    }

    /// `buyer_*` and `receiver_*`: six keys, a state, and the address again (4.4).
    private func parties(_ branch: Firm.Branch, contact: String) -> [(key: String, value: Value)] {
        ["buyer", "receiver"].flatMap { party -> [(key: String, value: Value)] in
            [
                ("\(party)_name", .string(firm.name)), ("\(party)_contact", .string(contact)),
                ("\(party)_addressLineOne", .string(branch.address.line1)),
                ("\(party)_city", .string(branch.address.city)),
                ("\(party)_postalCode", .string(branch.address.postalCode)),
                ("\(party)_state_province", .string(branch.address.state)),
                ("\(party)_country", .string(branch.address.country)), ("\(party)_address", addressSummary(branch)),
            ]
        }
    }
}
