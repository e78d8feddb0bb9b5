// That moments are printed to the nearest millisecond.

import Core
import Foundation
import Testing

@Suite("Printed moments")
struct TimestampTests {
    @Test("every millisecond is printed as itself, and read back")
    func milliseconds() throws {
        for whole in [1_782_907_207, 0, -1, -86_400, -62_135_596_800, 253_402_300_799] {
            for millisecond in stride(from: 0, to: 1_000, by: 7) {
                let date = Date(timeIntervalSince1970: Double(whole) + Double(millisecond) / 1_000)
                let text = Timestamp.format(date)
                let digits = String(millisecond)
                #expect(text.hasSuffix("." + String(repeating: "0", count: 3 - digits.count) + digits + "Z"))
                #expect(Timestamp.format(try #require(Timestamp.parse(text))) == text)
            }
        }
    }

    @Test(
        "known moments are printed as they are written",
        arguments: [
            ("2026-07-02T18:04:11.512Z", 1_783_015_451.512), ("1969-12-31T23:59:59.999Z", -0.001),
            ("2026-07-01T12:00:08.000Z", 1_782_907_207.9996),
            ("0001-01-01T00:00:00.000Z", -1e300), ("9999-12-31T23:59:59.999Z", 1e300),
            ("9999-12-31T23:59:59.999Z", Double.infinity),
        ])
    func known(_ text: String, _ seconds: Double) {
        #expect(Timestamp.format(Date(timeIntervalSince1970: seconds)) == text)
    }
}
