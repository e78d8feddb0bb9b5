// The books on the morning of the first sync: what the firm has in its ERP.

import Foundation

extension Books {
    /// Everything of the firm, and the documents that were keyed by hand.
    init(firm: Firm) {
        self.init(seed: firm.seed)
        company = firm.name
        baseCurrency = firm.baseCurrency
        terms = Dictionary(firm.terms.map { ($0.code, $0.days) }, uniquingKeysWith: { first, _ in first })
        let opened = FirmDay(2026, 1, 5).at(9)
        openLedger(firm, at: opened)
        openPeriods(firm, at: opened)
        openCurrencies(firm, at: opened)
        openAccounts(firm, at: opened)
        openVendors(firm, at: opened)
        for bill in firm.keyedBills { open(bill, firm: firm) }
    }

    /// The default tenant: a ledger, a currency, a branch, and nothing else.
    init(defaultTenant seed: UInt64) {
        self.init(seed: seed &+ 1)
        company = SignInRoutes.defaultTenant
        branches = ["main": "MAIN"]
        var ledger = EntityRow(id: newID())
        ledger.set("LedgerID", "DEMO")
        ledger.set("Currency", "EUR")
        ledger.set("Type", "Actual")
        ledger.set("Description", "Demo ledger")
        ledger.set("LastModifiedDateTime", FirmDay(2026, 1, 5).at(9).stamp)
        save(ledger, in: "Ledger")
    }

    private mutating func openLedger(_ firm: Firm, at opened: Date) {
        var ledger = EntityRow(id: newID())
        ledger.set("LedgerID", firm.ledger.id)
        ledger.set("Description", firm.ledger.description)
        ledger.set("Currency", firm.ledger.currency)
        ledger.set("Type", firm.ledger.type)
        ledger["ConsolidationSource"] = false
        ledger.set("LastModifiedDateTime", opened.stamp)
        var inquiry = EntityRow(id: newID())
        for branch in firm.branches {
            branches[folded(branch.branchID)] = branch.branchID
            var row = EntityRow(id: newID())
            row["Active"] = true
            row.set("BranchID", branch.branchID)
            row.set("BranchName", branch.branchName)
            row.set("CompanyName", firm.name)
            ledger.details["Branches", default: []].append(row)
            var result = EntityRow(id: newID())
            result.set("BaseCurrencyID", firm.baseCurrency)
            result.set("BranchCountry", branch.address.countryCode)
            result.set("BranchID", branch.branchID)
            result.set("BranchName", branch.branchName)
            result.set("BranchStatus", "Active")
            result.set("CompanyID", firm.tenant)
            result.set("CompanyName", firm.name)
            result.set("CompanyStatus", "Active")
            result.set("CompanyType", "With Branches Not Requiring Balancing")
            inquiry.details["Results", default: []].append(result)
        }
        var row = EntityRow(id: newID())
        row["Active"] = true
        row.set("Company", firm.tenant)
        row.set("CompanyName", firm.name)
        row.set("CompanyType", "With Branches Not Requiring Balancing")
        ledger.details["Companies"] = [row]
        save(ledger, in: "Ledger")
        save(inquiry, in: "CompaniesStructure")
    }

    private mutating func openPeriods(_ firm: Firm, at opened: Date) {
        for (year, periods) in Dictionary(grouping: firm.periods, by: \.year).sorted(by: { $0.key < $1.key }) {
            var row = EntityRow(id: newID())
            row.set("FinancialYear", String(year))
            row["NbrOfPeriods"] = .integer(periods.count)
            row.set("StartDate", periods.map(\.start).min())
            row["UserDefinedPeriods"] = false
            row.set("CreatedDateTime", opened.stamp)
            row.set("LastModifiedDateTime", opened.stamp)
            row.details["Details"] = periods.sorted { $0.number < $1.number }.map { period in
                var detail = EntityRow(id: newID())
                detail["AdjustmentPeriod"] = false
                for module in ["ClosedInAR", "ClosedInCA", "ClosedInFA", "ClosedInIN"] { detail[module] = false }
                detail["ClosedInAP"] = .bool(period.isClosedForPayables)
                detail.set("Description", period.description)
                detail.set("StartDate", period.start)
                detail.set("EndDate", period.end)
                detail.set("FinancialPeriodID", period.id)
                detail["LengthInDays"] = .integer(period.end.number - period.start.number + 1)
                detail.set("PeriodNbr", period.number < 10 ? "0\(period.number)" : "\(period.number)")
                detail.set("Status", period.isClosedForPayables ? "Closed" : "Open")
                return detail
            }
            save(row, in: "FinancialPeriod")
        }
    }

