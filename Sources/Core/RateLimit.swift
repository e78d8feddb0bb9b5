// A bound on requests per minute that holds in every window of 60 seconds.

/// Lets at most `perMinute` takers pass in any 60 seconds; the others wait through `Effects.sleep`.
package actor RateLimit {
    private static let windowSeconds = 60.0
    private let perMinute: Int
    private let effects: Effects
    /// When the latest takers passed, oldest first; never more than `perMinute`.
    private var passed: [Double] = []

    /// At least one request a minute passes, whatever is asked.
    package init(perMinute: Int, effects: Effects) {
        self.perMinute = max(1, perMinute)
        self.effects = effects
    }

    /// Returns once a request may leave. Throws `CancellationError`.
    package func take() async throws {
        while true {
            let now = effects.monotonicSeconds()
            passed.removeAll { $0 + Self.windowSeconds <= now }
            guard passed.count >= perMinute, let oldest = passed.first else {
                passed.append(now)
                return
            }
            // Never a wait of nothing: rounding could otherwise turn this into a busy loop.
            try await effects.sleep(max(oldest + Self.windowSeconds - now, 0.001))
        }
    }
}
