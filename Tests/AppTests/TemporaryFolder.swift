// A folder of one test, removed with it.

import App
import Foundation

/// An empty place for a home.
final class TemporaryFolder {
    let path: String

    init() {
        path = FileManager.default.temporaryDirectory.path + "/ml-connector-test-" + UUID().uuidString
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: path) } catch { return }
    }

    var home: Home { Home(path: path) }
}
