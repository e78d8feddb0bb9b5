// Lists, single records and the shape of JSON (acumatica.md 0, 4, 5).

import Foundation
import Testing

@testable import Sandbox

@Suite("Reads from the simulated ERP")
struct AcumaticaReadTests {
    @Test("the firm's books are all there")
    func books() async throws {
        let erp = try await ERP.start()
        #expect(await erp.get("Account").value.items?.count == erp.firm.accounts.count)
        #expect(await erp.get("Vendor").value.items?.count == erp.firm.vendors.filter { $0.erp != nil }.count)
        #expect(await erp.get("Bill").value.items?.count == erp.firm.keyedBills.count)
        #expect(await erp.get("Subaccount").value.items?.count == erp.firm.subaccounts.count)
        for keyed in erp.firm.keyedBills {
            let found = await erp.get(
                "Bill?$filter=VendorRef eq '\(keyed.vendorRef.replacingOccurrences(of: "'", with: "''"))'")
            #expect(found.value[0]?.field("Amount")?.decimal == keyed.amount)
            #expect(found.value[0]?.field("Status") == (keyed.isReleased ? "Open" : "Balanced"))
            #expect(found.value[0]?.field("Date")?.text == keyed.date.text + "T00:00:00+00:00")
            #expect(found.value[0]?.field("DueDate")?.text == keyed.due.text + "T00:00:00+00:00")
        }
    }

    @Test("a record that does not exist is 500 by key, and an empty list by filter")
    func missing() async throws {
        let erp = try await ERP.start()
        let answer = await erp.get("Bill/Bill/999999")
        #expect(answer.status == 500)
        #expect(answer.value["exceptionType"] == "PX.Api.ContractBased.NoEntitySatisfiesTheConditionException")
        let list = await erp.get("Bill?$filter=ReferenceNbr eq '999999'")
        #expect(list.status == 200)
        #expect(list.value == [])
    }

    @Test("one record by key with slash or bar, in any case, and by id, is the same")
    func byKey() async throws {
        let erp = try await ERP.start()
        let made = await erp.put("Bill", erp.bill()).value
        let number = made.field("ReferenceNbr")?.text ?? ""
        let id = made["id"]?.text ?? ""
        for path in ["Bill/Bill/\(number)", "bill/BILL%7C\(number)", "Bill/\(id)"] {
            #expect(await erp.get(path).value["id"]?.text == id)
        }
    }

    @Test("a key with a slash is not reached by its key, only by its id")
    func slashInKey() async throws {
        let erp = try await ERP.start()
        let made = await erp.put("Vendor", ["VendorID": wrap("A/B"), "VendorName": wrap("A over B")]).value
        #expect(await erp.get("Vendor/A%2FB").status == 500)
        #expect(await erp.get("Vendor/\(made["id"]?.text ?? "")").value.field("VendorName") == "A over B")
    }

    @Test("empty fields are {}, booleans always have a value, links carry the instance's directory")
    func shape() async throws {
        let erp = try await ERP.start()
        let bill = await erp.put("Bill", erp.bill()).value
        #expect(bill["CashAccount"] == [:])
        #expect(bill.field("ApprovedForPayment") == false)
        #expect(bill["note"] == ["value": ""])
        #expect(bill["custom"] == [:])
        #expect(bill["Details"] == nil)
        let id = bill["id"]?.text ?? ""
        #expect(bill["_links"]?["self"]?.text == "/erp/entity/Default/24.200.001/Bill/\(id)")
        #expect(
            bill["_links"]?["files:put"]?.text?.contains("PX.Objects.AP.APInvoiceEntry/Document/\(id)/{filename}")
                == true)
    }

    @Test("nothing is expanded unless asked, each level on its own, in any case; unknown names are refused")
    func expand() async throws {
        let erp = try await ERP.start()
        let path = "Vendor/\(ERP.encoded(erp.vendorID))"
        #expect(await erp.get(path).value["MainContact"] == nil)
        let contact = await erp.get(path + "?$expand=maincontact").value["MainContact"]
        #expect(contact?.field("Email") != nil)
        #expect(contact?["Address"] == nil)
        let deep = await erp.get(path + "?$expand=MainContact,MainContact/Address,Attributes,Contacts").value
        #expect(deep["MainContact"]?["Address"]?.field("City") != nil)
        #expect(deep["Attributes"] == [])
        #expect(await erp.get(path + "?$expand=Nothing").status == 500)
        #expect(await erp.get(path + "?$expand=VendorName").status == 500)
    }

    @Test("$select keeps the chosen fields and the ones outside the wrapping")
    func select() async throws {
        let erp = try await ERP.start()
        let row = await erp.get("Account?$select=AccountCD,Active&$top=1").value[0]
        #expect(Set(row?.fields?.keys ?? []) == ["id", "rowNumber", "note", "AccountCD", "Active", "custom", "_links"])
        #expect(await erp.get("Account?$select=Number").status == 500)
    }

    @Test("pages come in key order and cover everything once")
    func paging() async throws {
        let erp = try await ERP.start()
        var seen: [String] = []
        var skip = 0
        while true {
            let page = await erp.get("Account?$select=AccountCD&$top=40&$skip=\(skip)").value.items ?? []
            seen += page.compactMap { $0.field("AccountCD")?.text }
            skip += 40
            if page.count < 40 { break }
        }
        #expect(seen == erp.firm.accounts.map(\.code).sorted())
        #expect(await erp.get("Account?$top=-1").status == 400)
    }

