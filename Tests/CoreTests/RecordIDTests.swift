// The written form of record IDs and targets.

import Testing

@testable import Core

@Suite struct RecordIDTests {
    @Test(
        "every key survives its written form",
        arguments: [
            "613", "V/0012", "a b", "100%", "%2F", "é漢😀", "../..", "x?y#z&w", "\n", "a'b\"c", "A_b-C.d", "%", "é",
        ])
    func roundTrip(key: String) throws {
        let id = RecordID(connection: "acme", flow: FlowName("bills"), key: key)
        let written = id.description
        #expect(RecordID(written) == id)
        #expect(
            written.dropFirst("acme/bills/".count).allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber || "._-%".contains($0))
            })
    }

    @Test("the encoding is stable")
    func encoding() {
        #expect(
            RecordID(connection: "acme", flow: FlowName("vendors"), key: "O'NEIL & CO/1").description
                == "acme/vendors/O%27NEIL%20%26%20CO%2F1")
    }

    @Test(
        "texts that are no ID are refused",
        arguments: ["", "acme", "acme/bills", "acme/bills/", "/bills/1", "acme//1", "acme/bills/%zz", "acme/bills/%FF"])
    func refused(text: String) { #expect(RecordID(text) == nil) }

    @Test("a target is written with its type where it has one")
    func targets() {
        #expect(Target(system: "acumatica", type: "Bill", number: "000159").description == "Bill/000159")
        #expect(Target(system: "procurify", type: "", number: "1067").description == "1067")
    }
}
