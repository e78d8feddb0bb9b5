// The firm: the same for the same seed, complete, and exact to the cent.
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
}
