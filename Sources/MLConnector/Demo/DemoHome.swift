// The configuration of the demonstration: one connection to the sandbox.

import App
import Core
import Foundation

/// What the sandbox said of itself, as a configuration and its secrets.
struct DemoHome {
    let configuration: String
    let secrets: [(String, String)]

    /// `description` is the sandbox's document.
    init(description: String) throws {
        let document = try JSON.parse(description)
        func text(_ system: String, _ name: String) throws -> String {
            guard let value = document[system]?[name]?.text else {
                throw ErrorReport(
                    exit: .system, code: "sandbox", message: "The sandbox does not say its \(system) \(name).",
                    action: "Report this.")
            }
            return value
        }
        let start = document["start_date"]?.text ?? "2026-07-01"
        secrets = [
            ("demo.procurify.client_secret", try text("procurify", "client_secret")),
            ("demo.acumatica.client_secret", try text("acumatica", "client_secret")),
            ("demo.acumatica.password", try text("acumatica", "password")),
        ]
        configuration = """
            # The demonstration: both systems are simulated on this machine.
            allow_loopback: true
            connections:
              - name: demo
                procurify:
                  url: \(try text("procurify", "url"))
                  client_id: "\(try text("procurify", "client_id"))"
                acumatica:
                  url: \(try text("acumatica", "url"))
                  tenant: "\(try text("acumatica", "tenant"))"
                  endpoint_version: 24.200.001
                  branch: \(document["acumatica"]?["branch"]?.text ?? "HEADOFFICE")
                  auth: password
                  client_id: "\(try text("acumatica", "client_id"))"
                  username: "\(try text("acumatica", "username"))"
                license: {requests_per_minute: 100000}
                posting:
                  start_date: \(start)
                  bill_state: balanced
                  resend_after: 2s
                vendors: {match: unambiguous-name}

            """
    }
}
