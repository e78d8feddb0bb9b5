// The one session of a connection: kept before it is used, renewed once, given back.

import Core
import Foundation

/// Holds the session. Callers come one at a time (`Turnstile`), so that concurrent requests cause one sign-in.
actor ERPSession {
    /// A token is renewed while it still lasts a little, for requests may wait in the ERP's queue.
    private static let renewEarlySeconds = 60.0
    private let signIn: SignIn
    private let keeper: any SessionKeeper
    private let owner: String
    private var held: KeptSession?
    private var isLoaded = false

    init(signIn: SignIn, keeper: any SessionKeeper) {
        self.signIn = signIn
        self.keeper = keeper
        owner = KeptSession.owner(signIn.line.settings)
    }

    /// A session that should work, as headers; signs in if need be. Throws `Failure`, and what the keeper throws.
    func headers() async throws -> [(name: String, value: String)] {
        if !isLoaded {
            held = try await loaded()
            isLoaded = true
        }
        guard let held, !isSpent(held) else { return try await renew().headers }
        return held.headers
    }

    /// The ERP did not know the session that `headers` gave: once more, from the keeper or by a new sign-in.
    func renewAfterRefusal() async throws -> [(name: String, value: String)] {
        try await renew().headers
    }

    /// Takes over what an answer says of the cookies; most answers change none that matters.
    func learn(from answer: HTTPResponse) async {
        guard case .cookies(var jar)? = held?.proof else { return }
        let before = jar
        for cookie in answer.headers("Set-Cookie") { jar.take(setCookie: cookie, now: signIn.line.effects.now()) }
        guard jar != before, jar.holdsSession else { return }
        let session = KeptSession(proof: .cookies(jar))
        held = session
        guard jar.sessionCookies != before.sessionCookies else { return }
        // The answer counts whether or not this is kept: at worst the next process signs in anew.
        do { try await keeper.keep(session.json(owner: owner)) } catch { return }
    }

    /// Signs out of a session that holds a seat; one with a refresh token stays for the next run.
    func giveBack() async {
        if held == nil, !isLoaded {
            do { held = try await loaded() } catch { held = nil }
        }
        guard let session = held, session.holdsSeat else { return }
        await signIn.end(session)
        held = nil
        isLoaded = true
        // A session that is kept although it ended costs one 401 at the next start, nothing more.
        do { try await keeper.keep(nil) } catch { return }
    }

    private func loaded() async throws -> KeptSession? {
        try await keeper.load().flatMap { KeptSession($0, owner: owner) }
    }

    private func isSpent(_ session: KeptSession) -> Bool {
        guard case .token(_, _, let expiresAt) = session.proof else { return false }
        return expiresAt.addingTimeInterval(-Self.renewEarlySeconds) <= signIn.line.effects.now()
    }

    private func renew() async throws -> KeptSession {
        // Another client of this home may have renewed it meanwhile: then theirs is the session.
        if let other = try await loaded(), held.map({ !$0.isSame(as: other) }) ?? true, !isSpent(other) {
            held = other
            return other
        }
        if let session = held, case .token(_, let refresh?, _) = session.proof {
            if let fresh = try await signIn.refreshed(refresh) { return try await take(fresh) }
            // Refused, perhaps because another process used it in this very moment: then theirs is there by now.
            if let other = try await loaded(), !other.isSame(as: session), !isSpent(other) {
                held = other
                return other
            }
        }
        if let session = held {
            // A session that is merely forgotten keeps its seat for up to an hour (acumatica.md 2.5).
            await signIn.end(session)
            held = nil
            try await keeper.keep(nil)
        }
        return try await take(try await signIn.start())
    }

    /// Keeps a session before it is used (acumatica.md 10.2); one that cannot be kept is given back.
    private func take(_ session: KeptSession) async throws -> KeptSession {
        do {
            try await keeper.keep(session.json(owner: owner))
        } catch {
            await signIn.end(session)
            throw error
        }
        held = session
        isLoaded = true
        return session
    }
}
