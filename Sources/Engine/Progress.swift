// What a long run tells the person who watches it.

/// Reports the flow, the phase, how many rows are done and how many there are (nil: not known).
package struct Progress: Sendable {
    package var report: @Sendable (_ flow: String, _ phase: String, _ done: Int, _ total: Int?) -> Void

    package init(report: @escaping @Sendable (_ flow: String, _ phase: String, _ done: Int, _ total: Int?) -> Void) {
        self.report = report
    }

    package static let silent = Progress { _, _, _, _ in }
}
