// Reads one entry of `connections`: where the two systems are, the licence and the schedules.

import Core
import Foundation
import Yams

/// The reader of one connection.
struct ConnectionReader {
    let allowLoopback: Bool
    let list: ProblemList

    private static let fields = [
        "name", "procurify", "acumatica", "license", "schedule", "posting", "vendors", "accounts", "defaults",
        "write_back",
    ]

    /// The connection and the line of its name; nil where something that everything else needs is missing or wrong.
    func read(_ node: Node, path: String, line: Int) -> (Int, ConnectionSettings)? {
        let entry = ConfigurationSection(node, path: path, line: line, known: Self.fields, list: list)
        guard node.mapping != nil else { return nil }
        let name = readName(entry)
        let procurify = readProcurify(entry)
        let acumatica = readAcumatica(entry)
        let posting = PostingReader(allowLoopback: allowLoopback).read(entry)
        let license = readLicense(entry)
        let schedule = readSchedule(entry, zone: procurify?.timeZone)
        let vendors = readVendors(entry)
        let accounts = readAccounts(entry)
        let defaults = readDefaults(entry)
        let writeBacks = ["bill_paid", "order_closed", "receipts", "bill_note"]
        if let writeBack = entry.section("write_back", known: writeBacks) {
            writeBacks.forEach(writeBack.notYet(flag:))
        }

        guard let name, let procurify, let acumatica, let posting else { return nil }
        var settings = ConnectionSettings(name: name, procurify: procurify, acumatica: acumatica, posting: posting)
        settings.license = license
        settings.schedule = schedule
        settings.vendors = vendors
        settings.accounts = accounts
        settings.defaults = defaults
        return (entry.field("name")?.line ?? line, settings)
    }

    private func readName(_ entry: ConfigurationSection) -> String? {
        guard let name = entry.required("name", example: "acme"), let field = entry.field("name") else { return nil }
        let plain = name.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "-")
        }
        guard plain, (1...32).contains(name.utf8.count) else {
            entry.report(field, "`\(Printable.line(name))` is no name.", "Use 1 to 32 of a to z, 0 to 9 and `-`.")
            return nil
        }
        guard name != "store" else {
            entry.report(field, "`store` is reserved.", "Choose another name.")
            return nil
        }
        return name
    }

    private func readProcurify(_ entry: ConfigurationSection) -> ProcurifySettings? {
        let known = ["url", "client_id", "time_zone", "file_hosts", "link_template"]
        guard let section = entry.section("procurify", known: known) else {
            entry.missing("procurify", "Say where Procurify is: `procurify: {url: …, client_id: …}`.")
            return nil
        }
        let rule = SystemURL(allowLoopback: allowLoopback)
        let url = rule.read(section, example: "https://acme.procurify.com", mayHavePath: false)
        let clientID = section.required("client_id", example: "aX9")
        if let field = section.field("file_hosts"), let hosts = section.texts("file_hosts"), !hosts.isEmpty {
            section.report(
                field, "attachments are not available in this version yet.", "Leave it out, or write `file_hosts: []`.")
        }
        let zone = readZone(section)
        let template = rule.template(section)
        guard let url, let clientID else { return nil }
        var settings = ProcurifySettings(url: url, clientID: clientID)
        settings.timeZone = zone
        settings.linkTemplate = template
        return settings
    }

    private func readZone(_ section: ConfigurationSection) -> TimeZone? {
        guard let field = section.field("time_zone"), let name = section.text("time_zone") else { return nil }
        // `GMT+3` and abbreviations such as `EST` are taken by Foundation and do not know summer time.
        guard let zone = TimeZone(identifier: name), name == "UTC" || TimeZone.knownTimeZoneIdentifiers.contains(name)
        else {
            section.report(
                field, "`\(Printable.line(name))` is no known time zone.", "Write for instance America/Denver.")
            return nil
        }
        return zone
    }

    private func readAcumatica(_ entry: ConfigurationSection) -> AcumaticaSettings? {
        let known = [
            "url", "tenant", "endpoint", "endpoint_version", "branch", "auth", "client_id", "username", "redirect_uri",
        ]
        guard let section = entry.section("acumatica", known: known) else {
            entry.missing(
                "acumatica",
                "Say where Acumatica is: `acumatica: {url: …, tenant: …, branch: …, username: …}`.")
            return nil
        }
        let rule = SystemURL(allowLoopback: allowLoopback)
        let url = rule.read(section, example: "https://acme.example.com/erp", mayHavePath: true)
        let tenant = section.required("tenant", example: "ACME")
        let branch = section.required("branch", example: "HEADOFFICE")
        let username = section.required("username", example: "connector")
        let authorizationCode = AcumaticaSettings.Authentication.authorizationCode.rawValue
        let refused = section.field("auth")?.scalar == authorizationCode
        let authentication = section.choice(
            "auth", of: AcumaticaSettings.Authentication.self, later: [authorizationCode])
        let clientID = section.text("client_id")
        if section.field("client_id") == nil, !refused, authentication != .session {
            section.missing(
                "client_id", "Write the client id of the connected application (SM303010), for instance `GUID@TENANT`.")
        }
        if let field = section.field("redirect_uri") {
            section.report(
                field, "it belongs to `auth: authorization-code`, which is not available in this version yet.",
                "Leave it out.")
        }
        let endpoint = section.text("endpoint")
        let version = readVersion(section)
        guard let url, let tenant, let branch, let username else { return nil }
        var settings = AcumaticaSettings(url: url, tenant: tenant, branch: branch, username: username)
        settings.endpoint = endpoint ?? settings.endpoint
        settings.endpointVersion = version ?? settings.endpointVersion
        settings.authentication = authentication ?? settings.authentication
        settings.clientID = clientID
        return settings
    }

    /// Contract 5 begins with 26.200.001 and changes the form of values (acumatica.md 1.4).
    private func readVersion(_ section: ConfigurationSection) -> String? {
        guard let field = section.field("endpoint_version"), let version = section.text("endpoint_version") else {
            return nil
        }
        let parts = version.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 3, let year = parts[0], parts.allSatisfy({ ($0 ?? -1) >= 0 }) else {
            section.report(
                field, "`\(Printable.line(version))` is no endpoint version.", "Write 24.200.001 or 25.200.001.")
            return nil
        }
        guard year < 26 else {
            section.report(
                field, "`\(version)` speaks contract 5, which is not available in this version yet.",
                "Write 24.200.001 or 25.200.001; newer releases serve both.")
            return nil
        }
        return version
    }
}
