// Sign-in, headers, slashes, pages and errors of the simulated Procurify (procurify.md 1 and 2).
import Foundation
import Testing

@testable import Sandbox

@Suite("Transport of the simulated Procurify")
struct ProcurifyTransportTests {
    @Test("gives a token for a day that names domain and owner, and refuses what is wrong")
    func signsIn() async throws {
        let driver = try await ProcurifyDriver()
        let login = driver.world.read { $0.procurify.firm.credentials }
        let good = await driver.site.handle(ProcurifyDriver.signIn(login), world: driver.world)
        #expect(good.status == 200)
        #expect(good.value["expires_in"]?.integer == 86_400)
        #expect(good.value["token_type"]?.text == "Bearer")
        #expect(good.value["scope"]?.text?.hasPrefix("urn:procurify-api:domain:northfield ") == true)
        #expect(good.value["access_token"]?.text?.split(separator: ".").count == 3)
        let wrong = await driver.site.handle(
            ProcurifyDriver.signIn(login) { $0["client_secret"] = "guess" }, world: driver.world)
        #expect(wrong.status == 401)
        #expect(wrong.value["error"]?.text == "invalid_client")
        for audience: Value? in [nil, "https://api.procurify.com"] {
            let refused = await driver.site.handle(
                ProcurifyDriver.signIn(login) { $0["audience"] = audience }, world: driver.world)
            #expect((400...403).contains(refused.status))
        }
        let form = SandboxRequest("POST", "/oauth/token", body: Array("grant_type=client_credentials".utf8))
        #expect(await driver.site.handle(form, world: driver.world).status == 400)
        #expect(await driver.send("GET", "/oauth/token").status == 405)
    }

    @Test("wants a known token that has not expired, and the client header")
    func wantsHeaders() async throws {
        let driver = try await ProcurifyDriver()
        func status(_ headers: [(String, String)]) async -> SandboxResponse {
            await driver.site.handle(
                SandboxRequest("GET", "/api/v3/users/me/", headers: headers), world: driver.world)
        }
        let client = ("x-procurify-client", "api")
        #expect(await status([("Authorization", "Bearer \(driver.token)"), client]).status == 200)
        #expect(await status([("Authorization", "Bearer \(driver.token)")]).status == 401)
        #expect(await status([client]).status == 401)
        let unknown = await status([("Authorization", "Bearer guess"), client])
        #expect(unknown.status == 401)
        #expect(unknown.value["detail"]?.text == "Invalid token.")
        driver.world.write { state in
            state.procurify.tokens = state.procurify.tokens.mapValues {
                ProcurifyToken(number: $0.number, expires: .distantPast)
            }
        }
        #expect(await status([("Authorization", "Bearer \(driver.token)"), client]).status == 401)
    }

    @Test("redirects a missing slash for every method and keeps the query", arguments: ["GET", "POST", "PATCH", "PUT"])
    func redirects(method: String) async throws {
        let driver = try await ProcurifyDriver()
        let answer = await driver.send(method, "/api/v3/vendors/1001?x=1&y=%20", [:])
        #expect(answer.status == 301)
        #expect(answer.header("Location") == "/api/v3/vendors/1001/?x=1&y=%20")
    }

    @Test("answers 404 for what is not there and 405 for what may not be done")
    func refusesRoutes() async throws {
        let driver = try await ProcurifyDriver()
        for path in [
            "/api/v3/nothing/", "/api/v3/vendors/999999/", "/api/v2/ap/bills/\(String(repeating: "0", count: 32))/",
        ] {
            let answer = await driver.send("GET", path)
            #expect(answer.status == 404)
            #expect(answer.value == ["detail": "Not found."])
        }
        for (method, path) in [
            ("POST", "/api/v3/ap/bills/"), ("DELETE", "/api/v3/ap/bills/"), ("DELETE", "/api/v3/vendors/1001/"),
            ("GET", "/api/v3/account-codes/81/"), ("GET", "/api/v3/ap/bills/mark-as-paid/"),
        ] {
            let answer = await driver.send(method, path, [:])
            #expect(answer.status == 405, "\(method) \(path)")
            #expect(answer.value["detail"]?.text == "Method \"\(method)\" not allowed.")
        }
    }

