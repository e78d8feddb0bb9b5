// Payments written through the API, and the bills they pay (acumatica.md 6.8, 7.3).

import Foundation
import Testing

@testable import Sandbox

@Suite("Payments of the simulated ERP")
struct AcumaticaPaymentTests {
    private func openBill(_ erp: ERP, _ reference: Value, amount: Value = 100) async throws -> Value {
        let bill = await erp.put("Bill", erp.bill([("VendorRef", reference)], amount: amount)).value
        let number = bill["ReferenceNbr"]?["value"] ?? .null
        try erp.act("release-bill", ["number": number])
        return number
    }

    private func cash(_ erp: ERP) async -> Value {
        let found = await erp.get("Account?$filter=CashAccount eq true&$top=1").value
        return found[0]?["AccountCD"]?["value"] ?? .null
    }

    private func payment(
        _ erp: ERP, _ bills: [(number: Value, amount: Value)], amount: Value = 100, _ change: [(String, Value)] = []
    ) async -> Value {
        var fields: Fields = [
            "Type": wrap("Payment"), "Vendor": wrap(.string(erp.vendorID)), "PaymentMethod": wrap("CHECK"),
            "CashAccount": wrap(await cash(erp)), "PaymentAmount": wrap(amount), "PaymentRef": wrap("1001"),
            "ApplicationDate": wrap("2026-07-20"), "Hold": wrap(false),
        ]
        for (name, value) in change { fields[name] = wrap(value) }
        fields["Details"] = .array(
            bills.map { bill in
                [
                    "DocType": wrap("Bill"), "ReferenceNbr": wrap(bill.number), "AmountPaid": wrap(bill.amount),
                ]
            })
        return .object(fields)
    }

    private func run(_ erp: ERP, _ action: String, _ check: Value) async -> SandboxResponse {
        await erp.call("POST", "Check/\(action)", ["entity": ["id": check["id"] ?? .null]])
    }

    @Test("a payment of two bills is balanced, pays when it is released, and its void opens the bills again")
    func lifecycle() async throws {
        let erp = try await ERP.start(["release": "immediate"])
        let first = try await openBill(erp, "P-1")
        let second = try await openBill(erp, "P-2", amount: 50)
        let body = await payment(erp, [(first, 100), (second, 20)], amount: 120)
        let made = await erp.put("Check?$expand=Details", body).value
        #expect(made.field("Status") == "Balanced")
        #expect(made.field("UnappliedBalance")?.decimal == 0)
        #expect(made["Details"]?[1]?.field("Balance") == .number("30.00"))
        #expect(await erp.get("Bill/Bill/\(first.text ?? "")").value.field("Status") == "Open")
        #expect(await run(erp, "ReleaseCheck", made).status == 204)
        let released = await erp.get("Check/Payment/\(made.field("ReferenceNbr")?.text ?? "")?$expand=Details,History")
        #expect(released.value.field("Status") == "Closed")
        #expect(released.value["Details"]?.items?.isEmpty == true)
        #expect(released.value["History"]?.items?.compactMap { $0.field("VendorRef")?.text } == ["P-1", "P-2"])
        let paid = await erp.get("Bill/Bill/\(first.text ?? "")?$expand=Applications").value
        #expect(paid.field("Status") == "Closed")
        #expect(paid["Applications"]?[0]?.field("ReferenceNbr") == made.field("ReferenceNbr"))
        let part = await erp.get("Bill/Bill/\(second.text ?? "")").value
        #expect(part.field("Balance") == .number("30.00"))
        #expect(part.field("Status") == "Open")
        #expect(await run(erp, "VoidCheck", made).status == 204)
        let open = await erp.get("Bill/Bill/\(first.text ?? "")?$expand=Applications").value
        #expect(open.field("Balance") == .number("100.00"))
        #expect(open["Applications"]?.items?.compactMap { $0.field("Status")?.text } == ["Voided", "Closed"])
        #expect(await run(erp, "VoidCheck", made).value["error"] == "Document Status is invalid for processing.")
    }

