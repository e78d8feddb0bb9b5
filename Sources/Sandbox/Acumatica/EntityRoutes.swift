// `/entity/Default/{version}/...`: reads, writes, deletes and actions of entities (acumatica.md 1.1, 4, 7).

import Foundation

struct EntityRoutes {
    let session: SignIns.Session
    let version: String
    let request: SandboxRequest

    private var base: String { "/\(AcumaticaSite.directory)/entity/\(AcumaticaSite.endpoint)/\(version)" }

    func answer(_ state: inout WorldState) throws -> SandboxResponse {
        guard let type = EntityType.entity(inURL: request.path[4]) else { throw Problem.noResource(request) }
        var rest = Array(request.path.dropFirst(5))
        if request.method == "GET", rest.count == 3, rest[1].lowercased() == "status" {
            return try poll(id: rest[2], state.acumatica)
        }
        try checkIdle(type, state.acumatica)
        switch (request.method, rest.isEmpty) {
        case ("GET", true):
            return try list(type, state.acumatica.books(session.tenant), isBlind: isBlind(type, state.readings))
        case ("GET", false): return try one(type, &rest, state.acumatica.books(session.tenant))
        case ("PUT", true), ("PATCH", true): return try write(type, &state)
        case ("DELETE", false): return try delete(type, rest, &state)
        case ("POST", false) where rest.count == 1: return try act(type, rest[0], &state)
        // Creation is PUT (acumatica.md 1.5).
        case ("POST", true): throw Problem.http(406, "The requested resource does not support http method 'POST'.")
        default: throw Problem.http(405, "The requested resource does not support http method '\(request.method)'.")
        }
    }

    /// While an operation of this session runs for a form, only its poll succeeds (acumatica.md 2.4).
    private func checkIdle(_ type: EntityType, _ state: AcumaticaState) throws {
        let isBusy = state.operations.contains {
            $0.session == session.id && $0.entity == type.name && $0.outcome.isRunning
        }
        if isBusy { throw Problem.error("Error: The previous operation has not been completed yet.") }
    }

    private func rendering(_ type: EntityType) throws -> Rendering {
        let custom = (request.parameter("$custom") ?? "").split(separator: ",").map(String.init)
        let rendering = Rendering(
            type: type, select: Rendering.Names.parse(request.parameter("$select")),
            expand: Rendering.Names.parse(request.parameter("$expand")) ?? Rendering.Names(children: [:]),
            custom: custom, is25: version.hasPrefix("25."), base: base, mask: session.mask)
        try rendering.check()
        return rendering
    }

    // MARK: - Reads

    /// A filtered list answers 200 with an empty array where nothing matches (acumatica.md 0.6).
    private func list(_ type: EntityType, _ books: Books, isBlind: Bool) throws -> SandboxResponse {
        let rendering = try rendering(type)
        try checkOptimized(type, rendering, books.readings)
        let table = books.table(type.name)
        var rows: [EntityRow]
        if let text = request.parameter("$filter"), !text.isEmpty {
            let filter = try Filter.parse(text, on: type)
            rows = isBlind ? [] : Self.matches(filter, in: table)
        } else {
            rows = Array(table.all)
        }
        if books.readings["list-order"] == "insertion" { rows.sort { table.birth(of: $0) < table.birth(of: $1) } }
        try order(&rows, type)
        if books.readings["list-expand"] == "empty", Self.expandable.contains(type.name) {
            for index in rows.indices { rows[index].details = [:] }
        }
        // Without `$top` everything is returned (acumatica.md 4.1).
        let skip = try number("$skip") ?? 0
        let top = try number("$top") ?? rows.count
        let page = rows.dropFirst(skip).prefix(top)
        return .json(200, .array(page.enumerated().map { rendering.value($1, number: $0 + 1) }))
    }

    /// Multi-view screens whose lists differ from build to build (acumatica.md 4.3).
    private static let expandable: Set<String> = ["FinancialPeriod", "Ledger"]

    /// A user whose rights hide documents from lists gets an empty answer, and no error.
    private func isBlind(_ type: EntityType, _ readings: Readings) -> Bool {
        readings["lookup-blind"] == "on" && ["Bill", "PurchaseOrder"].contains(type.name)
    }

    static func matches(_ filter: Filter, in table: EntityTable) -> [EntityRow] {
        guard let keys = filter.candidates(in: table) else { return table.all.filter { filter.accepts($0) } }
        return keys.sorted().compactMap { table.row(key: $0) }.filter { filter.accepts($0) }
    }

