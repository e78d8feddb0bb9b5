// The behaviour of a store, written once: each kind of store is one call that hands over a way to make a fresh one.

package import Core

/// A suite of cases, each on a store of its own. Cases use the expectations of Swift Testing.
package enum StoreSuite {
    /// One behaviour.
    package struct Case: Sendable, CustomStringConvertible {
        package var description: String
        package var run: @Sendable (any Store) async throws -> Void

        init(_ description: String, _ run: @escaping @Sendable (any Store) async throws -> Void) {
            self.description = description
            self.run = run
        }
    }

    /// Every behaviour that a store must have.
    package static let cases: [Case] = records + lists + pages + attempts + references + trail
}

/// What a case throws to see a transaction rolled back.
struct Interruption: Error, Equatable {}
