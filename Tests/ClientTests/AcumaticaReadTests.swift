// Lists and records of the ERP: requests as sent, answers as read, tries as scheduled.

import Acumatica
import Core
import Foundation
import TestKit
import Testing

@Suite struct AcumaticaReadTests {
    @Test("a list asks with encoded filter, fields, details, top and skip, and tells the server's clock")
    func listRequest() async throws {
        let erp = ERP()
        erp.network.on(
            .get, ERP.root + "/Bill", .json(200, #"[{"id":"1"}]"#, headers: [("Date", "Wed, 01 Jul 2026 12:00:05 GMT")])
        )
        let page = try await erp.client().list(
            "Bill", filter: .all([.equals("Vendor", "O'Neil & Co"), .equals("Hold", flag: true)]),
            select: ["Type", "VendorRef"], expand: ["Details", "MainContact/Address"], top: 5, skip: 10)
        #expect(page.rows.count == 1)
        #expect(page.serverTime == Date(timeIntervalSince1970: 1_782_907_205))
        #expect(
            erp.network.log.last == "GET /erp/entity/Default/24.200.001/Bill"
                + "?$filter=Vendor%20eq%20'O''Neil%20%26%20Co'%20and%20Hold%20eq%20true"
                + "&$select=Type,VendorRef&$expand=Details,MainContact%2FAddress&$top=5&$skip=10")
    }

    @Test("a filter that nothing satisfies is not sent")
    func nothingMatches() async throws {
        let erp = ERP()
        let page = try await erp.client().list(
            "Bill", filter: .all([.any([]), .equals("Type", "Bill")]), select: [], top: nil)
        #expect(page.rows.isEmpty)
        #expect(erp.network.requests.isEmpty)
    }

