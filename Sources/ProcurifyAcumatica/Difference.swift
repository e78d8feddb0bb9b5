// What changed between two forms of a source, for a person.

import Core

/// Compares canonical forms.
enum Difference {
    /// Lines such as `lines[1].allocations[0].amount: 250 -> 260`, the first few of them.
    static func lines(from old: JSON, to new: JSON, max: Int = 8) -> [String] {
        var found: [String] = []
        walk(old, new, "", &found)
        guard found.count > max else { return found }
        return found.prefix(max) + ["and \(found.count - max) more"]
    }

    private static func walk(_ old: JSON, _ new: JSON, _ path: String, _ found: inout [String]) {
        guard !equal(old, new) else { return }
        if let before = old.object, let after = new.object {
            var names = before.members.map(\.key)
            names += after.members.map(\.key).filter { before[$0] == nil }
            // Rows get new ids when a document is made anew from the old one; that changes nothing of it.
            for name in names where name != "id" {
                walk(before[name] ?? .null, after[name] ?? .null, path.isEmpty ? name : "\(path).\(name)", &found)
            }
        } else if let before = old.items, let after = new.items {
            for index in 0..<max(before.count, after.count) {
                let left = index < before.count ? before[index] : .null
                let right = index < after.count ? after[index] : .null
                walk(left, right, "\(path)[\(index)]", &found)
            }
        } else {
            found.append("\(path): \(shown(old)) -> \(shown(new))")
        }
    }

    /// Numbers are equal by value: 250 and 250.00 are the same amount.
    private static func equal(_ old: JSON, _ new: JSON) -> Bool {
        if old == new { return true }
        guard case .number = old, case .number = new else { return false }
        return old.decimal == new.decimal
    }

    private static func shown(_ value: JSON) -> String {
        switch value {
        case .null: "nothing"
        case .string(let text): text.isEmpty ? "nothing" : text
        default: String(value.encoded().prefix(80))
        }
    }
}
