// `init`, and what stands in a new home.

import Foundation
import Testing

@Suite("init")
struct InitTests {
    @Test("a home has a key of mode 0600, an empty store and a commented configuration, and is never overwritten")
    func home() async throws {
        try await BareHome.with { bare in
            let mode = try FileManager.default.attributesOfItem(atPath: bare.file("key").path)[.posixPermissions]
            #expect(mode as? Int == 0o600)
            #expect(FileManager.default.fileExists(atPath: bare.file("ml-connector.db").path))
            let key = try Data(contentsOf: bare.file("key"))
            let again = try await bare.run("init", "--json")
            try again.expectError(2, "home-exists")
            #expect(try Data(contentsOf: bare.file("key")) == key)
            #expect(try String(contentsOf: bare.file("ml-connector.yaml"), encoding: .utf8) == BareHome.configuration)
            #expect(try await bare.run("init").status == 2)
        }
    }

    @Test("the configuration that init writes asks for nothing that is not there yet")
    func template() async throws {
        try await BareHome.with { bare in
            let second = bare.folder.appendingPathComponent("second")
            let made = try await Binary.run(["init", "--json", "--home", second.path], in: bare.folder)
            try made.expect(.object(["home": .text, "configuration": .text]))
            let text = try String(contentsOf: second.appendingPathComponent("ml-connector.yaml"), encoding: .utf8)
            #expect(text.contains("#") && text.contains("start_date"))
            for later in ["on-request", "write_back", "retention", "attachments: true", "postgres://"] {
                let lines = text.split(separator: "\n").filter { $0.contains(later) }
                let live = lines.filter { !$0.trimmingCharacters(in: .whitespaces).hasPrefix("#") }
                #expect(live.isEmpty, "\(live)")
            }
        }
    }

    @Test("the environment names the home where no option does")
    func environment() async throws {
        try await BareHome.with { bare in
            let named = try await Binary.run(
                ["records", "--json"], in: bare.folder, environment: ["ML_CONNECTOR_HOME": bare.home.path])
            try named.expect(Documents.records)
        }
    }
}
