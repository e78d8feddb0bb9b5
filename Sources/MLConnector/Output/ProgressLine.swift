// The one line of progress on a terminal.

import Core
import Engine

extension Engine.Progress {
    /// Writes over one line of standard error, where that is a terminal.
    static func onTerminal(_ console: Console) -> Engine.Progress {
        guard Console.errorIsTerminal else { return .silent }
        return Engine.Progress { flow, phase, done, total in
            let count = total.map { "\(done) of \($0)" } ?? "\(done)"
            console.raw("\r\u{1B}[K\(Printable.line(flow)): \(Printable.line(phase)) \(count)")
        }
    }
}

extension Console {
    /// Removes the line of progress.
    func clearProgress() { if Self.errorIsTerminal { raw("\r\u{1B}[K") } }

    func raw(_ text: String) { Self.write(text, to: 2) }
}
