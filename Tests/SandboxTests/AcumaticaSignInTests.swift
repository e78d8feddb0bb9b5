// Sign-in, sessions and seats (acumatica.md 1.2, 2).

import Foundation
import Testing

@testable import Sandbox

@Suite("Sign-in to the simulated ERP")
struct AcumaticaSignInTests {
    @Test("the list of endpoints is open, with and without the slash, and names the versions that are served")
    func endpoints() async throws {
        let erp = try await ERP.start()
        for path in ["/erp/entity", "/erp/entity/"] {
            let answer = await erp.send(SandboxRequest("GET", path))
            #expect(answer.status == 200)
            let list = answer.value["endpoints"]?.items ?? []
            #expect(list.compactMap { $0["version"]?.text } == ["24.200.001", "25.200.001"])
            #expect(list.first?["href"] == "/erp/entity/Default/24.200.001/")
        }
        #expect(await erp.send(SandboxRequest("GET", "/entity")).status == 404)
    }

    @Test("another version, endpoint or entity is 404; segments count in any case")
    func unknownRoutes() async throws {
        var erp = try await ERP.start()
        #expect(await erp.get("bill?$top=1").status == 200)
        #expect(await erp.get("Bills").status == 404)
        erp.version = "23.200.001"
        #expect(await erp.get("Bill").status == 404)
        let headers = [("Authorization", "Bearer \(erp.token)")]
        #expect(
            await erp.send(SandboxRequest("GET", "/ERP/entity/default/25.200.001/Bill?$top=1", headers: headers)).status
                == 200)
        #expect(
            await erp.send(SandboxRequest("GET", "/erp/entity/Other/25.200.001/Bill", headers: headers)).status == 404)
    }

    @Test("without a session, and with a wrong token, entities answer 401 in JSON")
    func notSignedIn() async throws {
        var erp = try await ERP.start()
        erp.token = "wrong"
        let answer = await erp.get("Bill")
        #expect(answer.status == 401)
        #expect(answer.value["message"]?.text?.isEmpty == false)
    }

    @Test(
        "a wrong token request is 400 with the error of OAuth",
        arguments: [
            ("client_secret", "no", "invalid_client"),
            ("client_id", "88358B02-A48D-A50E-F710-39C1636C30F6@OTHER", "invalid_client"),
            ("password", "no", "invalid_grant"), ("username", "nobody", "invalid_grant"),
            ("scope", "other", "invalid_scope"),
            ("grant_type", "client_credentials", "unsupported_grant_type"),
        ])
    func wrongGrant(_ name: String, _ value: String, _ error: String) async throws {
        let erp = try await ERP.start()
        var form = erp.passwordGrant
        form[name] = value
        let answer = await erp.form("/erp/identity/connect/token", form)
        #expect(answer.status == 400)
        #expect(answer.value["error"]?.text == error)
    }

    @Test("a refresh reuses the session of its grant; a forgotten grant keeps its seat; the third is refused")
    func seats() async throws {
        let erp = try await ERP.start()
        let second = await erp.form("/erp/identity/connect/token", erp.passwordGrant)
        #expect(second.status == 200)
        let refreshed = await erp.form(
            "/erp/identity/connect/token",
            [
                "grant_type": "refresh_token", "client_id": erp.firm.credentials.acumaticaClientID,
                "client_secret": erp.firm.credentials.acumaticaClientSecret,
                "refresh_token": second.value["refresh_token"]?.text ?? "",
            ])
        #expect(refreshed.status == 200)
        let third = await erp.form("/erp/identity/connect/token", erp.passwordGrant)
        #expect(third.status == 500)
        #expect(third.value["exceptionMessage"]?.text?.contains("API Login Limit") == true)
        #expect(erp.world.read { $0.acumatica.signIns.highest } == 2)

        let token = ("Authorization", "Bearer \(second.value["access_token"]?.text ?? "")")
        let out = await erp.send(
            SandboxRequest("POST", "/erp/entity/auth/logout", headers: [token, ("Content-Length", "0")]))
        #expect(out.status == 204)
        #expect(await erp.form("/erp/identity/connect/token", erp.passwordGrant).status == 200)
    }

    @Test("a sign-out without a length is 411 in HTML")
    func signOutWithoutLength() async throws {
        let erp = try await ERP.start()
        let token = ("Authorization", "Bearer \(erp.token)")
        let answer = await erp.send(SandboxRequest("POST", "/erp/entity/auth/logout", headers: [token]))
        #expect(answer.status == 411)
        #expect(answer.header("content-type")?.contains("html") == true)
        #expect(await erp.get("Ledger").status == 200)
    }

    private func login(_ erp: ERP, _ change: Fields) async -> SandboxResponse {
        var fields: Fields = [
            "name": .string(erp.firm.credentials.acumaticaUsername),
            "password": .string(erp.firm.credentials.acumaticaPassword), "tenant": .string(erp.firm.tenant),
        ]
        for (name, value) in change.members { fields[name] = value.isNull ? nil : value }
        let body = Value.object(fields).encodedBytes()
        return await erp.send(SandboxRequest("POST", "/erp/entity/auth/login", body: body))
    }

    private func cookies(_ answer: SandboxResponse) -> String {
        answer.headers.filter { $0.name == "Set-Cookie" }.map { String($0.value.prefix { $0 != ";" }) }
            .joined(separator: "; ")
    }

    private func ledger(_ erp: ERP, _ cookies: String) async -> SandboxResponse {
        await erp.send(
            SandboxRequest("GET", "/erp/entity/Default/24.200.001/Ledger", headers: [("Cookie", cookies)]))
    }

    @Test("the recorded cookies carry a session; one of them alone does not")
    func cookieSession() async throws {
        let erp = try await ERP.start()
        let answer = await login(erp, [:])
        #expect(answer.status == 204)
        let jar = cookies(answer)
        #expect(jar.contains("Locale=Culture=en-US&TimeZone=GMTM0700A"))
        #expect(await ledger(erp, jar).value[0]?.field("LedgerID")?.text == erp.firm.ledger.id)
        let partial = jar.components(separatedBy: "; ").filter { !$0.hasPrefix("ASP.NET") }.joined(separator: "; ")
        #expect(await ledger(erp, partial).status == 401)
        let out = await erp.send(
            SandboxRequest(
                "POST", "/erp/entity/auth/logout", headers: [("Cookie", jar), ("Content-Length", "0")]))
        #expect(out.status == 204)
        #expect(await ledger(erp, jar).status == 401)
    }

    @Test("a wrong password is 500 with the recorded words, an unknown tenant its own exception")
    func loginFailures() async throws {
        let erp = try await ERP.start()
        let wrong = await login(erp, ["password": "no"])
        #expect(wrong.status == 500)
        #expect(wrong.value["exceptionMessage"] == "Error: Invalid credentials. Please try again.")
        let tenant = await login(erp, ["tenant": "NOWHERE"])
        #expect(tenant.status == 500)
        #expect(tenant.value["exceptionType"]?.text?.contains("PXUndefinedCompanyException") == true)
    }

    @Test("a sign-in without a tenant succeeds, and reaches another company")
    func tenantTrap() async throws {
        let erp = try await ERP.start()
        let answer = await login(erp, ["tenant": nil])
        #expect(answer.status == 204)
        let ledgers = await ledger(erp, cookies(answer)).value
        #expect(ledgers[0]?.field("LedgerID")?.text == "DEMO")
        #expect(ledgers.items?.count == 1)
    }

    @Test("sessions that a person ends answer 401, and the refresh token still works")
    func expiry() async throws {
        let erp = try await ERP.start()
        let grant = await erp.form("/erp/identity/connect/token", erp.passwordGrant)
        try erp.act("expire-sessions", [:])
        #expect(await erp.get("Ledger").status == 401)
        let refreshed = await erp.form(
            "/erp/identity/connect/token",
            [
                "grant_type": "refresh_token", "client_id": erp.firm.credentials.acumaticaClientID,
                "client_secret": erp.firm.credentials.acumaticaClientSecret,
                "refresh_token": grant.value["refresh_token"]?.text ?? "",
            ])
        #expect(refreshed.status == 200)
    }
}