    private func number(_ name: String) throws -> Int? {
        guard let text = request.parameter(name), !text.isEmpty else { return nil }
        guard let number = Int(text), number >= 0 else {
            throw Problem.invalid(name, "The value '\(text)' is not valid for Nullable`1.")
        }
        return number
    }

    /// Not documented; a live client relies on it, so it is honoured (acumatica.md 4.4).
    private func order(_ rows: inout [EntityRow], _ type: EntityType) throws {
        guard let text = request.parameter("$orderby"), !text.isEmpty else { return }
        let words = text.split(separator: " ").map(String.init)
        guard let name = words.first, let field = type.field(anyCase: name) else {
            throw Problem.unknownField(words.first ?? "", of: type.name)
        }
        let isDescending = words.count > 1 && words[1].lowercased() == "desc"
        rows.sort { left, right in
            let (first, second) = isDescending ? (right, left) : (left, right)
            if let one = first[field.name]?.decimal, let other = second[field.name]?.decimal { return one < other }
            return folded(first.text(field.name)) < folded(second.text(field.name))
        }
    }

    /// Lists that cannot be executed as one optimised query (acumatica.md 4.3).
    private func checkOptimized(_ type: EntityType, _ rendering: Rendering, _ readings: Readings) throws {
        let expands = !rendering.expand.children.isEmpty
        switch type.name {
        case "FinancialPeriod" where expands && readings["list-expand"] == "fails":
            throw Problem.cannotOptimize([("Details", "Periods")])
        case "Ledger" where expands && readings["list-expand"] == "fails":
            throw Problem.cannotOptimize([("Branches", "BranchesView")])
        case "CompaniesStructure": throw Problem.cannotOptimize([("Results", "Organizations")])
        case "VendorClass" where expands || rendering.select != nil:
            throw Problem.cannotOptimize([("Attributes", "Mapping")])
        case "Currency" where rendering.select.map({ $0.children["useforaccounting"] != nil }) ?? true:
            throw Problem.cannotOptimize([("UseForAccounting", "CuryRecords")])
        case "Bill" where readings["optimisation"] == "fails",
            "PurchaseOrder" where readings["optimisation"] == "fails":
            let culprits = ["Project", "VendorRef", "PostPeriod", "Terms"].filter { name in
                type[name] != nil && (rendering.select.map { $0.children[name.lowercased()] != nil } ?? true)
            }
            if !culprits.isEmpty { throw Problem.cannotOptimize(culprits.map { ($0, "Document") }) }
        default: return
        }
    }

    /// By key fields, separated by `/` or `|`, or by id (acumatica.md 1.1). Never optimised.
    private func one(_ type: EntityType, _ rest: inout [String], _ books: Books) throws -> SandboxResponse {
        let rendering = try rendering(type)
        guard let row = Self.find(type, rest, books) else { throw Problem.noEntity }
        return .json(200, rendering.value(row))
    }

    static func find(_ type: EntityType, _ rest: [String], _ books: Books) -> EntityRow? {
        let table = books.table(type.name)
        if rest.count == 1, let row = table.row(id: rest[0]) { return row }
        // An encoded slash separates too: a key with a slash is reached by its id alone (acumatica.md 1.1).
        let segments = rest.flatMap { $0.split(separator: "/", omittingEmptySubsequences: false).map(String.init) }
        let parts =
            segments.count == 1
            ? segments[0].split(separator: "|", omittingEmptySubsequences: false).map(String.init) : segments
        guard parts.count == type.keys.count else { return nil }
        return table.row(key: EntityTable.key(parts))
    }

    // MARK: - Writes

