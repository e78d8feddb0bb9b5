// All records of one entity, by key, in key order, with the indexes that filters use.

/// Text compared as selectors do: without case, trailing spaces aside (acumatica.md 5.2).
func folded(_ text: String) -> String {
    var bytes = Array(text.utf8)
    while bytes.last == 0x20 { bytes.removeLast() }
    for index in bytes.indices {
        if bytes[index] >= 0x80 { return String(decoding: bytes, as: UTF8.self).lowercased() }
        if bytes[index] >= 0x41, bytes[index] <= 0x5A { bytes[index] |= 0x20 }
    }
    return String(decoding: bytes, as: UTF8.self)
}

struct EntityTable: Sendable {
    let type: EntityType
    private let indexed: [String]
    private var rows: [String: EntityRow] = [:]
    /// Keys in the order of lists (acumatica.md 4.4: key order).
    private(set) var order: [String] = []
    /// The rank of each key by its creation, for lists in that order (acumatica.md 4.4).
    private var born: [String: Int] = [:]
    private var births = 0
    private var byID: [String: String] = [:]
    private var index: [String: [String: Set<String>]] = [:]

    init(_ type: EntityType, indexed: [String] = []) {
        self.type = type
        self.indexed = indexed + type.keys
    }

    var count: Int { rows.count }

    /// The rows in key order.
    var all: some Sequence<EntityRow> { order.lazy.compactMap { rows[$0] } }

    /// How many records were created before this one.
    func birth(of row: EntityRow) -> Int { born[key(of: row)] ?? 0 }

    static func key(_ parts: [String]) -> String { parts.map(folded).joined(separator: "\u{1}") }

    func key(of row: EntityRow) -> String { Self.key(type.keys.map { row.text($0) }) }

    /// A record by its key fields, in URL order.
    subscript(parts: String...) -> EntityRow? { rows[Self.key(parts)] }

    func row(key: String) -> EntityRow? { rows[key] }

    func row(id: String) -> EntityRow? { byID[id.lowercased()].flatMap { rows[$0] } }

    /// The keys of the records whose indexed field has that value; nil where the field has no index.
    func keys(where field: String, is text: String) -> Set<String>? {
        guard indexed.contains(field) else { return nil }
        return index[field]?[folded(text)] ?? []
    }

    /// Inserts or replaces, by key.
    mutating func save(_ row: EntityRow) {
        let key = key(of: row)
        if let old = rows[key] {
            unlink(old, key)
        } else {
            order.insert(key, at: position(of: key))
            births += 1
            born[key] = births
        }
        rows[key] = row
        byID[row.id.lowercased()] = key
        for field in indexed { index[field, default: [:]][folded(row.text(field)), default: []].insert(key) }
    }

    mutating func remove(key: String) {
        guard let old = rows.removeValue(forKey: key) else { return }
        unlink(old, key)
        born[key] = nil
        let position = position(of: key)
        if position < order.count, order[position] == key { order.remove(at: position) }
    }

    private mutating func unlink(_ row: EntityRow, _ key: String) {
        byID[row.id.lowercased()] = nil
        for field in indexed {
            let text = folded(row.text(field))
            index[field]?[text]?.remove(key)
            if index[field]?[text]?.isEmpty == true { index[field]?[text] = nil }
        }
    }

    /// Where the key stands or would stand.
    private func position(of key: String) -> Int {
        var low = 0
        var high = order.count
        while low < high {
            let middle = (low + high) / 2
            if order[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
