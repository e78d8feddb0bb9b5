// Five bills that a clerk had keyed into the ERP by hand: to be linked, never posted a second time.
import Foundation

extension Firm {
    /// Takes five plain approved bills and writes what the ERP holds for each.
    mutating func keyBillsByHand() {
        let indices = bills.indices.filter { bills[$0].oddity == "plain" }.prefix(5)
        for (position, index) in indices.enumerated() {
            bills[index].oddity = "keyed by hand already"
            let bill = bills[index]
            guard let vendor = vendors.first(where: { $0.procurify?.id == bill.vendor }), let erp = vendor.erp,
                let date = bill.date
            else { continue }
            let lines = bill.lines.flatMap { line in line.allocations.map { (line.description, $0) } }
            let branches = lines.map { branchID(of: $0.1.coding.department) }
            keyedBills.append(
                KeyedBill(
                    vendorID: erp.vendorID,
                    // The third was typed in small letters, as people do.
                    vendorRef: position == 2 ? bill.number.lowercased() : bill.number,
                    date: date, due: bill.due ?? date, terms: bill.terms, currency: bill.currency,
                    description: "Keyed by AP, \(bill.number)", amount: bill.invoiceTotal,
                    isReleased: position % 2 == 0,
                    branchID: branches[0],
                    lines: zip(lines, branches).map { line, branch in
                        KeyedLine(
                            account: line.1.coding.code, subaccount: subaccount(department: line.1.coding.department),
                            branchID: branch, description: line.0, amount: line.1.amount)
                    },
                    bill: bill.id))
        }
    }

    private func branchID(of department: Int) -> String {
        guard let department = self.department(department) else { return branches[0].branchID }
        return branch(department.branch)?.branchID ?? branches[0].branchID
    }
}
