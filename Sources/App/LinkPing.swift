// Tests both systems of a connection, and puts what was found into plain words.

import Acumatica
import Core
import Foundation
import Procurify

/// The checks of `ping` on one connection. Nothing is written, and nothing thrown: what fails is a check.
struct LinkPing {
    let link: ProcurifyAcumaticaLink
    let now: @Sendable () -> Date

    func run() async -> [(system: String, checks: [PingCheck])] {
        [("procurify", await procurify()), ("acumatica", await acumatica())]
    }

    private func procurify() async -> [PingCheck] {
        do {
            let user = try await link.procurify.get("/api/v3/users/me/")
            let person = user?["email"]?.text ?? "an unnamed user"
            return [
                PingCheck(name: "reached", ok: true, message: link.connection.procurify.url),
                PingCheck(
                    name: "signed-in", ok: true,
                    message: "as \(person); the application acts with this user's role"),
            ] + (await readings(of: "procurify"))
        } catch {
            return Self.checks(error, url: link.connection.procurify.url)
        }
    }

    private func acumatica() async -> [PingCheck] {
        let settings = link.connection.acumatica
        var checks: [PingCheck] = []
        do {
            let offers = try await link.acumatica.endpoints()
            checks.append(PingCheck(name: "reached", ok: true, message: settings.url))
            checks.append(
                PingCheck(
                    name: "build", ok: offers.build != nil, message: offers.build ?? "the site does not tell its build")
            )
            checks.append(endpoint(offers))
        } catch {
            return Self.checks(error, url: settings.url)
        }
        do {
            try await link.acumatica.signedInCheck()
            checks.append(PingCheck(name: "signed-in", ok: true, message: "as \(settings.username)"))
        } catch {
            return checks + Self.checks(error, url: settings.url).filter { $0.name != "reached" || !$0.ok }
        }
        // Nothing else can be asked of an endpoint that is not there.
        guard checks.allSatisfy({ $0.ok || $0.name == "build" }) else { return checks }
        return checks + (await tenant()) + (await readings(of: "acumatica"))
    }

    private func endpoint(_ offers: EndpointList) -> PingCheck {
        let settings = link.connection.acumatica
        let wanted = "\(settings.endpoint)/\(settings.endpointVersion)"
        guard offers.offers(settings.endpoint, settings.endpointVersion) else {
            return PingCheck(
                name: "endpoint", ok: false,
                message:
                    "\(wanted) is not there. On offer: \(offers.listed). "
                    + "Correct acumatica.endpoint and acumatica.endpoint_version."
            )
        }
        return PingCheck(name: "endpoint", ok: true, message: wanted)
    }

    /// A sign-in alone does not prove which tenant was reached (acumatica.md 2.2): its ledgers and branches tell.
    private func tenant() async -> [PingCheck] {
        let settings = link.connection.acumatica
        let feed = link.flows.flatMap(\.feeds).first { $0.mirrorKinds.contains(MirrorKind.erpLedger) }
        guard let feed else { return [] }
        let ledgers: [MirrorRow]
        do { ledgers = try await feed.page(since: nil, place: nil).rows.flatMap(\.mirror) } catch {
            let words = (error as? Failure)?.message ?? "its ledgers cannot be read."
            return [PingCheck(name: "ledger", ok: false, message: "\(settings.tenant): \(words)")]
        }
        let names = ledgers.map(\.key).sorted().joined(separator: ", ")
        let branches = ledgers.flatMap { $0.body["Branches"]?.items ?? [] }.compactMap(\.text)
        let tenant = PingCheck(
            name: "tenant", ok: true,
            message: names.isEmpty
                ? "\(settings.tenant); it shows no ledger" : "\(settings.tenant), with the ledgers \(names)")
        guard !branches.isEmpty else { return [tenant] }
        let known = branches.contains { $0.lowercased() == settings.branch.lowercased() }
        let words =
            known
            ? settings.branch
            : "\(settings.branch) is no branch of this tenant; there are "
                + "\(Set(branches).sorted().joined(separator: ", ")). "
                + "Correct acumatica.branch: nothing can be created in a branch that is not there."
        return [tenant, PingCheck(name: "branch", ok: known, message: words)]
    }

    /// The lists that the flows read of a system, as far as they can be read, and the system's clock.
    private func readings(of system: String) async -> [PingCheck] {
        var checks: [PingCheck] = []
        var serverTime: (theirs: Date, ours: Date)?
        var known: [String: Failure?] = [:]
        for flow in link.flows {
            var failures: [Failure] = []
            let feeds = flow.feeds.filter { $0.system == system }
            for feed in feeds {
                if known[feed.name] == nil {
                    do {
                        let page = try await feed.page(since: now(), place: nil)
                        if let time = page.serverTime { serverTime = (time, now()) }
                        known[feed.name] = .some(nil)
                    } catch {
                        let unforeseen = Failure(
                            code: "unexpected", message: "\(feed.name) cannot be read.", action: "Run `ping` again.",
                            next: .hold)
                        known[feed.name] = error as? Failure ?? unforeseen
                    }
                }
                if let failure = known[feed.name] ?? nil { failures.append(failure) }
            }
            guard !feeds.isEmpty else { continue }
            let message =
                failures.isEmpty
                ? "may read " + feeds.map(\.name).joined(separator: ", ")
                : failures.map { Sentences.joined($0.message, $0.action) }.joined(separator: " ")
            checks.append(PingCheck(name: "rights \(flow.name)", ok: failures.isEmpty, message: message))
        }
        if let serverTime { checks.append(Self.clock(serverTime.theirs.timeIntervalSince(serverTime.ours))) }
        return checks
    }

    private static func clock(_ seconds: Double) -> PingCheck {
        let off = Int(seconds.rounded())
        let words =
            abs(off) < 4 ? "the clocks agree" : "its clock is \(abs(off)) s \(off > 0 ? "ahead of" : "behind") ours"
        return PingCheck(
            name: "clock", ok: abs(off) <= clockSecondsMax,
            message: abs(off) <= clockSecondsMax ? words : "\(words): set this machine's clock by NTP")
    }

    private static let clockSecondsMax = 120

    /// A failure told apart: not reached, certificate, sign-in, tenant.
    private static func checks(_ error: any Error, url: String) -> [PingCheck] {
        guard let failure = error as? Failure else {
            return [PingCheck(name: "reached", ok: false, message: "The test was broken off.")]
        }
        let words = Sentences.joined(failure.message, failure.action)
        if notReached.contains(failure.code) { return [PingCheck(name: "reached", ok: false, message: words)] }
        let name =
            switch failure.code {
            case "bad-certificate": "certificate"
            case "unknown-tenant": "tenant"
            default: "signed-in"
            }
        let reached = PingCheck(name: "reached", ok: failure.code != "bad-certificate", message: url)
        return (failure.code == "bad-certificate" ? [] : [reached]) + [PingCheck(name: name, ok: false, message: words)]
    }

    private static let notReached = [
        "unreachable", "timed-out", "connection-lost", "answer-too-large", "address-not-allowed", "cancelled",
        "unavailable",
        "redirected", "unusable-answer", "instance-not-found",
    ]
}
