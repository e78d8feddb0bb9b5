// A session or token that outlives its process, sealed.

package import Core

/// Keeps a session under `session:<name>`, for instance `session:acme.acumatica`.
package struct StoredSession: SessionKeeper {
    private let secrets: SecretStore
    private let name: String

    /// `name` is `<connection>.<system>`.
    package init(secrets: SecretStore, name: String) {
        self.secrets = secrets
        self.name = SecretStore.sessionPrefix + name
    }

    package func load() async throws -> JSON? {
        guard let text = try await secrets.get(name) else { return nil }
        return try JSON.parse(text)
    }

    package func keep(_ session: JSON?) async throws {
        guard let session else { return try await secrets.remove(name) }
        try await secrets.set(name, to: session.encoded())
    }
}
