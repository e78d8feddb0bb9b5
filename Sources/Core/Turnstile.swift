// One at a time, first come first served.

import Synchronization

/// Lets one piece of work through at a time. Waiting can be cancelled.
package final class Turnstile: Sendable {
    private struct Place {
        var ticket: Int
        var turn: CheckedContinuation<Bool, Never>
    }
    private struct State {
        var taken = false
        var tickets = 0
        var queue: [Place] = []
    }
    private let state = Mutex(State())

    package init() {}

    /// Runs `body` alone. Throws what it throws, and `CancellationError` when cancelled while waiting.
    package func pass<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
        try await enter()
        defer { leave() }
        return try await body()
    }

    private func enter() async throws {
        try Task.checkCancellation()
        let ticket: Int? = state.withLock { state in
            guard state.taken else {
                state.taken = true
                return nil
            }
            state.tickets += 1
            return state.tickets
        }
        guard let ticket else { return }
        let admitted = await withTaskCancellationHandler {
            await withCheckedContinuation { turn in join(Place(ticket: ticket, turn: turn)) }
        } onCancel: {
            abandon(ticket)
        }
        guard admitted else { throw CancellationError() }
    }

    private func join(_ place: Place) {
        let answer: Bool? = state.withLock { state in
            if Task.isCancelled { return false }
            // The one before may have left between asking and joining.
            guard state.taken else {
                state.taken = true
                return true
            }
            state.queue.append(place)
            return nil
        }
        if let answer { place.turn.resume(returning: answer) }
    }

    private func abandon(_ ticket: Int) {
        let place: Place? = state.withLock { state in
            guard let index = state.queue.firstIndex(where: { $0.ticket == ticket }) else { return nil }
            return state.queue.remove(at: index)
        }
        place?.turn.resume(returning: false)
    }

    private func leave() {
        let next: Place? = state.withLock { state in
            guard !state.queue.isEmpty else {
                state.taken = false
                return nil
            }
            return state.queue.removeFirst()
        }
        next?.turn.resume(returning: true)
    }
}
