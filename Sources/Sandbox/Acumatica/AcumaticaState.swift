// All that the simulated ERP holds: two tenants, the sessions, and what runs in the background.

import Foundation

struct AcumaticaState: Sendable {
    enum Outcome: Sendable {
        case running, done
        /// With the answer of the poll.
        case failed(SandboxResponse)

        var isRunning: Bool { if case .running = self { true } else { false } }
    }

    /// A long-running operation (acumatica.md 7.3).
    struct Operation: Sendable {
        var id: String
        var session: String
        var tenant: String
        var entity: String
        var action: String
        /// The key of the record in its table.
        var key: String
        var ready: Date
        var outcome = Outcome.running
    }

    private static let operationsMax = 1_000

    var signIns = SignIns()
    var firmBooks: Books
    /// The default tenant, nearly empty: what a sign-in without a tenant reaches (acumatica.md 2.2).
    var defaultBooks: Books
    private let firmTenant: String
    private(set) var operations: [Operation] = []
    /// Counts actions, for the reading `release: alternating`.
    var actions = 0

    init(firm: Firm) {
        firmTenant = firm.tenant
        firmBooks = Books(firm: firm)
        defaultBooks = Books(defaultTenant: firm.seed)
    }

    /// Screens and sign-ins ask where they are.
    mutating func use(_ readings: Readings) {
        firmBooks.readings = readings
        defaultBooks.readings = readings
        signIns.idleSeconds = (Double(readings["cookie-idle"]) ?? 10) * 60
    }

    func books(_ tenant: String) -> Books { tenant == firmTenant ? firmBooks : defaultBooks }

    /// Works on the books where they are: they are large, and a copy would cost as much as they hold.
    mutating func edit<Result>(_ tenant: String, _ body: (inout Books) throws -> Result) rethrows -> Result {
        if tenant == firmTenant { return try body(&firmBooks) }
        return try body(&defaultBooks)
    }

    mutating func begin(_ operation: Operation) {
        operations.append(operation)
        if operations.count > Self.operationsMax { operations.removeFirst() }
    }

    func operation(id: String) -> Operation? { operations.first { $0.id.lowercased() == id.lowercased() } }

    /// Runs what is due.
    mutating func settle(at now: Date) {
        for index in operations.indices where operations[index].outcome.isRunning && operations[index].ready <= now {
            let operation = operations[index]
            operations[index].outcome = edit(operation.tenant) { books -> Outcome in
                do {
                    try Actions.run(operation.action, entity: operation.entity, key: operation.key, &books, at: now)
                    return .done
                } catch let problem as Problem {
                    return .failed(problem.response)
                } catch {
                    return .failed(Problem.error("\(error)").response)
                }
            }
        }
    }
}
