// The rules that both clients share: waits, rates, turns, dates, links and redaction.

import Core
import Foundation
import TestKit
import Testing

@Suite struct ExchangeRuleTests {
    @Test("waits double up to a limit and are shortened by up to half")
    func delay() {
        let policy = RetryPolicy()
        #expect((1...9).map { policy.delay(afterAttempt: $0, unit: 1) } == [0.5, 1, 2, 4, 8, 16, 30, 30, 30])
        #expect(policy.delay(afterAttempt: 3, unit: 0) == 1)
        #expect(policy.delay(afterAttempt: .max, unit: 7) == 30)
        #expect(policy.delay(afterAttempt: .min, unit: -1) == 0.25)
    }

    @Test("in every window of a minute at most so many pass, whoever asks")
    func rate() async throws {
        let clock = VirtualClock()
        let rate = RateLimit(perMinute: 5, effects: clock.effects())
        let times = Notes<Double>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<23 {
                group.addTask {
                    if index % 4 == 0 { clock.advance(3.7) }
                    try await rate.take()
                    times.add(clock.monotonicSeconds)
                }
            }
            try await group.waitForAll()
        }
        let passed = times.all.sorted()
        #expect(passed.count == 23)
        for (index, time) in passed.enumerated() where index >= 5 { #expect(time - passed[index - 5] >= 59.999) }
    }

    @Test("a turnstile lets one through at a time, and a cancelled one steps out of the queue")
    func turnstile() async throws {
        let turnstile = Turnstile()
        let gate = AsyncStream<Void>.makeStream()
        let holding = AsyncStream<Void>.makeStream()
        let log = Notes<String>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await turnstile.pass {
                    holding.continuation.finish()
                    for await _ in gate.stream {}
                    log.add("first")
                }
            }
            for await _ in holding.stream {}
            let waiting = Task { try await turnstile.pass { log.add("cancelled") } }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            group.addTask { try await turnstile.pass { log.add("second") } }
            gate.continuation.finish()
            try await group.waitForAll()
        }
        #expect(log.all == ["first", "second"])
    }

    @Test(
        "header dates are read in both forms",
        arguments: [
            "Wed, 01 Jul 2026 12:00:00 GMT", "Wed, 01-Jul-2026 12:00:00 GMT", "Wed, 01-Jul-26 12:00:00 GMT",
        ])
    func date(_ text: String) { #expect(HTTPDate.parse(text) == Date(timeIntervalSince1970: 1_782_907_200)) }

    @Test(
        "what is no date is none",
        arguments: ["", "soon", "Wed, 99 Jul 2026 12:00:00 GMT", "Wed, 01 Jul 2026", "a b c d e"])
    func noDate(_ text: String) { #expect(HTTPDate.parse(text) == nil) }

    @Test("an origin is compared in one form")
    func origin() {
        #expect(URLText.origin(of: "HTTPS://Acme.Example.com:443/erp") == "https://acme.example.com")
        #expect(URLText.origin(of: "http://127.0.0.1:8080/x") == "http://127.0.0.1:8080")
        #expect(URLText.origin(of: "https://[::1]:9/") == "https://[::1]:9")
        #expect(URLText.origin(of: "https://user:secret@acme.example.com") == nil)
        #expect(URLText.origin(of: "ftp://acme.example.com") == nil)
        #expect(URLText.origin(of: "acme.example.com") == nil)
    }

    @Test("planted secrets appear in nothing that is written down")
    func redaction() {
        let secrets = ["pl4nted-one", "pl4nted \"two\" & more"]
        let redaction = Redaction(secrets: secrets)
        let bodies = [
            #"{"password":"pl4nted-three","a":{"client_secret":"pl4nted-four","list":[{"access_token":"pl4nted-five"}]},"n":1}"#,
            "grant_type=password&client_secret=pl4nted-six&password=pl4nted-seven&scope=api",
            #"{"refresh_token":"pl4nted-eight","#,
            "Authorization: Bearer pl4nted-nine\nCookie: a=pl4nted-ten; b=pl4nted-eleven",
            #"{"text":"it was pl4nted-one, and pl4nted \"two\" & more"}"#, "x=pl4nted%20%22two%22%20%26%20more",
            #"{"file":"https://files.example.com/a.pdf?X-Amz-Signature=pl4nted-twelve&v=1"}"#,
            "bearer pl4nted-thirteen",
            #"{"Password" : "pl4nted-fourteen"}"#, "pl4nted-one\u{301}",
        ]
        for body in bodies {
            let request = HTTPRequest(
                method: .post, url: "https://acme.example.com/x?token=pl4nted-15&page=2",
                headers: [("Authorization", "Bearer pl4nted-16"), ("Cookie", "s=pl4nted-17"), ("If-None-Match", "*")],
                body: Data(body.utf8))
            let response = HTTPResponse(
                status: 200, headers: [("Set-Cookie", "s=pl4nted-18"), ("Location", "/y?sig=pl4nted-19")],
                body: Data(body.utf8))
            for text in [redaction.request(request), redaction.response(response), redaction.text(body)] {
                #expect(!text.contains("pl4nted"), "\(text)")
            }
            #expect(redaction.request(request).hasPrefix("POST /x?token=[removed]&page=2\nIf-None-Match: *"))
        }
        let plain = HTTPRequest(
            method: .put, url: "https://a/b", body: Data(#"{"Amount":{"value":277.50},"B":"x"}"#.utf8))
        #expect(redaction.request(plain) == "PUT /b\n\n" + #"{"Amount":{"value":277.50},"B":"x"}"#)
    }

    @Test("a body is written down up to a megabyte")
    func cut() {
        let body =
            Data("\"".utf8) + Data(repeating: UInt8(ascii: "x"), count: Limits.payloadBytesMax + 5_000)
            + Data("\"".utf8)
        let text = Redaction(secrets: []).response(HTTPResponse(status: 200, body: body))
        #expect(text.utf8.count < Limits.payloadBytesMax + 200)
        #expect(text.hasSuffix("[cut: \(body.count) bytes in all]"))
    }
}
