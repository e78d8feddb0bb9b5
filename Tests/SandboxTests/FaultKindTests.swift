// Each kind of fault on a real connection: what the client sees and whether the request took effect.

import Foundation
import Testing

@testable import Sandbox

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite("Kinds of faults")
struct FaultKindTests {
    /// A running sandbox with a session of the ERP and a token of Procurify.
    private struct Running {
        let sandbox: Sandbox
        let document: Value
        var erp = ""
        var procurify = ""

        func url(_ system: String) -> String { document[system]?["url"]?.text ?? "" }

        func ask(
            _ system: String, _ method: String, _ path: String, _ body: String? = nil, form: Bool = false
        ) async throws -> (status: Int, value: Value, headers: [AnyHashable: Any]) {
            var request = URLRequest(url: try #require(URL(string: url(system) + path)))
            request.httpMethod = method
            request.httpBody = body.map { Data($0.utf8) }
            request.setValue(
                form ? "application/x-www-form-urlencoded" : "application/json", forHTTPHeaderField: "Content-Type")
            let token = system == "acumatica" ? erp : procurify
            if !token.isEmpty { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
            request.setValue("api", forHTTPHeaderField: "X-Procurify-Client")
            let (data, response) = try await NoRedirects.session.data(for: request)
            let http = try #require(response as? HTTPURLResponse)
            let value: Value
            do { value = try Value.parse(Array(data)) } catch { value = .string(String(decoding: data, as: UTF8.self)) }
            return (http.statusCode, value, http.allHeaderFields)
        }

        func plan(_ rules: String) async throws {
            #expect(try await ask("control", "POST", "/faults", "rules: [\(rules)]").status == 200)
        }

        func struck() async throws -> [Value] {
            try await ask("control", "GET", "/faults").value["rules"]?.items?.compactMap { $0["struck"] } ?? []
        }

        func bills() async throws -> Int {
            try await ask("control", "GET", "/state/acumatica/Bill").value.items?.count ?? -1
        }

        func list(_ query: String = "") async throws -> (status: Int, value: Value, headers: [AnyHashable: Any]) {
            try await ask("acumatica", "GET", "/entity/Default/24.200.001/Vendor?$select=VendorID\(query)")
        }

        func create() async throws -> (status: Int, value: Value, headers: [AnyHashable: Any]) {
            let erp = ERP(
                world: sandbox.world, site: AcumaticaSite(firm: sandbox.firm), firm: sandbox.firm)
            return try await ask("acumatica", "PUT", "/entity/Default/24.200.001/Bill", erp.bill().encoded())
        }
    }

    private func withSandbox(_ body: (Running) async throws -> Void) async throws {
        let sandbox = try Sandbox(options: SandboxOptions())
        try await sandbox.start()
        do {
            var running = Running(sandbox: sandbox, document: try Value.parse(sandbox.description))
            let login = running.document["acumatica"]
            let form = ["client_id", "client_secret", "username", "password"].map {
                "\($0)=\(ERP.encoded(login?[$0]?.text ?? ""))"
            }.joined(separator: "&")
            let grant = try await running.ask(
                "acumatica", "POST", "/identity/connect/token",
                form + "&grant_type=password&scope=api%20offline_access", form: true)
            let application = running.document["procurify"]
            let wanted: Value = [
                "client_id": application?["client_id"] ?? .null,
                "client_secret": application?["client_secret"] ?? .null,
                "audience": application?["audience"] ?? .null, "grant_type": "client_credentials",
            ]
            let token = try await running.ask("procurify", "POST", "/oauth/token", wanted.encoded())
            running.erp = grant.value["access_token"]?.text ?? ""
            running.procurify = token.value["access_token"]?.text ?? ""
            try await body(running)
        } catch {
            await sandbox.stop()
            throw error
        }
        await sandbox.stop()
    }

    @Test("an empty answer is 200 without a byte, before or after the effect")
    func empty() async throws {
        try await withSandbox { running in
            let start = try await running.bills()
            for (kind, added) in [("empty-before", 0), ("empty-after", 1)] {
                try await running.plan("{kind: \(kind), method: PUT, times: 1}")
                let answer = try await running.create()
                #expect(answer.status == 200 && answer.value == "")
                #expect(try await running.bills() == start + added)
                #expect(try await running.struck() == [1])
            }
        }
    }

    @Test("a redirect leads elsewhere, and a refusal carries the body and the date that the rule asks for")
    func refusals() async throws {
        try await withSandbox { running in
            try await running.plan(
                "{kind: redirect, times: 1}, {kind: redirect, location: 'https://elsewhere.example/', times: 1}, "
                    + "{kind: status-5xx, status: 502, body: json, times: 1}, {kind: status-429, retry_after: 5, as_date: true, times: 1}"
            )
            let answers = [
                try await running.list(), try await running.list(), try await running.list(), try await running.list(),
            ]
            #expect(answers.map(\.status) == [302, 302, 502, 429])
            #expect(answers[0].headers["Location"] as? String == "/erp/ui/error")
            #expect(answers[1].headers["Location"] as? String == "https://elsewhere.example/")
            #expect(answers[2].value["message"]?.text != nil)
            #expect((answers[3].headers["Retry-After"] as? String)?.hasSuffix(" GMT") == true)
            #expect(try await running.list().status == 200)
        }
    }

    @Test("a token that expires in mid-walk meets 401, on either side, and the refresh token stays good")
    func expiry() async throws {
        try await withSandbox { running in
            try await running.plan("{kind: expire-token, system: acumatica, method: GET, times: 1, skip: 1}")
            #expect(try await running.list().status == 200)
            #expect(try await running.list().status == 401)
            #expect(try await running.list().status == 401)
            try await running.plan("{kind: expire-token, system: procurify, times: 1}")
            #expect(try await running.ask("procurify", "GET", "/api/v3/vendors/").status == 401)
            #expect(try await running.ask("procurify", "GET", "/api/v3/vendors/").status == 401)
        }
    }

    @Test("a page that shifts misses one row; the first page never does")
    func shift() async throws {
        try await withSandbox { running in
            func rows(_ query: String) async throws -> [String] {
                try await running.list(query).value.items?.compactMap { $0["VendorID"]?["value"]?.text } ?? []
            }
            let whole = try await rows("")
            try await running.plan("{kind: shift-page, system: acumatica, method: GET}")
            #expect(try await rows("&$top=5") == Array(whole[..<5]))
            #expect(try await rows("&$top=5&$skip=5") == Array(whole[6..<11]))
            let path = "/api/v3/vendors/all/?page_size=5&page="
            try await running.plan("")
            let plain = try await running.ask("procurify", "GET", path + "2").value["data"]?.items
            try await running.plan("{kind: shift-page, system: procurify, method: GET}")
            let shifted = try await running.ask("procurify", "GET", path + "2").value["data"]?.items
            #expect(shifted?.compactMap { $0["id"] } == plain?.dropFirst().compactMap { $0["id"] })
            #expect(try await running.ask("procurify", "GET", path + "1").value["data"]?.items?.count == 5)
        }
    }

    @Test("a late commit stands behind what was saved before it; equal stamps are one; people's actions too")
    func stamps() async throws {
        try await withSandbox { running in
            func stamp(_ vendor: String) async throws -> Date {
                let row = try await running.ask("acumatica", "GET", "/entity/Default/24.200.001/Vendor/\(vendor)").value
                let format = ISO8601DateFormatter()
                format.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
                return try #require(format.date(from: row["LastModifiedDateTime"]?["value"]?.text ?? ""))
            }
            func add(_ vendor: String) async throws -> Date {
                let body = "{\"vendor\": \"\(vendor)\", \"name\": \"\(vendor)\"}"
                #expect(
                    try await running.ask("control", "POST", "/actions/acumatica/add-vendor", body).status == 200)
                return try await stamp(vendor)
            }
            let first = try await add("LATE1")
            try await running.plan(
                "{kind: late-commit, milliseconds: 60000, system: control, route: /actions/acumatica/*, times: 1}")
            #expect(try await add("LATE2") < first)
            #expect(try await add("LATE3") >= first)
            try await running.plan(
                "{kind: equal-stamps, milliseconds: 86400000, system: control, route: /actions/acumatica/*}")
            #expect(try await add("SAME1") == add("SAME2"))
            try await running.plan("{kind: reset-before, times: 1}")
            #expect(try await running.ask("control", "GET", "/state/acumatica/Vendor").status == 200)
        }
    }

