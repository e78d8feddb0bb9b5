// Sizes of the firm: as many of everything as promised, and the small firm inside each of them.
import Testing

@testable import Sandbox

@Suite("The firm's sizes")
struct FirmSizeTests {
    @Test("medium has its numbers, unique ones, and begins as small does")
    func growsToMedium() {
        let small = Firm.make(seed: 7, size: .small)
        let medium = Firm.make(seed: 7, size: .medium)
        #expect([medium.vendors.count, medium.orders.count, medium.bills.count] == [400, 1_000, 3_000])
        #expect(String(reflecting: Array(medium.vendors.prefix(60))) == String(reflecting: small.vendors))
        #expect(String(reflecting: Array(medium.orders.prefix(40))) == String(reflecting: small.orders))
        #expect(String(reflecting: Array(medium.bills.prefix(80))) == String(reflecting: small.bills))
        #expect(String(reflecting: medium.credentials) == String(reflecting: small.credentials))
        #expect(
            Set(medium.vendors.compactMap { $0.procurify?.id }).count == medium.vendors.count { $0.procurify != nil })
        #expect(Set(medium.vendors.compactMap { $0.erp?.vendorID }).count == medium.vendors.count { $0.erp != nil })
        #expect(Set(medium.orders.map(\.id)).count == 1_000)
        #expect(Set(medium.bills.map(\.uuid)).count == 3_000)
        #expect(Set(medium.bills.dropFirst(80).map(\.number)).count == 2_920)
    }

    @Test("what is grown names only what exists, and bills its orders at their vendors")
    func growsSoundly() {
        let medium = Firm.make(seed: 7, size: .medium)
        let vendors = Set(medium.vendors.compactMap { $0.procurify?.id })
        let codes = Set(medium.codes.map(\.code))
        let orders = Dictionary(uniqueKeysWithValues: medium.orders.map { ($0.id, $0) })
        for bill in medium.bills.dropFirst(80) {
            #expect(vendors.contains(bill.vendor))
            for line in bill.lines {
                #expect(line.allocations.allSatisfy { codes.contains($0.coding.code) })
                if let link = line.order { #expect(orders[link.order]?.vendor == bill.vendor) }
            }
            if let day = bill.date { #expect(day >= medium.startDate && day <= medium.lastDate) }
        }
    }

    @Test("a size that does not exist has no name")
    func refusesOtherSizes() {
        #expect(FirmSize.allCases.map(\.rawValue) == ["small", "medium", "large"])
        #expect(FirmSize(rawValue: "huge") == nil)
    }
}
