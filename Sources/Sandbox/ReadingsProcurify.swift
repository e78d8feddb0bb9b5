// The readings of Procurify: what procurify.md leaves open.

extension Readings {
    static let procurify: [Rule] = procurifyRules + procurifyAnswers

    private static let procurifyRules: [Rule] = [
        Rule(
            name: "bill-fix", values: ["same-uuid", "new-uuid"],
            meaning:
                "whether \"Fix bill\" keeps id and uuid with a higher version, or makes a new row (procurify.md 4.5)"),
        Rule(
            name: "missing-client-header", values: ["refused", "accepted"],
            meaning: "what a request without X-Procurify-Client meets (procurify.md 1.3)"),
        Rule(
            name: "page-size", values: ["10", "50", "100"],
            meaning: "how many rows a page has where nobody asks (procurify.md 2)"),
        Rule(
            name: "page-size-max", values: ["100", "25", "1000"],
            meaning: "how many rows a page has at most (procurify.md 2)"),
        Rule(
            name: "plain-vendors", values: ["active", "all"],
            meaning: "whether the plain list of vendors holds inactive ones and other kinds (procurify.md 4.1)"),
        Rule(
            name: "day-filters", values: ["utc", "tenant"],
            meaning: "whether filters by day cut at midnight in UTC or of the tenant (procurify.md 1.6)"),
        Rule(
            name: "total-with-shipping", values: ["no", "yes"],
            meaning: "whether total_cost_with_tax includes the shipping of lines (procurify.md 11)"),
        Rule(
            name: "mark-as-paid", values: ["strict", "lenient"],
            meaning: "whether one bill that cannot be paid refuses all, or is left out (procurify.md 5.1)"),
    ]

    /// How answers look; applied to what would be answered by default.
    static let procurifyAnswers: [Rule] = [
        Rule(
            name: "page-past-end", values: ["404", "empty"],
            meaning: "what a page behind the last one is (procurify.md 1.4)"),
        Rule(
            name: "error-shape", values: ["v3", "fields", "detail"],
            meaning: "how a 400 tells its errors: by field with code, arrays by field, one text (procurify.md 1.4)"),
        Rule(
            name: "bill-dates", values: ["utc-midnight", "local-midnight", "local-as-utc", "plain"],
            meaning: "how the detail of a bill writes its dates (procurify.md 1.6)"),
        Rule(
            name: "bill-list-dates", values: ["plain", "utc-midnight"],
            meaning: "how the list of bills writes their dates (procurify.md 1.6)"),
        Rule(
            name: "date-times", values: ["utc", "local", "no-fraction"],
            meaning: "how date-times are written: in UTC, with the tenant's offset, or to the second (procurify.md 1.6)"
        ),
        Rule(
            name: "uuid", values: ["plain", "dashed"],
            meaning: "whether UUIDs are written with dashes (procurify.md 1.8)"),
    ]
}
