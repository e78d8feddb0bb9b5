// The sandbox's control port: people's actions, and the request log.

import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

struct Control {
    private let url: URL

    init(_ text: String) throws {
        guard let url = URL(string: text) else { throw BenchmarkError("\(text) is no address") }
        self.url = url
    }

    /// What was asked of both systems since the counters were started anew.
    struct Requests: Decodable {
        var total: Int
        /// The last 2,000.
        var lines: [Line]
    }

    /// A person's action.
    func act(_ name: String, _ fields: [String: Int]) async throws {
        _ = try await send("POST", "actions/\(name)", try JSONEncoder().encode(fields))
    }

    func resetRequests() async throws { _ = try await send("DELETE", "requests") }

    func requests() async throws -> Requests {
        try JSONDecoder().decode(Requests.self, from: try await send("GET", "requests"))
    }

    private func send(_ method: String, _ path: String, _ body: Data? = nil) async throws -> Data {
        var request = URLRequest(url: url.appendingPathComponent(path))
        request.httpMethod = method
        request.httpBody = body
        let (data, response) = try await URLSession.shared.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        guard (200..<300).contains(status) else {
            throw BenchmarkError("\(method) \(path) answered \(status): \(String(decoding: data, as: UTF8.self))")
        }
        return data
    }
}
