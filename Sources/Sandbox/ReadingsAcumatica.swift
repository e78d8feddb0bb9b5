// The readings of the ERP: what acumatica.md leaves open.

extension Readings {
    static let acumatica: [Rule] = [
        Rule(
            name: "conditional-create", values: ["honoured", "ignored"],
            meaning: "whether `If-None-Match: *` beside a `$filter` on PUT prevents an update (acumatica.md 7.1)"),
        Rule(
            name: "release", values: ["polled", "immediate", "alternating"],
            meaning: "whether an action answers 202 and is polled, or 204 at once (acumatica.md 7.3)"),
        Rule(
            name: "lookup-blind", values: ["off", "on"],
            meaning:
                "whether filtered lists of Bill and PurchaseOrder answer 200 with nothing although there is something"),
        Rule(
            name: "multi-line-linked-bill", values: ["accepted", "500"],
            meaning:
                "whether one PUT may bring a bill several lines linked to order lines (acumatica.md 6.5, 12 item 8)"),
    ]
}