    @Test("keys are encoded one by one")
    func keys() async throws {
        let erp = ERP()
        erp.network.on(.get, ERP.root + "/Vendor/A%2FB%20%26%3F%23%C3%A9", .json(200, #"{"id":"1"}"#))
        let client = erp.client()
        #expect(try await client.get("Vendor", keys: ["A/B &?#é"]) != nil)
        let before = erp.network.requests.count
        // An empty key would ask for the whole list.
        #expect(try await client.get("Vendor", keys: [""]) == nil)
        #expect(erp.network.requests.count == before)
        #expect(URLText.segment("..") == "%2E%2E")
    }

    @Test("a record that is not there is nil, whether the ERP says so with 500 or with 404")
    func noRecord() async throws {
        let erp = ERP()
        let client = erp.client()
        erp.network.on(
            .get, ERP.root + "/Bill/Bill/1",
            .json(
                500,
                #"{"message":"An error has occurred.","exceptionMessage":"No entity satisfies the condition.","exceptionType":"PX.Api.ContractBased.NoEntitySatisfiesTheConditionException"}"#
            ))
        #expect(try await client.get("Bill", keys: ["Bill", "1"]) == nil)
        #expect(erp.clock.sleeps.isEmpty)
        erp.network.on(.get, ERP.root + "/Bill/Bill/2", .json(404, #"{"message":"Not found"}"#))
        #expect(try await client.get("Bill", keys: ["Bill", "2"]) == nil)
    }

    @Test("a 404 of a wrong endpoint version names those on offer")
    func endpointNotFound() async throws {
        var erp = ERP()
        erp.settings.endpointVersion = "99.200.001"
        erp.network.on(.get, "/erp/entity/Default/99.200.001/Bill", .json(404, "{}"))
        erp.network.on(.get, "/erp/entity/Default/99.200.001/Bill/Bill/1", .html(404))
        let client = erp.client()
        let list = try #require(await failure { _ = try await erp.bills(client) })
        #expect(list.code == "endpoint-not-found")
        #expect(list.next == .halt)
        #expect(list.message.contains("Default/24.200.001, Default/25.200.001"))
        let record = await failure { _ = try await client.get("Bill", keys: ["Bill", "1"]) }
        #expect(record?.code == "endpoint-not-found")
    }

    @Test("the list of endpoints is read without a session, in both shapes")
    func endpoints() async throws {
        let erp = ERP()
        let client = erp.client()
        let list = try await client.endpoints()
        #expect(list.build == "25.201.0213")
        #expect(list.offers("default", "24.200.001"))
        erp.network.on(.get, "/erp/entity/", .json(200, #"[{"name":"Default","version":"20.200.001"},{"odd":1}]"#))
        #expect(try await client.endpoints().listed == "Default/20.200.001")
        #expect(erp.network.requests.allSatisfy { $0.header("Authorization") == nil })
        erp.network.on(.get, "/erp/entity/", .html(404))
        #expect(await failure { _ = try await client.endpoints() }?.code == "instance-not-found")
    }

    @Test("a read is tried five times, with doubled and shortened waits")
    func schedule() async throws {
        let erp = ERP()
        erp.network.on(.get, ERP.root + "/Bill", .broken(.reset, sent: true))
        let found = await failure { _ = try await erp.bills() }
        #expect(found?.code == "connection-lost")
        #expect(found?.next == .retry(afterSeconds: nil))
        #expect(found?.effect == Failure.Effect.none)
        #expect(erp.network.log.filter { $0.hasSuffix("/Bill") }.count == 5)
        #expect(erp.clock.sleeps == [0.5, 1, 2, 4])
    }

    @Test(
        "a read that recovers gives its answer",
        arguments: [
            ScriptedTransport.Step.html(502), .html(200), .json(200, #"[{"id""#), .empty(200),
            .broken(.timedOut, sent: true),
            .json(500, #"{"message":"An error has occurred."}"#), .empty(302, headers: [("Location", "/ui/error")]),
            .broken(.truncated, sent: true), .json(200, #"{"surprise":1}"#),
        ])
    func recovers(_ trouble: ScriptedTransport.Step) async throws {
        let erp = ERP()
        erp.network.on(.get, ERP.root + "/Bill", trouble, trouble, .json(200, #"[{"id":"1"}]"#))
        #expect(try await erp.bills().rows.count == 1)
        #expect(erp.clock.sleeps == [0.5, 1])
    }

    @Test("Retry-After is honoured up to a minute; beyond it the command does not wait")
    func retryAfter() async throws {
        let erp = ERP()
        erp.network.on(.get, ERP.root + "/Bill", .json(429, "{}", headers: [("Retry-After", "17")]), .json(200, "[]"))
        _ = try await erp.bills()
        #expect(erp.clock.sleeps == [17])

        erp.network.on(
            .get, ERP.root + "/Bill",
            .json(
                503, "{}",
                headers: [("Retry-After", "Wed, 01 Jul 2026 12:02:00 GMT"), ("Date", "Wed, 01 Jul 2026 12:00:00 GMT")]))
        let found = await failure { _ = try await erp.bills() }
        #expect(found?.next == .retry(afterSeconds: 120))
        #expect(erp.clock.sleeps == [17])
    }

    @Test("a read whose sign-in page is shown is signed in anew, once")
    func redirectToLogin() async throws {
        let erp = ERP(.session)
        erp.network.on(
            .get, ERP.root + "/Bill", .empty(302, headers: [("Location", "/erp/Frames/Login.aspx?ReturnUrl=x")]),
            .json(200, "[]"))
        _ = try await erp.bills()
        #expect(erp.network.log.filter { $0.contains("auth/login") }.count == 2)
        #expect(!erp.network.log.contains { $0.contains("Login.aspx") })
    }

    @Test(
        "what time does not mend is not tried again",
        arguments: [
            (403, #"{"message":"You have insufficient rights"}"#, "forbidden"),
            (
                400,
                #"{"message":"The request is invalid.","modelState":{"":["The request body should not be empty."]}}"#,
                "erp-refused"
            ),
            (500, #"{"exceptionMessage":"Edm.Boolean and Edm.String are incompatible types"}"#, "erp-error"),
            (500, #"{"exceptionType":"PX.Data.PXSetupNotEnteredException"}"#, "erp-setup-missing"),
        ])
    func lasting(_ status: Int, _ body: String, _ code: String) async throws {
        let erp = ERP()
        erp.network.on(.get, ERP.root + "/Bill", .json(status, body))
        #expect(await failure { _ = try await erp.bills() }?.code == code)
        #expect(erp.clock.sleeps.isEmpty)
    }

    @Test("a list that cannot be optimised names the fields")
    func optimization() async throws {
        let erp = ERP()
        erp.network.on(
            .get, ERP.root + "/Bill",
            .json(
                500,
                #"{"message":"An error has occurred.","exceptionMessage":"Optimization cannot be performed.The following fields cause the error:\r\nRealGainAcctID: View CuryRecords has BQL delegate\r\nOther: View X has BQL delegate"}"#
            ))
        let found = await failure { _ = try await erp.bills() }
        #expect(found?.code == "optimization-failed")
        #expect(found?.message.contains("RealGainAcctID, Other") == true)
        #expect(erp.clock.sleeps.isEmpty)
    }

    @Test("fields that a list cannot give are read record by record, and are not asked for again")
    func unlistableFields() async throws {
        let erp = ERP()
        let refusal =
            #"{"exceptionMessage":"Optimization cannot be performed.The following fields cause the error:\r\nVendorRef: View Document has BQL delegate"}"#
        let rows = #"[{"id":"7f","ReferenceNbr":{"value":"1"}},{"id":"gone"}]"#
        erp.network.on(
            .get, ERP.root + "/Bill",
            .compute { request in
                let isRefused = request.url.contains("VendorRef")
                return HTTPResponse(
                    status: isRefused ? 500 : 200, headers: [("Content-Type", "application/json")],
                    body: Data((isRefused ? refusal : rows).utf8))
            })
        erp.network.on(.get, ERP.root + "/Bill/7f", .json(200, #"{"id":"7f","VendorRef":{"value":"INV-1"}}"#))
        erp.network.on(
            .get, ERP.root + "/Bill/gone", .json(500, #"{"exceptionMessage":"No entity satisfies the condition."}"#))
        let client = erp.client()
        for _ in 1...2 {
            let page = try await client.list(
                "Bill", filter: nil, select: ["ReferenceNbr", "VendorRef"], top: 5)
            #expect(page.rows.map { $0.fieldText("VendorRef") } == ["INV-1", nil])
            #expect(page.rows.map { $0.fieldText("ReferenceNbr") } == ["1", nil])
        }
        #expect(erp.network.log.filter { $0.contains("/Bill?") && $0.contains("VendorRef") }.count == 1)
        #expect(erp.network.log.contains { $0.contains("/Bill/7f?$select=VendorRef") })
        // A list of which nothing would remain fails as it did.
        let only = await failure {
            _ = try await client.list("Bill", filter: nil, select: ["VendorRef"], top: 5)
        }
        #expect(only?.code == "optimization-failed")
    }

    @Test("the message is that of the innermost exception")
    func innermost() async throws {
        let erp = ERP()
        erp.network.on(
            .get, ERP.root + "/Bill",
            .json(
                400,
                #"{"message":"An error has occurred.","innerException":{"message":"Still outer","innerException":{"exceptionMessage":"The real reason"}}}"#
            ))
        let found = await failure { _ = try await erp.bills() }
        #expect(found?.message.hasSuffix("It says: The real reason") == true)
        #expect(found?.message.contains("outer") == false)
    }

    @Test("no more requests leave within any minute than the licence's share")
    func rate() async throws {
        var erp = ERP()
        erp.perMinute = 3
        erp.network.on(.get, ERP.root + "/Bill", .json(200, "[]"))
        let client = erp.client()
        for _ in 0..<7 {
            _ = try await erp.bills(client)
            erp.clock.advance(1)
        }
        // The sign-in and two lists pass; then each group of three waits for the window.
        #expect(erp.clock.sleeps == [58, 57])
    }

    @Test(
        "a broken connection is told apart in plain words",
        arguments: [
            (TransportError.Kind.nameNotFound, false, "unreachable", false), (.refused, false, "unreachable", false),
            (.timedOut, false, "unreachable", false), (.timedOut, true, "timed-out", false),
            (.reset, true, "connection-lost", false), (.certificate, false, "bad-certificate", true),
            (.notAllowed, false, "address-not-allowed", true), (.tooLarge, true, "answer-too-large", true),
        ])
    func transport(_ kind: TransportError.Kind, _ sent: Bool, _ code: String, _ lasts: Bool) async throws {
        let erp = ERP()
        erp.network.on(.get, "/erp/entity/", .broken(kind, sent: sent))
        let client = erp.client()
        let found = try #require(await failure { _ = try await client.endpoints() })
        #expect(found.code == code)
        #expect(found.message == "Acumatica at acme.example.com: broken")
        #expect((found.next == .halt) == lasts)
        #expect(erp.clock.sleeps.isEmpty == lasts)
    }

    @Test("a cancelled read ends as cancelled, not as a failure of the ERP")
    func cancelled() async throws {
        let erp = ERP()
        erp.network.on(.get, ERP.root + "/Bill", .broken(.cancelled, sent: true))
        await #expect(throws: CancellationError.self) { _ = try await erp.bills() }
    }
}
