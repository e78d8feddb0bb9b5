// The firm: the same for the same seed, complete in its oddities, and exact to the cent.
import Foundation
import Testing

@testable import Sandbox

@Suite("The firm")
struct FirmTests {
    private let firm = Firm.make(seed: 7, size: .small)

    @Test("is the same for the same seed and another for another")
    func isDeterministic() {
        let again = Firm.make(seed: 7, size: .small)
        let other = Firm.make(seed: 8, size: .small)
        #expect(String(reflecting: firm) == String(reflecting: again))
        #expect(firm.bills.map(\.uuid) != other.bills.map(\.uuid))
        #expect(firm.credentials.procurifyClientSecret != other.credentials.procurifyClientSecret)
    }

    @Test("has the size that is promised, whatever the seed", arguments: [1, 7, 99] as [UInt64])
    func hasItsSize(seed: UInt64) {
        let firm = Firm.make(seed: seed, size: .small)
        #expect(firm.vendors.count == 60)
        #expect(firm.accounts.count == 150)
        #expect(firm.orders.count == 40)
        #expect(firm.bills.count == 80)
        #expect(firm.keyedBills.count == 5)
        #expect(firm.branches.count == 3)
        #expect(Set(firm.accounts.map(\.code)).count == 150)
        #expect(Set(firm.bills.map(\.id)).count == 80)
        #expect(Set(firm.bills.flatMap(\.lines).map(\.id)).count == firm.bills.flatMap(\.lines).count)
        #expect(Set(firm.orders.flatMap(\.lines).map(\.id)).count == firm.orders.flatMap(\.lines).count)
    }

    @Test("has every odd vendor")
    func hasOddVendors() {
        let names = firm.vendors.compactMap { $0.erp?.name }
        #expect(names.contains { $0.contains("'") })
        #expect(names.contains { $0.contains("&") })
        #expect(names.contains { $0.contains("/") })
        #expect(names.contains { $0.contains("é") })
        #expect(names.contains { $0.unicodeScalars.contains { $0.value > 0x4E00 } })
        #expect(names.contains { $0.count > 50 })
        #expect(names.contains { $0.hasSuffix("  ") })
        #expect(Dictionary(grouping: names, by: { $0 }).values.contains { $0.count == 2 })
        let statuses = Set(firm.vendors.compactMap { $0.erp?.status })
        #expect(statuses.isSuperset(of: [.active, .inactive, .onHold, .holdPayments]))
        #expect(firm.vendors.count { $0.erp?.isTaxAgency == true } == 1)
        #expect(firm.vendors.count { $0.erp?.isLaborUnion == true } == 1)
        #expect(firm.vendors.contains { $0.erp == nil && $0.procurify != nil })
        #expect(firm.vendors.contains { $0.erp?.status == .active && $0.procurify == nil })
        // Not linked: with the same name, and with nearly the same.
        let unlinked = firm.vendors.filter { $0.erp != nil && $0.procurify != nil && $0.procurify?.externalID == nil }
        #expect(unlinked.contains { $0.erp?.name == $0.procurify?.name })
        #expect(unlinked.contains { $0.erp?.name != $0.procurify?.name })
        #expect(firm.billableVendors.count > 30)
    }

