// SIGTERM and SIGINT ask long work to stop; what is being settled is finished.

import Engine
import UnixSignals

/// Runs work that can be asked to stop.
enum Stopping {
    /// Runs `body`; the first SIGTERM or SIGINT meanwhile stops `signal` and calls `onStop`.
    static func whileListening<Result: Sendable>(
        _ signal: StopSignal, onStop: @escaping @Sendable () async -> Void = {},
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        let listener = Listener(signals: signals, signal: signal, onStop: onStop)
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                await listener.listen()
                return nil
            }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }

    private struct Listener: Sendable {
        let signals: UnixSignalsSequence
        let signal: StopSignal
        let onStop: @Sendable () async -> Void

        func listen() async {
            for await _ in signals {
                signal.stop()
                await onStop()
            }
        }
    }
}
