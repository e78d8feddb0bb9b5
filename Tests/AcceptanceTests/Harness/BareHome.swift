// A home without a sandbox: for everything that a command says before it asks a system.

import Foundation
import Testing

/// A temporary home that `init` made, with a configuration that reaches nothing.
struct BareHome {
    let folder: URL
    let home: URL

    /// A usable configuration; port 1 of this machine answers nothing.
    static let configuration = """
        allow_loopback: true
        connections:
          - name: acme
            procurify:
              url: http://127.0.0.1:1
              client_id: aX9
            acumatica:
              url: http://127.0.0.1:1/erp
              tenant: ACME
              branch: HEADOFFICE
              auth: session
              username: connector
            posting:
              start_date: 2026-07-01

        """

    static func with(_ body: (BareHome) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("acceptance-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let bare = BareHome(folder: folder, home: folder.appendingPathComponent("home"))
        let result: Result<Void, any Error>
        do {
            let made = try await bare.run("init")
            #expect(made.status == 0, "\(made.errors)")
            try bare.configure(configuration)
            result = .success(try await body(bare))
        } catch { result = .failure(error) }
        try FileManager.default.removeItem(at: folder)
        try result.get()
    }

    func run(_ arguments: String..., input: String? = nil, environment: [String: String] = [:]) async throws -> Ran {
        try await Binary.run(arguments + ["--home", home.path], input: input, in: folder, environment: environment)
    }

    func configure(_ text: String) throws { try Data(text.utf8).write(to: file("ml-connector.yaml")) }
    func file(_ name: String) -> URL { home.appendingPathComponent(name) }

    func storeSecrets(_ value: String = "planted-secret-1") async throws {
        for name in ["acme.procurify.client_secret", "acme.acumatica.password"] {
            let ran = try await run("secret", "set", name, input: value)
            #expect(ran.status == 0, "\(ran.errors)")
        }
    }
}

extension Ran {
    /// Expects a refusal: the status, one error document, and nothing but that on standard output.
    func expectError(_ expected: Int32, _ code: String, _ location: SourceLocation = #_sourceLocation) throws {
        #expect(status == expected, "\(output) \(errors)", sourceLocation: location)
        let document = try Document(only: output)
        #expect(Documents.error.faults(of: document) == [], sourceLocation: location)
        #expect(document["error"]?["code"]?.text == code, "\(output)", sourceLocation: location)
    }

    /// Expects success and one document of this shape.
    @discardableResult
    func expect(_ shape: Shape, _ location: SourceLocation = #_sourceLocation) throws -> Document {
        #expect(status == 0, "\(output) \(errors)", sourceLocation: location)
        let document = try Document(only: output)
        #expect(shape.faults(of: document) == [], sourceLocation: location)
        return document
    }
}
