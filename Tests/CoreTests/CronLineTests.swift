// Cron lines: what they accept, and when they fire.

import Foundation
import Testing

@testable import Core

@Suite struct CronLineTests {
    private func moment(_ text: String) throws -> Date { try #require(Timestamp.parse(text)) }

    private func fires(_ line: String, after: String, count: Int = 1) throws -> [String] {
        let cron = try CronLine(parsing: line)
        var at = try moment(after)
        var out: [String] = []
        for _ in 0..<count {
            at = try #require(cron.next(after: at))
            out.append(String(Timestamp.format(at).prefix(16)))
        }
        return out
    }

    @Test(
        "a line fires at the times it names",
        arguments: [
            ("*/15 7-19 * * 1-5", "2026-07-03T19:40:00Z", ["2026-07-03T19:45", "2026-07-06T07:00"]),
            ("0 0 1 jan *", "2026-07-03T00:00:00Z", ["2027-01-01T00:00"]),
            ("0 0 29 2 *", "2026-07-03T00:00:00Z", ["2028-02-29T00:00"]),
            ("5,10-12 3 * * *", "2026-07-03T03:05:00Z", ["2026-07-03T03:10", "2026-07-03T03:11"]),
            ("0 12 * * 7", "2026-07-03T00:00:00Z", ["2026-07-05T12:00", "2026-07-12T12:00"]),
            ("0 12 * * SUN", "2026-07-03T00:00:00Z", ["2026-07-05T12:00"]),
            ("0 12 * * fri-sun", "2026-07-04T13:00:00Z", ["2026-07-05T12:00", "2026-07-10T12:00"]),
            ("0 0 13 * fri", "2026-07-01T00:00:00Z", ["2026-07-03T00:00", "2026-07-10T00:00"]),
            ("0 0 */2 * mon", "2026-07-01T00:00:00Z", ["2026-07-13T00:00", "2026-07-27T00:00"]),
            ("0-59/20 0 31 * *", "2026-06-30T00:00:00Z", ["2026-07-31T00:00", "2026-07-31T00:20"]),
        ])
    func namedTimes(line: String, after: String, expected: [String]) throws {
        #expect(try fires(line, after: after, count: expected.count) == expected)
    }

    @Test("a moment that is itself a firing time is not given again")
    func strictlyAfter() throws {
        #expect(try fires("30 2 * * *", after: "2026-07-02T02:30:00Z") == ["2026-07-03T02:30"])
        #expect(try fires("30 2 * * *", after: "2026-07-02T02:29:59.999Z") == ["2026-07-02T02:30"])
    }

    @Test("a skipped local time runs once, at the first moment after the gap")
    func gap() throws {
        // Denver goes from 02:00 to 03:00 (09:00Z) on 2026-03-08.
        let got = try fires("15,30 2 * * * America/Denver", after: "2026-03-07T09:45:00Z", count: 3)
        #expect(got == ["2026-03-08T09:00", "2026-03-09T08:15", "2026-03-09T08:30"])
    }

    @Test("a local time that comes twice runs once, the first time")
    func overlap() throws {
        // Zurich goes from 03:00 back to 02:00 (01:00Z) on 2026-10-25.
        let got = try fires("30 2 * * * Europe/Zurich", after: "2026-10-24T12:00:00Z", count: 2)
        #expect(got == ["2026-10-25T00:30", "2026-10-26T01:30"])
        #expect(try fires("*/20 * * * * Europe/Zurich", after: "2026-10-25T00:40:00Z") == ["2026-10-25T02:00"])
    }

    @Test("a zone with a half hour of daylight saving is followed")
    func halfHour() throws {
        // Lord Howe goes from 02:00 to 02:30 (15:30Z the day before) on 2026-10-04.
        let got = try fires("10 2 * * * Australia/Lord_Howe", after: "2026-10-03T15:00:00Z", count: 2)
        #expect(got == ["2026-10-03T15:30", "2026-10-04T15:10"])
    }

    @Test(
        "a wrong line is refused with the name of the field",
        arguments: [
            ("60 * * * *", "minute"), ("* 24 * * *", "hour"), ("* * 0 * *", "day of month"), ("* * * 13 *", "month"),
            ("* * * * 8", "day of week"), ("*/0 * * * *", "minute"), ("1- * * * *", "minute"),
            ("1,, * * * *", "minute"),
            ("5/10 * * * *", "minute"), ("10-5 * * * *", "minute"), ("* * * foo *", "month"),
            ("* * * * * Mars/Base", "time zone"),
            ("* * *", "cron line"), ("* * * * * UTC extra", "cron line"), ("0 0 30 2 *", "day of month"),
            ("-1 * * * *", "minute"),
            ("1-2-3 * * * *", "minute"), ("*/1/2 * * * *", "minute"), ("١ * * * *", "minute"),
            ("999999999999999999999 * * * *", "minute"),
        ])
    func refused(line: String, field: String) {
        #expect { try CronLine(parsing: line) } throws: { ($0 as? ScheduleError)?.field == field }
    }

    @Test("a day that comes once in eight years is given up after four")
    func bounded() throws {
        #expect(try CronLine(parsing: "0 0 29 2 *").next(after: moment("2097-01-01T00:00:00Z")) == nil)
    }

    @Test("in every zone, across every clock change of two years, each local minute fires once and in order")
    func everyZone() throws {
        let start = try moment("2025-01-01T00:00:00Z")
        let end = try moment("2027-01-01T00:00:00Z")
        for name in TimeZone.knownTimeZoneIdentifiers {
            let zone = try #require(TimeZone(identifier: name))
            let line = try CronLine(parsing: "*/10 * * * * \(name)")
            for change in changes(of: zone, from: start, to: end) {
                try check(line, zone, around: change)
            }
        }
    }

    /// The moments at which the zone's offset changes, found by looking at every hour.
    private func changes(of zone: TimeZone, from start: Date, to end: Date) -> [Date] {
        var found: [Date] = []
        var at = start
        while at < end {
            let next = at.addingTimeInterval(3_600)
            if zone.secondsFromGMT(for: at) != zone.secondsFromGMT(for: next) { found.append(next) }
            at = next
        }
        return found
    }

    /// Compares with a clock that is watched minute by minute: the line fires whenever the reading first passes a tenth minute.
    private func check(_ line: CronLine, _ zone: TimeZone, around change: Date) throws {
        let from = change.addingTimeInterval(-4 * 3_600)
        let to = change.addingTimeInterval(4 * 3_600)
        var expected: [Date] = []
        var highest = (reading(from, zone) / 600).rounded(.down)
        var at = from
        while at < to {
            at = at.addingTimeInterval(60)
            let tenth = (reading(at, zone) / 600).rounded(.down)
            if tenth > highest {
                expected.append(at)
                highest = tenth
            }
        }
        var got: [Date] = []
        var last = from
        while let next = line.next(after: last), next <= to {
            got.append(next)
            last = next
        }
        #expect(got == expected, "\(zone.identifier) around \(change)")
    }

    private func reading(_ at: Date, _ zone: TimeZone) -> Double {
        at.timeIntervalSince1970 + Double(zone.secondsFromGMT(for: at))
    }
}