    @Test("has accounts of every type, cash and inactive ones, and codes with departments for most")
    func hasAccounts() {
        for type in Firm.AccountType.allCases { #expect(firm.accounts.contains { $0.type == type }) }
        #expect(firm.accounts.contains { $0.isCash })
        #expect(firm.accounts.contains { !$0.active && $0.type == .expense })
        let codes = Set(firm.codes.map(\.code))
        let wanted = firm.accounts.filter { $0.active && !$0.isCash && ($0.type == .expense || $0.type == .asset) }
        let missing = wanted.filter { !codes.contains($0.code) }
        #expect(!missing.isEmpty && missing.count < 10)
        #expect(firm.account(Firm.unknownCode) == nil && codes.contains(Firm.unknownCode))
        #expect(firm.account(Firm.inactiveCode)?.active == false && codes.contains(Firm.inactiveCode))
        #expect(codes.isDisjoint(with: firm.accounts.filter(\.isCash).map(\.code)))
    }

    @Test("has every odd order")
    func hasOddOrders() {
        let orders = firm.orders
        #expect(Set(orders.map(\.state)).isSuperset(of: [0, 1, 3, 5]))
        #expect(orders.contains { $0.isCard })
        #expect(orders.contains { $0.lines.count > 2 })
        #expect(orders.contains { $0.lines.contains { $0.allocations.count == 3 } })
        #expect(orders.contains { $0.currency == "CAD" })
        #expect(Set(orders.map(\.version)).isSuperset(of: [1, 2, 3]))
        #expect(orders.count { $0.externalNumber == nil } == 1)
        #expect(Dictionary(grouping: orders.compactMap(\.externalNumber), by: { $0 }).values.contains { $0.count == 2 })
        #expect(orders.contains { FirmDay(of: $0.lines[0].approved) < firm.startDate })
        #expect(orders.contains { $0.freight > 0 && $0.tax > 0 && $0.discount > 0 && $0.other > 0 })
        #expect(orders.contains { $0.lines.contains { $0.price != $0.price.rounded(scale: 2) } })
    }

    @Test("has every odd bill")
    func hasOddBills() {
        let bills = firm.bills
        let types = Set(bills.map(\.type))
        #expect(types == [0, 1, 2])
        #expect(Set(bills.map(\.status)) == [0, 1, 2, 3, 4, 5, 6, 7, 8])
        #expect(bills.contains { $0.lines.allSatisfy { $0.order != nil } })
        #expect(bills.contains { $0.lines.contains { $0.order != nil } && $0.lines.contains { $0.order == nil } })
        #expect(bills.contains { $0.lines.contains { $0.allocations.count > 2 } })
        #expect(bills.contains { $0.costs.count == 2 })
        #expect(bills.contains { $0.lines.contains { $0.tax?.isInclusive == true } })
        #expect(bills.contains { $0.exclusiveTax > 0 && $0.shipping > 0 && !$0.costs.isEmpty })
        #expect(bills.count { $0.invoiceTotal < 0 } == 2)
        #expect(bills.contains { $0.currency == "CAD" } && bills.contains { $0.currency == "EUR" })
        #expect(bills.contains { $0.lines.contains { $0.quantity == nil } })
        #expect(bills.contains { $0.number.count > 40 } && bills.contains { $0.number.count == 40 })
        #expect(bills.count { $0.number.isEmpty } == 1)
        let numbers = Dictionary(grouping: bills.filter { !$0.number.isEmpty }, by: \.number).values.filter {
            $0.count > 1
        }
        #expect(numbers.contains { Set($0.map(\.vendor)).count == 2 })
        #expect(numbers.contains { Set($0.map(\.vendor)).count == 1 })
        #expect(bills.contains { bill in firm.vendors.contains { $0.procurify?.id == bill.vendor && $0.erp == nil } })
        for code in [Firm.unknownCode, Firm.inactiveCode] {
            #expect(bills.contains { $0.lines[0].allocations[0].coding.code == code })
        }
        #expect(
            bills.contains { bill in
                bill.posting.flatMap { firm.period(containing: $0) }?.isClosedForPayables == true
                    && bill.firstApproved.map { FirmDay(of: $0) >= firm.startDate } == true
            })
        #expect(bills.contains { $0.firstApproved.map { FirmDay(of: $0) < firm.startDate } == true })
        #expect(bills.count { $0.misstatement != 0 } == 1)
    }