    private func write(_ type: EntityType, _ state: inout WorldState) throws -> SandboxResponse {
        let rendering = try rendering(type)
        guard !request.body.isEmpty else { throw Problem.emptyBody }
        let body: Fields
        do {
            guard let fields = try Value.parse(request.body).fields else { throw Problem.emptyBody }
            body = fields
        } catch let error as ValueError {
            throw Problem.invalid("entity", "\(error)")
        }
        // The inquiry is asked by a PUT of `{}` (acumatica.md 6).
        if type.name == "CompaniesStructure", request.method == "PUT" {
            let row = state.acumatica.books(session.tenant).table(type.name).all.first { _ in true }
            return .json(200, rendering.value(row ?? EntityRow(id: state.random.guid())))
        }
        guard let screen = Screens.all[type.name] else { throw Problem.forbidden }
        let now = state.clock.now
        let readings = state.readings
        let edit = try self.edit(at: now, state.acumatica.books(session.tenant))
        return try state.acumatica.edit(session.tenant) { books in
            let found = try locate(type, body, books)
            try checkConditions(found: found != nil, readings)
            if type.name == "Bill" { try BillScreen.checkLinkedLines(of: body, readings) }
            let writing = Writing(screen: screen, edit: edit)
            var rendering = rendering
            rendering.isWrite = true
            do {
                let row =
                    if let found { try writing.update(found, body, &books) } else {
                        try writing.insert(body, &books).get()
                    }
                return .json(200, rendering.value(screen.warned(row, books)))
            } catch let refused as RefusedRow {
                return refusal(refused.row, rendering)
            }
        }
    }

    /// Sent with the entity itself, which carries the errors (acumatica.md 8).
    private func refusal(_ row: EntityRow, _ rendering: Rendering) -> SandboxResponse {
        var rendering = rendering
        rendering.showsErrors = true
        return .json(422, rendering.value(row))
    }

    /// `PX-CbApiBranch` and `PX-CbApiBusinessDate` hold for this request (acumatica.md 7.1).
    private func edit(at now: Date, _ books: Books) throws -> Edit {
        var branch = session.branch
        if let wanted = request.header("px-cbapibranch") {
            guard let known = books.branches[folded(wanted)] else {
                throw Problem.error("Error: 'Branch' cannot be found in the system.")
            }
            branch = known
        }
        let date = request.header("px-cbapibusinessdate").flatMap { Moment($0)?.day }
        return Edit(now: now, branch: branch, businessDate: date, mask: session.mask)
    }

    /// Key fields, `id` or `$filter`: any one finds the record (acumatica.md 7.1).
    private func locate(_ type: EntityType, _ body: Fields, _ books: Books) throws -> EntityRow? {
        let table = books.table(type.name)
        if let text = request.parameter("$filter"), !text.isEmpty {
            let found = Self.matches(try Filter.parse(text, on: type), in: table)
            guard found.count < 2 || books.readings["put-filter-many"] == "first" else {
                throw Problem.error("More than one entity satisfies the condition.")
            }
            if found.isEmpty, request.method == "PUT", books.readings["put-filter-none"] == "404" {
                throw Problem.http(404, "The record has not been found.")
            }
            return found.first
        }
        if let id = body["id"]?.text, let row = table.row(id: id) { return row }
        var parts: [String] = []
        for key in type.keys {
            guard let kind = type.kind(of: key) else { continue }
            let sent = try body[key].flatMap { try Unwrap.scalar($0, kind, key) }?.text ?? ""
            parts.append(sent.isEmpty && key == "Type" ? Self.defaultType(type) : sent)
        }
        return parts.contains("") ? nil : table.row(key: EntityTable.key(parts))
    }

    private static func defaultType(_ type: EntityType) -> String { type.name == "PurchaseOrder" ? "Normal" : "Bill" }

    /// `If-None-Match: *` creates only, `If-Match: *` updates only (acumatica.md 7.1). Beside a `$filter` the first is
    /// not proven: the reading `conditional-create: ignored` makes the request an update, which adds the lines again.
    private func checkConditions(found: Bool, _ readings: Readings) throws {
        let createsOnly = request.header("if-none-match")?.trimmingCharacters(in: .whitespaces) == "*"
        let updatesOnly = request.header("if-match")?.trimmingCharacters(in: .whitespaces) == "*"
        if request.method == "PATCH" {
            if createsOnly { throw Problem.preconditionFailed }
            if !found { throw Problem.http(404, "The record has not been found.") }
        }
        let isIgnored = request.parameter("$filter") != nil && readings["conditional-create"] == "ignored"
        if createsOnly, found, !isIgnored { throw Problem.preconditionFailed }
        if updatesOnly, !found { throw Problem.preconditionFailed }
    }

    /// Unreleased documents alone (acumatica.md 7.4).
    private func delete(_ type: EntityType, _ rest: [String], _ state: inout WorldState) throws -> SandboxResponse {
        let now = state.clock.now
        return try state.acumatica.edit(session.tenant) { books in
            guard let row = Self.find(type, rest, books) else { throw Problem.noEntity }
            try Deletion.delete(row, type.name, &books, at: now)
            return .empty(204)
        }
    }

