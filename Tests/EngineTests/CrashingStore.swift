// A store that dies with its process at a chosen transaction, before or after the commit.

import Core
import Foundation
import Synchronization

/// The process is gone.
struct Died: Error {}

/// Counts write transactions and dies at one of them; afterwards nothing works any more.
final class CrashingStore: Store {
    private let inner: any Store
    private let dieAt: Int
    private let afterCommit: Bool
    private let count = Mutex(0)

    init(_ inner: any Store, dieAt: Int, afterCommit: Bool) {
        self.inner = inner
        self.dieAt = dieAt
        self.afterCommit = afterCommit
    }

    /// Write transactions so far.
    var writes: Int { count.withLock { $0 } }
    var isDead: Bool { writes > dieAt }

    func read<Result: Sendable>(_ body: @escaping @Sendable (any StoreReader) throws -> Result) async throws -> Result {
        if isDead { throw Died() }
        return try await inner.read(body)
    }

    func write<Result: Sendable>(_ body: @escaping @Sendable (any StoreWriter) throws -> Result) async throws -> Result
    {
        let number = count.withLock { count in
            count += 1
            return count
        }
        if number > dieAt { throw Died() }
        if number == dieAt, !afterCommit {
            count.withLock { $0 = dieAt + 1 }
            throw Died()
        }
        let result = try await inner.write(body)
        if number == dieAt {
            count.withLock { $0 = dieAt + 1 }
            throw Died()
        }
        return result
    }

    func privateCopy() async throws -> any Store { try await inner.privateCopy() }
}

/// A lease that ends with its process.
struct ModelLease: Lease {
    let isDead: @Sendable () -> Bool
    func check() throws {
        if isDead() { throw Failure(code: "lease-lost", message: "the process is gone", action: "", next: .halt) }
    }
    func release() {}
}

/// Gives every caller a lease: in these tests one process lives at a time.
struct ModelLeases: Leases {
    let isDead: @Sendable () -> Bool
    func take(_ name: String, waitSeconds: Double) async throws -> any Lease { ModelLease(isDead: isDead) }
}
