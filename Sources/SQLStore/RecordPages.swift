// Lists of records: filters, orders, and pages that stay in place while rows change.

import Core
import Foundation

extension SQLBacked {
    /// Every list is made of the lists of its (connection, flow, state) groups, each of which an index holds in the
    /// right order; so a page costs the same however long the history is. A page is found by keys alone and read
    /// afterwards.
    func records(_ query: RecordQuery) throws -> RecordPage {
        let order = PageOrder(query.order)
        let limit = max(1, query.limit)
        let after = try query.after.map { text in
            guard let place = PagePlace(text, order: order) else { throw StoreFailure.placeUnknown() }
            return place
        }
        var places: [PagePlace] = []
        for group in try groups(query) {
            guard let statement = PageStatement(group, query: query, order: order, after: after, limit: limit + 1)
            else { continue }
            places += try sql.rows(statement.text, statement.values) { row in
                PagePlace(
                    sorted: try order.columns.indices.map(row.integer), connection: group.connection, flow: group.flow,
                    key: try row.text(order.columns.count))
            }
        }
        places.sort { order.precedes($0, $1) }
        let page = places.prefix(limit)
        let records = try page.map { place in
            let id = RecordID(connection: place.connection, flow: FlowName(place.flow), key: place.key)
            guard let record = try record(id) else {
                throw StoreFailure.damaged("a record is in an index and not in its table")
            }
            return record
        }
        return RecordPage(records: records, next: places.count > limit ? page.last?.text(order) : nil)
    }

    private func groups(_ query: RecordQuery) throws -> [PageGroup] {
        try sql.rows("SELECT DISTINCT connection, flow, state FROM tallies ORDER BY connection, flow, state") {
            PageGroup(connection: try $0.text(0), flow: try $0.text(1), state: try $0.text(2))
        }.filter { group in
            (query.connection ?? group.connection) == group.connection
                && (query.flow?.rawValue ?? group.flow) == group.flow
                && (query.states.isEmpty || query.states.contains { $0.rawValue == group.state })
        }
    }
}

/// Records of one flow in one state.
struct PageGroup {
    var connection: String
    var flow: String
    var state: String
}

/// The statement that finds the keys of one group's part of a page.
struct PageStatement {
    private(set) var values: [SQLValue] = []
    private var conditions: [String] = []
    private let order: PageOrder
    private var byReason = false
    private var bound = ""

    var text: String {
        let columns = (order.columns + ["key"]).joined(separator: ", ")
        // Few records have a reason: they are read from its index and sorted, rather than all read in the order of
        // another one.
        let sorted = byReason ? order.columns.map { "\($0) + 0" } + ["key || ''"] : order.columns + ["key"]
        let sorting = sorted.map { "\($0) \(order.ascending ? "ASC" : "DESC")" }.joined(separator: ", ")
        let filter = conditions.joined(separator: " AND ")
        return "SELECT \(columns) FROM records WHERE \(filter) ORDER BY \(sorting) LIMIT \(bound)"
    }

    /// Nil where the whole group stands before `after`.
    init?(_ group: PageGroup, query: RecordQuery, order: PageOrder, after: PagePlace?, limit: Int) {
        self.order = order
        conditions = [
            "connection = \(bind(.text(group.connection)))", "flow = \(bind(.text(group.flow)))",
            "state = \(bind(.text(group.state)))",
        ]
        if let after, !seek(behind: after, in: group) { return nil }
        filter(query)
        bound = bind(.integer(limit))
    }

    private mutating func bind(_ value: SQLValue) -> String {
        values.append(value)
        return "?\(values.count)"
    }

    /// The group's rows behind a place; false where there can be none. Equal rows of different groups follow their
    /// names.
    private mutating func seek(behind place: PagePlace, in group: PageGroup) -> Bool {
        let sameRank = order.columns.joined(separator: ", ")
        let ranks = place.sorted.map { bind(.integer($0)) }.joined(separator: ", ")
        let sign = order.ascending ? ">" : "<"
        switch order.compare((group.connection, group.flow), (place.connection, place.flow)) {
        case .equal:
            let bounds = order.columns.isEmpty ? bind(.text(place.key)) : "\(ranks), \(bind(.text(place.key)))"
            conditions.append("(\((order.columns + ["key"]).joined(separator: ", "))) \(sign) (\(bounds))")
        case .behind:
            if !order.columns.isEmpty { conditions.append("(\(sameRank)) \(sign)= (\(ranks))") }
        case .before:
            guard !order.columns.isEmpty else { return false }
            conditions.append("(\(sameRank)) \(sign) (\(ranks))")
        }
        return true
    }

    private mutating func filter(_ query: RecordQuery) {
        if !query.reasonCodes.isEmpty {
            byReason = true
            let codes = query.reasonCodes.map { bind(.text($0)) }.joined(separator: ", ")
            conditions.append("reason_code IN (\(codes))")
        }
        if let dueBy = query.dueBy {
            conditions.append("due_at IS NOT NULL AND due_at <= \(bind(.moment(dueBy)))")
        }
        if let epoch = query.plannedBefore {
            conditions.append("planned_epoch < \(bind(.integer(epoch)))")
        }
        if let search = query.search, !search.isEmpty {
            conditions.append("search_text LIKE \(bind(.text(SearchTerm.pattern(search)))) ESCAPE '\\'")
        }
    }
}

/// What is looked for, in the form in which records are found.
enum SearchTerm {
    /// One form for upper and lower case, and for composed and decomposed letters.
    static func folded(_ text: String) -> String { text.lowercased().precomposedStringWithCanonicalMapping }

    /// A pattern that matches the text anywhere; `%`, `_` and `\` stand for themselves.
    static func pattern(_ text: String) -> String {
        let term = folded(String(String.UnicodeScalarView(text.unicodeScalars.prefix(Limits.searchCharactersMax))))
        var pattern = String.UnicodeScalarView("%".unicodeScalars)
        for scalar in term.unicodeScalars {
            if scalar == "%" || scalar == "_" || scalar == "\\" { pattern.append("\\") }
            pattern.append(scalar)
        }
        return String(pattern) + "%"
    }
}
