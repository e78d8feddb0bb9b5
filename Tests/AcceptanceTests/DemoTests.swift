// The demonstration and the sandbox, as a newcomer starts them.

import Foundation
import Testing

@Suite("demo and sandbox")
struct DemoTests {
    @Test("the demonstration ends well, says what a controller asks, and leaves nothing behind")
    func demo() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("acceptance-\(UUID().uuidString)")
        let scratch = folder.appendingPathComponent("scratch")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        let ran = try await Binary.run(["demo"], in: folder, environment: ["TMPDIR": scratch.path])
        #expect(ran.status == 0, "\(ran.errors)")
        #expect(ran.errors.isEmpty, "\(ran.errors)")
        for said in [
            "POSTED OR LINKED", "Held for a person", "duplicate-invoice", "second sync sent nothing", "USD", "CAD",
            "Bill 0001", "audit trail",
        ] {
            #expect(ran.output.contains(said), "\(said) is not in: \(ran.output)")
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: scratch.path)
        #expect(left.isEmpty, "\(left)")
        let json = try await Binary.run(["demo", "--json"], in: folder, environment: ["TMPDIR": scratch.path])
        let document = try json.expect(.object(["second_sync_writes": .integer, "first_sync": Documents.sync]))
        #expect(document["second_sync_writes"]?.integer == 0)
        try FileManager.default.removeItem(at: folder)
    }
}