    @Test("lists that cannot be optimised fail as a whole and name the culprit; one record by key does not")
    func optimisation() async throws {
        let erp = try await ERP.start()
        let answer = await erp.get("VendorClass?$expand=Attributes")
        #expect(answer.status == 500)
        #expect(
            answer.value["exceptionMessage"]?.text?.hasPrefix("Optimization cannot be performed.The following") == true)
        #expect(await erp.get("VendorClass").status == 200)
        #expect(await erp.get("VendorClass/\(erp.firm.vendorClasses[0].id)?$expand=Attributes").status == 200)
        #expect(await erp.get("CompaniesStructure").status == 500)
        #expect(await erp.get("Currency").status == 500)
        #expect(await erp.get("Currency?$select=CurrencyID,DecimalPrecision,Active").status == 200)
        #expect(await erp.get("Currency/USD").status == 200)
    }

    @Test("a query string that the web server finds too long is 404 in HTML")
    func longQuery() async throws {
        let erp = try await ERP.start()
        let filter = (0..<60).map { "VendorRef eq 'INV-\($0)'" }.joined(separator: " or ")
        let answer = await erp.get("Bill?$filter=\(filter)")
        #expect(answer.status == 404)
        #expect(answer.header("content-type")?.contains("html") == true)
    }

    @Test("the branches are learned from the inquiry and from the ledger")
    func branches() async throws {
        let erp = try await ERP.start()
        let inquiry = await erp.put("CompaniesStructure?$expand=Results", [:]).value["Results"]?.items ?? []
        #expect(inquiry.compactMap { $0.field("BranchID")?.text } == erp.firm.branches.map(\.branchID))
        let ledger = await erp.get("Ledger?$expand=Branches").value[0]?["Branches"]?.items ?? []
        #expect(ledger.compactMap { $0.field("BranchID")?.text } == erp.firm.branches.map(\.branchID))
    }

    @Test("stamps are UTC with milliseconds ending in 0, 3 or 7")
    func stamps() {
        for milliseconds in 0..<1_000 {
            let text = Date(timeIntervalSince1970: 1_780_000_000 + Double(milliseconds) / 1_000).stamp
            #expect(text.hasSuffix("+00:00"))
            #expect("037".contains(text.dropLast(6).last ?? "x"))
            #expect(text.utf8.count == 29)
        }
    }

    @Test("ids of lines change with the session, those of records do not")
    func sessionScopedIDs() async throws {
        var erp = try await ERP.start()
        let first = await erp.put("Bill?$expand=Details", erp.bill()).value
        let path = "Bill/Bill/\(first.field("ReferenceNbr")?.text ?? "")?$expand=Details"
        let again = await erp.get(path).value
        #expect(again["Details"]?[0]?["id"] == first["Details"]?[0]?["id"])
        let grant = await erp.form("/erp/identity/connect/token", erp.passwordGrant)
        erp.token = grant.value["access_token"]?.text ?? ""
        let other = await erp.get(path).value
        #expect(other["id"] == first["id"])
        #expect(other["Details"]?[0]?["id"] != first["Details"]?[0]?["id"])
    }

    @Test("25.200.001 has the fields that 24.200.001 lacks")
    func versions() async throws {
        var erp = try await ERP.start()
        let path = "Vendor/\(ERP.encoded(erp.vendorID))?$expand=MainContact,MainContact/Address"
        #expect(await erp.get(path).value["MainContact"]?["Address"]?["Floor"] == nil)
        erp.version = "25.200.001"
        #expect(await erp.get(path).value["MainContact"]?["Address"]?["Floor"] == [:])
        let bill = await erp.put("Bill?$expand=RetainageDocuments", erp.bill()).value
        #expect(bill["RetainageDocuments"] == [])
    }

    /// Beside a checkout in the workshop; a checkout of the product alone does not have it.
    private static let published = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "../shared/data/openapi/acumatica-Default-24.200.001.json")

    @Test(
        "every field of the published document is answered, under its type",
        .enabled(if: FileManager.default.fileExists(atPath: published.path), "the published document is not here"))
    func publishedFields() throws {
        let document = try Value.parse(try Data(contentsOf: Self.published))
        let schemas = document["components"]?["schemas"]
        let kinds: [String: ScalarKind] = [
            "StringValue": .text, "BooleanValue": .boolean, "DecimalValue": .decimal, "DoubleValue": .decimal,
            "IntValue": .integer, "ShortValue": .integer, "LongValue": .integer, "DateTimeValue": .moment,
            "GuidValue": .guid,
        ]
        for type in EntityType.entities + EntityType.nested {
            let published = schemas?[type.name]?["allOf"]?[1]?["properties"]?.fields
            #expect(Set(published?.keys ?? []) == Set(type.fields.filter { !$0.isNew }.map(\.name)), "\(type.name)")
            for (name, shape) in published?.members ?? [] {
                guard let reference = shape["$ref"]?.text?.split(separator: "/").last,
                    let kind = kinds[String(reference)]
                else { continue }
                #expect(type.kind(of: name) == kind, "\(type.name).\(name)")
            }
        }
    }
}
