// A flow: how records of one kind get from one system to the other. The engine runs flows and knows nothing else of them.

package import Foundation

/// What a source says, as far as the flow uses it.
package struct Decoded: Sendable, Equatable {
    package var key: String
    /// What a person calls it, for instance "INV-88, Northwind Traders".
    package var title: String
    package var source: SourceRef
    /// The declared fields in canonical form; its digest is the fingerprint.
    package var body: JSON
    package var money: Money?

    package init(key: String, title: String, source: SourceRef, body: JSON, money: Money?) {
        self.key = key
        self.title = title
        self.source = source
        self.body = body
        self.money = money
    }
}

/// A source that cannot be read: names the field and what stands there.
package struct Undecodable: Error, Sendable, Equatable {
    package var field: String
    package var message: String

    package init(field: String, message: String) {
        self.field = field
        self.message = message
    }
}

/// What a pure decision may look at: the store as of one transaction, and what was counted for this run.
package struct Given {
    package var reader: any StoreReader
    package var census: JSON
    package var now: Date

    package init(reader: any StoreReader, census: JSON, now: Date) {
        self.reader = reader
        self.census = census
        self.now = now
    }
}

/// One write that is to be made, whole: nothing is decided after it.
package struct Plan: Sendable, Equatable {
    package enum Action: Sendable, Equatable {
        /// Makes a counterpart.
        case create
        /// Changes the counterpart `target`, for instance a vendor's fields.
        case update
        /// A further step on the counterpart that is there, for instance `release`.
        case step(String)
        /// Nothing to send: source and counterpart agree already.
        case nothing
    }

    package var record: RecordID
    package var action: Action
    /// The body exactly as it will be sent.
    package var request: JSON
    /// What a look-up needs to find the outcome: marker, references, vendor, type, amount, currency, date.
    package var intent: JSON
    /// Claims that the write takes, for instance `bill:V0012:INV88`; each belongs to one record at most.
    package var claims: [String]
    /// What the document takes of order lines.
    package var billed: [BilledLine]
    package var money: Money?
    /// The counterpart, where there is one already.
    package var target: Target?
    /// One line for a person, for instance "Bill INV-88 of V0012 over 277.50 USD".
    package var summary: String

    package init(
        record: RecordID, action: Action, request: JSON, intent: JSON, claims: [String] = [], billed: [BilledLine] = [],
        money: Money? = nil, target: Target? = nil, summary: String
    ) {
        self.record = record
        self.action = action
        self.request = request
        self.intent = intent
        self.claims = claims
        self.billed = billed
        self.money = money
        self.target = target
        self.summary = summary
    }
}

/// How a record stands after its counterpart is known.
package struct Settlement: Sendable, Equatable {
    package enum Kind: String, Sendable { case created, updated, adopted, recovered, unchanged }

    package var kind: Kind
    package var target: Target
    package var erpStatus: String?
    /// What the flow keeps of what it posted, for instance the line numbers of an order; replaces `Record.posted`.
    package var posted: JSON
    package var billed: [BilledLine]
    /// The next step that `plan` will plan on the counterpart, for instance `release`; nil when all is done.
    package var nextStep: String?
    /// Held in spite of being linked, for instance `amount-mismatch`.
    package var held: Reason?
    /// Posting on the whole connection stops, for instance `erp-document-altered`.
    package var stopsPosting: Reason?
    /// The fingerprint that the counterpart shows, where it is the outcome of a certain attempt; nil: of the last one.
    package var sentPrint: String?

    package init(
        kind: Kind, target: Target, erpStatus: String? = nil, posted: JSON = .null, billed: [BilledLine] = [],
        nextStep: String? = nil, held: Reason? = nil, stopsPosting: Reason? = nil
    ) {
        self.kind = kind
        self.target = target
        self.erpStatus = erpStatus
        self.posted = posted
        self.billed = billed
        self.nextStep = nextStep
        self.held = held
        self.stopsPosting = stopsPosting
    }
}

