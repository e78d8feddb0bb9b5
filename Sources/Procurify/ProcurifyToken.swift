// The token of the client-credentials grant: kept over processes, renewed early.

import Core
import Foundation

/// The one token. Callers come one at a time (`Turnstile`), so that concurrent requests cause one grant.
actor ProcurifyToken {
    private struct Kept: Equatable {
        var access: String
        var expiresAt: Date
    }

    /// Clients in the field renew five minutes before the end (procurify.md 1.2).
    private static let renewEarlySeconds = 300.0
    /// A day is what the server gives; more is not believed.
    private static let lifetimeSecondsMax = 86_400
    private let line: ProcurifyLine
    private let clientSecret: String
    private let keeper: any SessionKeeper
    private let owner: String
    private var held: Kept?

    init(line: ProcurifyLine, clientSecret: String, keeper: any SessionKeeper) {
        self.line = line
        self.clientSecret = clientSecret
        self.keeper = keeper
        // A kept token of another domain or application must never be sent.
        owner = line.settings.url + " | " + line.settings.clientID
    }

    /// A token that should work. Throws `Failure`, and what the keeper throws.
    func current() async throws -> String {
        if let held, isFresh(held) { return held.access }
        if let kept = try await loaded(), isFresh(kept) {
            held = kept
            return kept.access
        }
        return try await granted()
    }

    /// Another token than `refused`: one that another client of this home has got meanwhile, or a new one.
    func renewed(insteadOf refused: String) async throws -> String {
        if let kept = try await loaded(), kept.access != refused, isFresh(kept) {
            held = kept
            return kept.access
        }
        return try await granted()
    }

    private func isFresh(_ kept: Kept) -> Bool {
        kept.expiresAt.addingTimeInterval(-Self.renewEarlySeconds) > line.effects.now()
    }

    private func loaded() async throws -> Kept? {
        guard let json = try await keeper.load(), json["owner"]?.text == owner, let access = json["access"]?.text,
            let expiresAt = json["expires_at"]?.text.flatMap(Timestamp.parse)
        else { return nil }
        return Kept(access: access, expiresAt: expiresAt)
    }

    /// Asks for a token (procurify.md 1.2) and keeps it before it is used.
    private func granted() async throws -> String {
        let body: JSON = [
            "client_id": .string(line.settings.clientID), "client_secret": .string(clientSecret),
            // Required, and with the slash.
            "audience": "https://api.procurify.com/", "grant_type": "client_credentials",
        ]
        let request = HTTPRequest(
            method: .post, url: line.tokenURL,
            headers: [
                ("Accept", "application/json"), ("Content-Type", "application/json"), ("X-Procurify-Client", "api"),
            ],
            body: Data(body.encoded().utf8), timeoutSeconds: line.settings.timeoutSeconds)
        let answer: HTTPResponse
        do { answer = try await line.send(request) } catch let error as TransportError {
            // Whatever became of the grant, no record was touched.
            var failure = line.problems.failure(error)
            failure.effect = .none
            throw failure
        }
        guard answer.status == 200 || answer.status == 201 else {
            throw line.problems.signIn(answer, now: line.effects.now())
        }
        let kept = try read(answer)
        try await keeper.keep([
            "owner": .string(owner), "access": .string(kept.access),
            "expires_at": .string(Timestamp.format(kept.expiresAt)),
        ])
        held = kept
        return kept.access
    }

    private func read(_ answer: HTTPResponse) throws -> Kept {
        do throws(UnusableAnswer) {
            let body = try answer.json()
            guard let access = body["access_token"]?.text, !access.isEmpty,
                !access.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F })
            else { throw UnusableAnswer(message: "its answer has no access_token") }
            let seconds = min(max(body["expires_in"]?.integer ?? Self.lifetimeSecondsMax, 0), Self.lifetimeSecondsMax)
            return Kept(access: access, expiresAt: line.effects.now().addingTimeInterval(Double(seconds)))
        } catch {
            throw line.problems.unusable(error, asking: "a token")
        }
    }
}