    private mutating func openCurrencies(_ firm: Firm, at opened: Date) {
        let symbols = ["USD": "$", "CAD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"]
        var known = firm.currencies.map { (code: $0.code, name: $0.description) }
        // One currency without decimals is there in any case: rounding is by currency.
        if !known.contains(where: { $0.code == "JPY" }) { known.append(("JPY", "Japanese yen")) }
        for currency in known {
            var row = EntityRow(id: newID())
            row["Active"] = true
            row.set("CurrencyID", currency.code)
            row.set("CurrencySymbol", symbols[currency.code] ?? currency.code)
            row["DecimalPrecision"] = .integer(currency.code == "JPY" ? 0 : 2)
            row.set("Description", currency.name)
            row["UseForAccounting"] = true
            row.set("CreatedDateTime", opened.stamp)
            row.set("LastModifiedDateTime", opened.stamp)
            save(row, in: "Currency")
        }
    }

    private mutating func openAccounts(_ firm: Firm, at opened: Date) {
        for (index, account) in firm.accounts.enumerated() {
            var row = EntityRow(id: newID())
            row.set("AccountCD", account.code)
            row["AccountID"] = .integer(1_101 + index)
            row["Active"] = .bool(account.active)
            row["CashAccount"] = .bool(account.isCash)
            row.set("CurrencyID", account.currency ?? "")
            row.set("Description", account.description)
            row.set("PostOption", "Detail")
            row.set("Type", account.type.rawValue)
            row.set("CreatedDateTime", opened.stamp)
            row.set("LastModifiedDateTime", opened.addingTimeInterval(Double(index)).stamp)
            save(row, in: "Account")
        }
        for (index, subaccount) in firm.subaccounts.enumerated() {
            var row = EntityRow(id: newID())
            row["Active"] = .bool(subaccount.active)
            row.set("Description", subaccount.description)
            row["Secured"] = false
            row.set("SubaccountCD", subaccount.code)
            row["SubaccountID"] = .integer(201 + index)
            save(row, in: "Subaccount")
        }
    }

    private mutating func openVendors(_ firm: Firm, at opened: Date) {
        for (index, vendorClass) in firm.vendorClasses.enumerated() {
            var row = EntityRow(id: newID())
            row.set("ClassID", vendorClass.id)
            row.set("Description", vendorClass.description)
            row.set("CreatedDateTime", opened.stamp)
            row.set("LastModifiedDateTime", opened.addingTimeInterval(Double(index)).stamp)
            save(row, in: "VendorClass")
        }
        for (index, vendor) in firm.vendors.enumerated() {
            guard let erp = vendor.erp else { continue }
            var fields: Fields = [
                "VendorID": .string(erp.vendorID), "VendorName": .string(erp.name), "VendorClass": .string(erp.classID),
                "CurrencyID": .string(vendor.currency), "Terms": .string(vendor.terms),
                "Status": .string(erp.status.rawValue), "F1099Vendor": .bool(erp.is1099),
                "VendorIsTaxAgency": .bool(erp.isTaxAgency), "VendorIsLaborUnion": .bool(erp.isLaborUnion),
            ]
            fields["Email"] = .string(vendor.email)
            fields["Phone"] = .string(vendor.phone)
            fields["Attention"] = .string(vendor.contact)
            var row = VendorScreen.row(fields, address: vendor.address, &self)
            row.set("CreatedDateTime", opened.stamp)
            row.set("LastModifiedDateTime", opened.addingTimeInterval(Double(index) * 60).stamp)
            expenseAccounts[folded(erp.vendorID)] = erp.expenseAccount
            save(row, in: "Vendor")
        }
    }

    /// A bill that a clerk had keyed; it was entered on its own date.
    private mutating func open(_ bill: Firm.KeyedBill, firm: Firm) {
        let details = bill.lines.map { line -> Value in
            [
                "Branch": ["value": .string(line.branchID)],
                "TransactionDescription": ["value": .string(line.description)],
                "Qty": ["value": 1], "UnitCost": ["value": .decimal(line.amount)],
                "ExtendedCost": ["value": .decimal(line.amount)],
                "Account": ["value": .string(line.account)], "Subaccount": ["value": .string(line.subaccount)],
            ]
        }
        let body: Fields = [
            "Type": ["value": "Bill"], "Vendor": ["value": .string(bill.vendorID)],
            "CurrencyID": ["value": .string(bill.currency)], "Date": ["value": .string(bill.date.text)],
            "Terms": ["value": .string(bill.terms)], "DueDate": ["value": .string(bill.due.text)],
            "VendorRef": ["value": .string(bill.vendorRef)], "Description": ["value": .string(bill.description)],
            "BranchID": ["value": .string(bill.branchID)], "Hold": ["value": false], "Details": .array(details),
        ]
        let edit = Edit(now: bill.date.at(16, 30), branch: bill.branchID)
        // A firm whose own document its ERP refuses is a mistake in the firm's data; the tests look for it.
        guard case .success(let row) = Writing(screen: BillScreen(), edit: edit).insert(body, &self) else { return }
        if bill.isReleased { BillScreen.release(row, &self, at: edit.now) }
    }
}
