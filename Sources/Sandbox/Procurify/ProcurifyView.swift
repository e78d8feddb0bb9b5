// What Procurify holds, told flat and complete on the control port: for counting independently of the API.
import Foundation

extension ProcurifySite {
    /// Flat records of an entity, each with its `key`; nil for an entity that does not exist. Amounts are exact
    /// decimal strings.
    func records(of entity: String, in world: World) -> [Fields]? {
        world.write { $0.procurify.records(of: entity) }
    }
}

extension ProcurifyState {
    func records(of entity: String) -> [Fields]? {
        switch entity {
        case "vendors": vendorIDs.compactMap { vendors[$0] }.map(flat)
        case "account-codes": codeIDs.compactMap { codes[$0] }.map(flat)
        case "departments": departments.map(flat)
        case "locations": firm.branches.map(flat)
        case "orders": orderIDs.compactMap { orders[$0] }.map(flat)
        case "bills": billIDs.compactMap { bills[$0] }.map(flat)
        case "receipts": receipts.map(flat)
        default: nil
        }
    }

    private func flat(_ vendor: ProcurifyVendor) -> Fields {
        var fields = Fields([("key", .string(String(vendor.id))), ("id", .integer(vendor.id))])
        for member in vendor.values.members { fields.append(member.key, member.value) }
        fields.append("payment_terms", .text(vendor.references["payment_term_ref"]?.name))
        fields.append("modified", ProcurifyStamp.value(vendor.modified))
        return fields
    }

    private func flat(_ code: Firm.Code) -> Fields {
        Fields([
            ("key", .string(code.code)), ("id", .integer(code.id)), ("code", .string(code.code)),
            ("description", .string(code.description)), ("account_type", .integer(code.type)),
            ("active", .bool(code.active)), ("parent", .integer(parentOfCode[code.id])),
            ("departments", .array(code.departments.map { .integer($0) })),
        ])
    }

    private func flat(_ department: Firm.Department) -> Fields {
        Fields([
            ("key", .string(String(department.id))), ("id", .integer(department.id)),
            ("name", .string(department.name)), ("external_id", .string(department.externalID)),
            ("location", .string(branch(department.branch).name)),
        ])
    }

    private func flat(_ branch: Firm.Branch) -> Fields {
        Fields([
            ("key", .string(String(branch.id))), ("id", .integer(branch.id)), ("name", .string(branch.name)),
            ("external_id", .string(branch.branchID)), ("headquarter", .bool(branch.isHeadquarters)),
            ("time_zone", .string(branch.timeZone)), ("currency", .string(branch.currency)),
        ])
    }

    private func flat(_ order: Firm.Order) -> Fields {
        let lines = order.lines.map { line in
            record([
                ("id", .integer(line.id)), ("name", .string(line.name)), ("quantity", exact(line.quantity)),
                ("price", exact(line.price)), ("total", exact(line.total)), ("received", exact(line.received)),
                ("allocations", .array(line.allocations.map(flat))),
            ])
        }
        return Fields([
            ("key", .string(String(order.id))), ("id", .integer(order.id)), ("uuid", .string(order.uuid)),
            ("number", .string(order.number)), ("external_number", .text(order.externalNumber)),
            ("state", .integer(order.state)), ("active", .bool(order.active)), ("card", .bool(order.isCard)),
            ("version", .integer(order.version)), ("vendor", .integer(order.vendor)),
            ("vendor_name", .text(vendors[order.vendor]?.name)), ("currency", .string(order.currency)),
            ("date", ProcurifyStamp.value(order.date)),
            ("approved", ProcurifyStamp.value(order.lines.map(\.approved).min())),
            ("modified", ProcurifyStamp.value(order.modified)), ("fulfilment", .string(order.fulfilment)),
            ("subtotal", exact(order.subtotal)), ("freight", exact(order.freight)), ("other", exact(order.other)),
            ("tax", exact(order.tax)), ("discount", exact(order.discount)), ("total", exact(order.total)),
            ("lines", .array(lines)),
        ])
    }

    private func flat(_ bill: Firm.Bill) -> Fields {
        let lines = bill.lines.map { line in
            record([
                ("id", .integer(line.id)), ("description", .string(line.description)),
                ("quantity", line.quantity.map(exact) ?? .null), ("unit_cost", exact(line.unitCost)),
                ("total", exact(line.total)), ("exclusive_tax", exact(line.exclusiveTax)),
                ("shipping", exact(line.shipping ?? 0)), ("order", .integer(line.order?.order)),
                ("order_line", .integer(line.order?.line)), ("allocations", .array(line.allocations.map(flat))),
            ])
        }
        let costs = bill.costs.map { cost in
            record([
                ("id", .integer(cost.id)), ("name", .string(cost.name)), ("amount", exact(cost.amount)),
                ("allocations", [flat(cost.allocation)]),
            ])
        }
        return Fields([
            ("key", .string(String(bill.id))), ("id", .integer(bill.id)), ("uuid", .string(bill.uuid)),
            ("group", .integer(bill.group)), ("version", .integer(bill.version)), ("status", .integer(bill.status)),
            ("type", .integer(bill.type)), ("active", .bool(bill.active)), ("invoice_number", .string(bill.number)),
            ("vendor", .integer(bill.vendor)), ("vendor_name", .text(vendors[bill.vendor]?.name)),
            ("vendor_external_id", .text(vendors[bill.vendor]?.externalID)), ("currency", .string(bill.currency)),
            ("invoice_date", ProcurifyStamp.value(bill.date)), ("due_date", ProcurifyStamp.value(bill.due)),
            ("gl_post_date", ProcurifyStamp.value(bill.posting)),
            ("first_approved", ProcurifyStamp.value(bill.firstApproved)),
            ("modified", ProcurifyStamp.value(bill.modified)), ("paid", ProcurifyStamp.value(bill.paid)),
            ("subtotal", exact(bill.subtotal)), ("total", exact(bill.totalCost)),
            ("exclusive_tax", exact(bill.exclusiveTax)), ("shipping", exact(bill.shipping)),
            ("invoice_total", exact(bill.invoiceTotal)), ("oddity", .string(bill.oddity)), ("lines", .array(lines)),
            ("costs", .array(costs)),
        ])
    }

    private func flat(_ receipt: ProcurifyReceipt) -> Fields {
        Fields([
            ("key", .string(String(receipt.id))), ("id", .integer(receipt.id)),
            ("order_item", .integer(receipt.orderLine)), ("pass_quantity", exact(receipt.passed)),
            ("fail_quantity", exact(receipt.failed)), ("created", ProcurifyStamp.value(receipt.created)),
        ])
    }

    private func flat(_ allocation: Firm.Allocation) -> Value {
        let department = department(allocation.coding.department)
        return record([
            ("code", .string(allocation.coding.code)), ("department", .string(department.name)),
            ("location", .string(branch(department.branch).name)), ("amount", exact(allocation.amount)),
        ])
    }

    private func exact(_ amount: Decimal) -> Value { .string(amount.plainText) }
}