    @Test("what waits in the queue takes effect, and a slow answer is whole")
    func slow() async throws {
        try await withSandbox { running in
            let start = try await running.bills()
            try await running.plan("{kind: queue, milliseconds: 50, method: PUT, times: 1}")
            #expect(try await running.create().status == 200)
            #expect(try await running.bills() == start + 1)
            let whole = try await running.list("&$top=3").value.items?.count
            try await running.plan("{kind: slow-drip, bytes_per_second: 20000, times: 1}")
            #expect(try await running.list("&$top=3").value.items?.count == whole)
            #expect(try await running.struck() == [1])
        }
    }

    @Test("a script strikes in its order, lets pass where it says none, and ends")
    func script() async throws {
        try await withSandbox { running in
            try await running.plan("{script: [status-5xx, none, html-200], method: GET, system: acumatica}")
            var answers: [Int] = []
            for _ in 0..<4 { answers.append(try await running.list().status) }
            #expect(answers == [503, 200, 200, 200])
        }
    }

    @Test(
        "a plan that makes no sense is refused with the rule and the key",
        arguments: [
            ("{kind: status-5xx, body: xml}", "body"), ("{script: []}", "script"), ("{script: [flood]}", "flood"),
            ("{script: [html-200], kind: html-200}", "script"), ("{kind: reset-after, system: control}", "control"),
            ("{kind: slow-drip, bytes_per_second: 0}", "bytes_per_second"),
            ("{kind: queue, milliseconds: -1}", "milli"),
        ])
    func mistakes(rule: String, word: String) {
        let error = #expect(throws: SandboxError.self) { try FaultRule.plan("rules: [\(rule)]") }
        #expect(error?.description.contains(word) == true && error?.description.contains("rule 1") == true)
    }
}

/// A client that shows redirects instead of following them.
private final class NoRedirects: NSObject, URLSessionTaskDelegate, Sendable {
    static let session = URLSession(configuration: .ephemeral, delegate: NoRedirects(), delegateQueue: nil)

    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) { completionHandler(nil) }
}
