// Reads `posting` of a connection.

import Core
import Foundation

/// How documents are posted, as a person configured it.
struct PostingReader {
    let allowLoopback: Bool

    private static let fields = [
        "mode", "start_date", "order_state", "bill_state", "bill_without_order", "closed_period", "adopt_existing",
        "changed_after_posting", "recoded", "over_order", "create", "resend_after", "tax", "charges", "attachments",
    ]

    /// Nil (and reported) where `start_date` is missing or wrong.
    func read(_ entry: ConfigurationSection) -> PostingSettings? {
        guard let section = entry.section("posting", known: Self.fields) else {
            entry.missing("posting.start_date", Self.startDateAction)
            return nil
        }
        let start = readStartDate(section)
        refuseWhatIsNotThere(section)
        let over = section.percent("over_order", upTo: 100)
        let resend = readResend(section)
        let states = (
            order: section.choice("order_state", of: PostingSettings.OrderState.self),
            bill: section.choice("bill_state", of: PostingSettings.BillState.self)
        )
        let orphan = section.choice("bill_without_order", of: PostingSettings.BillWithoutOrder.self)
        let adoption = section.choice("adopt_existing", of: PostingSettings.Adoption.self)
        let recoded = section.choice("recoded", of: PostingSettings.Recoded.self)
        let create = section.choice("create", of: PostingSettings.Create.self)
        let charges = section.choice("charges", of: PostingSettings.Charges.self)
        guard let start else { return nil }
        var posting = PostingSettings(startDate: start)
        posting.orderState = states.order ?? posting.orderState
        posting.billState = states.bill ?? posting.billState
        posting.billWithoutOrder = orphan ?? posting.billWithoutOrder
        posting.adoptExisting = adoption ?? posting.adoptExisting
        posting.recoded = recoded ?? posting.recoded
        posting.overOrder = over ?? posting.overOrder
        posting.create = create ?? posting.create
        posting.resendAfterSeconds = resend ?? posting.resendAfterSeconds
        posting.charges = charges ?? posting.charges
        return posting
    }

    private static let startDateAction =
        "Write the first day of which documents are posted: `start_date: 2026-07-01`. Earlier ones never are."

    private func readStartDate(_ section: ConfigurationSection) -> CalendarDate? {
        guard let field = section.field("start_date") else {
            section.missing("start_date", Self.startDateAction)
            return nil
        }
        guard let text = section.text("start_date") else { return nil }
        guard let date = CalendarDate(text) else {
            section.report(
                field, "`\(Printable.line(text))` is no date.", "Write it as YYYY-MM-DD, for instance 2026-07-01.")
            return nil
        }
        return date
    }

    private func refuseWhatIsNotThere(_ section: ConfigurationSection) {
        _ = section.word("mode", among: ["automatic"], later: ["on-request"])
        _ = section.word("closed_period", among: ["hold"], later: ["next-open"])
        _ = section.word("changed_after_posting", among: ["hold"], later: ["update"])
        _ = section.word("tax", among: ["same-account"], later: ["mapped", "erp"])
        section.notYet(flag: "attachments")
    }

    /// The ERP may hold a request for ten minutes before it acts on it (acumatica.md 3): an earlier resend could be a
    /// second one.
    private func readResend(_ section: ConfigurationSection) -> Double? {
        guard let field = section.field("resend_after"), let seconds = section.duration("resend_after") else {
            return nil
        }
        guard allowLoopback || seconds >= 11 * 60 else {
            section.report(
                field, "under 11m a request that Acumatica still queues could be sent twice.",
                "Write 11m or more; less is for the sandbox, with `allow_loopback: true`.")
            return nil
        }
        return seconds
    }
}