/// What a look-up says of a plan.
package enum Verdict: Sendable, Equatable {
    /// Nothing of it is there: send it.
    case write
    /// It is there: ours (recovered) or a person's (adopted), or already as planned (unchanged).
    case settled(Settlement)
    /// A rule or a person decides.
    case rejected(Rejection)
    /// Nothing may be posted on this connection until a person has looked.
    case stopsPosting(Reason)
}

/// Checked immediately before the bytes of a write leave: throws where the lease is lost or posting has been stopped.
package typealias Permit = @Sendable () throws -> Void

/// One kind of record on its way from one system to the other.
///
/// The engine calls, in this order: `decode` for staged rows, `census` once per run, `prepare` once per run, then per batch
/// `plan`, `lookUp`, `judge`, `write`, `accept`. After doubt: `search`, then `resolve`. `decode`, `plan`, `judge` and
/// `resolve` are pure: they look at their arguments and nothing else.
package protocol Flow: Sendable {
    var name: FlowName { get }
    /// The system that is written: `procurify` or `acumatica`.
    var target: String { get }
    /// What is read before planning, in this order: reference data first, the flow's own source last.
    var feeds: [any Feed] { get }
    /// How many plans one look-up takes.
    var batchRowsMax: Int { get }

    /// Reads a staged row. Throws `Undecodable`.
    func decode(_ row: FeedRow, detail: JSON?) throws -> Decoded
    /// What is counted once per run and handed to every `plan`, for instance pending deactivations.
    func census(_ reader: any StoreReader) throws -> JSON
    /// Anything to be known of the target before the first write of a run, for instance how creates are made. Throws `Failure`.
    func prepare(store: any Store) async throws

    /// What is to be written for a record. Throws `Rejection`.
    func plan(_ record: Record, given: Given) throws -> Plan
    /// What the target already holds of these plans, by record; no entry means that nothing of it is there and that this is
    /// trusted. Throws `Failure` where it cannot be trusted (`lookup-not-trusted`) or cannot be asked.
    func lookUp(_ plans: [Plan], store: any Store) async throws -> [RecordID: JSON]
    /// Weighs what was found.
    func judge(_ plan: Plan, found: JSON?, given: Given) throws -> Verdict
    /// Sends the one request of a plan. `permit` is called before its bytes leave; where it throws, nothing is sent.
    func write(_ plan: Plan, permit: @escaping Permit) async -> WriteResult
    /// Checks the answer of a write against its plan, and reads the counterpart where the answer leaves a doubt. Throws `Failure`;
    /// the record is then unconfirmed.
    func accept(_ plan: Plan, answer: JSON, store: any Store) async throws -> Settlement
    /// The settlement that a dry run assumes, with `<order acme/purchase-orders/4711>` in place of a number not yet known.
    func assume(_ plan: Plan) -> Settlement

    /// Everything in the target that may be the outcome of these attempts. `thorough` asks all questions that a resend needs
    /// (every reference, the marker, everything modified since the first intent). Throws `Failure`.
    func search(_ record: Record, attempts: [Attempt], thorough: Bool, store: any Store) async throws -> [JSON]
    /// What the search says: a settlement, a rejection, `.write` where nothing landed, or a stop.
    func resolve(_ record: Record, attempts: [Attempt], found: [JSON], given: Given) throws -> Verdict

    /// Reads the counterpart; nil where there is none. Throws `Failure`.
    func counterpart(_ target: Target) async throws -> JSON?
    /// The target named by a person in `link`, for instance `Bill/000159`. Throws `Failure` where it is not of this flow's form.
    func target(named text: String) throws -> Target
    /// The settlement of a record that a person linked to this counterpart.
    func link(_ record: Record, to target: Target, counterpart: JSON) -> Settlement
}

extension Flow {
    package var batchRowsMax: Int { Limits.batchRowsMax }
    package func census(_ reader: any StoreReader) throws -> JSON { .null }
    package func prepare(store: any Store) async throws {}
}

