// Reads a secret: hidden on a terminal, the whole of standard input otherwise.

import App
import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The reader of secrets. What is typed is never echoed.
enum SecretPrompt {
    /// The secret without the line break behind it. Throws `ErrorReport` where it is empty or too long.
    static func read(_ name: String, _ console: Console) throws -> String {
        let text = Console.inputIsTerminal ? hidden("Secret for \(name): ", console) : piped()
        guard let text, !text.isEmpty else {
            throw ErrorReport.usage(
                "No secret was given.", "Type it, or pipe it in: `ml-connector secret set NAME < file`.")
        }
        guard text.utf8.count <= bytesMax, !text.contains("\n"), !text.contains("\0") else {
            throw ErrorReport.usage(
                "The secret has several lines, or more than \(bytesMax) bytes.", "Give the secret alone.")
        }
        return text
    }

    private static let bytesMax = 16_384

    private static func piped() -> String? {
        var data = Data()
        while data.count <= bytesMax + 2 {
            let piece = FileHandle.standardInput.availableData
            if piece.isEmpty { break }
            data.append(piece)
        }
        return String(data: data, encoding: .utf8).map(chomped)
    }

    private static func hidden(_ prompt: String, _ console: Console) -> String? {
        var former = termios()
        guard tcgetattr(STDIN_FILENO, &former) == 0 else { return nil }
        var quiet = former
        quiet.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &former)
            console.note("")
        }
        console.raw(prompt)
        return readLine(strippingNewline: true)
    }

    private static func chomped(_ text: String) -> String {
        var rest = Substring(text)
        if rest.last == "\n" || rest.last == "\r\n" { rest.removeLast() }
        if rest.last == "\r" { rest.removeLast() }
        return String(rest)
    }
}
