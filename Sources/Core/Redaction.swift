// How an exchange is written down: without secrets, and bounded.

import Foundation

/// Renders requests, answers and server texts for audit, logs and errors. Values of secret fields and the known secrets
/// themselves are taken out, in plain, JSON and percent-encoded form; bodies are cut at `Limits.payloadBytesMax`.
package struct Redaction: Sendable {
    private static let removed = "[removed]"
    /// Secrets that are shorter would blank out ordinary words; they are covered by the names of their fields.
    private static let secretCharactersMin = 6
    private static let secretNames: Set<String> = [
        "password", "passwd", "pwd", "client_secret", "clientsecret", "secret", "access_token", "refresh_token",
        "id_token",
        "token", "authorization", "cookie", "set-cookie", "client_assertion", "code_verifier", "api_key", "apikey",
        "x-amz-signature", "x-amz-credential", "x-amz-security-token", "signature", "sig",
    ]
    /// The headers worth keeping; all others are left out, whatever they carry.
    private static let keptHeaders: Set<String> = [
        "content-type", "if-match", "if-none-match", "px-cbapibranch", "location", "date", "retry-after",
        "x-request-id",
        "x-procurify-request-id", "x-procurify-client",
    ]

    private let secrets: [String]

    /// `secrets`: texts that must never appear, for instance a password.
    package init(secrets: [String]) {
        let forms = secrets.filter { $0.count >= Self.secretCharactersMin }.flatMap { secret in
            [
                secret, String(JSON.string(secret).encoded().dropFirst().dropLast()), URLText.form(secret),
                URLText.query(secret),
            ]
        }
        self.secrets = Set(forms).sorted { $0.count > $1.count }
    }

    /// Method, path and query, kept headers and body.
    package func request(_ request: HTTPRequest) -> String {
        let path = URLText.pathAndQuery(of: request.url, relativeTo: "/") ?? "/"
        return render(
            start: "\(request.method.rawValue) \(link(path))", headers: request.headers, body: request.body ?? Data())
    }

    /// Status, kept headers and body.
    package func response(_ response: HTTPResponse) -> String {
        render(start: String(response.status), headers: response.headers, body: response.body)
    }

    /// A text of unknown form, for instance a server's message.
    package func text(_ text: String) -> String { withoutSecrets(scanned(text)) }

    private func render(start: String, headers: [(name: String, value: String)], body: Data) -> String {
        let kept = headers.filter { Self.keptHeaders.contains($0.name.lowercased()) }
            .map { "\($0.name): \($0.name.lowercased() == "location" ? link($0.value) : $0.value)" }
        let head = ([start] + kept).joined(separator: "\n")
        let payload = self.body(body)
        return withoutSecrets(payload.isEmpty ? head : head + "\n\n" + payload)
    }

    private func body(_ data: Data) -> String {
        let whole: String
        do {
            whole = cleaned(try JSON.parse(data)).encoded()
        } catch {
            // No JSON, or only the beginning of one: the names of fields are looked for in the text.
            whole = scanned(String(decoding: data.prefix(Limits.payloadBytesMax), as: UTF8.self))
        }
        let bytes = whole.utf8
        guard bytes.count > Limits.payloadBytesMax else { return whole }
        let cut = String(decoding: bytes.prefix(Limits.payloadBytesMax), as: UTF8.self)
        return cut + "\n[cut: \(data.count) bytes in all]"
    }

    private func cleaned(_ value: JSON) -> JSON {
        switch value {
        case .object(let object):
            return .object(
                JSONObject(
                    object.members.map { member in
                        let secret = Self.secretNames.contains(member.key.lowercased())
                        return (
                            member.key, secret && !member.value.isNull ? .string(Self.removed) : cleaned(member.value)
                        )
                    }))
        case .array(let items): return .array(items.map(cleaned))
        case .string(let text) where text.hasPrefix("http"): return .string(link(text))
        default: return value
        }
    }

    /// A link whose query keeps its names and loses the values of secret ones.
    private func link(_ text: String) -> String {
        guard let mark = text.firstIndex(of: "?") else { return text }
        return String(text[...mark]) + scanned(String(text[text.index(after: mark)...]))
    }

    /// Blanks what follows a secret name and `=` or `:`, and what follows the word `Bearer`.
    private func scanned(_ text: String) -> String {
        var out = ""
        var rest = Substring(text)
        while let start = rest.firstIndex(where: Self.isNamePart) {
            out += rest[..<start]
            let name = rest[start...].prefix(while: Self.isNamePart)
            rest = rest[name.endIndex...]
            out += name
            let word = name.lowercased()
            guard Self.secretNames.contains(word) || word == "bearer" else { continue }
            let glue = rest.prefix { " \"'".contains($0) || (word != "bearer" && ":=".contains($0)) }
            guard word == "bearer" ? !glue.isEmpty : glue.contains(where: { ":=".contains($0) }) else { continue }
            out += glue
            rest = rest[glue.endIndex...]
            if rest.lowercased().hasPrefix("bearer ") { rest = rest.dropFirst("bearer ".count) }
            let stops = word.hasSuffix("cookie") ? "" : "&\"'<>,;} \t"
            let value = rest.prefix { !$0.isNewline && !stops.contains($0) }
            if !value.isEmpty { out += Self.removed }
            rest = rest[value.endIndex...]
        }
        return out + rest
    }

    private static func isNamePart(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "_-".contains(character))
    }

    private func withoutSecrets(_ text: String) -> String {
        secrets.reduce(text) { $0.replacingOccurrences(of: $1, with: Self.removed, options: .literal) }
    }
}
