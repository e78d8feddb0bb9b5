// A folder of its own for each test.

import Foundation

/// Removed when it is released.
final class TemporaryHome: Sendable {
    let path: String
    var store: String { path + "/ml-connector.db" }

    init() throws {
        let template = FileManager.default.temporaryDirectory.path + "/store-tests-XXXXXX"
        var bytes = Array(template.utf8CString)
        guard mkdtemp(&bytes) != nil else { throw CocoaError(.fileWriteUnknown) }
        path = String(decoding: bytes.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: path) } catch { return }
    }
}