    @Test("tells fields and types on OPTIONS, and answers HEAD without a body")
    func describes() async throws {
        let driver = try await ProcurifyDriver()
        let options = await driver.send("OPTIONS", "/api/v3/ap/bills/")
        #expect(options.status == 200)
        #expect(options.header("Allow") == "GET, HEAD, OPTIONS")
        #expect(options.value["actions"]?["GET"]?["total_cost_with_tax"]?["type"]?.text == "float")
        let head = await driver.send("HEAD", "/api/v3/ap/bills/")
        #expect(head.status == 200 && head.body.isEmpty)
    }

    @Test("pages by ten, at most by a hundred, with six keys and addresses of the caller's host and filters")
    func pages() async throws {
        let driver = try await ProcurifyDriver()
        let first = await driver.get("/api/v3/account-codes/?search=a&active=true")
        let page = try #require(first["metadata"]?["pagination"])
        #expect(page.fields?.keys.sorted() == ["count", "current_page", "next", "num_pages", "page_size", "previous"])
        #expect(first["data"]?.items?.count == 10)
        #expect(page["next"]?.text == "http://acme.example:8443/api/v3/account-codes/?active=true&page=2&search=a")
        #expect(page["previous"] == .null)
        let second = await driver.get("/api/v3/account-codes/?page=2&page_size=50")
        #expect(second["metadata"]?["pagination"]?["previous"]?.text?.hasSuffix("/account-codes/?page_size=50") == true)
        let capped = await driver.get("/api/v3/accounts/?page_size=5000")
        #expect(capped["metadata"]?["pagination"]?["page_size"]?.integer == 100)
        #expect(capped["data"]?.items?.count == 100)
        for page in ["0", "99", "x"] {
            let missing = await driver.send("GET", "/api/v3/account-codes/?page=\(page)")
            #expect(missing.status == 404)
            #expect(missing.value == ["detail": "Invalid page."])
        }
    }

    @Test("walks every account code once by following next")
    func walks() async throws {
        let driver = try await ProcurifyDriver()
        var target = "/api/v3/account-codes/?page_size=7"
        var ids: [Int] = []
        while true {
            let page = await driver.get(target)
            ids += (page["data"]?.items ?? []).compactMap { $0["id"]?.integer }
            guard let next = page["metadata"]?["pagination"]?["next"]?.text else { break }
            target = next.replacingOccurrences(of: "http://acme.example:8443", with: "")
        }
        #expect(ids.count == driver.world.read { $0.procurify.codeIDs.count })
        #expect(Set(ids).count == ids.count)
    }

    @Test("ignores unknown parameters, and refuses bounds that are no dates")
    func readsFilters() async throws {
        let driver = try await ProcurifyDriver()
        let all = await driver.get("/api/v3/ap/bills/")
        let mistyped = await driver.get("/api/v3/ap/bills/?status=2&last_modified_0=2026-10-01")
        #expect(all["metadata"]?["pagination"]?["count"] == mistyped["metadata"]?["pagination"]?["count"])
        #expect(await driver.send("GET", "/api/v3/ap/bills/?last_modified_datetime_0=yesterday").status == 400)
        // An unescaped plus is a space.
        #expect(
            await driver.send("GET", "/api/v3/ap/bills/?last_modified_datetime_0=2026-07-01T00:00:00+00:00").status
                == 400)
    }

    @Test("writes and reads times to the microsecond, in any offset")
    func readsTimes() {
        let date = Date(timeIntervalSince1970: 1_782_921_669.402_113)
        #expect(ProcurifyStamp.text(date) == "2026-07-01T16:01:09.402113Z")
        let instant = ProcurifyStamp.micros(date)
        for text in ["2026-07-01T16:01:09.402113Z", "2026-07-01T09:01:09.402113-07:00", "2026-07-01T16:01:09.402113"] {
            #expect(ProcurifyStamp.parse(text) == instant)
        }
        #expect(ProcurifyStamp.parse("2026-07-01T16:01:09Z") == instant - 402_113)
        #expect(ProcurifyStamp.parse("2026-07-01") == FirmDay(2026, 7, 1).number * 86_400_000_000)
        for text in ["2026-07-01T", "2026-07-01T25:00:00Z", "2026-07-01T10:00:00.1234567Z", "2026-07-01 10:00"] {
            #expect(ProcurifyStamp.parse(text) == nil, "\(text)")
        }
    }
}
