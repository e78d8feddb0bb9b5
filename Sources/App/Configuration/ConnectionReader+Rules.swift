// Reads the smaller groups of a connection: licence, schedules, vendors, accounts and defaults.

import Core
import Foundation

extension ConnectionReader {
    /// A ceiling: what this version does not use of it is not asked for.
    func readLicense(_ entry: ConfigurationSection) -> LicenseSettings {
        var license = LicenseSettings()
        let known = ["requests_per_minute", "concurrent_requests", "commercial_transactions_per_month"]
        guard let section = entry.section("license", known: known) else { return license }
        license.requestsPerMinute =
            section.integer("requests_per_minute", in: 1...1_000_000) ?? license.requestsPerMinute
        license.concurrentRequests = section.integer("concurrent_requests", in: 1...1_000) ?? license.concurrentRequests
        license.commercialTransactionsPerMonth = section.integer(
            "commercial_transactions_per_month", in: 1...1_000_000_000)
        return license
    }

    /// A schedule of a flow that is not there yet is checked and left aside.
    func readSchedule(_ entry: ConfigurationSection, zone: TimeZone?) -> [String: Schedule] {
        let night = "30 2 * * * \(zone?.identifier ?? "UTC")"
        let built = ["vendors": "15m", "accounts": "1h", "purchase-orders": "5m", "bills": "5m", "sweep": night]
        let known = ["vendors", "accounts", "purchase-orders", "bills", "order-status", "payment-status", "sweep"]
        let section = entry.section("schedule", known: known)
        var schedules: [String: Schedule] = [:]
        for name in known {
            guard let text = section?.text(name) ?? built[name], text != "never" else { continue }
            do throws(ScheduleError) {
                let schedule = try Schedule(parsing: text)
                if built[name] != nil { schedules[name] = schedule }
            } catch {
                guard let section, let field = section.field(name) else { continue }
                section.report(
                    field, "\(Printable.line(error.description)).",
                    "Write for instance 15m, 1h, never, or \"*/15 7-19 * * 1-5 America/Denver\".")
            }
        }
        return schedules
    }

    func readVendors(_ entry: ConfigurationSection) -> VendorSettings {
        var vendors = VendorSettings()
        guard let section = entry.section("vendors", known: ["match", "classes", "max_deactivations"]) else {
            return vendors
        }
        vendors.match = section.choice("match", of: VendorSettings.Match.self) ?? vendors.match
        vendors.maxDeactivations = section.percent("max_deactivations", upTo: 100) ?? vendors.maxDeactivations
        if let classes = section.section("classes", known: ["include", "exclude"]) {
            vendors.includeClasses = classes.texts("include") ?? []
            vendors.excludeClasses = classes.texts("exclude") ?? []
        }
        return vendors
    }

    func readAccounts(_ entry: ConfigurationSection) -> AccountSettings {
        var accounts = AccountSettings()
        guard let section = entry.section("accounts", known: ["types", "exclude", "departments"]) else {
            return accounts
        }
        if let field = section.field("types"), let types = section.texts("types") {
            let known = ["Asset", "Liability", "Income", "Expense"]
            if let odd = types.first(where: { !known.contains($0) }) {
                section.report(
                    field, "`\(Printable.line(odd))` is no type of account.",
                    "Choose among \(known.joined(separator: ", ")).")
            }
            accounts.types = types
        }
        accounts.exclude = section.texts("exclude") ?? []
        if let field = section.field("departments"), field.scalar != "all" {
            accounts.departments = section.texts("departments")
        }
        return accounts
    }

    func readDefaults(_ entry: ConfigurationSection) -> DefaultSettings {
        var defaults = DefaultSettings()
        guard let section = entry.section("defaults", known: ["order_line_type", "project"]) else { return defaults }
        defaults.orderLineType = section.text("order_line_type") ?? defaults.orderLineType
        defaults.project = section.text("project")
        return defaults
    }
}