    @Test(
        "adds up: allocations to lines, lines and charges and taxes to totals", arguments: [1, 7, 42, 99] as [UInt64])
    func addsUp(seed: UInt64) {
        let firm = Firm.make(seed: seed, size: .small)
        for bill in firm.bills {
            for line in bill.lines {
                #expect(line.allocations.reduce(0) { $0 + $1.amount } == line.total, "bill \(bill.id) line \(line.id)")
                #expect(line.total != 0)
            }
            for cost in bill.costs { #expect(cost.allocation.amount == cost.amount) }
            let lines = bill.lines.reduce(Decimal(0)) { $0 + $1.total + $1.exclusiveTax + ($1.shipping ?? 0) }
            let charges = bill.costs.reduce(Decimal(0)) { $0 + $1.amount }
            #expect(lines + charges + bill.misstatement == bill.invoiceTotal)
            #expect(bill.invoiceTotal == bill.invoiceTotal.rounded(scale: 2))
        }
        for order in firm.orders {
            for line in order.lines { #expect(line.allocations.reduce(0) { $0 + $1.amount } == line.total) }
        }
    }

    @Test("is coded to pairings that exist, and ordinary bills to active accounts of the ERP")
    func isCoded() {
        let pairs = Set(
            firm.codes.flatMap { code in code.departments.map { Firm.Coding(code: code.code, department: $0) } })
        let codings =
            firm.bills.flatMap { $0.lines.flatMap(\.allocations) + $0.costs.map(\.allocation) }.map(\.coding)
            + firm.orders.flatMap { $0.lines.flatMap(\.allocations) }.map(\.coding)
        for coding in codings { #expect(pairs.contains(coding), "\(coding)") }
        let odd = [Firm.unknownCode, Firm.inactiveCode]
        for coding in codings where !odd.contains(coding.code) { #expect(firm.account(coding.code)?.active == true) }
        let subaccounts = Set(firm.subaccounts.map(\.code))
        for department in firm.departments { #expect(subaccounts.contains(firm.subaccount(department: department.id))) }
    }

    @Test("is dated from July to October 2026, a few documents in June")
    func isDated() throws {
        for bill in firm.bills {
            let date = try #require(bill.date)
            #expect(date >= FirmDay(2026, 6, 10) && date <= firm.lastDate)
            #expect(FirmDay(of: bill.modified) <= firm.lastDate)
            #expect(bill.status == 2 ? bill.firstApproved != nil : true)
            #expect(firm.period(containing: date) != nil)
        }
        for order in firm.orders { #expect(FirmDay(of: order.date) <= firm.lastDate) }
        #expect(firm.periods.count == 72)
        #expect(firm.periods.count { $0.isClosedForPayables } == 6)
        #expect(firm.period(containing: FirmDay(2028, 2, 29))?.id == "022028")
    }

    @Test("keyed five bills by hand that equal approved ones")
    func keyedByHand() throws {
        for keyed in firm.keyedBills {
            let bill = try #require(firm.bills.first { $0.id == keyed.bill })
            #expect(bill.status == 2 && bill.type == 0)
            #expect(keyed.vendorRef.lowercased() == bill.number.lowercased())
            #expect(keyed.amount == bill.invoiceTotal)
            #expect(keyed.lines.reduce(0) { $0 + $1.amount } == keyed.amount)
            #expect(keyed.date == bill.date && keyed.currency == bill.currency)
            #expect(firm.vendors.first { $0.procurify?.id == bill.vendor }?.erp?.vendorID == keyed.vendorID)
        }
        #expect(Set(firm.keyedBills.map(\.bill)).count == 5)
    }

    @Test(
        "counts days",
        arguments: [("2026-07-01", 20_635), ("1970-01-01", 0), ("2024-02-29", 19_782), ("1969-12-31", -1)])
    func countsDays(text: String, number: Int) throws {
        let day = try #require(FirmDay(text))
        #expect(day.number == number)
        #expect(FirmDay(number: number).text == text)
    }

    @Test("refuses what is no day", arguments: ["2026-02-29", "2026-13-01", "2026-7-1", "26-07-01", "2026-07-01x", ""])
    func refusesDays(text: String) { #expect(FirmDay(text) == nil) }
}
