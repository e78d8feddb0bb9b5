// The rule for the addresses of the two systems.

import Core
import Foundation

/// Reads `url` and `link_template`: https, unless loopback is allowed for the sandbox and for tests.
struct SystemURL {
    let allowLoopback: Bool

    /// The address without a trailing slash; nil (and reported) where it is missing or wrong.
    func read(_ section: ConfigurationSection, example: String, mayHavePath: Bool) -> String? {
        guard let text = section.required("url", example: example), let field = section.field("url") else { return nil }
        func refuse(_ message: String, _ action: String) -> String? {
            section.report(field, message, action)
            return nil
        }
        guard var parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(), let host = parts.host,
            !host.isEmpty
        else { return refuse("this is no address.", "Write for instance \(example).") }
        // Neither the address nor a part of it is shown: it may hold a password.
        guard parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil else {
            return refuse("the address has a user, a query or a fragment.", "Write for instance \(example).")
        }
        guard ["http", "https"].contains(scheme) else {
            return refuse("the address must begin with https://.", "Write for instance \(example).")
        }
        guard allowLoopback || (scheme == "https" && !Self.isLoopback(host)) else {
            let what = scheme == "https" ? "the address is on this machine." : "the address is not encrypted (http://)."
            return refuse(what, "Write an https:// address; for the sandbox and for tests set `allow_loopback: true`.")
        }
        while parts.path.hasSuffix("/") { parts.path.removeLast() }
        guard mayHavePath || parts.path.isEmpty else {
            return refuse("the address has a path behind its host.", "Write for instance \(example).")
        }
        guard !parts.path.lowercased().split(separator: "/").contains("entity") else {
            return refuse(
                "the address goes too far: `/entity` is added by the connector.",
                "End it with the instance directory, if there is one.")
        }
        parts.scheme = scheme
        return parts.string
    }

    /// Where people look at a document; `{id}` stands for the document's id.
    func template(_ section: ConfigurationSection) -> String? {
        guard let field = section.field("link_template"), let text = section.text("link_template") else { return nil }
        let scheme = URLComponents(string: text.replacingOccurrences(of: "{id}", with: "1"))?.scheme?.lowercased()
        guard text.contains("{id}"), scheme == "https" || (allowLoopback && scheme == "http") else {
            section.report(
                field, "this is no https:// address with `{id}` in it.",
                "Write for instance https://acme.procurify.com/#/bills/{id}.")
            return nil
        }
        return text
    }

    static func isLoopback(_ host: String) -> Bool {
        let name = host.lowercased().trimmingCharacters(in: CharacterSet(charactersIn: "[]."))
        return name == "localhost" || name.hasSuffix(".localhost") || name == "::1" || name.hasPrefix("127.")
            || name == "0.0.0.0"
    }
}
