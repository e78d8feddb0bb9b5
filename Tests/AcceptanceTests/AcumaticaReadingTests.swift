// What the ERP's reference leaves open must not matter: every batch of readings ends as exact as the default one.

import Foundation
import Testing

@Suite("ERP readings")
struct AcumaticaReadingTests {
    /// Readings that do not hide each other's effect go together: each batch is a whole run.
    static let batches: [[String]] = [
        [
            "links=absent", "note=null-on-rows", "numbers=text", "selector-padding=padded", "stamp-offset=local",
            "stamp-fraction=7", "period-form=MM-YYYY", "endpoint-list=array", "action-location=absolute",
            "list-expand=empty",
        ],
        [
            "links=absolute", "note=wrapped", "stamp-fraction=0", "subaccount-form=segmented", "canceled=two",
            "check-type=Check", "endpoint-links=url", "endpoint-features=present", "refusal-body=with-exception",
            "list-order=insertion",
        ],
        ["optimisation=fails", "missing-record=404", "entity-404=html", "release=alternating", "list-expand=fails"],
        ["put-filter-none=404", "put-filter-many=first", "filter-error-status=400", "stamp-fraction=trimmed"],
        [
            "unknown-members=refused", "date-shift=kept", "description-too-long=refused", "selector-case=matters",
            "closed-period-message=empty", "top-zero=refused", "decimal-filter=refused",
        ],
        [
            "duplicate-warning=shown", "duplicate-message=old", "order-description=256", "po-actions=404",
            "bill-description=256", "done-location=absent",
            "hold-actions=lost",
        ],
    ]

    /// Readings that only a release meets.
    static let release: Set<String> = ["action-location=absolute", "release=alternating", "done-location=absent"]

    /// What a run under these readings must have been told.
    static let met = [("optimisation=fails", 500), ("put-filter-none=404", 404)]

    @Test("a whole run is exact, and a second one sends nothing", arguments: batches)
    func batch(readings: [String]) async throws {
        var options = StageOptions()
        options.readings = readings
        // The others end with what the ERP makes of a new bill.
        if readings.contains(where: Self.release.contains) { options.posting = ["bill_state: released"] }
        try await Stage.with(options) { stage in
            try await stage.settle()
            try await Exactness(stage: stage).check()
            let requests = try await stage.control.requests("acumatica")
            for (reading, status) in Self.met where readings.contains(reading) {
                #expect(requests.contains { $0["status"] as? Int == status }, "\(reading) was never met")
            }
            try await stage.control.resetRequests()
            try await stage.sync()
            #expect(WriteLog(try await stage.control.requests("acumatica")).writes.isEmpty)
        }
    }

    @Test(
        "a reference with a quote is posted once, and holds up no other, where filters take no doubled quote")
    func quotes() async throws {
        var options = StageOptions()
        options.readings = ["quote-doubling=refused"]
        try await Stage.with(options) { stage in
            let added = try await stage.control.act("procurify/add-bills", ["count": 3])
            let bill = try #require((added["bills"] as? [Int])?.first)
            try await stage.control.act("procurify/edit-bill", ["bill": bill, "invoice_number": "O'HARE-17'"])
            try await stage.settle()
            let bills = try await stage.control.state("acumatica", "Bill")
            #expect(bills.filter { $0["VendorRef"] as? String == "O'HARE-17'" }.count == 1)
            try await Exactness(stage: stage).check(moreBills: 3)
        }
    }

    @Test("a session that ended is renewed, whatever the answer says", arguments: ["html", "redirect"])
    func unauthorised(body: String) async throws {
        var options = StageOptions()
        options.readings = ["unauthorised-body=\(body)", "single-tenant=yes", "cookie-idle=20"]
        options.auth = "session"
        try await Stage.with(options) { stage in
            try await stage.sync()
            try await stage.control.act("acumatica/expire-sessions")
            try await stage.control.act("procurify/add-bills", ["count": 2])
            try await stage.settle()
            try await Exactness(stage: stage).check(moreBills: 2)
        }
    }

    @Test("no seat left is no wrong password, whatever the status", arguments: ["429", "400"])
    func loginLimit(status: String) async throws {
        var options = StageOptions()
        options.readings = ["login-limit-status=\(status)"]
        try await Stage.with(options) { stage in
            try await stage.control.act("acumatica/set-session-limit", ["limit": 0])
            let ran = try await stage.run("sync", "--json")
            #expect(ran.status != 0)
            #expect(ran.output.contains("login-limit"), "\(ran.output)")
            try await stage.control.act("acumatica/set-session-limit", ["limit": 2])
        }
    }

    @Test("the readings are listed, as text and as a document")
    func list() async throws {
        let ran = try await Binary.run(["sandbox", "--list-readings"], in: FileManager.default.temporaryDirectory)
        #expect(ran.status == 0 && ran.output.contains("put-filter-none=insert   (or 404; acumatica.md 7.1)"))
        let json = try await Binary.run(
            ["sandbox", "--list-readings", "--json"], in: FileManager.default.temporaryDirectory)
        let readings = json.json["readings"] as? [[String: Any]] ?? []
        #expect(json.status == 0 && readings.count > 40)
        for reading in readings {
            let values = reading["values"] as? [String] ?? []
            #expect(values.count > 1 && reading["default"] as? String == values.first, "\(reading)")
            #expect(reading["section"] is String && reading["meaning"] is String, "\(reading)")
        }
    }
}
