// Writes to the ERP: what is sent, what became of it, and that nothing is sent twice.

import Acumatica
import Core
import Foundation
import TestKit
import Testing

@Suite struct AcumaticaWriteTests {
    private let bill: JSON = .wrapped([
        ("Type", "Bill"), ("Amount", .number("277.50")), ("Details", [["Qty": ["value": 1]]]),
    ])

    @Test("a conditional create carries filter, precondition and the body as it was given")
    func request() async throws {
        let erp = ERP()
        erp.network.on(.put, ERP.root + "/Bill", .json(200, #"{"id":"1","ReferenceNbr":{"value":"000159"}}"#))
        let result = await erp.client().put(
            "Bill", body: bill, filter: .all([.equals("Type", "Bill"), .equals("VendorRef", "INV-88")]),
            precondition: .mustNotExist, expand: ["Details"]
        ) {}
        guard case .done(let answer) = result.outcome else {
            Issue.record("\(result)")
            return
        }
        #expect(answer.fieldText("ReferenceNbr") == "000159")
        let sent = try #require(erp.network.requests.last)
        #expect(
            sent.url == "https://acme.example.com/erp/entity/Default/24.200.001/Bill"
                + "?$filter=Type%20eq%20'Bill'%20and%20VendorRef%20eq%20'INV-88'&$expand=Details")
        #expect(sent.header("If-None-Match") == "*")
        #expect(sent.text == #"{"Type":{"value":"Bill"},"Amount":{"value":277.50},"Details":[{"Qty":{"value":1}}]}"#)
        #expect(result.request.contains("PUT /erp/entity/Default/24.200.001/Bill?"))
        #expect(result.request.contains(#""value":277.50"#))
        #expect(result.response?.contains("000159") == true)
        #expect(!result.request.contains("access-1"))
    }

    static let outcomes: [(ScriptedTransport.Step, String, String)] = [
        (.json(400, #"{"message":"The request is invalid."}"#), "refused", "erp-refused"),
        (.json(403, #"{"message":"no rights"}"#), "refused", "forbidden"),
        (.json(404, "{}"), "refused", "entity-not-found"), (.json(405, "{}"), "refused", "erp-refused"),
        (.json(406, "{}"), "refused", "erp-refused"), (.json(409, "{}"), "refused", "erp-refused"),
        (.json(412, "{}"), "preconditionFailed", "precondition-failed"),
        (.json(422, #"{"id":"1","rowNumber":1,"error":"Bad"}"#), "refused", "erp-refused"),
        (.json(429, "{}"), "notSent", "too-many-requests"), (.html(500), "unknown", "erp-error"),
        (.json(500, #"{"exceptionMessage":"Another process has updated the 'Bill' record."}"#), "unknown", "erp-error"),
        (.html(502), "unknown", "unavailable"), (.html(503), "unknown", "unavailable"),
        (.html(504), "unknown", "unavailable"),
        (.empty(302, headers: [("Location", "/Frames/Login.aspx")]), "unknown", "redirected"),
        (.html(200), "unknown", "unusable-answer"), (.empty(200), "unknown", "unusable-answer"),
        (.json(200, #"{"id":"1","#), "unknown", "unusable-answer"), (.json(200, "[]"), "unknown", "unusable-answer"),
        (.broken(.timedOut, sent: true), "unknown", "timed-out"),
        (.broken(.timedOut, sent: false), "notSent", "unreachable"),
        (.broken(.reset, sent: true), "unknown", "connection-lost"),
        (.broken(.refused, sent: false), "notSent", "unreachable"),
        (.broken(.certificate, sent: false), "notSent", "bad-certificate"),
        (.broken(.truncated, sent: true), "unknown", "connection-lost"),
        (.broken(.cancelled, sent: true), "unknown", "cancelled"),
        (.broken(.tooLarge, sent: true), "unknown", "answer-too-large"),
    ]

    @Test("each answer says what became of the write, which is sent once", arguments: outcomes)
    func outcome(_ step: ScriptedTransport.Step, _ kind: String, _ code: String) async throws {
        let erp = ERP()
        erp.network.on(.put, ERP.root + "/Bill", step)
        let result = await erp.client().put("Bill", body: bill) {}
        #expect(result.kind == kind)
        #expect(result.failure?.code == code)
        #expect(result.failure?.message.contains("Acumatica at acme.example.com") == true)
        #expect((result.failure?.effect == .unknown) == (kind == "unknown"))
        #expect(erp.network.log.filter { $0.hasPrefix("PUT") }.count == 1)
        #expect(erp.clock.sleeps.isEmpty)
    }

    @Test("a write after a 401 is sent once more under a new session, and no third time")
    func unauthorized() async throws {
        let erp = ERP(.session)
        erp.network.on(.put, ERP.root + "/Bill", .json(401, "{}"), .json(200, #"{"id":"1"}"#))
        let first = await erp.client().put("Bill", body: bill) {}
        #expect(first.kind == "done")
        erp.network.on(.put, ERP.root + "/Bill", .json(401, "{}"))
        let second = await erp.client().put("Bill", body: bill) {}
        #expect(second.kind == "notSent")
        #expect(second.failure?.code == "not-signed-in")
        #expect(erp.network.log.filter { $0.hasPrefix("PUT") }.count == 4)
    }

    @Test("a sign-in that fails in front of a write leaves nothing in doubt")
    func signInFails() async throws {
        let erp = ERP()
        erp.network.on(.post, ERP.token, .broken(.timedOut, sent: true))
        let result = await erp.client().put("Bill", body: bill) {}
        #expect(result.kind == "notSent")
        #expect(result.failure?.effect == Failure.Effect.none)
    }

    @Test("the permit is asked last, after signing in and waiting for the rate, and before each sending")
    func permitLast() async throws {
        var erp = ERP()
        erp.perMinute = 1
        erp.network.on(.put, ERP.root + "/Bill", .json(401, "{}"), .json(200, #"{"id":"1"}"#))
        let seen = Notes<String>()
        let result = await erp.client().put("Bill", body: bill) { [erp] in
            seen.add("\(erp.network.log.count) sent, \(erp.clock.sleeps.count) waits")
        }
        #expect(result.kind == "done")
        // Sign-in, wait, permit, 401, wait, refresh, wait, permit.
        #expect(seen.all == ["1 sent, 1 waits", "3 sent, 3 waits"])
    }

    @Test("a write whose permit is refused does not leave")
    func permitRefused() async throws {
        struct Lost: Error {}
        let erp = ERP()
        let result = await erp.client().put("Bill", body: bill) { throw Lost() }
        #expect(result.kind == "notSent")
        #expect(result.failure?.code == "not-permitted")
        let own = Failure(code: "lease-lost", message: "m", action: "a", next: .halt)
        #expect(await erp.client().put("Bill", body: bill) { throw own }.failure?.code == "lease-lost")
        #expect(!erp.network.log.contains { $0.hasPrefix("PUT") })
    }

    @Test("a cancelled task sends no write")
    func cancelled() async throws {
        let erp = ERP()
        let client = erp.client()
        let bill = bill
        let kind = await withTaskGroup(of: String.self) { group in
            group.cancelAll()
            group.addTask { await client.put("Bill", body: bill) {}.kind }
            return await group.next()
        }
        #expect(kind == "notSent")
        #expect(!erp.network.log.contains { $0.hasPrefix("PUT") })
    }

    @Test("a 422 names every field with its error, the document's own error last")
    func validation() async throws {
        let erp = ERP()
        erp.network.on(
            .put, ERP.root + "/Bill",
            .json(
                422,
                #"""
                {"id":"b6410d82","rowNumber":1,"error":"Inserting  'AP Transactions' record raised at least one error.",
                "ReferenceNbr":{"value":"<NEW>"},"Date":{"value":"x","error":"'Date' is wrong."},
                "Details":[{"id":"1","Amount":{"value":1}},{"id":"2","error":"Row is odd.",
                "Project":{"value":"TES2323T","error":"Project 'TES2323T  ' cannot be found in the system."}}],
                "MainContact":{"Address":{"Country":{"error":"'Country' cannot be empty."}}}}
                """#))
        let result = await erp.client().put("Bill", body: bill) {}
        #expect(
            result.failure?.message.hasSuffix(
                "It says: Date: 'Date' is wrong.; Details[2]: Row is odd.; "
                    + "Details[2].Project: Project 'TES2323T  ' cannot be found in the system.; "
                    + "MainContact.Address.Country: 'Country' cannot be empty.; "
                    + "Inserting  'AP Transactions' record raised at least one error.") == true)
    }

    @Test(
        "an action that runs is polled at the configured host, wherever its link points",
        arguments: [
            "/erp/entity/Default/24.200.001/Bill/ReleaseBill/status/7",
            "https://acme.example.com/erp/entity/Default/24.200.001/Bill/ReleaseBill/status/7",
            "https://evil.example.net/erp/entity/Default/24.200.001/Bill/ReleaseBill/status/7",
        ])
    func poll(_ location: String) async throws {
        let erp = ERP()
        erp.network.on(.post, ERP.root + "/Bill/ReleaseBill", .empty(202, headers: [("Location", location)]))
        erp.network.on(
            .get, ERP.root + "/Bill/ReleaseBill/status/7", .empty(202), .broken(.reset, sent: true), .html(502),
            .empty(204))
        let body: JSON = ["entity": ["id": "1"], "parameters": [:]]
        let result = await erp.client().act("Bill", "ReleaseBill", body: body) {}
        #expect(result.kind == "done")
        #expect(erp.network.requests.allSatisfy { $0.url.hasPrefix("https://acme.example.com/erp/") })
        #expect(erp.network.log.filter { $0.hasPrefix("POST /erp/entity/Default") }.count == 1)
        #expect(erp.clock.sleeps == [1, 1.5, 2.25, 3.375])
    }

    @Test(
        "an action's end is told apart",
        arguments: [
            (
                ScriptedTransport.Step.json(
                    422, #"{"message":"m","exceptionMessage":"Document is On Hold and cannot be released."}"#),
                "refused"
            ),
            (.json(500, #"{"exceptionMessage":"The document is out of the balance."}"#), "unknown"),
            (.empty(202), "unknown"), (.json(404, "{}"), "unknown"),
        ])
    func actionEnd(_ step: ScriptedTransport.Step, _ kind: String) async throws {
        let erp = ERP()
        let status = ERP.root + "/Bill/ReleaseBill/status/7"
        erp.network.on(.post, ERP.root + "/Bill/ReleaseBill", .empty(202, headers: [("Location", status)]))
        erp.network.on(.get, status, step)
        let result = await erp.client().act("Bill", "ReleaseBill", body: ["entity": ["id": "1"]]) {}
        #expect(result.kind == kind)
        #expect(erp.network.log.count < 120)
    }

    @Test("an action that ends at once is not polled, though it carries a link; one without a link is in doubt")
    func actionAtOnce() async throws {
        let erp = ERP()
        erp.network.on(
            .post, ERP.root + "/Bill/Approve", .empty(204, headers: [("Location", "/erp/entity/x")]), .empty(202))
        let client = erp.client()
        #expect(await client.act("Bill", "Approve", body: [:]) {}.kind == "done")
        #expect(await client.act("Bill", "Approve", body: [:]) {}.kind == "unknown")
        #expect(erp.network.unasked.isEmpty)
    }
}
