// Mapping tables and proposals.

import Core
import Engine
import Foundation
import SQLStore
import TestKit
import Testing

@Suite("Mappings")
struct MappingTests {
    private func propose(_ desk: Desk, _ rows: [(String, String)]) async throws {
        try await desk.store.write { writer in
            for (from, to) in rows {
                try writer.setMapping(
                    MappingRow(table: "vendor", from: from, to: to, proposed: true), connection: "acme")
            }
        }
    }

    private func mapping(_ desk: Desk, _ from: String) async throws -> MappingRow? {
        try await desk.store.read { try $0.mapping(connection: "acme", table: "vendor", from: from) }
    }

    @Test("an entry is set, listed and removed, each with its event")
    func entries() async throws {
        let desk = try Desk()
        _ = try await desk.operations.setMapping(connection: "acme", table: "charge", from: "freight", to: "5100")
        let list = try await desk.operations.mappings(connection: "acme", table: nil)
        #expect(
            list["mappings"] == [
                ["id": "charge/freight", "table": "charge", "from": "freight", "to": "5100", "proposed": false]
            ])
        _ = try await desk.operations.removeMapping(connection: "acme", table: "charge", from: "freight")
        #expect(try await desk.events().map(\.action) == ["mapping-set", "mapping-remove"])
        #expect(try await desk.epoch() == "2")
        await #expect(throws: OperationRefused.self) {
            _ = try await desk.operations.removeMapping(connection: "acme", table: "charge", from: "freight")
        }
    }

    @Test(
        "a table that is not there, a pattern without three parts and an empty side are refused",
        arguments: [
            ("project", "a", "b"), ("vendors", "a", "b"), ("subaccount", "a|b", "000"), ("charge", " ", "b"),
            ("charge", "a", "b\u{1B}[0m"),
        ])
    func refusals(_ sample: (table: String, from: String, to: String)) async throws {
        let desk = try Desk()
        await #expect(throws: OperationRefused.self) {
            _ = try await desk.operations.setMapping(
                connection: "acme", table: sample.table, from: sample.from, to: sample.to)
        }
        #expect(try await desk.events().isEmpty)
    }

    @Test("a proposal is accepted by its ID or by the record that it settles")
    func accept() async throws {
        let desk = try Desk()
        try await propose(desk, [("17", "V0012"), ("18", "V0013")])
        let first = try await desk.operations.acceptMapping(connection: "acme", id: "vendor/17")
        #expect(first["accepted"]?.items?.count == 1)
        _ = try await desk.operations.acceptMapping(connection: "acme", id: "acme/vendors/V0013")
        #expect(try await mapping(desk, "17")?.proposed == false)
        #expect(try await mapping(desk, "18")?.proposed == false)
        await #expect(throws: OperationRefused.self) {
            _ = try await desk.operations.acceptMapping(connection: "acme", id: "vendor/17")
        }
    }

    @Test("two proposals for one vendor are not accepted together, nor one for a vendor that is mapped already")
    func unambiguous() async throws {
        let desk = try Desk()
        try await propose(desk, [("1", "V1"), ("2", "V2"), ("3", "V2"), ("4", "V4")])
        _ = try await desk.operations.setMapping(connection: "acme", table: "vendor", from: "9", to: "V4")
        let document = try await desk.operations.acceptUnambiguousMappings(connection: "acme")
        #expect(document["accepted"]?.items?.compactMap { $0["from"]?.text } == ["1"])
        #expect(try await mapping(desk, "2")?.proposed == true)
        #expect(try await mapping(desk, "4")?.proposed == true)
        await #expect(throws: OperationRefused.self) {
            _ = try await desk.operations.acceptMapping(connection: "acme", id: "acme/vendors/V2")
        }
    }
}
