// A build that cannot take a bill with several lines linked to orders in one PUT (acumatica.md 6.5, 12 item 8).

extension BillScreen {
    /// Under the reading `multi-line-linked-bill: 500` a PUT brings at most one new line that names an order; nothing
    /// of a refused request is stored. Rows with an `id` change lines that are there and do not count. One source saw
    /// it, without the body: the message here is assumed (acumatica.md 6.5).
    static func checkLinkedLines(of body: Fields, _ readings: Readings) throws {
        guard readings["multi-line-linked-bill"] == "500" else { return }
        let linked = (body["Details"]?.items ?? []).filter { line in
            line["id"]?.text == nil && line["delete"]?.flag != true
                && line["POOrderNbr"]?["value"]?.text?.isEmpty == false
        }
        guard linked.count > 1 else { return }
        throw Problem.error(
            "Object reference not set to an instance of an object.", type: "System.NullReferenceException")
    }
}