/// Requests sent so far, by system.
package struct RequestCounts: Sendable, Equatable {
    package var procurify: Int
    package var acumatica: Int

    package init(procurify: Int = 0, acumatica: Int = 0) {
        self.procurify = procurify
        self.acumatica = acumatica
    }
}

/// One check of `ping`, for a person.
package struct PingCheck: Sendable, Equatable {
    package var name: String
    package var ok: Bool
    package var message: String

    package init(name: String, ok: Bool, message: String) {
        self.name = name
        self.ok = ok
        self.message = message
    }
}

/// A pair of systems, ready to be worked: what App hands to the engine for one connection.
package protocol Link: Sendable {
    /// The connection's name.
    var name: String { get }
    /// In dependency order.
    var flows: [any Flow] { get }
    /// What the lease is taken on: one ERP tenant is worked by one process.
    var leaseName: String { get }
    var requests: RequestCounts { get }
    /// Whether both systems let us in and are the ones that are meant, by system. Never throws: what failed is a check.
    func ping() async -> [(system: String, checks: [PingCheck])]
    /// Gives sessions back; called in every way out.
    func close() async
}

/// A lease on a tenant, held by this process until it is released or the process ends.
package protocol Lease: Sendable {
    /// Throws `Failure` (`lease-lost`) where it is no longer ours.
    func check() throws
    func release()
}

/// Where leases are taken.
package protocol Leases: Sendable {
    /// Waits up to `waitSeconds` for the lease. Throws `Failure` (`connection-busy`).
    func take(_ name: String, waitSeconds: Double) async throws -> any Lease
}

/// The kinds of mirror row, by name. The body of each is the flat, unwrapped object that its feed documents.
package enum MirrorKind {
    /// key VendorID, name normalised VendorName; body `{VendorID,VendorName,Status,VendorClass,CurrencyID,Terms,VendorIsTaxAgency,VendorIsLaborUnion,LocationID?}`.
    package static let erpVendor = "erp-vendor"
    /// key AccountCD; body `{AccountCD,Description,Type,Active,CashAccount}`.
    package static let erpAccount = "erp-account"
    /// key SubaccountCD; body `{SubaccountCD,Description,Active}`.
    package static let erpSubaccount = "erp-subaccount"
    /// key FinancialPeriodID as `YYYYMM`; body `{FinancialPeriodID,StartDate,EndDate,Status,ClosedInAP}`; dates are plain, EndDate inclusive.
    package static let erpPeriod = "erp-period"
    /// key LedgerID; body `{LedgerID,Currency,Type,Branches:[BranchID]}`.
    package static let erpLedger = "erp-ledger"
    /// key CurrencyID; body `{CurrencyID,Active,DecimalPrecision}`.
    package static let erpCurrency = "erp-currency"
    /// key `Type/ReferenceNbr`, name `<VendorID>|<normalised VendorRef>`, link the marker in the description;
    /// body `{Type,ReferenceNbr,Vendor,VendorRef,Date,Amount,CurrencyID,Status,Description}`.
    package static let erpBill = "erp-bill"
    /// key `Type/OrderNbr`, name VendorRef, link the marker in the description;
    /// body `{Type,OrderNbr,VendorID,VendorRef,Date,OrderTotal,CurrencyID,Status,Description}`.
    package static let erpOrder = "erp-order"
    /// key vendor id, name normalised name, link external_id; body `{id,name,external_id,active,type}`.
    package static let procurifyVendor = "procurify-vendor"
    /// key account-code id, name code; body `{id,code,description,active,account_type,applied_accounts_count}`.
    package static let procurifyAccountCode = "procurify-account-code"
    /// key department id, name its name; body `{id,name,active,branch_id,branch_name}`.
    package static let procurifyDepartment = "procurify-department"
    /// key location id, name its name; body `{id,name,active,headquarter,locationTimezone}`.
    package static let procurifyLocation = "procurify-location"
}
