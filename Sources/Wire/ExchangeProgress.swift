// How far one exchange has come.

import Synchronization

/// What is known when an exchange ends early; shared by the exchange and its timer.
final class ExchangeProgress: Sendable {
    private let state = Mutex((mayHaveLeft: false, headArrived: false))

    /// Whether bytes of the request may have left.
    var mayHaveLeft: Bool { state.withLock { $0.mayHaveLeft } }
    /// Whether an answer has begun.
    var headArrived: Bool { state.withLock { $0.headArrived } }

    func requestLeaves() { state.withLock { $0.mayHaveLeft = true } }
    func answerBegins() { state.withLock { $0.headArrived = true } }
}
