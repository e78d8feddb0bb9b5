// What the client gives and takes besides JSON.

package import Core
package import Foundation

/// Rows of one list request, and the server's clock by the `Date` header.
package struct ERPPage: Sendable {
    package var rows: [JSON]
    package var serverTime: Date?

    package init(rows: [JSON], serverTime: Date?) {
        self.rows = rows
        self.serverTime = serverTime
    }
}

/// What must be true of the record before a PUT touches it (acumatica.md 7.1); otherwise the answer is 412.
package enum Precondition: Sendable {
    /// `If-None-Match: *`
    case mustNotExist
    /// `If-Match: *`
    case mustExist

    var header: (name: String, value: String) {
        switch self {
        case .mustNotExist: ("If-None-Match", "*")
        case .mustExist: ("If-Match", "*")
        }
    }
}

/// The build and the endpoints on offer (acumatica.md 1.2).
package struct EndpointList: Sendable {
    package var build: String?
    package var endpoints: [(name: String, version: String)]

    package init(build: String?, endpoints: [(name: String, version: String)]) {
        self.build = build
        self.endpoints = endpoints
    }

    /// Reads the object of today and the bare array of older builds; nil for anything else.
    init?(_ answer: JSON) {
        guard let items = answer.items ?? answer["endpoints"]?.items else { return nil }
        build = answer["version"]?["acumaticaBuildVersion"]?.text
        endpoints = items.compactMap { item in
            guard let name = item["name"]?.text, let version = item["version"]?.text else { return nil }
            return (name, version)
        }
    }

    /// Whether it names the endpoint, in any case (acumatica.md 1.1).
    package func offers(_ name: String, _ version: String) -> Bool {
        endpoints.contains {
            $0.name.lowercased() == name.lowercased() && $0.version.lowercased() == version.lowercased()
        }
    }

    /// `Default/24.200.001, Default/25.200.001`, for a person.
    package var listed: String { endpoints.map { "\($0.name)/\($0.version)" }.joined(separator: ", ") }
}

/// What the configuration must not hold.
package struct AcumaticaSecrets: Sendable {
    package var clientSecret: String?
    package var password: String?

    package init(clientSecret: String? = nil, password: String? = nil) {
        self.clientSecret = clientSecret
        self.password = password
    }
}
