// Sessions and tokens: who holds a seat of the licence, and for how long (acumatica.md 2).

import Foundation

struct SignIns: Sendable {
    enum Kind: String, Sendable { case cookie, token }

    struct Session: Sendable {
        /// For people and the request log; no secret.
        var id: String
        var kind: Kind
        var tenant: String
        var branch: String
        var since: Date
        var lastUsed: Date
        /// Of a token session: when its newest token ends. A cookie session ends by idleness.
        var expires: Date
        /// Detail ids are scoped by the session (acumatica.md 5.1).
        var mask: [UInt8]
        /// `.ASPXAUTH` and `ASP.NET_SessionId`; empty for a token session.
        var cookies: [String: String] = [:]
    }

    private struct Access: Sendable {
        var session: String
        var expires: Date
    }

    /// What a refresh token stands for: 30 days from the first consent (acumatica.md 2.1).
    private struct Grant: Sendable {
        var tenant: String
        var scope: String
        var session: String
        var expires: Date
    }

    static let tokenSeconds = 3_600.0
    static let grantSeconds = 30 * 86_400.0

    /// API users of the licence; trial licences allow two (acumatica.md 2.5).
    var limit = 2
    /// 10 or 20 minutes: the reading `cookie-idle` (acumatica.md 2.3).
    var idleSeconds = 600.0
    private(set) var highest = 0
    private(set) var sessions: [String: Session] = [:]
    private var access: [String: Access] = [:]
    private var grants: [String: Grant] = [:]
    private var number = 0

    /// Frees the seats that ran out.
    mutating func prune(at now: Date) {
        let ended = sessions.values.filter { session in
            session.kind == .token
                ? session.expires <= now : session.lastUsed.addingTimeInterval(idleSeconds) <= now
        }
        for session in ended { sessions[session.id] = nil }
        access = access.filter { $0.value.expires > now && sessions[$0.value.session] != nil }
        grants = grants.filter { $0.value.expires > now }
    }

    /// Takes a seat, or throws "API Login Limit" (acumatica.md 2.5).
    private mutating func open(
        _ kind: Kind, tenant: String, branch: String, at now: Date, random: inout SeededGenerator
    ) throws -> Session {
        prune(at: now)
        guard sessions.count < limit else { throw Problem.loginLimit }
        number += 1
        let session = Session(
            id: "\(kind.rawValue)-\(number)", kind: kind, tenant: tenant, branch: branch, since: now, lastUsed: now,
            expires: now.addingTimeInterval(Self.tokenSeconds),
            mask: (0..<16).map { _ in UInt8(truncatingIfNeeded: random.next() >> 24) })
        sessions[session.id] = session
        highest = max(highest, sessions.count)
        return session
    }

    mutating func openCookies(
        tenant: String, branch: String, at now: Date, random: inout SeededGenerator
    ) throws -> Session {
        var session = try open(.cookie, tenant: tenant, branch: branch, at: now, random: &random)
        let hex = random.guid().filter { $0 != "-" } + random.guid().filter { $0 != "-" }
        session.cookies = [".ASPXAUTH": hex.uppercased(), "ASP.NET_SessionId": random.token(length: 24).lowercased()]
        sessions[session.id] = session
        return session
    }

    /// The answer of the token endpoint (acumatica.md 2.1).
    mutating func openToken(
        tenant: String, branch: String, scope: String, at now: Date, random: inout SeededGenerator
    ) throws -> Value {
        let session = try open(.token, tenant: tenant, branch: branch, at: now, random: &random)
        var answer = grantAccess(session, scope: scope, at: now, random: &random)
        if scope.split(separator: " ").contains("offline_access") {
            let token = random.token(length: 64)
            grants[token] = Grant(
                tenant: tenant, scope: scope, session: session.id, expires: now.addingTimeInterval(Self.grantSeconds))
            answer["refresh_token"] = .string(token)
        }
        return .object(answer)
    }

    /// All tokens of a grant reuse one session while it lasts (acumatica.md 2.1). Nil for an unknown token.
    mutating func refresh(
        _ token: String, tenant: String, branch: String, at now: Date, random: inout SeededGenerator
    ) throws -> Value? {
        prune(at: now)
        guard var grant = grants[token], grant.tenant == tenant else { return nil }
        if var session = sessions[grant.session] {
            session.expires = now.addingTimeInterval(Self.tokenSeconds)
            sessions[session.id] = session
        } else {
            grant.session = try open(.token, tenant: tenant, branch: branch, at: now, random: &random).id
            grants[token] = grant
        }
        guard let session = sessions[grant.session] else { return nil }
        var answer = grantAccess(session, scope: grant.scope, at: now, random: &random)
        answer["refresh_token"] = .string(token)
        return .object(answer)
    }

    private mutating func grantAccess(
        _ session: Session, scope: String, at now: Date, random: inout SeededGenerator
    ) -> Fields {
        let token = random.token(length: 48)
        access[token] = Access(session: session.id, expires: now.addingTimeInterval(Self.tokenSeconds))
        return [
            "access_token": .string(token), "expires_in": .integer(Int(Self.tokenSeconds)), "token_type": "Bearer",
            "scope": .string(scope),
        ]
    }

    /// The session of a request: a bearer token, or both cookies. Nil means 401.
    func session(of request: SandboxRequest, at now: Date) -> Session? {
        if let header = request.header("authorization") {
            guard header.lowercased().hasPrefix("bearer "), let access = access[String(header.dropFirst(7))],
                access.expires > now
            else { return nil }
            return sessions[access.session]
        }
        let cookies = Self.cookies(of: request)
        return sessions.values.first { session in
            session.kind == .cookie && session.lastUsed.addingTimeInterval(idleSeconds) > now
                && session.cookies.allSatisfy { cookies[$0.key] == $0.value }
        }
    }

    mutating func touch(_ id: String, at now: Date) { sessions[id]?.lastUsed = now }

    /// Frees the seat at once (acumatica.md 2.1 and 2.2).
    mutating func close(_ id: String) {
        sessions[id] = nil
        access = access.filter { $0.value.session != id }
    }

    /// All sessions and access tokens end; refresh tokens stay.
    mutating func expireAll() {
        sessions = [:]
        access = [:]
    }

    func report(at now: Date) -> Value {
        let list = sessions.values.sorted { $0.since < $1.since }.map { session -> Value in
            [
                "id": .string(session.id), "kind": .string(session.kind.rawValue), "tenant": .string(session.tenant),
                "since": .string(session.since.stamp), "last_used": .string(session.lastUsed.stamp),
            ]
        }
        var pruned = self
        pruned.prune(at: now)
        return [
            "current": .integer(pruned.sessions.count), "highest": .integer(highest), "limit": .integer(limit),
            "sessions": .array(list),
        ]
    }

    /// Values may contain `=`: split on the first one only (acumatica.md 2.2).
    static func cookies(of request: SandboxRequest) -> [String: String] {
        var cookies: [String: String] = [:]
        for header in request.headers where header.name == "cookie" {
            for pair in header.value.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2 else { continue }
                cookies[parts[0].trimmingCharacters(in: .whitespaces)] = String(parts[1])
            }
        }
        return cookies
    }
}
