// What a JSON document must look like: its members by name and type, read strictly.

import Foundation

/// Any JSON value. `JSONSerialization` mixes numbers and booleans up; this does not.
enum Document: Decodable, Equatable, Sendable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([Document])
    case object([String: Document])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([Document].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: Document].self))
        }
    }

    /// The one document that an output consists of. Throws where there is none, or more than one.
    init(only output: String) throws {
        self = try JSONDecoder().decode(Document.self, from: Data(output.utf8))
    }

    subscript(_ name: String) -> Document? { if case .object(let members) = self { members[name] } else { nil } }
    var items: [Document] { if case .list(let items) = self { items } else { [] } }
    var text: String? { if case .text(let text) = self { text } else { nil } }
    var integer: Int? { if case .number(let number) = self { Int(exactly: number) } else { nil } }
    var flag: Bool? { if case .flag(let flag) = self { flag } else { nil } }
}

/// The form that a value must have.
indirect enum Shape: Sendable {
    case text, flag, integer, number
    /// A decimal number as a string, a moment in RFC 3339 and UTC, a date without time.
    case amount, moment, date
    case null
    case optional(Shape)
    case list(Shape)
    /// An object with at least these members.
    case object([String: Shape])
    /// An object whose members have names of their own.
    case map(Shape)

    /// What is wrong with a value, a line each.
    func faults(of value: Document?, at path: String = "$") -> [String] {
        guard let value else { return ["\(path) is missing"] }
        switch (self, value) {
        case (.text, .text), (.flag, .flag), (.number, .number), (.null, .null), (.optional, .null): return []
        case (.integer, .number(let number)) where Int(exactly: number) != nil: return []
        case (.amount, .text(let text)) where text.wholeMatch(of: /-?\d+(\.\d+)?/) != nil: return []
        case (.moment, .text(let text)) where text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/) != nil:
            return []
        case (.date, .text(let text)) where text.wholeMatch(of: /\d{4}-\d\d-\d\d/) != nil: return []
        case (.optional(let shape), _): return shape.faults(of: value, at: path)
        case (.list(let shape), .list(let items)):
            return items.enumerated().flatMap { shape.faults(of: $1, at: "\(path)[\($0)]") }
        case (.map(let shape), .object(let members)):
            return members.flatMap { shape.faults(of: $1, at: "\(path).\($0)") }
        case (.object(let shapes), .object(let members)):
            return shapes.flatMap { $1.faults(of: members[$0], at: "\(path).\($0)") }
        default: return ["\(path) is \(value), not \(self)"]
        }
    }
}

/// The documents of interface.md, "JSON that scripts rely on", and the error of every command.
enum Documents {
    static let error = Shape.object([
        "error": .object([
            "code": .text, "message": .text, "action": .text, "field": .optional(.text), "line": .optional(.integer),
        ])
    ])

    static let sync = Shape.object([
        "connections": .list(
            .object([
                "name": .text, "next_due_at": .optional(.moment),
                "flows": .list(
                    .object([
                        "flow": .text, "pulled": .integer, "created": .integer, "updated": .integer,
                        "adopted": .integer, "recovered": .integer, "unchanged": .integer, "waiting": .integer,
                        "held": .integer, "skipped": .integer, "unconfirmed": .integer, "errors": .integer,
                        "requests": .object(["procurify": .integer, "acumatica": .integer]), "seconds": .number,
                    ])),
            ])), "ok": .flag,
    ])

    static let record: [String: Shape] = [
        "id": .text, "connection": .text, "flow": .text, "key": .text, "title": .text, "state": .text,
        "reason": .optional(.object(["code": .text, "message": .text, "action": .text])),
        "source": .object(["system": .text, "id": .text, "number": .optional(.text), "version": .integer]),
        "target": .optional(.object(["system": .text, "type": .text, "number": .text])), "adopted": .flag,
        "erp_status": .optional(.text), "amount": .optional(.amount), "currency": .optional(.text),
        "attempts": .integer, "first_seen_at": .moment, "changed_at": .moment, "due_at": .optional(.moment),
    ]

    static let records = Shape.object(["records": .list(.object(record)), "next": .optional(.text)])

    static let ping = Shape.object([
        "connections": .list(
            .object([
                "name": .text, "procurify": .object(["ok": .flag, "checks": checks]),
                "acumatica": .object(["ok": .flag, "checks": checks]),
            ])), "ok": .flag,
    ])
    private static let checks = Shape.list(.object(["name": .text, "ok": .flag, "message": .text]))

    static let replay = Shape.object([
        "matched": .integer, "to_send": .integer, "unchanged": .integer, "existing": .integer, "held": .integer,
    ])
    static let verify = Shape.object(["ok": .flag, "events": .integer, "first_bad": .optional(.integer)])

    static let sandbox = Shape.object([
        "acumatica": .object([
            "url": .text, "tenant": .text, "client_id": .text, "client_secret": .text, "username": .text,
            "password": .text, "versions": .list(.text),
        ]),
        "procurify": .object(["url": .text, "client_id": .text, "client_secret": .text, "audience": .text]),
        "control": .object(["url": .text]), "start_date": .date, "seed": .integer,
    ])

    static let status = Shape.object([
        "connections": .list(
            .object([
                "name": .text, "money_held": .map(.amount), "license": .object(["requests_per_minute": .integer]),
                "flows": .list(
                    .object([
                        "flow": .text, "last_run": .optional(.object(["at": .moment])),
                        "next_run_at": .optional(.moment), "cursor": .optional(.text), "counts": .map(.integer),
                        "oldest_waiting": .optional(.object(["id": .text, "since": .moment])),
                        "money_held": .map(.amount),
                    ])),
            ]))
    ])

    static let auditEvent = Shape.object([
        "sequence": .integer, "at": .moment, "actor": .text, "action": .text, "hash": .text, "previous": .text,
    ])
    static let mapping = Shape.object(["table": .text, "from": .text, "to": .text, "proposed": .flag])
    static let switched = Shape.object([
        "action": .text, "connections": .list(.object(["name": .text, "changed": .flag])),
    ])
}
