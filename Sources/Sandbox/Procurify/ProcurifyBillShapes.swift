// Bills as Procurify renders them: the row of the list, the detail, and the lines and charges inside.
import Foundation

extension ProcurifyState {
    /// SimpleBill (4.5): the vendor without `external_id`, dates as plain strings, totals as numbers.
    func billRow(_ bill: Firm.Bill) -> Value {
        record([
            ("id", .integer(bill.id)), ("uuid", .string(bill.uuid)), ("status", .integer(bill.status)),
            ("type", .integer(bill.type)), ("version", .integer(bill.version)), ("locked", .bool(bill.isLocked)),
            (
                "vendor",
                record([("id", .integer(bill.vendor)), ("name", .string(vendors[bill.vendor]?.name ?? ""))])
            ),
            ("currency", currencySimple(bill.currency)), ("items", .array(bill.lines.map { .integer($0.id) })),
            ("invoice_number", .string(bill.number)), ("invoice_date", ProcurifyStamp.value(bill.date)),
            ("due_date", ProcurifyStamp.value(bill.due)), ("gl_post_date", ProcurifyStamp.value(bill.posting)),
            ("submitted_date", ProcurifyStamp.value(bill.submitted)),
            ("total_cost_with_tax", .double(totalWithTax(bill))), ("invoice_total", .double(bill.invoiceTotal)),
            // Depends on the moment of reading; here it differs at every read.
            ("past_due", .bool(reads % 2 == 1)), ("last_modified_datetime", ProcurifyStamp.value(bill.modified)),
            ("last_export_date", .null), ("last_export_user", .null), ("group", .integer(bill.group)),
            ("invoice_uuid", ""), ("invoice_created", false), ("approver", approverInList(bill.approver)),
            ("next_approver_choices", .null), ("user", userSimple(bill.modifier)),
            ("creator", userSimple(bill.creator)),
        ])
    }

    /// BillRead (4.5): dates as date-times at midnight, the full vendor, snapshots in snake case.
    func billDetail(_ bill: Firm.Bill) -> Value {
        let vendor = vendors[bill.vendor]
        let rate = currency(bill.currency).rate
        let head: [(key: String, value: Value)] = [
            ("id", .integer(bill.id)), ("uuid", .string(bill.uuid)), ("status", .integer(bill.status)),
            ("type", .integer(bill.type)), ("version", .integer(bill.version)),
            ("version_choices", .array(bill.versions)), ("group", .integer(bill.group)), ("active", .bool(bill.active)),
            ("locked", .bool(bill.isLocked)), ("vendor", vendorRead(bill.vendor)),
            ("vendor_name", .string(String((vendor?.name ?? "").prefix(100)))),
            ("vendor_contact", vendor?.values["contact"] ?? ""),
            ("vendor_address_one", vendor?.values["addressLineOne"] ?? ""),
            ("vendor_address_two", vendor?.values["addressLineTwo"] ?? ""),
            ("vendor_city", vendor?.values["city"] ?? ""),
            // Ten characters here, twenty at the vendor (8.6).
            ("vendor_postal_code", .string(String((vendor?.values["postalCode"]?.text ?? "").prefix(10)))),
            ("vendor_state_province", vendor?.values["state_province"] ?? ""),
            ("vendor_country", vendor?.values["country"] ?? ""), ("currency", currencyFull(bill.currency)),
            ("invoice_number", .string(bill.number)), ("invoice_date", ProcurifyStamp.midnight(bill.date)),
            ("due_date", ProcurifyStamp.midnight(bill.due)), ("gl_post_date", ProcurifyStamp.midnight(bill.posting)),
            ("submitted_date", ProcurifyStamp.value(bill.submitted)),
            ("payment_terms", .string(firm.terms.first { $0.code == bill.terms }?.name ?? bill.terms)),
            ("note", .string(bill.note)),
        ]
        let totals: [(key: String, value: Value)] = [
            ("subtotal_cost", .double(bill.subtotal)), ("total_cost", .double(bill.totalCost)),
            ("tax_amount", .double(bill.inclusiveTax + bill.exclusiveTax)),
            ("inclusive_tax_amount", .double(bill.inclusiveTax)), ("exclusive_tax_amount", .double(bill.exclusiveTax)),
            ("shipping_amount", .double(bill.shipping)), ("total_cost_with_tax", .double(totalWithTax(bill))),
            ("invoice_total", .double(bill.invoiceTotal)),
            ("converted_total_cost", .double((bill.totalCost * rate).rounded(scale: 2))),
        ]
        let tail: [(key: String, value: Value)] = [
            ("items", .array(bill.lines.map { billItem($0, of: bill) })),
            ("costs", .array(bill.costs.map { billCost($0, of: bill) })),
            ("bill_statuses", .array(bill.history.map { billStatus($0, of: bill) })),
            ("user", userSummary(bill.modifier)), ("creator", userSummary(bill.creator)),
            ("approver", approverRead(bill.approver)), ("approval_chain", bill.approver == nil ? .null : 2),
            ("next_approver_choices", .null), ("added_purchase_orders", .array(addedOrders(bill))),
            ("bill_payment", .null), ("payment_method", .null), ("payment_method_name", ""),
            ("invoice_attachments", .array(bill.attachments.enumerated().map { attachment($0 + 1, $1, of: bill) })),
            ("comments", []), ("creditcard", bill.type == 2 ? 1 : .null),
            ("creditcard_name", bill.type == 2 ? "Summit Bank Visa" : ""), ("invoice_uuid", ""),
            ("last_modified_datetime", ProcurifyStamp.value(bill.modified)), ("last_export_date", .null),
            ("last_export_user", .null),
        ]
        return record(head + totals + tail)
    }

