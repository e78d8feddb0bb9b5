// An order line in its three shapes: in an order, in a bill, and in the list of order items.
import Foundation

extension ProcurifyState {
    /// PurchaseOrderLineItemRead (12.5): OrderItemRead and four keys; `attachments` is an array here (8.8).
    func orderLine(_ line: Firm.OrderLine, of order: Firm.Order) -> Value {
        record(
            orderItemMembers(line, of: order, attachments: []) + [
                ("approved_total_cost", .fixed(line.total, 8)),
                ("receive_log_count", .integer(receipts.count { $0.orderLine == line.id })), ("approval_history", []),
                ("flags", []),
            ])
    }

    /// OrderItemRead (12.5) inside a bill line: `attachments` is a string here (8.8).
    func orderItemOfBill(_ link: Firm.OrderLink) -> Value? {
        guard let order = orders[link.order], let line = order.lines.first(where: { $0.id == link.line }) else {
            return nil
        }
        return record(orderItemMembers(line, of: order, attachments: ""))
    }

    private func orderItemMembers(
        _ line: Firm.OrderLine, of order: Firm.Order, attachments: Value
    ) -> [(key: String, value: Value)] {
        let coding = line.allocations[0].coding
        let head: [(key: String, value: Value)] = [
            ("id", .integer(line.id)), ("num", .string("\(line.request)-\(line.position)")),
            ("PO", [.integer(order.id)]), ("PO_line_num", .integer(line.position)),
            ("purchase_order", .integer(order.id)),
            ("purchase_order_number", .string(order.number)), ("purchase_order_uuid", .string(order.uuid)),
            ("orderNum", .integer(line.request)), ("order_number", .string(String(line.request))),
            ("order_uuid", .string(FirmDice.identifier(of: "request-\(line.request)"))), ("order_status", 3),
            ("order_description", ""), ("po_version", .integer(order.version)), ("name", .string(line.name)),
            ("sku", .string(line.sku)), ("unit", .string(line.unit)),
            // Quantities are numbers here and strings in the list of order items (1.7).
            ("quantity", .double(line.quantity)), ("approved_quantity", .double(line.quantity)),
            ("receivedPassQty", .double(line.received)), ("receivedFailQty", .double(line.rejected)),
            ("price", .fixed(line.price, 8)), ("approved_price", .fixed(line.price, 8)),
            ("total_cost", .fixed(line.total, 2)), ("tax_amount", .null), ("shipping_amount", .null),
            ("approved_tax_amount", .null), ("approved_shipping_amount", .null),
            ("approved_currency_rate", .fixed(currency(order.currency).rate, 6)),
            ("purchased_currency_rate", .fixed(currency(order.currency).rate, 6)),
            ("approved_datetime", ProcurifyStamp.value(line.approved)), ("status", .integer(line.status)), ("type", 0),
            ("receive_method", 0), ("external_id", ""), ("accountCode", .string(coding.code)),
        ]
        let tail: [(key: String, value: Value)] = [
            ("account", accountRead(coding)), ("currency", currencySummary(order.currency)),
            ("pref_vendor", vendorRead(order.vendor)), ("vendor", .string(vendors[order.vendor]?.name ?? "")),
            ("purchaser", userSummary(order.purchaser)), ("requester", userSimpleSummary(line.requester)),
            ("catalog_item", .null), ("recurrence", .null), ("attachments", attachments), ("item_attachments", []),
            ("spend_allocation", .array(line.allocations.map { spend($0) })), ("taxes", .null), ("cost_details", .null),
            ("custom_fields", []), ("comments", []), ("logs", []), ("lineComment", .null), ("line_comment", ""),
            ("po_note", ""), ("hot", false), ("active", true), ("is_active", true), ("has_sibling_items", false),
            ("inventoryItem", .null), ("confirmation_status", .null), ("dateInvoiced", .null),
            ("date_required", ProcurifyStamp.midnight(order.promised)),
            ("submitted_date", ProcurifyStamp.value(line.approved.addingTimeInterval(-7200))),
            ("created_at", ProcurifyStamp.value(line.approved.addingTimeInterval(-9000))),
            ("updated_at", ProcurifyStamp.value(order.modified)),
            ("last_modified", ProcurifyStamp.value(order.modified)),
            ("last_changed_by", .integer(order.purchaser)),
        ]
        return head + tail
    }

    private func spend(_ allocation: Firm.Allocation) -> Value {
        record([
            ("id", .integer(allocation.id)), ("amount", .fixed(allocation.amount, 8)),
            ("account", spendAccount(allocation.coding)),
        ])
    }

    /// OrderItem, a row of `/order-items/` and `/global/order_items/`: quantities as strings, links as integers (4.3).
    func orderItemRow(_ line: Firm.OrderLine, of order: Firm.Order) -> Value {
        let coding = line.allocations[0].coding
        return record([
            ("id", .integer(line.id)), ("num", .string("\(line.request)-\(line.position)")),
            ("orderNum", .integer(line.request)), ("order_number", .integer(line.request)),
            ("PO", [.integer(order.id)]),
            ("purchase_order", .integer(order.id)), ("PO_line_num", .integer(line.position)),
            ("po_version", .integer(order.version)), ("name", .string(line.name)), ("sku", .string(line.sku)),
            ("unit", .string(line.unit)), ("quantity", .fixed(line.quantity, 5)), ("price", .fixed(line.price, 8)),
            ("total_cost", .fixed(line.total, 2)), ("tax_amount", .null), ("shipping_amount", .null),
            ("approved_quantity", .fixed(line.quantity, 5)), ("approved_price", .fixed(line.price, 8)),
            ("approved_tax_amount", .null), ("approved_shipping_amount", .null),
            ("approved_currency_rate", .fixed(currency(order.currency).rate, 6)),
            ("approved_datetime", ProcurifyStamp.value(line.approved)), ("receivedPassQty", .fixed(line.received, 5)),
            ("receivedFailQty", .fixed(line.rejected, 5)), ("account", .integer(accountIDs[coding])),
            ("accountCode", .string(coding.code)), ("currency", .integer(currency(order.currency).id)),
            ("pref_vendor", .integer(order.vendor)), ("vendor", .null), ("purchaser", .integer(order.purchaser)),
            ("catalog_item", .null), ("inventoryItem", .null), ("external_id", ""), ("lineComment", .null),
            ("po_note", ""), ("hot", false), ("active", true), ("is_active", true), ("status", .integer(line.status)),
            ("type", 0), ("receive_method", 0), ("attachments", ""), ("item_attachments", []), ("dateInvoiced", .null),
            ("created_at", ProcurifyStamp.value(line.approved.addingTimeInterval(-9000))),
            ("updated_at", ProcurifyStamp.value(order.modified)),
            ("last_modified", ProcurifyStamp.value(order.modified)),
            ("last_changed_by", .null),
        ])
    }
}

extension Firm.OrderLine {
    /// 2 receive pending, 5 partially received, 3 received (4.3).
    var status: Int { received <= 0 ? 2 : received < quantity ? 5 : 3 }
}
