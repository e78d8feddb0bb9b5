// A world whose time, chance and ids come from a seed.

package import Core
package import Foundation
import Synchronization

/// Time that moves only when someone sleeps or a test moves it.
package final class VirtualClock: Sendable {
    private struct State {
        var now: Date
        var monotonicSeconds = 0.0
        var chance: SeededGenerator
        var sleeps: [Double] = []
    }

    /// 2026-07-01T12:00:00Z.
    package static let start = Date(timeIntervalSince1970: 1_782_907_200)

    private let state: Mutex<State>

    package init(seed: UInt64 = 1, now: Date = VirtualClock.start) {
        state = Mutex(State(now: now, chance: SeededGenerator(seed: seed)))
    }

    package var now: Date { state.withLock { $0.now } }
    package var monotonicSeconds: Double { state.withLock { $0.monotonicSeconds } }
    /// How long was slept, in order.
    package var sleeps: [Double] { state.withLock { $0.sleeps } }

    /// Both clocks go on by so many seconds.
    package func advance(_ seconds: Double) {
        state.withLock {
            $0.now += max(0, seconds)
            $0.monotonicSeconds += max(0, seconds)
        }
    }

    /// The wall clock is set, as an operator sets it; the other one does not notice.
    package func set(_ now: Date) { state.withLock { $0.now = now } }

    /// Moves time on at once; throws `CancellationError` when cancelled.
    package func sleep(_ seconds: Double) async throws {
        try Task.checkCancellation()
        state.withLock { $0.sleeps.append(seconds) }
        advance(seconds)
        await Task.yield()
    }

    /// A number from 0 up to 1.
    package func random() -> Double { state.withLock { $0.chance.fraction() } }

    package func newID(_ length: Int) -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
        return state.withLock { state in String((0..<length).map { _ in letters[state.chance.below(letters.count)] }) }
    }
}

extension Effects {
    /// Effects of a virtual clock.
    package static func test(_ clock: VirtualClock = VirtualClock()) -> Effects {
        Effects(
            now: { clock.now }, monotonicSeconds: { clock.monotonicSeconds }, sleep: { try await clock.sleep($0) },
            random: { clock.random() }, newID: { clock.newID($0) })
    }
}
