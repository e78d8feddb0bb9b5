// The configuration of a home as values; App reads them from ml-connector.yaml (interface.md, "Configuration").

package import Foundation

/// Everything in ml-connector.yaml.
package struct Settings: Sendable, Equatable {
    package var store = "sqlite"
    package var allowLoopback = false
    package var caFile: String?
    package var connections: [ConnectionSettings] = []

    package init() {}

    package func connection(_ name: String) -> ConnectionSettings? { connections.first { $0.name == name } }
}

/// One pair of systems.
package struct ConnectionSettings: Sendable, Equatable {
    package var name: String
    package var procurify: ProcurifySettings
    package var acumatica: AcumaticaSettings
    package var license = LicenseSettings()
    /// By flow name, and `sweep`.
    package var schedule: [String: Schedule] = [:]
    package var posting: PostingSettings
    package var vendors = VendorSettings()
    package var accounts = AccountSettings()
    package var defaults = DefaultSettings()

    package init(name: String, procurify: ProcurifySettings, acumatica: AcumaticaSettings, posting: PostingSettings) {
        self.name = name
        self.procurify = procurify
        self.acumatica = acumatica
        self.posting = posting
    }
}

/// Where Procurify is, and as whom we come.
package struct ProcurifySettings: Sendable, Equatable {
    package var url: String
    package var clientID: String
    /// Nil: the headquarter location's.
    package var timeZone: TimeZone?
    package var linkTemplate: String?
    /// How long one request may take.
    package var timeoutSeconds = 60.0

    package init(url: String, clientID: String) {
        self.url = url
        self.clientID = clientID
    }

    /// The first label of the host, for instance `acme`; what markers carry.
    package var subdomain: String {
        URLComponents(string: url)?.host?.split(separator: ".").first.map(String.init) ?? "procurify"
    }
}

/// Where Acumatica is, and as whom we come.
package struct AcumaticaSettings: Sendable, Equatable {
    package enum Authentication: String, Sendable, CaseIterable {
        case password, authorizationCode = "authorization-code", session
    }

    /// The full tenant URL, with the instance directory if there is one, without a trailing slash.
    package var url: String
    package var tenant: String
    package var endpoint = "Default"
    package var endpointVersion = "24.200.001"
    package var branch: String
    package var authentication = Authentication.password
    package var clientID: String?
    package var username: String
    /// How long one request may take: the ERP queues silently (acumatica.md 3).
    package var timeoutSeconds = 120.0

    package init(url: String, tenant: String, branch: String, username: String) {
        self.url = url
        self.tenant = tenant
        self.branch = branch
        self.username = username
    }
}

/// Our share of the ERP's licence.
package struct LicenseSettings: Sendable, Equatable {
    package var requestsPerMinute = 50
    package var concurrentRequests = 1
    package var commercialTransactionsPerMonth: Int?
    package init() {}
}

/// How documents are posted.
package struct PostingSettings: Sendable, Equatable {
    package enum OrderState: String, Sendable, CaseIterable { case onHold = "on-hold", open }
    package enum BillState: String, Sendable, CaseIterable { case onHold = "on-hold", balanced, released }
    package enum BillWithoutOrder: String, Sendable, CaseIterable { case hold, unlinked }
    package enum Adoption: String, Sendable, CaseIterable { case never, exact }
    package enum Recoded: String, Sendable, CaseIterable { case hold, unlink }
    package enum Create: String, Sendable, CaseIterable { case auto, conditional, plain }
    package enum Charges: String, Sendable, CaseIterable { case sameAccount = "same-account", mapped }

    package var startDate: CalendarDate
    package var orderState = OrderState.open
    package var billState = BillState.balanced
    package var billWithoutOrder = BillWithoutOrder.hold
    package var adoptExisting = Adoption.exact
    package var recoded = Recoded.unlink
    /// A share, for instance 0.05 for 5 %.
    package var overOrder = Decimal.zero
    package var create = Create.auto
    package var resendAfterSeconds = 900.0
    package var charges = Charges.sameAccount

    package init(startDate: CalendarDate) { self.startDate = startDate }
}

/// How vendors flow back.
package struct VendorSettings: Sendable, Equatable {
    package enum Match: String, Sendable, CaseIterable { case confirm, unambiguousName = "unambiguous-name" }
    package var match = Match.confirm
    package var includeClasses: [String] = []
    package var excludeClasses: [String] = []
    /// A share of all vendors; at least ten are always allowed.
    package var maxDeactivations = Decimal(5) / 100
    package init() {}
}

/// How the chart of accounts flows back.
package struct AccountSettings: Sendable, Equatable {
    package var types = ["Expense", "Asset"]
    /// Patterns with `*`.
    package var exclude: [String] = []
    /// Nil: all; otherwise department names or ids.
    package var departments: [String]?
    package init() {}
}

/// What documents carry where nothing else says.
package struct DefaultSettings: Sendable, Equatable {
    package var orderLineType = "Service"
    package var project: String?
    package init() {}
}
