// The page of the control port: a person plays both sides in a browser.

import Foundation

extension ControlSite {
    /// The page is for browsers; everyone else gets the description as JSON.
    static func wantsPage(_ request: SandboxRequest) -> Bool {
        request.header("accept")?.lowercased().contains("text/html") == true
    }

    func page(_ request: SandboxRequest, _ world: World) -> SandboxResponse {
        let list = PageList.find(request.parameter("system"), request.parameter("entity"))
        let found =
            list.system == "acumatica"
            ? acumatica.records(of: list.entity, in: world) : procurify.records(of: list.entity, in: world)
        let records = found ?? []
        let forms = actions.filter { $0.system == list.system }.map { PageForm.form($0.system, $0.action) }
        let rules = faults.report.items ?? []
        let struck =
            rules.isEmpty
            ? "<p>None.</p>" : rules.map { "<p><code>\(Markup.escape($0.encoded()))</code></p>" }.joined()
        let system = list.system == "acumatica" ? "Acumatica" : "Procurify"
        return Markup.page(
            200,
            """
            <h1>Sandbox</h1><nav>\(navigation(list))</nav>\(outcome(request))
            <h2>\(list.title) in \(system)</h2>\(list.table(records, page: Int(request.parameter("page") ?? "") ?? 0))
            <h2>What people do in \(system)</h2>\(forms.joined(separator: "\n"))
            <h2>Readings</h2>\(readingForms(list, world))<h2>Faults</h2>\(struck)
            """)
    }

    /// An action or a reading by form: done, then back to the page with the outcome.
    func pageForm(_ request: SandboxRequest, _ world: World) -> SandboxResponse {
        guard Self.isFromHere(request) else {
            return Markup.page(403, "<p class=\"failed\">Forms are taken from this page alone.</p>")
        }
        var back = request.path.count == 4 ? PageList.find(request.path[2], nil).system : PageList.all[0].system
        var answer: SandboxResponse
        do {
            switch (request.path.dropFirst().first, request.path.count) {
            case ("actions", 4):
                let (system, name) = (request.path[2], request.path[3])
                let action = actions.first { $0.system == system && $0.action.name == name }?.action
                let body = try PageForm.body(request.body, of: action)
                answer = try run(system, name, body.encodedBytes(), world)
            case ("readings", 2):
                back = request.parameter("system") == "acumatica" ? "acumatica" : "procurify"
                answer = try setReadings(PageForm.body(request.body, of: nil).encodedBytes(), world)
            default:
                return Markup.page(404, "<p class=\"failed\">There is no such form.</p>")
            }
        } catch {
            answer = .json(400, ["error": .string("\(error)")])
        }
        let result = answer.status < 400 ? "done" : "failed"
        let text = answer.value["error"]?.text ?? String(decoding: answer.body.prefix(600), as: UTF8.self)
        let said = "\(request.path.last ?? ""): \(text)"
        let target = "/?system=\(back)&result=\(result)&outcome=\(Markup.parameter(said))"
        return .empty(303, headers: [("location", target)])
    }

    /// A page of another site must not act here, nor one whose name was bent to this address.
    private static func isFromHere(_ request: SandboxRequest) -> Bool {
        let host = request.host.lowercased()
        let isLoopback = ["127.0.0.1", "localhost", "[::1]"].contains { host == $0 || host.hasPrefix($0 + ":") }
        guard isLoopback, request.header("sec-fetch-site").map({ ["same-origin", "none"].contains($0) }) ?? true else {
            return false
        }
        guard let origin = request.header("origin") else { return true }
        return origin.lowercased() == "http://\(host)"
    }

    private func navigation(_ list: PageList) -> String {
        ["procurify", "acumatica"].map { system in
            let links = PageList.all.filter { $0.system == system }.map { other in
                let current = other.system == list.system && other.entity == list.entity ? " aria-current=\"page\"" : ""
                return "<a href=\"\(other.link)\"\(current)>\(other.title)</a>"
            }
            return "<div><b>\(system.capitalized)</b> \(links.joined())</div>"
        }.joined()
    }

    private func outcome(_ request: SandboxRequest) -> String {
        guard let text = request.parameter("outcome") else { return "" }
        let kind = request.parameter("result") == "failed" ? "failed" : "done"
        return "<p class=\"\(kind)\" role=\"status\">\(Markup.escape(text))</p>"
    }

    private func readingForms(_ list: PageList, _ world: World) -> String {
        let readings = world.read { $0.readings }
        return Readings.rules.map { rule in
            let options = rule.values.map { value in
                "<option\(readings[rule.name] == value ? " selected" : "")>\(Markup.escape(value))</option>"
            }
            let name = Markup.escape(rule.name)
            return """
                <details><summary>\(name): \(Markup.escape(readings[rule.name])) \
                <span>\(Markup.escape(rule.meaning))</span></summary>
                <form method="post" action="/page/readings?system=\(list.system)"><select name="\(name)">\
                \(options.joined())</select> <button>Set</button></form></details>
                """
        }.joined(separator: "\n")
    }
}
