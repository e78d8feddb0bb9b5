// The store suite on SQLite, in a file and in a temporary one.

import Core
import Foundation
import SQLStore
import TestKit
import Testing

@Suite("The store on SQLite")
struct SQLiteStoreTests {
    @Test("behaves as a store in a file", arguments: StoreSuite.cases)
    func behavesInAFile(_ behaviour: StoreSuite.Case) async throws {
        let home = try TemporaryHome()
        try await behaviour.run(try SQLiteStore(path: home.store))
    }

    @Test("behaves as a store without a file", arguments: StoreSuite.cases)
    func behavesWithoutAFile(_ behaviour: StoreSuite.Case) async throws {
        try await behaviour.run(try SQLiteStore.temporary())
    }
}
