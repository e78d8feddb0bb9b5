// A session as it is kept between requests and processes.

import Core
import Foundation

/// The one ERP session of a connection: a token with its renewal, or cookies.
struct KeptSession: Sendable, Equatable {
    enum Proof: Sendable, Equatable {
        case token(access: String, refresh: String?, expiresAt: Date)
        case cookies(CookieJar)
    }

    var proof: Proof

    /// Whose session it is: a kept one of another system, tenant or user must never be sent.
    static func owner(_ settings: AcumaticaSettings) -> String {
        [settings.url, settings.tenant, settings.clientID ?? "", settings.username, settings.authentication.rawValue]
            .joined(separator: " | ")
    }

    init(proof: Proof) { self.proof = proof }

    /// Reads what `json` wrote; nil for a session of another owner, and for anything else.
    init?(_ json: JSON, owner: String) {
        guard json["owner"]?.text == owner else { return nil }
        if let cookies = json["cookies"] {
            proof = .cookies(CookieJar(json: cookies))
        } else if let access = json["access"]?.text, let expires = json["expires_at"]?.text.flatMap(Timestamp.parse) {
            proof = .token(access: access, refresh: json["refresh"]?.text, expiresAt: expires)
        } else {
            return nil
        }
    }

    func json(owner: String) -> JSON {
        switch proof {
        case .token(let access, let refresh, let expiresAt):
            [
                "owner": .string(owner), "access": .string(access), "refresh": .optional(refresh),
                "expires_at": .string(Timestamp.format(expiresAt)),
            ]
        case .cookies(let jar): ["owner": .string(owner), "cookies": jar.json]
        }
    }

    /// Whether the ERP sees the same session in both. The moment of expiry is kept in milliseconds, and cookies beside
    /// the session's own change with every answer (acumatica.md 2.2): neither makes another session.
    func isSame(as other: KeptSession) -> Bool {
        switch (proof, other.proof) {
        case (.token(let access, _, _), .token(let known, _, _)): access == known
        case (.cookies(let jar), .cookies(let known)):
            jar.sessionCookies.map { [$0.name, $0.value] } == known.sessionCookies.map { [$0.name, $0.value] }
        default: false
        }
    }

    /// The headers that show it to the ERP.
    var headers: [(name: String, value: String)] {
        switch proof {
        case .token(let access, _, _): [("Authorization", "Bearer \(access)")]
        case .cookies(let jar): [("Cookie", jar.header)]
        }
    }

    /// Whether it must be signed out: `api offline_access` with a refresh token keeps one session over all its tokens and
    /// needs no sign-out (acumatica.md 2.1).
    var holdsSeat: Bool {
        switch proof {
        case .token(_, let refresh, _): refresh == nil
        case .cookies: true
        }
    }
}
