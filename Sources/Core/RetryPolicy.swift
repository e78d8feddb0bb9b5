// When a read is tried again, and how long it waits before.

/// The schedule of tries of a read. Pure but for `reading`, which waits through `Effects`.
package struct RetryPolicy: Sendable, Equatable {
    package var attemptsMax = Limits.readAttemptsMax
    package var baseSeconds = 0.5
    package var limitSeconds = 30.0

    package init() {}

    /// Waits 0.5, 1, 2, 4 … seconds up to `limitSeconds`, then shortened by up to half. `unit` is random in 0...1.
    package func delay(afterAttempt attempt: Int, unit: Double) -> Double {
        let doubled = baseSeconds * Double(1 << (min(max(attempt, 1), 21) - 1))
        return min(doubled, limitSeconds) * (0.5 + min(max(unit, 0), 1) / 2)
    }

    /// The seconds to wait before the next try; nil where there is none: it is no matter of time, the tries are used up,
    /// or the server asks for more patience than a command has (`Limits.retryWaitSecondsMax`).
    package func wait(after failure: Failure, attempt: Int, unit: Double) -> Double? {
        // An address that is not served is not served half a second later either.
        guard case .retry(let named) = failure.next, failure.status != 404, attempt < attemptsMax else { return nil }
        guard let named else { return delay(afterAttempt: attempt, unit: unit) }
        guard named <= Double(Limits.retryWaitSecondsMax) else { return nil }
        return max(named, delay(afterAttempt: attempt, unit: unit))
    }

    /// Runs `body` until it gives a value. Throws the last `Failure`, any other error at once, and `CancellationError`.
    package func reading<Value: Sendable>(
        _ effects: Effects, _ body: @Sendable () async throws -> Value
    ) async throws -> Value {
        var attempt = 1
        while true {
            do {
                return try await body()
            } catch let failure as Failure {
                guard let seconds = wait(after: failure, attempt: attempt, unit: effects.random()) else {
                    throw failure
                }
                try await effects.sleep(seconds)
                attempt += 1
            }
        }
    }
}
