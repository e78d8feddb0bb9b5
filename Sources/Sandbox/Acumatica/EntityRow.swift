// One record, detail row or linked entity, as it is stored.

import Foundation

struct EntityRow: Sendable {
    /// Of a record the note id, stable; of a detail row the base of a session-scoped id (acumatica.md 5.1).
    var id: String
    var note = ""
    /// Scalars that have a value. Texts are trimmed on the right where they are codes.
    var values: [String: Value] = [:]
    var details: [String: [EntityRow]] = [:]
    var linked: [String: EntityRow] = [:]
    /// Values outside the contract, by `View.Field`.
    var custom: [String: Value] = [:]
    /// What the system knows and the contract does not show: billed quantity, released or not.
    var inner: [String: Value] = [:]
    /// Filled while a write is checked, never stored (acumatica.md 8).
    var errors: [String: String] = [:]
    var error: String?

    init(id: String) { self.id = id }

    subscript(name: String) -> Value? {
        get { values[name] }
        set { values[name] = newValue == .null ? nil : newValue }
    }

    func text(_ name: String) -> String { values[name]?.text ?? "" }
    func flag(_ name: String) -> Bool { values[name]?.flag ?? false }
    func decimal(_ name: String) -> Decimal { values[name]?.decimal ?? 0 }
    func integer(_ name: String) -> Int? { values[name]?.integer }
    func day(_ name: String) -> FirmDay? { FirmDay(text(name)) }

    mutating func set(_ name: String, _ text: String) { self[name] = text.isEmpty ? .null : .string(text) }
    mutating func set(_ name: String, _ day: FirmDay?) {
        self[name] = day.map { .string($0.text + "T00:00:00+00:00") } ?? .null
    }
    mutating func set(_ name: String, _ amount: Decimal, scale: Int) { self[name] = .decimal(amount, scale: scale) }

    func rows(_ name: String) -> [EntityRow] { details[name] ?? [] }

    /// Whether this row or anything in it has an error.
    var hasErrors: Bool {
        error != nil || !errors.isEmpty || details.values.contains { $0.contains(where: \.hasErrors) }
            || linked.values.contains(where: \.hasErrors)
    }
}

extension String {
    /// What a column of that many UTF-16 units keeps of a text.
    func cut(to units: Int) -> String {
        var rest = units
        return String(
            prefix { letter in
                rest -= letter.utf16.count
                return rest >= 0
            })
    }
}

extension Date {
    /// As the ERP stamps a save: UTC with `+00:00`, milliseconds ending in 0, 3 or 7 (acumatica.md 4.5).
    var stamp: String {
        let milliseconds = Int((timeIntervalSince1970 * 1000).rounded(.down))
        let second = milliseconds.quotientAndRemainder(dividingBy: 1000)
        let ticks = second.remainder * 3 / 10
        let fraction = (ticks * 10 + 1) / 3
        let day = FirmDay(number: second.quotient / 86_400)
        let time = second.quotient % 86_400
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let tail = fraction < 10 ? "00\(fraction)" : fraction < 100 ? "0\(fraction)" : "\(fraction)"
        return "\(day.text)T\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60)).\(tail)+00:00"
    }
}
