// A network that answers from a script.

package import Core
import Foundation
import Synchronization

/// Answers requests by method and path. What nobody scripted is refused and remembered, so that a fake that is asked
/// unasked fails its test.
package final class ScriptedTransport: Transport {
    package enum Step: Sendable {
        case answer(HTTPResponse)
        case fail(TransportError)
        /// Computes the answer from the request.
        case compute(@Sendable (HTTPRequest) throws -> HTTPResponse)
    }

    private struct Route {
        var method: HTTPRequest.Method
        var path: String
        var steps: [Step]
    }
    private struct State {
        var routes: [Route] = []
        var requests: [HTTPRequest] = []
        var unasked: [String] = []
        var inFlight = 0
        var inFlightMax = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// `path`: the whole path of the URL, without its query. The steps are used in turn; the last one stays. A later call
    /// for the same route replaces the former.
    package func on(_ method: HTTPRequest.Method, _ path: String, _ steps: Step...) {
        state.withLock { state in
            state.routes.removeAll { $0.method == method && $0.path == path }
            state.routes.append(Route(method: method, path: path, steps: steps))
        }
    }

    /// Every request so far.
    package var requests: [HTTPRequest] { state.withLock { $0.requests } }
    /// `PUT /entity/…` of every request so far, with the query percent-encoded as it was sent.
    package var log: [String] { requests.map(Self.line) }
    /// Requests that no route was there for.
    package var unasked: [String] { state.withLock { $0.unasked } }
    /// The most requests that were under way at once.
    package var inFlightMax: Int { state.withLock { $0.inFlightMax } }

    package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        if Task.isCancelled { throw TransportError(kind: .cancelled, message: "stopped", sent: false) }
        let step = state.withLock { state -> Step? in
            state.requests.append(request)
            state.inFlight += 1
            state.inFlightMax = max(state.inFlightMax, state.inFlight)
            return Self.next(request, &state)
        }
        // Others may come in between, as on a real network.
        for _ in 0..<3 { await Task.yield() }
        defer { state.withLock { $0.inFlight -= 1 } }
        switch step {
        case .answer(let answer): return answer
        case .fail(let error): throw error
        case .compute(let body): return try body(request)
        case nil: throw TransportError(kind: .notAllowed, message: "unasked: \(Self.line(request))", sent: false)
        }
    }

    private static func next(_ request: HTTPRequest, _ state: inout State) -> Step? {
        let path = URLComponents(string: request.url)?.percentEncodedPath ?? ""
        guard let index = state.routes.firstIndex(where: { $0.method == request.method && $0.path == path }),
            let step = state.routes[index].steps.first
        else {
            state.unasked.append(line(request))
            return nil
        }
        if state.routes[index].steps.count > 1 { state.routes[index].steps.removeFirst() }
        return step
    }

    private static func line(_ request: HTTPRequest) -> String {
        "\(request.method.rawValue) \(URLText.pathAndQuery(of: request.url, relativeTo: "/") ?? request.url)"
    }
}

extension ScriptedTransport.Step {
    /// An answer in JSON.
    package static func json(_ status: Int, _ body: String, headers: [(String, String)] = []) -> Self {
        .answer(
            HTTPResponse(
                status: status, headers: [("Content-Type", "application/json; charset=utf-8")] + headers,
                body: Data(body.utf8)))
    }

    /// An answer without a body.
    package static func empty(_ status: Int, headers: [(String, String)] = []) -> Self {
        .answer(HTTPResponse(status: status, headers: headers.map { ($0.0, $0.1) }))
    }

    /// A page for a browser.
    package static func html(_ status: Int) -> Self {
        .answer(
            HTTPResponse(
                status: status, headers: [("Content-Type", "text/html")],
                body: Data("<html>Something went wrong</html>".utf8)))
    }

    /// A broken connection.
    package static func broken(_ kind: TransportError.Kind, sent: Bool) -> Self {
        .fail(TransportError(kind: kind, message: "broken", sent: sent))
    }
}
