// The effects that arrive by initialiser: time, sleep, chance and ids.

package import Foundation

/// Everything the product takes from the world besides the network and the store, as values that a test can replace.
package struct Effects: Sendable {
    /// The wall clock.
    package var now: @Sendable () -> Date
    /// Seconds of a clock that never goes backwards, for leases.
    package var monotonicSeconds: @Sendable () -> Double
    /// Waits; throws `CancellationError` when cancelled.
    package var sleep: @Sendable (_ seconds: Double) async throws -> Void
    /// A number in 0...1.
    package var random: @Sendable () -> Double
    /// A short text of `length` characters of `[a-z0-9]`.
    package var newID: @Sendable (_ length: Int) -> String

    package init(
        now: @escaping @Sendable () -> Date, monotonicSeconds: @escaping @Sendable () -> Double,
        sleep: @escaping @Sendable (Double) async throws -> Void, random: @escaping @Sendable () -> Double,
        newID: @escaping @Sendable (Int) -> String
    ) {
        self.now = now
        self.monotonicSeconds = monotonicSeconds
        self.sleep = sleep
        self.random = random
        self.newID = newID
    }
}
