// Asks long work to stop without breaking off what is being settled.

package import Core
import Synchronization

/// Once stopped, no new work is taken; what is being settled is finished.
package final class StopSignal: Sendable {
    private let stopped = Mutex(false)

    package init() {}

    package func stop() { stopped.withLock { $0 = true } }

    package var isStopping: Bool { stopped.withLock { $0 } }

    /// Sleeps, or returns early once stopped or cancelled; looks up at least every half second.
    package func sleep(seconds: Double, effects: Effects) async {
        var left = seconds
        while left > 0, !isStopping, !Task.isCancelled {
            let slice = min(left, Limits.stopLatencySeconds)
            do { try await effects.sleep(slice) } catch { return }
            left -= slice
        }
    }
}
