// What Procurify's reference leaves open must not matter: every batch of readings ends as exact as the default one.

import Foundation
import Testing

@Suite("Procurify readings")
struct ProcurifyReadingTests {
    /// Readings that do not hide each other's effect go together: each batch is a whole run.
    static let batches: [[String]] = [
        [
            "page-size=50", "page-past-end=empty", "error-shape=fields", "bill-dates=local-midnight", "uuid=dashed",
            "date-times=local", "missing-client-header=accepted",
        ],
        [
            "page-size=100", "page-size-max=25", "error-shape=detail", "bill-dates=plain",
            "bill-list-dates=utc-midnight",
            "plain-vendors=all", "day-filters=tenant", "total-with-shipping=yes", "date-times=no-fraction",
            "mark-as-paid=lenient",
        ],
        ["page-size-max=1000", "bill-dates=local-as-utc", "bill-fix=new-uuid", "uuid=dashed"],
    ]

    @Test("a whole run is exact, what comes later is posted once, and a run after it sends nothing", arguments: batches)
    func batch(readings: [String]) async throws {
        var options = StageOptions()
        options.readings = readings
        try await Stage.with(options) { stage in
            try await stage.settle()
            try await Exactness(stage: stage).check()
            let added = try await stage.control.act("procurify/add-bills", ["count": 2])
            try await stage.control.act("procurify/add-orders", ["count": 1])
            try await stage.settle()
            try await Exactness(stage: stage).check(moreBills: 2, moreOrders: 1)
            #expect((added["bills"] as? [Int])?.count == 2)
            try await stage.control.resetRequests()
            try await stage.sync()
            #expect(WriteLog(try await stage.control.requests("acumatica")).writes.isEmpty)
        }
    }
}
