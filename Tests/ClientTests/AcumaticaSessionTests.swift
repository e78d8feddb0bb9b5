// Signing in to the ERP, keeping the session, and giving it back.

import Acumatica
import Core
import Foundation
import TestKit
import Testing

@Suite struct AcumaticaSessionTests {
    @Test("concurrent requests cause one sign-in, and never more than one request under way")
    func singleFlight() async throws {
        let erp = ERP()
        erp.network.on(.get, ERP.root + "/Bill", .json(200, "[]"))
        let client = erp.client()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<5 { group.addTask { _ = try await erp.bills(client) } }
            try await group.waitForAll()
        }
        #expect(erp.network.log.filter { $0.contains("/token") }.count == 1)
        #expect(erp.network.inFlightMax == 1)
        #expect(client.requestCount == 6)
    }

    @Test("the password grant asks for offline access, and every request carries its token")
    func passwordGrant() async throws {
        let erp = ERP()
        erp.network.on(.get, ERP.root + "/Bill", .json(200, "[]"))
        _ = try await erp.bills()
        let grant = try #require(erp.network.requests.first)
        #expect(grant.url == "https://acme.example.com/erp/identity/connect/token")
        #expect(
            grant.text == "grant_type=password&client_id=88358B02%40ACME&client_secret=pl4nted-client-secret"
                + "&username=connector&password=pl4nted-password&scope=api%20offline_access")
        #expect(erp.network.requests.last?.header("Authorization") == "Bearer access-1")
    }

    @Test("a kept token serves the next client without a sign-in")
    func keptToken() async throws {
        let erp = ERP()
        erp.network.on(.get, ERP.root + "/Bill", .json(200, "[]"))
        _ = try await erp.bills()
        await erp.client().signOut()
        _ = try await erp.bills()
        #expect(
            erp.network.log == [
                "POST /erp/identity/connect/token", "GET /erp/entity/Default/24.200.001/Bill",
                "GET /erp/entity/Default/24.200.001/Bill",
            ])
    }

    @Test("a kept token of another tenant, user or system is never sent", arguments: ["tenant", "user", "url"])
    func foreignToken(_ other: String) async throws {
        var erp = ERP()
        erp.network.on(.get, ERP.root + "/Bill", .json(200, "[]"))
        _ = try await erp.bills()
        switch other {
        case "tenant": (erp.settings.tenant, erp.settings.clientID) = ("OTHER", "88358B02@OTHER")
        case "user": erp.settings.username = "somebody"
        default: erp.settings.url = "https://other.example.com/erp"
        }
        erp.network.on(.post, ERP.token, .json(200, ERP.grant("access-2", refresh: nil)))
        _ = try await erp.bills()
        #expect(erp.network.requests.last?.header("Authorization") == "Bearer access-2")
    }

    @Test("a session that cannot be kept is given back and not used")
    func keeperBroken() async throws {
        var erp = ERP()
        erp.keeper = TestKeeper(isBroken: true)
        let client = erp.client()
        await #expect(throws: TestKeeper.Broken.self) { try await client.signedInCheck() }
        #expect(erp.network.log == ["POST /erp/identity/connect/token", "POST /erp/entity/auth/logout"])
        let write = await client.put("Bill", body: [:]) {}
        #expect(write.kind == "notSent")
        #expect(write.failure?.code == "session-not-kept")
    }

    @Test("a token is renewed by its refresh token before it ends, and a missing new one leaves the old one in place")
    func refresh() async throws {
        let erp = ERP()
        erp.network.on(.get, ERP.root + "/Bill", .json(200, "[]"))
        let client = erp.client()
        _ = try await erp.bills(client)
        erp.clock.advance(3_550)
        erp.network.on(.post, ERP.token, .json(200, ERP.grant("access-2", refresh: nil)))
        _ = try await erp.bills(client)
        let refresh = try #require(erp.network.requests.last { $0.url.contains("/token") })
        #expect(refresh.text.contains("grant_type=refresh_token"))
        #expect(refresh.text.contains("refresh_token=refresh-1"))
        #expect(!refresh.text.contains("password"))
        #expect(erp.network.requests.last?.header("Authorization") == "Bearer access-2")
        #expect(erp.keeper.kept?["refresh"]?.text == "refresh-1")
    }

    @Test("where a refresh is refused the old session is signed out before a new one is asked for")
    func refreshRefused() async throws {
        let erp = ERP()
        erp.network.on(.get, ERP.root + "/Bill", .json(200, "[]"))
        _ = try await erp.bills()
        erp.clock.advance(4_000)
        erp.network.on(
            .post, ERP.token, .json(400, #"{"error":"invalid_grant"}"#),
            .json(200, ERP.grant("access-2", refresh: "refresh-2")))
        _ = try await erp.bills()
        #expect(
            erp.network.log.suffix(4) == [
                "POST /erp/identity/connect/token", "POST /erp/entity/auth/logout", "POST /erp/identity/connect/token",
                "GET /erp/entity/Default/24.200.001/Bill",
            ])
        let signOut = try #require(erp.network.requests.last { $0.url.hasSuffix("logout") })
        #expect(signOut.header("Authorization") == "Bearer access-1")
        #expect(erp.keeper.kept?["refresh"]?.text == "refresh-2")
    }

    @Test("a refresh that merely fails does not cost the grant")
    func refreshFails() async throws {
        let erp = ERP()
        erp.network.on(.get, ERP.root + "/Bill", .json(200, "[]"))
        _ = try await erp.bills()
        erp.clock.advance(4_000)
        erp.network.on(.post, ERP.token, .html(503))
        let found = await failure { _ = try await erp.bills() }
        #expect(found?.code == "unavailable")
        #expect(erp.keeper.kept?["refresh"]?.text == "refresh-1")
        #expect(!erp.network.log.contains { $0.contains("logout") })
    }

    @Test("a 401 is repaired by one new sign-in, and a second one fails")
    func unauthorized() async throws {
        let erp = ERP(.session)
        erp.network.on(.get, ERP.root + "/Bill", .json(401, #"{"message":"You are not logged in."}"#), .json(200, "[]"))
        _ = try await erp.bills()
        #expect(erp.network.log.filter { $0.contains("login") }.count == 2)
        #expect(erp.network.log.filter { $0.hasSuffix("/Bill") }.count == 2)

        erp.network.on(.get, ERP.root + "/Bill", .json(401, "{}"))
        let found = await failure { _ = try await erp.bills() }
        #expect(found?.code == "not-signed-in")
        #expect(found?.next == .halt)
        #expect(erp.network.log.filter { $0.hasSuffix("/Bill") }.count == 4)
    }

    @Test("the session that the ERP has just refused is not taken for another client's", arguments: [true, false])
    func refusedSession(_ byToken: Bool) async throws {
        let erp = byToken ? ERP() : ERP(.session)
        // Kept to the millisecond, while clocks are finer; and the other cookies change with every answer.
        erp.clock.set(VirtualClock.start.addingTimeInterval(0.000_4))
        erp.network.on(
            .get, ERP.root + "/Bill",
            .json(200, "[]", headers: [("Set-Cookie", "requeststat=+st:116; path=/")]),
            .json(401, "{}"), .json(200, "[]"))
        let client = erp.client()
        _ = try await erp.bills(client)
        _ = try await erp.bills(client)
        #expect(erp.network.log.filter { $0.contains(byToken ? "/token" : "/login") }.count == 2)
    }

    @Test("a session that another client renewed meanwhile is taken over after a 401")
    func renewedElsewhere() async throws {
        let erp = ERP()
        let client = erp.client()
        try await client.signedInCheck()
        let kept = try #require(erp.keeper.kept?.object)
        erp.network.on(.get, ERP.root + "/Bill", .json(401, "{}"), .json(200, "[]"))
        var other = kept
        other["access"] = "access-of-another"
        try await erp.keeper.keep(.object(other))
        _ = try await erp.bills(client)
        #expect(erp.network.requests.last?.header("Authorization") == "Bearer access-of-another")
        #expect(erp.network.log.filter { $0.contains("/token") }.count == 1)
    }

    @Test("a cookie session is signed out with Content-Length 0, in a cancelled task too")
    func signOutCookies() async throws {
        let erp = ERP(.session)
        let client = erp.client()
        try await client.signedInCheck()
        await withTaskGroup(of: Void.self) { group in
            group.cancelAll()
            group.addTask { await client.signOut() }
        }
        let signOut = try #require(erp.network.requests.last)
        #expect(signOut.url.hasSuffix("/entity/auth/logout"))
        #expect(signOut.header("Content-Length") == "0")
        #expect(signOut.body == Data())
        #expect(signOut.header("Cookie") == ".ASPXAUTH=AB12")
        #expect(erp.keeper.kept == nil)
        await client.signOut()
        #expect(erp.network.log.filter { $0.contains("logout") }.count == 1)
    }

    @Test("a cookie session that a killed process left behind is used, not doubled")
    func leftBehind() async throws {
        let erp = ERP(.session)
        try await erp.client().signedInCheck()
        let next = erp.client()
        try await next.signedInCheck()
        await next.signOut()
        #expect(erp.network.log == ["POST /erp/entity/auth/login", "POST /erp/entity/auth/logout"])
    }

    @Test("a token without a refresh token is signed out, for it holds its seat")
    func signOutToken() async throws {
        let erp = ERP()
        erp.network.on(.post, ERP.token, .json(200, ERP.grant("access-1", refresh: nil)))
        let client = erp.client()
        try await client.signedInCheck()
        await client.signOut()
        #expect(erp.network.log.last == "POST /erp/entity/auth/logout")
        #expect(erp.network.requests.last?.header("Authorization") == "Bearer access-1")
    }

    @Test("cookies keep all that stands behind the first =, the last of two counts, an expired one goes")
    func cookies() async throws {
        let erp = ERP(.session)
        erp.network.on(
            .post, ERP.login,
            .empty(
                204,
                headers: [
                    ("Set-Cookie", "ASP.NET_SessionId=first; path=/; HttpOnly"),
                    ("Set-Cookie", "ASP.NET_SessionId=second; path=/; HttpOnly; SameSite=Lax"),
                    (
                        "Set-Cookie",
                        "Locale=Culture=en-US&TimeZone=GMTM0800A; expires=Thu, 09-Jul-2026 00:00:00 GMT; path=/"
                    ),
                    ("Set-Cookie", ".ASPXAUTH=; expires=Tue, 12-Oct-1999 00:00:00 GMT; path=/"),
                    ("Set-Cookie", "requeststat=+st:116+sc:~/entity/auth/login+start:1+tg:; path=/"),
                    ("Set-Cookie", "UserBranch=1; Max-Age=0"),
                ]))
        erp.network.on(.get, ERP.root + "/Bill", .json(200, "[]"))
        _ = try await erp.bills()
        #expect(
            erp.network.requests.last?.header("Cookie")
                == "ASP.NET_SessionId=second; Locale=Culture=en-US&TimeZone=GMTM0800A; "
                + "requeststat=+st:116+sc:~/entity/auth/login+start:1+tg:")
        let body = try JSON.parse(try #require(erp.network.requests.first?.body))
        #expect(body["tenant"]?.text == "ACME")
        #expect(body["branch"]?.text == "HEADOFFICE")
        #expect(body["locale"]?.text == "en-US")
    }

    @Test("a tenant that the client_id does not belong to is found out before anything is sent")
    func tenantMismatch() async throws {
        var erp = ERP()
        erp.settings.tenant = "OTHER"
        let client = erp.client()
        let found = await failure { try await client.signedInCheck() }
        #expect(found?.code == "unknown-tenant")
        #expect(erp.network.requests.isEmpty)
    }

    @Test(
        "refused sign-ins are told apart",
        arguments: [
            (400, #"{"error":"invalid_grant","error_description":"Invalid user name"}"#, "bad-credentials"),
            (400, #"{"error":"invalid_client"}"#, "bad-credentials"),
            (401, #"{"error":"invalid_client"}"#, "bad-credentials"),
            (404, #"{"message":"No HTTP resource was found"}"#, "instance-not-found"),
            (429, "{}", "too-many-requests"), (503, "{}", "unavailable"),
            (
                500,
                #"{"message":"An error has occurred.","exceptionMessage":"Error: Invalid credentials. Please try again.","exceptionType":"PX.Data.PXException"}"#,
                "bad-credentials"
            ),
            (
                500,
                #"{"message":"An error has occurred.","exceptionMessage":"Error: API Login Limit","exceptionType":"PX.Data.PXException"}"#,
                "login-limit"
            ),
            (
                400,
                #"{"error":"invalid_grant","error_description":"The maximum number of concurrent logins is reached"}"#,
                "login-limit"
            ),
            (
                500, #"{"message":"An error has occurred.","exceptionType":"PX.Data.PXUndefinedCompanyException"}"#,
                "unknown-tenant"
            ),
            (500, #"{"message":"An error has occurred."}"#, "sign-in-failed"),
            (200, "<html>", "unusable-answer"), (200, #"{"token_type":"Bearer"}"#, "unusable-answer"),
        ])
    func refusedSignIn(_ status: Int, _ body: String, _ code: String) async throws {
        let erp = ERP()
        erp.network.on(.post, ERP.token, .json(status, body))
        let client = erp.client()
        let found = try #require(await failure { try await client.signedInCheck() })
        #expect(found.code == code)
        #expect(found.message.contains("Acumatica at acme.example.com"))
        #expect(!found.action.isEmpty)
        #expect(!found.message.contains(ERP.password))
        // A wrong password locks the user when it is repeated, so nothing is tried twice.
        #expect(erp.network.requests.count == 1)
    }

    @Test("a sign-in that is refused in unknown words is not tried again, and what it echoes is not shown")
    func unknownRefusal() async throws {
        let erp = ERP(.session)
        erp.network.on(
            .post, ERP.login, .json(500, #"{"exceptionMessage":"Kennwort pl4nted-password ist falsch"}"#))
        let found = try #require(await failure { _ = try await erp.bills() })
        #expect(found.code == "sign-in-failed")
        #expect(found.message.contains("Kennwort [removed] ist falsch"))
        #expect(erp.network.requests.count == 1)
    }

    @Test("a list that finds all seats taken does not wait for one")
    func loginLimit() async throws {
        let erp = ERP(.session)
        erp.network.on(.post, ERP.login, .json(500, #"{"exceptionMessage":"Error: API Login Limit"}"#))
        let found = await failure { _ = try await erp.bills() }
        #expect(found?.code == "login-limit")
        #expect(erp.network.requests.count == 1)
        #expect(erp.clock.sleeps.isEmpty)
    }
}
