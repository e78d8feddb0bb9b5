// Dates without time, and moments on the wire.

import Foundation
import Testing

@testable import Core

@Suite struct CalendarTests {
    @Test("every day of 800 years has its number, and back")
    func everyDay() throws {
        var day = try #require(CalendarDate("1700-01-01"))
        let last = try #require(CalendarDate("2500-01-01"))
        var number = day.daysSinceEpoch
        while day < last {
            let next = day.adding(days: 1)
            number += 1
            guard next.daysSinceEpoch == number, CalendarDate(next.description) == next, day < next else {
                Issue.record("\(day) is followed by \(next)")
                return
            }
            day = next
        }
        #expect(CalendarDate(daysSinceEpoch: 0).description == "1970-01-01")
        #expect(CalendarDate(daysSinceEpoch: -1).description == "1969-12-31")
    }

    @Test(
        "days that do not exist and other writings are refused",
        arguments: [
            "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "2026-04-31", "26-01-01", "2026-1-01",
            "2026-01-01T00:00:00", "2026/01/01", "", "٢٠٢٦-01-01", "+026-01-01", "-999-01-01",
        ])
    func refused(text: String) { #expect(CalendarDate(text) == nil) }

    @Test("in every zone a day begins at its first moment, also where its midnight is skipped or comes twice")
    func starts() throws {
        let first = try #require(CalendarDate("2018-01-01"))
        for name in TimeZone.knownTimeZoneIdentifiers {
            let zone = try #require(TimeZone(identifier: name))
            for offset in stride(from: 0, to: 400, by: 1) {
                let day = first.adding(days: offset)
                let start = day.start(in: zone)
                let before = start.addingTimeInterval(-1)
                guard CalendarDate(start, in: zone) == day, CalendarDate(before, in: zone) < day else {
                    Issue.record("\(day) in \(name) starts at \(Timestamp.format(start))")
                    break
                }
            }
        }
    }

    @Test(
        "moments are read with any offset and fraction",
        arguments: [
            ("2026-07-02T18:04:11Z", 1_783_015_451.0), ("2026-07-02T18:04:11.512Z", 1_783_015_451.512),
            ("2026-07-02T11:04:11.512345-07:00", 1_783_015_451.512345), ("2026-07-02T23:34:11+0530", 1_783_015_451),
            ("2026-07-02 18:04:11", 1_783_015_451), ("2020-08-11T10:47:41.17-04:00", 1_597_157_261.17),
            ("2026-07-02T18:04:11.1234567+00:00", 1_783_015_451.1234567), ("1969-12-31T23:59:59Z", -1),
        ])
    func moments(text: String, seconds: Double) throws {
        let parsed = try #require(Timestamp.parse(text))
        #expect(abs(parsed.timeIntervalSince1970 - seconds) < 0.000_001)
    }

    @Test(
        "anything else is no moment",
        arguments: [
            "", "2026-07-02", "2026-07-02T18:04", "2026-07-02T24:00:00Z", "2026-07-02T18:60:00Z",
            "2026-02-30T00:00:00Z", "2026-07-02T18:04:11.Z", "2026-07-02T18:04:11+7", "2026-07-02T18:04:11Zjunk",
            "2026-07-02T18:04:11+99:00", "2026-07-02T18:04:11+00:99", "2026-07-02T18:04:11.0000000001Z",
            "２026-07-02T18:04:11Z",
        ])
    func noMoments(text: String) { #expect(Timestamp.parse(text) == nil) }

    @Test("a moment written with milliseconds is read back and written the same, for every millisecond")
    func milliseconds() throws {
        for base in [1_783_015_451.0, 0, -86_401, 951_782_399, 4_102_444_799] {
            for milli in 0..<1_000 {
                let date = Date(timeIntervalSince1970: base + Double(milli) / 1_000)
                let text = Timestamp.format(date)
                let fraction = String(text.suffix(4).prefix(3))
                guard Int(fraction) == milli, let again = Timestamp.parse(text), Timestamp.format(again) == text else {
                    Issue.record("\(base) and \(milli) ms are written \(text)")
                    break
                }
            }
        }
        #expect(Timestamp.format(Date(timeIntervalSince1970: 1_783_015_451)) == "2026-07-02T18:04:11.000Z")
    }
}
