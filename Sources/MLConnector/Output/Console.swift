// Where a command's words go: one document or text on standard output, everything else on standard error.

import App
import Core
import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The two outputs of a command.
struct Console: Sendable {
    let json: Bool

    /// Prints the command's document, or what it says to a person.
    func print(_ document: JSON, _ text: @autoclosure () -> String) {
        write(json ? document.encoded() + "\n" : text().trimmedEnd + "\n")
    }

    /// Text on standard output as it is; the caller made it safe to show.
    func write(_ text: String) { Self.write(text, to: STDOUT_FILENO) }

    /// A line for the person on standard error.
    func note(_ text: String) { Self.write(text + "\n", to: STDERR_FILENO) }

    /// The error of a command: a document with `--json`, a line otherwise.
    func fail(_ report: ErrorReport) {
        if json { return write(report.document.encoded() + "\n") }
        // A configuration's problems bring their actions line by line.
        let said = report.message.contains(report.action)
        note("ml-connector: " + Printable.block(report.message) + (said ? "" : "\n  " + Printable.block(report.action)))
    }

    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }
    static var inputIsTerminal: Bool { isatty(STDIN_FILENO) == 1 }

    /// A reader that went away ends the output, and nothing else.
    static func write(_ text: String, to file: Int32) {
        var rest = ArraySlice(text.utf8)
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { bytes in
                #if canImport(Glibc)
                    Glibc.write(file, bytes.baseAddress, bytes.count)
                #else
                    Darwin.write(file, bytes.baseAddress, bytes.count)
                #endif
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}

extension String {
    /// Without line breaks and blanks at its end.
    var trimmedEnd: String {
        var text = Substring(self)
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
