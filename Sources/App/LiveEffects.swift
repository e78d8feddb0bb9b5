// The real clock, sleep, chance and ids: the one place where they come from.

package import Core
import Foundation

extension Effects {
    /// The effects of the machine.
    package static func live() -> Effects {
        let clock = ContinuousClock()
        let start = clock.now
        return Effects(
            now: { Date() },
            monotonicSeconds: { (clock.now - start) / .seconds(1) },
            sleep: { try await Task.sleep(for: .seconds($0)) },
            random: { Double.random(in: 0...1) },
            newID: { length in
                let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
                return String((0..<length).map { _ in letters[Int.random(in: 0..<letters.count)] })
            })
    }
}
