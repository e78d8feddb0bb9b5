// Vendors flow back: matched as configured, created as preferred, never deleted; only our own fields are written.

import Foundation
import Testing

@Suite("Vendors")
struct VendorsTests {
    @Test(
        "unambiguous names are linked, two of one name are a clash, agencies and unions stay out, new ones are created")
    func unambiguous() async throws {
        try await Stage.with { stage in
            let before = try await stage.control.all("procurify", "vendors")
            try await stage.sync()
            let after = try await stage.control.all("procurify", "vendors")
            for (key, state, code) in [
                ("V100116", "held", "vendor-name-clash"), ("V100117", "held", "vendor-name-clash"),
                ("V100119", "skipped", "inactive-in-erp"), ("V100123", "skipped", "not-a-supplier"),
                ("V100124", "skipped", "not-a-supplier"),
            ] {
                try await stage.expect("acme/vendors/\(key)", state, code)
            }
            // Linked by name, one with a near-equal name on one side.
            for key in ["V100125", "V100126", "V100127", "V100115"] {
                try await stage.expect("acme/vendors/\(key)", "posted")
                #expect(after.filter { $0.text("external_id") == key }.count == 1, "\(key)")
            }
            let made = after.filter { vendor in !before.contains { $0.number("id") == vendor.number("id") } }
            #expect(made.count == 6)
            #expect(made.contains { $0.text("external_id") == "V100130" && $0.text("name") == "Evergreen Fuel" })
            #expect(made.allSatisfy { $0.isTrue("active") })
            // Inactive in the ERP: deactivated at Procurify, and nothing is ever deleted.
            let inactive = try #require(after.first { $0.text("external_id") == "V100118" })
            #expect(!inactive.isTrue("active"))
            #expect(after.count == before.count + 6)
            // What Procurify alone knows stays as it was.
            for old in before {
                let new = try #require(after.first { $0.number("id") == old.number("id") })
                for field in ["comments", "contact", "url", "email", "type", "tax", "po_pdf_labels"] {
                    #expect("\(old[field] ?? "")" == "\(new[field] ?? "")", "\(old.text("name")): \(field)")
                }
            }
            try await stage.control.act("acumatica/set-vendor-status", ["vendor": "V100141", "status": "Inactive"])
            try await stage.control.act(
                "acumatica/add-vendor", ["vendor": "V900001", "name": "Zephyr & O'Hara Tools", "class": "MATERIAL"])
            try await stage.sync()
            var vendors = try await stage.control.all("procurify", "vendors")
            #expect(vendors.first { $0.text("external_id") == "V100141" }?.isTrue("active") == false)
            #expect(
                vendors.filter { $0.text("external_id") == "V900001" }.map { $0.text("name") }
                    == ["Zephyr & O'Hara Tools"])
            try await stage.control.act("acumatica/set-vendor-status", ["vendor": "V100141", "status": "Active"])
            try await stage.sync()
            vendors = try await stage.control.all("procurify", "vendors")
            #expect(vendors.first { $0.text("external_id") == "V100141" }?.isTrue("active") == true)
            try await stage.count()
        }
    }

    @Test("by default a name is only proposed, its bill is held, and accepting the proposal sends both")
    func confirm() async throws {
        var options = StageOptions()
        options.connection = []
        try await Stage.with(options) { stage in
            try await stage.sync()
            try await stage.expect("acme/vendors/V100125", "held", "vendor-match-proposed")
            try await stage.expect("acme/bills/665", "held", "vendor-match-proposed")
            #expect(try await stage.run("mapping", "accept", "acme/vendors/V100125").status == 0)
            try await stage.sync()
            try await stage.expect("acme/vendors/V100125", "posted")
            try await stage.expect("acme/bills/665", "posted")
            #expect(try await stage.run("mapping", "accept", "--unambiguous").status == 0)
            try await stage.sync()
            try await stage.expect("acme/vendors/V100126", "posted")
            let vendors = try await stage.control.all("procurify", "vendors")
            #expect(vendors.filter { $0.text("external_id") == "V100126" }.count == 1)
            try await stage.count()
        }
    }

    @Test("classes choose who is created, and a sweep that would deactivate too many stops and asks")
    func limits() async throws {
        var options = StageOptions()
        options.connection = [
            "vendors: {match: unambiguous-name, classes: {exclude: [SERVICE]}, max_deactivations: 5%}"
        ]
        try await Stage.with(options) { stage in
            try await stage.sync()
            let vendors = try await stage.control.all("procurify", "vendors")
            #expect(!vendors.contains { $0.text("external_id") == "V100131" })
            #expect(vendors.contains { $0.text("external_id") == "V100130" })
            for number in 41...59 {
                try await stage.control.act(
                    "acumatica/set-vendor-status", ["vendor": "V1001\(number)", "status": "Inactive"])
            }
            try await stage.sync()
            let after = try await stage.control.all("procurify", "vendors")
            let gone = (41...59).filter { number in
                after.first { $0.text("external_id") == "V1001\(number)" }?.isTrue("active") == false
            }
            // Fourteen of them are in scope, more than the ten that may go without asking.
            #expect(gone.isEmpty, "\(gone)")
            let held = try await stage.records("--flow", "vendors", "--state", "held")
            #expect(held.contains { $0.text("key") >= "V100141" }, "\(held.map { $0.text("key") })")
            try await stage.count()
        }
    }

    @Test("a vendor that is linked at Procurify by a person is seen by the sweep, and its held bill goes")
    func sweep() async throws {
        var options = StageOptions()
        options.connection.append("schedule: {sweep: 500ms}")
        try await Stage.with(options) { stage in
            try await stage.sync()
            try await stage.expect("acme/bills/664", "held", "vendor-not-in-erp")
            try await stage.control.act(
                "acumatica/add-vendor", ["vendor": "V900002", "name": "Robert's Coffee LLC", "class": "MATERIAL"])
            try await stage.control.act("procurify/edit-vendor", ["vendor": 1034, "external_id": "V900002"])
            try await stage.sync()
            try await stage.sync()
            try await stage.expect("acme/vendors/V900002", "posted")
            try await stage.expect("acme/bills/664", "posted")
            let vendors = try await stage.control.all("procurify", "vendors")
            #expect(vendors.filter { $0.text("external_id") == "V900002" }.map { $0.number("id") } == [1034])
            try await stage.count()
        }
    }
}