    // MARK: - Actions

    private func act(_ type: EntityType, _ name: String, _ state: inout WorldState) throws -> SandboxResponse {
        guard let action = Actions.name(name, entity: type.name) else { throw Problem.noResource(request) }
        guard !request.body.isEmpty else { throw Problem.emptyBody }
        let body: Value
        do { body = try Value.parse(request.body) } catch { throw Problem.invalid("invocation", "\(error)") }
        guard let entity = body["entity"]?.fields else {
            throw Problem.invalid("entity", "The entity field is required.")
        }
        do {
            // Found in a scope of its own, so that no second reference to the books is alive when they change.
            let (key, id) = try target(of: action, type, entity, state.acumatica.books(session.tenant))
            return try start(action, type, key: key, id, &state)
        } catch let refused as RefusedRow {
            return refusal(refused.row, try rendering(type))
        }
    }

    private func target(
        of action: String, _ type: EntityType, _ entity: Fields, _ books: Books
    ) throws -> (key: String, id: String) {
        guard let row = try locate(type, entity, books) else { throw Problem.noEntity }
        try Actions.check(action, entity: type.name, row)
        return (books.table(type.name).key(of: row), row.id)
    }

    /// 202 with a Location to poll, or 204 at once (acumatica.md 7.3).
    private func start(
        _ action: String, _ type: EntityType, key: String, _ id: String, _ state: inout WorldState
    ) throws -> SandboxResponse {
        let now = state.clock.now
        state.acumatica.actions += 1
        let reading = state.readings["release"]
        let isPolled = reading == "polled" || reading == "alternating" && state.acumatica.actions % 2 == 1
        // A workflow action that does not persist by itself (acumatica.md 7.3).
        if isLost(action, state.readings) { return .empty(204) }
        guard isPolled, Actions.long.contains(action) else {
            try state.acumatica.edit(session.tenant) { books in
                try Actions.run(action, entity: type.name, key: key, &books, at: now)
            }
            // A Location to the entity, which is not to be polled (acumatica.md 7.3).
            return .empty(204, headers: [("Location", "\(base)/\(type.name)/\(id)")])
        }
        let operation = AcumaticaState.Operation(
            id: state.random.guid(), session: session.id, tenant: session.tenant, entity: type.name, action: action,
            key: key, ready: now.addingTimeInterval(Self.operationSeconds))
        state.acumatica.begin(operation)
        return .empty(202, headers: [("Location", "\(base)/\(type.name)/\(action)/status/\(operation.id)")])
    }

    private func isLost(_ action: String, _ readings: Readings) -> Bool {
        readings["hold-actions"] == "lost" && ["ReleaseFromHold", "PutOnHold"].contains(action)
    }

    /// How long a release takes here.
    private static let operationSeconds = 0.2

    private func poll(id: String, _ state: AcumaticaState) throws -> SandboxResponse {
        guard let operation = state.operation(id: id), operation.session == session.id else {
            throw Problem.noResource(request)
        }
        switch operation.outcome {
        case .running: return .empty(202, headers: [("Location", request.rawPath)])
        case .done: return .empty(204)
        case .failed(let answer): return answer
        }
    }
}

enum Deletion {
    static func delete(_ row: EntityRow, _ entity: String, _ books: inout Books, at now: Date) throws {
        let status = row.text("Status")
        switch entity {
        case "Bill":
            guard ["On Hold", "Balanced", "Pending Approval", "Rejected"].contains(status) else {
                throw Problem.error("Error: The document cannot be deleted.")
            }
            Billing.count(row, -1, \.all, &books, at: now)
        case "PurchaseOrder":
            let isUsed = row.rows("Details").contains {
                $0.decimal("QtyOnReceipts") != 0 || ($0.inner["billedQty"]?.decimal ?? 0) != 0
                    || ($0.inner["billedAmount"]?.decimal ?? 0) != 0
            }
            guard !isUsed, !["Completed", "Closed"].contains(status) else {
                throw Problem.error("Error: The document cannot be deleted.")
            }
        case "Check":
            guard ["On Hold", "Balanced"].contains(status) else {
                throw Problem.error("Error: The document cannot be deleted.")
            }
        default: throw Problem.forbidden
        }
        books.remove(entity, key: books.table(entity).key(of: row))
    }
}
