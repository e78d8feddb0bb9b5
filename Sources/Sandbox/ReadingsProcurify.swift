// The readings of Procurify: what procurify.md leaves open.

extension Readings {
    static let procurify: [Rule] = [
        Rule(
            name: "bill-fix", values: ["same-uuid", "new-uuid"],
            meaning:
                "whether \"Fix bill\" keeps id and uuid with a higher version, or makes a new row (procurify.md 4.5)")
    ]
}
