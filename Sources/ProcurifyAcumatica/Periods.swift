// The financial period of a date, from the ERP's own periods.

import Core
import Foundation

/// Finds the period that a document is posted to.
struct Periods {
    let connection: String
    let reader: any StoreReader

    /// The period that contains the date and is open for AP, as the ERP writes it (`MMYYYY`, acumatica.md 5.2).
    /// Throws `period-missing` or `period-closed`.
    func posting(on date: CalendarDate, dateName: String) throws -> String {
        guard let row = try containing(date) else {
            throw Rejection.held(Reason(.periodMissing, "Acumatica has no financial period for \(dateName) \(date)."))
        }
        let status = row.body["Status"]?.text ?? "unknown"
        let closedInAP = row.body["ClosedInAP"]?.flag ?? false
        guard status == "Open", !closedInAP else {
            let state = status == "Open" ? "closed in AP" : status
            throw Rejection.held(
                Reason(.periodClosed, "Period \(Self.shown(row.key)), which contains \(dateName) \(date), is \(state).")
            )
        }
        return Self.wire(row.key)
    }

    /// Financial years may start in any month, so the years around the date are read.
    private func containing(_ date: CalendarDate) throws -> MirrorRow? {
        let rows = try reader.mirror(
            connection: connection, kind: MirrorKind.erpPeriod, after: "\(max(date.year - 2, 0))99", limit: 64)
        return rows.first { row in
            guard let start = row.body["StartDate"]?.text.flatMap(CalendarDate.init),
                let end = row.body["EndDate"]?.text.flatMap(CalendarDate.init)
            else { return false }
            return start <= date && date <= end
        }
    }

    /// `202607` as `072026`.
    static func wire(_ key: String) -> String { String(key.suffix(2) + key.prefix(4)) }

    private static func shown(_ key: String) -> String { "\(key.suffix(2))-\(key.prefix(4))" }

    /// The key `YYYYMM` of a period number, which may be written `072026`, `07-2026` or `202607`; nil for anything
    /// else.
    static func key(_ text: String) -> String? {
        let digits = text.filter(\.isNumber)
        guard digits.count == 6, digits.allSatisfy(\.isASCII) else { return nil }
        let (head, tail) = (String(digits.prefix(2)), String(digits.suffix(4)))
        // No period has a number above 13, and no year is written with one below.
        if let number = Int(head), (1...13).contains(number) { return tail + head }
        return digits
    }
}