    /// ItemRead_v2 (12.6). `po` and `orderitem` are left out, not null, where there is no order (8.23).
    func billItem(_ line: Firm.BillLine, of bill: Firm.Bill) -> Value {
        var members: [(key: String, value: Value)] = [
            ("id", .integer(line.id)), ("type", line.order == nil ? "other" : "order"),
            ("description", .string(line.description)), ("sku", .string(line.sku)), ("unit", .string(line.unit)),
            ("quantity", .fixed(line.quantity, 8)), ("bill_by_cost", .bool(line.quantity == nil)),
            ("unit_cost", .double(line.unitCost)), ("total_cost", .double(line.total)), ("tax", .null),
            ("tax_name", .string(line.tax?.name ?? "")), ("tax_percentage", .fixed(line.tax?.percentage, 8)),
            ("tax_amount", .double(line.tax?.amount ?? 0)), ("tax_is_inclusive", .bool(line.tax?.isInclusive ?? false)),
            ("total_cost_with_tax", .double(line.total + line.exclusiveTax)),
            ("shipping_amount", .fixed(line.shipping, 8)), ("currency", currencyFull(bill.currency)),
            ("vendor", vendorRead(bill.vendor)), ("expense", .null), ("creditcard_item", .null),
            (
                "cost_allocations",
                .array(line.allocations.map { costAllocation($0, of: line.id, in: bill) })
            ),
            ("custom_fields", []), ("packing_slips", []), ("received_on", ProcurifyStamp.value(line.received)),
            ("same_unit_cost", true), ("is_edited", false), ("unit_cost_diff_log", .null), ("archived", false),
            ("bill", .integer(bill.id)),
        ]
        if let link = line.order, let item = orderItemOfBill(link), let order = orders[link.order] {
            members.append(
                (
                    "po",
                    record([
                        ("id", .integer(order.id)), ("uuid", .string(order.uuid)), ("number", .string(order.number)),
                    ])
                ))
            members.append(("orderitem", item))
        }
        return record(members)
    }

    /// CostAllocation (12.7): the account stands under `budget`.
    private func costAllocation(_ allocation: Firm.Allocation, of object: Int, in bill: Firm.Bill) -> Value {
        record([
            ("id", .integer(allocation.id)), ("amount", .fixed(allocation.amount, 8)), ("object_id", .integer(object)),
            ("created_on", ProcurifyStamp.value(bill.history.first?.date)), ("currency", currencyFull(bill.currency)),
            ("budget", accountRead(allocation.coding)),
        ])
    }

    private func billCost(_ cost: Firm.BillCost, of bill: Firm.Bill) -> Value {
        record([
            ("id", .integer(cost.id)), ("name", .string(cost.name)), ("amount", .fixed(cost.amount, 8)),
            ("bill", .integer(bill.id)), ("cost", .null), ("currency", .integer(currency(bill.currency).id)),
            ("cost_allocation", costAllocation(cost.allocation, of: cost.id, in: bill)),
        ])
    }

    private func billStatus(_ status: Firm.BillStatus, of bill: Firm.Bill) -> Value {
        record([
            ("id", .integer(status.id)), ("status", .integer(status.status)),
            ("date", ProcurifyStamp.value(status.date)),
            ("bill", .integer(bill.id)), ("user", userSummary(status.person)),
        ])
    }

    private func addedOrders(_ bill: Firm.Bill) -> [Value] {
        var seen: Set<Int> = []
        return bill.lines.compactMap(\.order).compactMap { link in
            guard seen.insert(link.order).inserted, let order = orders[link.order] else { return nil }
            return record([
                ("id", .integer(order.id)), ("number", .string(order.number)), ("currency", .string(order.currency)),
                ("total_amount", .fixed(order.total, 2)),
            ])
        }
    }

    /// The file's address is signed anew at every read (12.7).
    private func attachment(_ position: Int, _ name: String, of bill: Firm.Bill) -> Value {
        let uuid = FirmDice.identifier(of: "attachment-\(bill.id)-\(position)")
        let address = "https://files.\(firm.subdomain).example/bills/\(uuid)?expires=3600&signature="
        return record([
            ("id", .integer(bill.id * 10 + position)), ("uuid", .string(uuid)),
            ("file", .string(address + "\(reads &* 104_729 &+ bill.id)")), ("name", .string(name)),
            ("description", ""), ("mimetype", "application/pdf"), ("length", 48_213),
            ("sha1_hash", .string(String((uuid + uuid).prefix(40)))),
            ("created_at", ProcurifyStamp.value(bill.history.first?.date)), ("user", .integer(bill.creator)),
        ])
    }
}

extension Firm.Bill {
    /// Approved bills and what follows are locked for people.
    var isLocked: Bool { [2, 4, 6, 7, 8].contains(status) }

    /// `version_choices`: `{pk, version}` for each version, this one last.
    var versions: [Value] {
        (earlier + [id]).enumerated().map { index, pk in
            record([("pk", .integer(pk)), ("version", .integer(index + 1))])
        }
    }
}
