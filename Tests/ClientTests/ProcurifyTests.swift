// The Procurify client: token, pages, errors and writes.

import Core
import Foundation
import Procurify
import TestKit
import Testing

@Suite struct ProcurifyTests {
    private static let bills = "/api/v3/ap/bills/"
    private static let onePage =
        #"{"metadata":{"pagination":{"count":0,"next":null,"previous":null,"page_size":10,"num_pages":1,"current_page":1}},"data":[]}"#

    private func page(_ buyer: Buyer, place: String? = nil) async throws -> ProcurifyPage {
        try await buyer.client().page(Self.bills, query: [("order_by", "last_modified_datetime")], place: place)
    }

    @Test("the token is asked for with the exact audience, as JSON, and carried with the client's header")
    func token() async throws {
        let buyer = Buyer()
        buyer.network.on(.get, Self.bills, .json(200, Self.onePage))
        _ = try await page(buyer)
        let grant = try #require(buyer.network.requests.first)
        #expect(grant.url == "https://acme.procurify.com/oauth/token")
        #expect(grant.header("Content-Type") == "application/json")
        #expect(
            grant.text
                == #"{"client_id":"aX9","client_secret":"pl4nted-procurify-secret","audience":"https://api.procurify.com/","grant_type":"client_credentials"}"#
        )
        let asked = try #require(buyer.network.requests.last)
        #expect(asked.header("Authorization") == "Bearer token-1")
        #expect(asked.header("X-Procurify-Client") == "api")
        #expect(
            asked.url == "https://acme.procurify.com/api/v3/ap/bills/?order_by=last_modified_datetime&page_size=100")
    }

    @Test("a token serves all clients of a home until five minutes before its end")
    func keptToken() async throws {
        let buyer = Buyer()
        buyer.network.on(.get, Self.bills, .json(200, Self.onePage))
        _ = try await page(buyer)
        buyer.clock.advance(86_400 - 301)
        _ = try await page(buyer)
        #expect(buyer.network.log.filter { $0.contains("token") }.count == 1)
        buyer.clock.advance(2)
        _ = try await page(buyer)
        #expect(buyer.network.log.filter { $0.contains("token") }.count == 2)
    }

    @Test("a kept token of another domain or application is never sent")
    func foreignToken() async throws {
        var buyer = Buyer()
        buyer.network.on(.get, Self.bills, .json(200, Self.onePage))
        _ = try await page(buyer)
        buyer.settings.clientID = "other"
        _ = try await page(buyer)
        #expect(buyer.network.log.filter { $0.contains("token") }.count == 2)
    }

    @Test("concurrent requests cause one grant, and are sent one by one")
    func singleFlight() async throws {
        let buyer = Buyer()
        buyer.network.on(.get, Self.bills, .json(200, Self.onePage))
        let client = buyer.client()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<5 { group.addTask { _ = try await client.page(Self.bills, query: [], place: nil) } }
            try await group.waitForAll()
        }
        #expect(buyer.network.log.filter { $0.contains("token") }.count == 1)
        #expect(buyer.network.inFlightMax == 1)
        #expect(client.requestCount == 6)
    }

    @Test("a 401 is repaired by one new token, and a second one fails")
    func unauthorized() async throws {
        let buyer = Buyer()
        buyer.network.on(.get, Self.bills, .json(401, #"{"detail":"Invalid token."}"#), .json(200, Self.onePage))
        _ = try await page(buyer)
        #expect(buyer.network.log.filter { $0.contains("token") }.count == 2)
        buyer.network.on(.get, Self.bills, .json(401, #"{"detail":"Invalid token."}"#))
        let found = await failure { _ = try await page(buyer) }
        #expect(found?.code == "not-signed-in")
        #expect(buyer.network.log.filter { $0.contains("bills") }.count == 4)
    }

    @Test(
        "a refused token is told apart",
        arguments: [
            (401, #"{"error":"invalid_client","error_description":"Unauthorized"}"#, "bad-credentials", 1),
            (403, #"{"error":"access_denied"}"#, "bad-credentials", 1), (404, "{}", "instance-not-found", 1),
            (500, "{}", "sign-in-failed", 5), (429, "{}", "too-many-requests", 5), (200, "{}", "unusable-answer", 5),
        ])
    func refusedToken(_ status: Int, _ body: String, _ code: String, _ tries: Int) async throws {
        let buyer = Buyer()
        buyer.network.on(.post, Buyer.token, .json(status, body))
        let found = try #require(await failure { _ = try await page(buyer) })
        #expect(found.code == code)
        #expect(found.message.contains("Procurify at acme.procurify.com"))
        #expect(buyer.network.requests.count == tries)
    }

    @Test(
        "every envelope is read, and odd page fields with it",
        arguments: [
            #"{"metadata":{"pagination":{"count":"3","next":"https://evil.example.net/api/v3/ap/bills/?page=2&page_size=1","page_size":1,"num_pages":3,"current_page":1}},"data":[{"id":1}]}"#,
            #"{"pagination":{"count":3,"next":"/api/v3/ap/bills/?page=2&page_size=1"},"data":[{"id":1}]}"#,
            #"{"metadata":{"permissions":{"can_edit":true},"pagination":{"count":3.0,"next":"http://relay:8080/api/v3/ap/bills/?page=2&page_size=1"}},"data":[{"id":1}]}"#,
            #"{"metadata":{"pagination":{"count":3,"next":"?page=2&page_size=1"}},"data":[{"id":1}]}"#,
        ])
    func envelopes(_ body: String) async throws {
        let buyer = Buyer()
        buyer.network.on(.get, Self.bills, .json(200, body), .json(200, Self.onePage))
        let first = try await page(buyer)
        #expect(first.rows == [["id": 1]])
        #expect(first.count == 3)
        #expect(first.next == "/api/v3/ap/bills/?page=2&page_size=1")
        let second = try await page(buyer, place: first.next)
        #expect(second.next == nil)
        #expect(buyer.network.requests.last?.url == "https://acme.procurify.com/api/v3/ap/bills/?page=2&page_size=1")
    }

    @Test("a list of one piece is read, and the metadata beside it handed on")
    func bareList() async throws {
        let buyer = Buyer()
        buyer.network.on(.get, Self.bills, .json(200, "[1,2]"), .json(200, #"{"metadata":{"x":1},"data":[3]}"#))
        #expect(try await page(buyer).rows.count == 2)
        let second = try await page(buyer)
        #expect(second.metadata["x"]?.integer == 1)
        #expect(second.count == nil)
    }

    @Test(
        "a page that does not tell whether there is more is no page",
        arguments: [
            #"{"metadata":{"pagination":{"count":3}},"data":[]}"#,
            #"{"metadata":{"pagination":{"current_page":1,"num_pages":2}},"data":[]}"#,
            #"{"metadata":{"pagination":{"next":"javascript:alert(1)"}},"data":[]}"#,
            #"{"metadata":{"pagination":{"next":7}},"data":[]}"#,
            #"{"metadata":{"pagination":{"next":"/api/v3/ap/bills/?order_by=last_modified_datetime&page_size=100"}},"data":[]}"#,
            #"{"metadata":{}}"#, #"{"data":{"id":1}}"#, "7",
        ])
    func brokenPage(_ body: String) async throws {
        let buyer = Buyer()
        buyer.network.on(.get, Self.bills, .json(200, body))
        let found = await failure { _ = try await page(buyer) }
        #expect(found?.code == "unusable-answer")
        #expect(found?.next == .retry(afterSeconds: nil))
    }

    @Test("a page that vanished while it was walked is told, a missing first page is a failure")
    func vanished() async throws {
        let buyer = Buyer()
        buyer.network.on(.get, Self.bills, .json(404, #"{"detail":"Invalid page."}"#))
        let later = try await page(buyer, place: "/api/v3/ap/bills/?page=3")
        #expect(later.vanished)
        #expect(later.next == nil)
        #expect(await failure { _ = try await page(buyer) }?.code == "not-found")
        buyer.network.on(.get, Self.bills, .html(404))
        #expect(await failure { _ = try await page(buyer, place: "/api/v3/ap/bills/?page=3") }?.code == "not-found")
    }

    @Test(
        "a kept place leads to the configured host or nowhere",
        arguments: [
            "https://evil.example.net/api/v3/ap/bills/?page=2", "//evil.example.net/api/v3/ap/bills/?page=2",
            "@evil.example.net/api/",
            "/oauth/token", "", "/api/v3/ap bills/",
        ])
    func place(_ place: String) async throws {
        let buyer = Buyer()
        buyer.network.on(.get, Self.bills, .json(200, Self.onePage))
        do { _ = try await page(buyer, place: place) } catch {
            #expect((error as? Failure)?.code == "bad-place")
        }
        #expect(buyer.network.requests.allSatisfy { $0.url.hasPrefix("https://acme.procurify.com/") })
        #expect(buyer.network.unasked.isEmpty)
    }

    @Test("a record is the data of its envelope, or the bare body; a missing one is nil; the slash is added")
    func record() async throws {
        let buyer = Buyer()
        let path = "/api/v3/vendors/7/"
        buyer.network.on(
            .get, path, .json(200, #"{"metadata":{},"data":{"id":7}}"#), .json(200, #"{"id":7}"#),
            .json(404, #"{"detail":"Not found."}"#), .html(404))
        let client = buyer.client()
        #expect(try await client.get("/api/v3/vendors/7") == ["id": 7])
        #expect(try await client.get(path) == ["id": 7])
        #expect(try await client.get(path) == nil)
        // A page for a browser proves nothing about the record.
        #expect(await failure { _ = try await client.get(path) }?.code == "not-found")
    }

    @Test(
        "each shape of error gives one plain message",
        arguments: [
            (
                #"{"errors":{"null":{"message":"Vendor is already active.","code":"VENDOR_ALREADY_ACTIVE"}}}"#,
                "Vendor is already active. (VENDOR_ALREADY_ACTIVE)"
            ),
            (
                #"{"errors":{"name":{"message":"Too long.","code":"MAX"},"code":["Taken."]}}"#,
                "name: Too long. (MAX); code: Taken."
            ),
            (
                #"{"name":["This field is required."],"email":{"0":["Enter a valid email address."]}}"#,
                "name: This field is required.; email.0: Enter a valid email address."
            ),
            (
                #"{"non_field_errors":["The two dates are the wrong way round."]}"#,
                "The two dates are the wrong way round."
            ),
            (#"{"detail":"Not allowed for this bill."}"#, "Not allowed for this bill."),
            (#"{"message":"Broken rule."}"#, "Broken rule."), (#"["Just a text."]"#, "Just a text."),
            (#"{"error":"invalid_request","error_description":"Bad audience"}"#, "invalid_request: Bad audience"),
        ])
    func errorShapes(_ body: String, _ text: String) async throws {
        let buyer = Buyer()
        buyer.network.on(.post, "/api/v3/vendors/", .json(400, body))
        let result = await buyer.client().send(.post, "/api/v3/vendors/", body: ["name": ""]) {}
        #expect(result.kind == "refused")
        let message = result.failure?.message ?? ""
        #expect(message.hasPrefix("Procurify at acme.procurify.com refused /api/v3/vendors/ (status 400). "))
        // What the dictionary knows of it stands in between.
        #expect(message.hasSuffix(" It says: \(text)"))
    }

    @Test(
        "each answer says what became of a write, which is sent once",
        arguments: [
            (ScriptedTransport.Step.json(201, #"{"metadata":{},"data":{"id":9}}"#), "done"),
            (.json(200, #"{"id":9}"#), "done"),
            (.empty(200), "done"), (.empty(204), "done"), (.html(200), "unknown"), (.json(200, #"{"id""#), "unknown"),
            (.json(400, "{}"), "refused"), (.json(403, "{}"), "refused"), (.json(404, "{}"), "refused"),
            (.json(405, #"{"detail":"Method \"POST\" not allowed."}"#), "refused"), (.json(409, "{}"), "refused"),
            (.json(412, "{}"), "preconditionFailed"), (.json(429, "{}", headers: [("Retry-After", "30")]), "notSent"),
            (.html(500), "unknown"), (.html(502), "unknown"), (.empty(301, headers: [("Location", "/x/")]), "unknown"),
            (.broken(.timedOut, sent: true), "unknown"), (.broken(.reset, sent: true), "unknown"),
            (.broken(.refused, sent: false), "notSent"), (.broken(.truncated, sent: true), "unknown"),
        ])
    func outcome(_ step: ScriptedTransport.Step, _ kind: String) async throws {
        let buyer = Buyer()
        buyer.network.on(.patch, "/api/v3/vendors/9/", step)
        let result = await buyer.client().send(.patch, "/api/v3/vendors/9/", body: ["active": false]) {}
        #expect(result.kind == kind)
        #expect((result.failure?.effect == .unknown) == (kind == "unknown"))
        #expect(buyer.network.log.filter { $0.hasPrefix("PATCH") }.count == 1)
        #expect(result.request.hasPrefix("PATCH /api/v3/vendors/9/"))
        #expect(!result.request.contains("token-1"))
    }

    @Test("a write is sent again after a 401 alone, each time with the permit asked last")
    func writeUnauthorized() async throws {
        let buyer = Buyer()
        buyer.network.on(.patch, "/api/v3/vendors/9/", .json(401, "{}"), .json(200, "{}"))
        let sentBefore = Notes<Int>()
        let result = await buyer.client().send(.patch, "/api/v3/vendors/9/", body: [:]) { [buyer] in
            sentBefore.add(buyer.network.requests.count)
        }
        #expect(result.kind == "done")
        #expect(sentBefore.all == [1, 3])
        let refused = await buyer.client().send(.patch, "/api/v3/vendors/9/", body: [:]) { throw CancellationError() }
        #expect(refused.kind == "notSent")
        #expect(buyer.network.log.filter { $0.hasPrefix("PATCH") }.count == 2)
    }

    @Test("a read recovers from what passes, and gives up on what does not")
    func retries() async throws {
        let buyer = Buyer()
        buyer.network.on(
            .get, Self.bills, .html(502), .json(429, "{}", headers: [("Retry-After", "30")]),
            .broken(.reset, sent: true),
            .json(200, Self.onePage))
        _ = try await page(buyer)
        #expect(buyer.clock.sleeps == [0.5, 30, 2])
        buyer.network.on(
            .get, Self.bills, .json(403, #"{"detail":"You do not have permission to perform this action."}"#))
        #expect(await failure { _ = try await page(buyer) }?.code == "forbidden")
        #expect(buyer.clock.sleeps.count == 3)
    }
}
