// Getting, renewing and giving back the proof that we may ask: token grants and the cookie sign-in.

import Core
import Foundation

/// The exchanges of signing in and out (acumatica.md 2). Each throws `Failure`; none is ever repeated by itself, for
/// wrong passwords lock the user (2.2).
struct SignIn: Sendable {
    /// A connected application must answer within this; the sign-out must not hold up the end of a process.
    private static let signOutSecondsMax = 15.0
    let line: ERPLine
    let secrets: AcumaticaSecrets

    /// A new session, by the configured way.
    func start() async throws -> KeptSession {
        switch line.settings.authentication {
        case .password: try await passwordGrant()
        case .session: try await cookies()
        case .authorizationCode:
            throw Failure(
                code: "sign-in-not-supported",
                message: "\(line.problems.system): auth authorization-code is not supported.",
                action: "Set auth to password or session.", next: .halt)
        }
    }

    /// New tokens for a refresh token; nil where the ERP refuses it. A missing new refresh token means that the old one
    /// stays (acumatica.md 2.1).
    func refreshed(_ refresh: String) async throws -> KeptSession? {
        let answer = try await token([
            ("grant_type", "refresh_token"), ("client_id", line.settings.clientID ?? ""),
            ("client_secret", secrets.clientSecret ?? ""), ("refresh_token", refresh),
        ])
        if [400, 401, 403].contains(answer.status), !line.problems.isLoginLimit(answer) { return nil }
        return try session(of: answer, refresh: refresh)
    }

    /// Gives a session back, as well as it goes: what is wrong here harms nobody, for it ends by itself.
    func end(_ session: KeptSession) async {
        var request = HTTPRequest(
            method: .post, url: line.url("/entity/auth/logout"), headers: session.headers, body: Data(),
            timeoutSeconds: Self.signOutSecondsMax)
        // IIS answers 411 to a POST without it (acumatica.md 2.1).
        request.headers.append(("Content-Length", "0"))
        do { _ = try await line.send(request, counted: false) } catch { return }
    }

    private func passwordGrant() async throws -> KeptSession {
        let settings = line.settings
        guard let clientID = settings.clientID, !clientID.isEmpty else {
            throw line.problems.missing(
                "acumatica.client_id", action: "Enter the client_id of the connected application (SM303010).")
        }
        guard let clientSecret = secrets.clientSecret, let password = secrets.password else {
            throw line.problems.missing(
                "a secret of Acumatica", action: "Store the password and the client secret with `secret set`.")
        }
        // The part behind `@` selects the tenant (acumatica.md 2.1): another one than configured would write to it.
        if let mark = clientID.lastIndex(of: "@") {
            let named = clientID[clientID.index(after: mark)...]
            guard named.lowercased() == settings.tenant.lowercased() else {
                throw line.problems.tenantMismatch(named: String(named))
            }
        }
        let answer = try await token([
            ("grant_type", "password"), ("client_id", clientID), ("client_secret", clientSecret),
            ("username", settings.username), ("password", password), ("scope", "api offline_access"),
        ])
        return try session(of: answer, refresh: nil)
    }

    private func token(_ fields: [(String, String)]) async throws -> HTTPResponse {
        let form = fields.map { "\($0.0)=\(URLText.form($0.1))" }.joined(separator: "&")
        return try await exchange(
            HTTPRequest(
                method: .post, url: line.url("/identity/connect/token"),
                headers: [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")],
                body: Data(form.utf8), timeoutSeconds: line.settings.timeoutSeconds))
    }

    private func session(of answer: HTTPResponse, refresh: String?) throws -> KeptSession {
        guard answer.status == 200 else { throw line.problems.signIn(answer, now: line.effects.now()) }
        let body: JSON
        do { body = try answer.json() } catch { throw line.problems.unusable(error, asking: "the sign-in") }
        guard let access = body["access_token"]?.text, !access.isEmpty,
            !access.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F })
        else {
            throw line.problems.unusable(
                UnusableAnswer(message: "its answer has no access_token"), asking: "the sign-in")
        }
        // One hour is the lifetime that is documented, where none is told (acumatica.md 2.1).
        let seconds = min(max(body["expires_in"]?.integer ?? 3_600, 0), 86_400)
        let renewed = body["refresh_token"]?.text.flatMap { $0.isEmpty ? nil : $0 }
        return KeptSession(
            proof: .token(
                access: access, refresh: renewed ?? refresh,
                expiresAt: line.effects.now().addingTimeInterval(Double(seconds))))
    }

    private func cookies() async throws -> KeptSession {
        let settings = line.settings
        guard let password = secrets.password else {
            throw line.problems.missing("the password of Acumatica", action: "Store the password with `secret set`.")
        }
        let body: JSON = [
            "name": .string(settings.username), "password": .string(password), "tenant": .string(settings.tenant),
            "branch": .string(settings.branch), "locale": "en-US",
        ]
        let answer = try await exchange(
            HTTPRequest(
                method: .post, url: line.url("/entity/auth/login"),
                headers: [("Content-Type", "application/json"), ("Accept", "application/json")],
                body: Data(body.encoded().utf8), timeoutSeconds: settings.timeoutSeconds))
        guard answer.status == 204 || answer.status == 200 else {
            throw line.problems.signIn(answer, now: line.effects.now())
        }
        var jar = CookieJar()
        for cookie in answer.headers("Set-Cookie") { jar.take(setCookie: cookie, now: line.effects.now()) }
        guard jar.holdsSession else {
            throw line.problems.unusable(
                UnusableAnswer(message: "its answer sets no session cookie"), asking: "the sign-in")
        }
        return KeptSession(proof: .cookies(jar))
    }

    private func exchange(_ request: HTTPRequest) async throws -> HTTPResponse {
        do {
            return try await line.send(request)
        } catch let error as TransportError {
            // Whatever became of the sign-in, no document was touched.
            var failure = line.problems.failure(error)
            failure.effect = .none
            throw failure
        }
    }
}
