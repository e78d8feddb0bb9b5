// One port of the sandbox: a system behind its fault layer and the request log, over real HTTP.

import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Carries the connection to the responder, so that a fault can really drop it.
struct SandboxContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

/// Answers every path of one port.
struct SitePort<Site: SandboxSite>: HTTPResponder {
    typealias Context = SandboxContext

    let site: Site
    let world: World
    let faults: FaultLayer
    let log: RequestLog

    @Sendable func respond(to request: Request, context: SandboxContext) async throws -> Response {
        let request = try await SandboxRequest(request)
        let strike = faults.strike(system: Site.system, request: request)
        // Asked before the effect: a sign-out ends the session it came with.
        let session = site.session(of: request, world: world)
        func note(_ status: Int?) {
            log.add(
                RequestLog.Line(
                    number: 0, time: world.read { $0.clock.now.formatted(.iso8601) }, system: Site.system,
                    method: request.method,
                    target: request.rawQuery.isEmpty ? request.rawPath : request.rawPath + "?" + request.rawQuery,
                    route: site.route(of: request), status: status, fault: strike?.name, session: session))
        }
        guard let fault = strike?.fault else {
            let answer = await site.handle(request, world: world)
            note(answer.status)
            return Response(answer)
        }
        return try await StruckRequest(site: site, world: world, request: request, channel: context.channel, note: note)
            .respond(with: fault)
    }
}

extension Channel {
    /// Closes the connection with a reset: nothing is flushed, and the other side sees no orderly end.
    func drop() async throws {
        if let provider = self as? any SocketOptionProvider {
            try await provider.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        do { try await close(mode: .all).get() } catch ChannelError.alreadyClosed { return }
    }
}

extension SandboxRequest {
    /// The largest body either system takes (acumatica.md 7.5: files).
    static let bodyBytesMax = 50 * 1_024 * 1_024

    init(_ request: Request) async throws {
        let body = try await request.body.collect(upTo: Self.bodyBytesMax)
        self.init(
            request.method.rawValue, request.head.path ?? "/",
            headers: request.headers.map { ($0.name.canonicalName, $0.value) }, body: Array(body.readableBytesView),
            host: request.head.authority ?? "127.0.0.1")
    }
}

extension Response {
    init(_ answer: SandboxResponse) {
        self.init(
            status: .init(code: answer.status), headers: HTTPFields(answer.headers),
            body: answer.body.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }

    /// Announces the whole length, sends half and drops the connection.
    init(_ answer: SandboxResponse, truncatedOn channel: any Channel) {
        let half = ByteBuffer(bytes: answer.body.prefix(answer.body.count / 2))
        let length = max(answer.body.count, 1)
        self.init(
            status: .init(code: answer.status == 204 ? 200 : answer.status), headers: HTTPFields(answer.headers),
            body: ResponseBody(contentLength: length) { writer in
                try await writer.write(half)
                try await channel.close(mode: .all).get()
                try await writer.finish(nil)
            })
    }
}

extension HTTPFields {
    init(_ headers: [(name: String, value: String)]) {
        self.init()
        for header in headers {
            if let name = HTTPField.Name(header.name) { append(HTTPField(name: name, value: header.value)) }
        }
    }
}