    @Test("a payment is released once, off hold, and never changed or deleted after that")
    func status() async throws {
        let erp = try await ERP.start(["release": "immediate"])
        let bill = try await openBill(erp, "P-1")
        let held = await erp.put("Check", await payment(erp, [(bill, 40)], [("Hold", true)])).value
        #expect(held.field("Status") == "On Hold")
        let refused = await run(erp, "ReleaseCheck", held)
        #expect(refused.status == 422)
        #expect(refused.value["error"] == "Document is On Hold and cannot be released.")
        #expect(await run(erp, "VoidCheck", held).status == 422)
        let change: Value = ["id": held["id"] ?? .null, "Hold": wrap(false)]
        #expect(await erp.put("Check", change).value.field("Status") == "Balanced")
        #expect(await run(erp, "ReleaseCheck", held).status == 204)
        let path = "Check/\(held["id"]?.text ?? "")"
        #expect(await erp.get(path).value.field("Status") == "Open")
        #expect(await erp.get(path).value.field("UnappliedBalance") == .number("60.00"))
        #expect(await run(erp, "ReleaseCheck", held).status == 422)
        #expect(await erp.put("Check", change).status == 422)
        #expect(await erp.call("DELETE", path).status == 500)
        let other = await erp.put("Check", await payment(erp, [(bill, 10)])).value
        #expect(await erp.call("DELETE", "Check/\(other["id"]?.text ?? "")").status == 204)
    }

    @Test("what cannot be paid is refused beside its field")
    func wrong() async throws {
        let erp = try await ERP.start()
        let bill = try await openBill(erp, "P-1")
        let unreleased = await erp.put("Bill", erp.bill([("VendorRef", "P-2")])).value.field("ReferenceNbr") ?? .null
        for (number, amount, field) in [
            (bill, 101, "AmountPaid"), (bill, -1, "AmountPaid"), (unreleased, 10, "ReferenceNbr"),
            ("999999", 10, "ReferenceNbr"),
        ] as [(Value, Value, String)] {
            let answer = await erp.put("Check", await payment(erp, [(number, amount)]))
            #expect(answer.status == 422)
            #expect(answer.value["Details"]?[0]?[field]?["error"] != nil)
        }
        for (change, message) in [
            (("CashAccount", "nowhere"), "'Cash Account' cannot be found in the system."),
            (("CashAccount", ""), "'Cash Account' cannot be empty."),
            (("PaymentMethod", "SHELLS"), "'Payment Method' cannot be found in the system."),
            (("Vendor", "nobody"), "'Vendor' cannot be found in the system."),
            (("ApplicationDate", "1990-01-01"), "The financial period is inactive in the"),
        ] as [((String, Value), String)] {
            let answer = await erp.put("Check", await payment(erp, [], [change]))
            #expect(answer.status == 422)
            #expect(answer.value[change.0]?["error"]?.text?.hasPrefix(message) == true)
        }
        let over = await erp.put("Check", await payment(erp, [(bill, 100)], amount: 99))
        #expect(over.value["error"] == "The document is out of the balance.")
    }

    @Test("a bill that was paid otherwise in the meantime is not paid twice")
    func paidTwice() async throws {
        let erp = try await ERP.start(["release": "immediate"])
        let bill = try await openBill(erp, "P-1")
        let check = await erp.put("Check", await payment(erp, [(bill, 100)])).value
        try erp.act("pay-bill", ["number": bill, "amount": 60])
        #expect(await run(erp, "ReleaseCheck", check).status == 500)
        #expect(await erp.get("Check/\(check["id"]?.text ?? "")").value.field("Status") == "Balanced")
        #expect(await erp.get("Bill/Bill/\(bill.text ?? "")").value.field("Balance") == .number("40.00"))
    }
}
