// A request that a fault strikes: what the client sees, and what takes effect.

import Foundation
import Hummingbird
import NIOCore

/// One request, and the connection it came on.
struct StruckRequest<Site: SandboxSite> {
    let site: Site
    let world: World
    let request: SandboxRequest
    let channel: any Channel
    /// Takes the status that was answered; nil where there was no answer.
    let note: (Int?) -> Void

    func respond(with fault: Fault) async throws -> Response {
        switch fault {
        case .reset(let after):
            if after { _ = await site.handle(request, world: world) }
            return try await hangUp()
        case .timeout(let after, let milliseconds):
            if after { _ = await site.handle(request, world: world) }
            try await Task.sleep(for: .milliseconds(milliseconds))
            return try await hangUp()
        case .empty(let after):
            if after { _ = await site.handle(request, world: world) }
            return told(.empty(200))
        case .truncated:
            let answer = await handled()
            return Response(answer, truncatedOn: channel)
        case .latency(let milliseconds):
            try await Task.sleep(for: .milliseconds(milliseconds))
            return Response(await handled())
        case .slowDrip(let bytesPerSecond):
            return Response(await handled(), bytesPerSecond: bytesPerSecond)
        case .queue(let milliseconds):
            return try await queued(milliseconds)
        case .expireToken:
            site.expire(request, world: world)
            return Response(await handled())
        case .shiftPage:
            let answer = await site.shifted(request, world: world)
            return told(answer)
        case .lateCommit(let milliseconds):
            return await atAnotherTime { $0.behind = Double(milliseconds) / 1_000 }
        case .equalStamps(let milliseconds):
            return await atAnotherTime { $0.span = Double(milliseconds) / 1_000 }
        case .tooMany, .serverError, .html, .redirect:
            return told(refusal(fault))
        }
    }

    /// The answers that stand for themselves; no effect.
    private func refusal(_ fault: Fault) -> SandboxResponse {
        switch fault {
        case .tooMany(let retryAfter, let asDate):
            let named = retryAfter.map { seconds in
                asDate
                    ? Self.httpDate(world.read { $0.clock.now }.addingTimeInterval(Double(seconds))) : String(seconds)
            }
            return .json(
                429, ["message": "The request limit has been exceeded."],
                headers: named.map { [("retry-after", $0)] } ?? [])
        case .serverError(let status, .json): return .json(status, ["message": "An error has occurred."])
        case .serverError(let status, .none): return .empty(status)
        case .serverError(let status, .html):
            return .html(status, "<html><head><title>\(status)</title></head><body>Error</body></html>")
        case .redirect(let location): return .empty(302, headers: [("location", location)])
        default:
            return .html(200, "<!DOCTYPE html><html><body><form action=\"/Frames/Login.aspx\"></form></body></html>")
        }
    }

    private func handled() async -> SandboxResponse {
        let answer = await site.handle(request, world: world)
        note(answer.status)
        return answer
    }

    private func told(_ answer: SandboxResponse) -> Response {
        note(answer.status)
        return Response(answer)
    }

    private func hangUp() async throws -> Response {
        note(nil)
        try await channel.drop()
        return Response(status: .serviceUnavailable)
    }

    /// In a task of its own: a client that hangs up takes nothing out of the queue.
    private func queued(_ milliseconds: Int) async throws -> Response {
        let (site, world, request) = (site, world, request)
        let work = Task {
            try await Task.sleep(for: .milliseconds(milliseconds))
            return await site.handle(request, world: world)
        }
        return told(try await work.value)
    }

    private func atAnotherTime(_ change: @Sendable (inout SandboxClock) -> Void) async -> Response {
        world.write { change(&$0.clock) }
        let answer = await handled()
        world.write { $0.clock = SandboxClock() }
        return Response(answer)
    }

    private static func httpDate(_ date: Date) -> String {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(secondsFromGMT: 0)
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.string(from: date)
    }
}

extension Response {
    /// The whole answer, a tenth of a second's bytes at a time.
    init(_ answer: SandboxResponse, bytesPerSecond: Int) {
        self.init(
            status: .init(code: answer.status), headers: HTTPFields(answer.headers),
            body: ResponseBody(contentLength: answer.body.count) { writer in
                var rest = answer.body[...]
                while !rest.isEmpty {
                    let piece = rest.prefix(max(bytesPerSecond / 10, 1))
                    try await writer.write(ByteBuffer(bytes: piece))
                    rest = rest.dropFirst(piece.count)
                    try await Task.sleep(for: .milliseconds(100))
                }
                try await writer.finish(nil)
            })
    }
}
