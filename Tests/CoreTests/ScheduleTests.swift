// Schedules and durations.

import Foundation
import Testing

@testable import Core

@Suite struct ScheduleTests {
    private let now = Date(timeIntervalSince1970: 1_783_000_000)

    @Test(
        "durations are read in seconds",
        arguments: [
            ("500ms", 0.5), ("2s", 2), ("12m", 720), ("1h", 3_600), ("1d", 86_400), ("400d", 34_560_000), ("0s", 0),
            ("7y", 7 * 366 * 86_400),
        ] as [(String, Double)])
    func durations(text: String, seconds: Double) { #expect(DurationText.seconds(text) == seconds) }

    @Test(
        "anything else is no duration",
        arguments: ["", "15", "m", "1.5h", "-1h", "1 h", "1H", "1hh", "1h30m", "９m", "99999999999s", "+1s"])
    func noDurations(text: String) { #expect(DurationText.seconds(text) == nil) }

    @Test("an interval and a cron line are told apart")
    func parsing() throws {
        #expect(try Schedule(parsing: "15m") == .every(seconds: 900))
        #expect(try Schedule(parsing: "500ms") == .every(seconds: 0.5))
        let line = "30 2 * * * America/Denver"
        #expect(try Schedule(parsing: line) == .cron(CronLine(parsing: line)))
        #expect(throws: ScheduleError.self) { try Schedule(parsing: "0s") }
        #expect(throws: ScheduleError.self) { try Schedule(parsing: "hourly") }
        #expect(throws: ScheduleError.self) { try Schedule(parsing: "") }
    }

    @Test("an interval is due at once when it never ran, then after its time, and once after a stop")
    func interval() {
        let schedule = Schedule.every(seconds: 900)
        #expect(schedule.next(after: nil, now: now) == now)
        #expect(schedule.next(after: now.addingTimeInterval(-100), now: now) == now.addingTimeInterval(800))
        #expect(schedule.next(after: now.addingTimeInterval(-100_000), now: now) == now)
        #expect(schedule.next(after: now, now: now) == now.addingTimeInterval(900))
    }

    @Test("a clock that was set back delays an interval by no more than the interval")
    func clockSetBack() {
        #expect(
            Schedule.every(seconds: 60).next(after: now.addingTimeInterval(9_999), now: now)
                == now.addingTimeInterval(60))
    }

    @Test("a cron line waits for its time, and catches up once after a stop")
    func cron() throws {
        let schedule = try Schedule(parsing: "30 2 * * *")
        let noon = try #require(Timestamp.parse("2026-07-02T12:00:00Z"))
        let tomorrow = try #require(Timestamp.parse("2026-07-03T02:30:00Z"))
        #expect(schedule.next(after: nil, now: noon) == tomorrow)
        #expect(schedule.next(after: noon.addingTimeInterval(-36_000), now: noon) == noon.addingTimeInterval(0))
        #expect(schedule.next(after: noon.addingTimeInterval(-5 * 86_400), now: noon) == noon)
        #expect(schedule.next(after: noon, now: noon) == tomorrow)
        #expect(schedule.next(after: noon.addingTimeInterval(86_400 * 30), now: noon) == tomorrow)
    }
}
