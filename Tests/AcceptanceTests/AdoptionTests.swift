// Documents keyed by hand: linked when they are exact, held with both shown when they are not.

import Foundation
import Testing

@Suite("Adoption")
struct AdoptionTests {
    @Test("a bill keyed by hand is adopted when exact, and held when amount or date differ")
    func exact() async throws {
        try await Stage.with { stage in
            let bill = { (number: String) -> [String: Any] in
                [
                    "vendor": 1001, "invoice_number": number, "invoice_date": "2026-08-10",
                    "add_lines": [["description": "Stakes", "quantity": 4, "unit_cost": 25, "code": "60500"]],
                ]
            }
            for number in ["ADOPT-1", "ADOPT-2", "ADOPT-3", "ADOPT-4"] {
                try await stage.control.act("procurify/add-bill", bill(number))
            }
            let keyed = { (reference: String, date: String, cost: Int, vendor: String) -> [String: Any] in
                [
                    "fields": [
                        "Vendor": vendor, "VendorRef": reference, "Date": date, "Hold": false,
                        "Details": [["Account": "60500", "Subaccount": "000000", "Qty": 1, "UnitCost": cost]],
                    ]
                ]
            }
            try await stage.control.act("acumatica/key-bill", keyed("adopt-1 ", "2026-08-10", 100, "V100101"))
            try await stage.control.act("acumatica/key-bill", keyed("ADOPT-2", "2026-08-10", 101, "V100101"))
            try await stage.control.act("acumatica/key-bill", keyed("ADOPT-3", "2026-08-11", 100, "V100101"))
            // Another vendor's bill of the same number is no obstacle.
            try await stage.control.act("acumatica/key-bill", keyed("ADOPT-4", "2026-08-10", 100, "V100102"))
            try await stage.sync()
            let bills = try await stage.records("--flow", "bills", "--search", "ADOPT-")
            let states = Dictionary(
                bills.map { ($0.text("title").prefix(7), ($0.text("state"), $0.isTrue("adopted"))) }
            ) { $1 }
            #expect(states["ADOPT-1"] ?? ("", false) == ("posted", true))
            #expect(states["ADOPT-2"]?.0 == "held")
            #expect(states["ADOPT-3"]?.0 == "held")
            #expect(states["ADOPT-4"] ?? ("", true) == ("posted", false))
            let second = try #require(bills.first { $0.text("title").hasPrefix("ADOPT-2") })
            let reason = second["reason"] as? [String: Any]
            #expect(reason?.text("code") == "duplicate-invoice")
            #expect(reason?.text("message").contains("101") == true, "\(reason ?? [:])")
            try await stage.count()
        }
    }
}
