// The home: where it is, how it is made, and what errors come to.

import App
import Core
import Engine
import Foundation
import TestKit
import Testing

@Suite("Home")
struct HomeTests {
    @Test(
        "the option wins over the environment, and the default is in the user's folder",
        arguments: [
            ("/a", "/b", "/a"), (nil, "/b", "/b"), (nil, nil, "/users/m/.ml-connector"), ("x/../y/", nil, "/srv/y"),
            ("~/z", nil, "/users/m/z"), ("", "", "/users/m/.ml-connector"),
        ])
    func chosen(_ sample: (option: String?, environment: String?, path: String)) {
        let home = Home(
            option: sample.option, environment: sample.environment.map { ["ML_CONNECTOR_HOME": $0] } ?? [:],
            current: "/srv",
            user: "/users/m")
        #expect(home.path == sample.path)
    }

    @Test("a new home is its owner's alone, and is never overwritten")
    func made() async throws {
        let folder = TemporaryFolder()
        let setup = HomeSetup(home: folder.home, effects: .test())
        try await setup.make()
        func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode(folder.path) == 0o700)
        #expect(try mode(folder.home.key) == 0o600)
        #expect(try mode(folder.home.database) == 0o600)
        let key = try String(contentsOfFile: folder.home.key, encoding: .utf8)
        let refused = await #expect(throws: OperationRefused.self) { try await setup.make() }
        #expect(refused?.code == "home-exists")
        #expect(try String(contentsOfFile: folder.home.key, encoding: .utf8) == key)
    }

    @Test("one file of a home alone is enough to refuse", arguments: ["ml-connector.yaml", "key", "ml-connector.db"])
    func oneFile(_ name: String) async throws {
        let folder = TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        try Data("mine".utf8).write(to: URL(fileURLWithPath: folder.path + "/" + name))
        await #expect(throws: OperationRefused.self) { try await HomeSetup(home: folder.home, effects: .test()).make() }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [name])
    }

    @Test("secrets are known by the names of the interface, and are listed without their content")
    func secrets() async throws {
        let folder = TemporaryFolder()
        try await HomeSetup(home: folder.home, effects: .test()).make(configuration: SampleConfiguration.text)
        let drawer = try await SecretDrawer.open(folder.home, effects: .test())
        for name in ["acme.procurify.client_secret", "acme.acumatica.client_secret", "acme.acumatica.password"] {
            try drawer.check(name)
        }
        for name in [
            "acme", "acme.password", "acem.acumatica.password", "store.password", ".acumatica.password", "a.b.c.d",
        ] {
            #expect(throws: OperationRefused.self) { try drawer.check(name) }
        }
        try await drawer.set("acme.acumatica.password", to: "hunter2")
        #expect(try await drawer.list()["secrets"]?.items?.map { $0["name"] } == ["acme.acumatica.password"])
        let bytes = try FileManager.default.contentsOfDirectory(atPath: folder.path).reduce(into: Data()) {
            data, name in
            data += try Data(contentsOf: URL(fileURLWithPath: folder.path + "/" + name))
        }
        #expect(bytes.range(of: Data("hunter2".utf8)) == nil)
    }

    @Test("a missing secret is told by its name as a matter of configuration")
    func missingSecret() async throws {
        let folder = TemporaryFolder()
        try await HomeSetup(home: folder.home, effects: .test()).make(configuration: SampleConfiguration.text)
        let world = try World.open(folder.home)
        let failure = await #expect(throws: Failure.self) { _ = try await world.link(world.settings.connections[0]) }
        let report = ErrorReport(try #require(failure))
        #expect(report.exit == .usage && report.message.contains("acme.procurify.client_secret"))
        #expect(report.action.contains("ml-connector secret set acme.procurify.client_secret"))
    }

    @Test("a home that was copied, or that was pointed at another system, is refused; a new endpoint version is not")
    func bound() async throws {
        let folder = TemporaryFolder()
        try await HomeSetup(home: folder.home, effects: .test()).make(configuration: SampleConfiguration.text)
        let world = try World.open(folder.home)
        var connection = world.settings.connections[0]
        try await world.checkBinding(connection, remember: true)
        connection.acumatica.endpointVersion = "25.200.001"
        try await world.checkBinding(connection, remember: true)
        var other = connection
        other.acumatica.tenant = "OTHER"
        await #expect(throws: OperationRefused.self) { try await world.checkBinding(other, remember: true) }
        other = connection
        other.procurify.url = "https://acme.procurify.com:8443"
        await #expect(throws: OperationRefused.self) { try await world.checkBinding(other, remember: true) }

        let copy = TemporaryFolder()
        try FileManager.default.copyItem(atPath: folder.path, toPath: copy.path)
        let clone = try World.open(copy.home)
        let refused = await #expect(throws: OperationRefused.self) {
            try await clone.checkBinding(connection, remember: true)
        }
        #expect(refused?.code == "bound-elsewhere")
        #expect(ErrorReport(try #require(refused)).exit == .usage)

        // Accepted, it is the place to be, and the system that the configuration names is the one.
        let before = try await clone.store.read { try $0.fact(FactName.installation, connection: "") }
        _ = try await clone.rebind(other, asCopy: false)
        try await clone.checkBinding(other, remember: true)
        #expect(try await clone.store.read { try $0.fact(FactName.installation, connection: "") } == before)
        await #expect(throws: OperationRefused.self) { try await clone.checkBinding(connection, remember: true) }
    }

    @Test("a copy that is accepted as one has another installation id and no secrets; the first home keeps both")
    func copied() async throws {
        let folder = TemporaryFolder()
        try await HomeSetup(home: folder.home, effects: .test()).make(configuration: SampleConfiguration.text)
        let drawer = try await SecretDrawer.open(folder.home, effects: .test())
        let world = try World.open(folder.home)
        let connection = world.settings.connections[0]
        try await drawer.set("\(connection.name).acumatica.password", to: "planted")
        try await world.checkBinding(connection, remember: true)
        let copy = TemporaryFolder()
        try FileManager.default.copyItem(atPath: folder.path, toPath: copy.path)
        let clone = try World.open(copy.home)
        let first = try await world.store.read { try $0.fact(FactName.installation, connection: "") }
        let document = try await clone.rebind(connection, asCopy: true)
        #expect(document["installation"]?.text != first && document["secrets_dropped"] == 1)
        #expect(try await SecretDrawer.open(copy.home, effects: .test()).list()["secrets"] == [])
        try await clone.checkBinding(connection, remember: true)
        #expect(try await drawer.list()["secrets"]?.items?.count == 1)
        let events = try await clone.store.read { try $0.audit(after: 0, limit: 100, record: nil) }
        #expect(events.last?.event.action == "rebound")
    }

    @Test("a process that has the former key goes on after a rotation, and seals with the new one")
    func online() async throws {
        let folder = TemporaryFolder()
        try await HomeSetup(home: folder.home, effects: .test()).make(configuration: SampleConfiguration.text)
        let name = "\(try folder.home.settings().connections[0].name).acumatica.password"
        let running = try await SecretDrawer.open(folder.home, effects: .test())
        try await running.set(name, to: "one")
        _ = try await KeyRotation(home: folder.home, effects: .test()).run()
        try await running.set(name, to: "two")
        let fresh = try await SecretDrawer.open(folder.home, effects: .test())
        #expect(try await fresh.list()["secrets"]?.items?.count == 1)
        #expect(try await KeyRotation(home: folder.home, effects: .test()).run()["secrets"] == 1)

        // A new key whose writing was cut off stops nobody, and the next rotation makes another.
        let next = folder.path + "/key.next"
        #expect(
            FileManager.default.createFile(atPath: next, contents: Data(), attributes: [.posixPermissions: 0o600]))
        try await running.set(name, to: "three")
        #expect(try await KeyRotation(home: folder.home, effects: .test()).run()["secrets"] == 1)
        #expect(!FileManager.default.fileExists(atPath: next))
        #expect(try await running.list()["secrets"]?.items?.count == 1)
    }

    @Test(
        "failures come to the exit statuses of the interface",
        arguments: [
            ("secret-missing", App.ExitStatus.usage), ("bad-ca-file", .usage), ("after-unknown", .usage),
            ("wrong-key", .store),
            ("key-readable-by-others", .store), ("store-damaged", .store), ("store-newer", .store),
            ("secret-damaged", .store),
            ("unreachable", .system), ("bad-certificate", .system), ("bad-credentials", .system),
            ("unknown-tenant", .system),
            ("connection-busy", .system),
        ])
    func exits(_ sample: (code: String, exit: App.ExitStatus)) {
        let failure = Failure(code: sample.code, message: "m", action: "a", next: .halt)
        #expect(ErrorReport(failure).exit == sample.exit)
        #expect(
            ErrorReport(failure).document == [
                "error": ["code": .string(sample.code), "message": "m", "action": "a", "field": .null, "line": .null]
            ])
    }

    @Test("an error of the configuration has its field and line in the document")
    func configurationError() {
        let problem = ConfigurationProblem(line: 7, field: "store", message: "no.", action: "Write it.")
        let report = ErrorReport(ConfigurationFailure(file: "f.yaml", problems: [problem]))
        #expect(report.exit == .usage)
        #expect(report.document["error"]?["line"] == 7)
        #expect(report.document["error"]?["field"] == "store")
        #expect(report.message == "f.yaml:7: store: no. Write it.")
    }
}
