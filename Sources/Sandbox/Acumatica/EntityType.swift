// The shape of an entity: its fields with their types, in the order of the contract.

/// The type of a scalar field (acumatica.md 5.2).
enum ScalarKind: Character, Sendable {
    case text = "S"
    case boolean = "B"
    case decimal = "D"
    case integer = "I"
    case moment = "T"
    case guid = "G"

    /// The name in the messages about literals of the wrong type (acumatica.md 4.2).
    var edmName: String {
        switch self {
        case .text: "Edm.String"
        case .boolean: "Edm.Boolean"
        case .decimal: "Edm.Decimal"
        case .integer: "Edm.Int32"
        case .moment: "Edm.DateTimeOffset"
        case .guid: "Edm.Guid"
        }
    }
}

struct EntityType: Sendable {
    enum Shape: Sendable {
        case scalar(ScalarKind)
        /// Rows of the named type.
        case details(String)
        /// One entity of the named type.
        case linked(String)
    }

    struct Field: Sendable {
        var name: String
        var shape: Shape
        /// Part of 25.200.001 alone (acumatica.md 1.3).
        var isNew: Bool
    }

    var name: String
    /// The key fields, in URL order (acumatica.md 6); empty for rows and inquiries.
    var keys: [String]
    /// Names of the screen's graph and view, as they appear in `files:put` links (acumatica.md 5.1).
    var graph: String
    var view: String
    private(set) var fields: [Field] = []
    private var index: [String: Int] = [:]

    init(
        _ name: String, keys: [String] = [], graph: String = "", view: String = "", _ fields: String,
        since25: String = ""
    ) {
        self.name = name
        self.keys = keys
        self.graph = graph
        self.view = view
        for (list, isNew) in [(fields, false), (since25, true)] {
            for part in list.split(whereSeparator: \.isWhitespace) { add(part, isNew: isNew) }
        }
    }

    subscript(name: String) -> Field? { index[name].map { fields[$0] } }

    /// Names in `$expand` and `$select` are matched in any case (acumatica.md 5.2).
    func field(anyCase name: String) -> Field? {
        let name = name.lowercased()
        return fields.first { $0.name.lowercased() == name }
    }

    func kind(of name: String) -> ScalarKind? {
        if case .scalar(let kind)? = self[name]?.shape { kind } else { nil }
    }

    private mutating func add(_ part: Substring, isNew: Bool) {
        let pieces = part.split(separator: ":", maxSplits: 1)
        guard pieces.count == 2, let first = pieces[1].first else { return }
        let inner = String(pieces[1].dropFirst().dropLast())
        let shape: Shape? =
            switch first {
            case "[": .details(inner)
            case "{": .linked(inner)
            default: ScalarKind(rawValue: first).map(Shape.scalar)
            }
        guard let shape else { return }
        index[String(pieces[0])] = fields.count
        fields.append(Field(name: String(pieces[0]), shape: shape, isNew: isNew))
    }

    private static let byName: [String: EntityType] = Dictionary(
        (entities + nested).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

    private static let byLowerName: [String: EntityType] = Dictionary(
        entities.map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })

    /// A type by its exact name; a type without fields for rows that are always empty here.
    static func named(_ name: String) -> EntityType { byName[name] ?? EntityType(name, "") }

    /// An entity of a URL, in any case (acumatica.md 1.1).
    static func entity(inURL name: String) -> EntityType? { byLowerName[name.lowercased()] }
}
