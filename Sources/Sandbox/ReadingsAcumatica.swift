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
                "whether filtered lists of Bill and PurchaseOrder answer 200 with nothing although there is something (acumatica.md 4.2)"
        ),
        Rule(
            name: "swagger", values: ["open", "session"],
            meaning: "whether swagger.json is answered without a session, or with 401 (acumatica.md 1.6)"),
        Rule(
            name: "multi-line-linked-bill", values: ["accepted", "500"],
            meaning:
                "whether one PUT may bring a bill several lines linked to order lines (acumatica.md 6.5)"),
    ]

    /// How answers look: all at work in `AnswerReadings`.
    static let acumaticaAnswers: [Rule] = [
        Rule(
            name: "links", values: ["present", "absent", "absolute"],
            meaning: "whether records carry `_links`, and whether as paths or as full URLs (acumatica.md 5.1)"),
        Rule(
            name: "note", values: ["null-on-written-rows", "wrapped", "null-on-rows"],
            meaning: "where the empty note of a detail row is a bare null (acumatica.md 5.1)"),
        Rule(
            name: "numbers", values: ["number", "text"],
            meaning: "whether decimals and integers come as JSON numbers or as text (acumatica.md 5.2)"),
        Rule(
            name: "selector-padding", values: ["trimmed", "padded"],
            meaning: "whether codes come with trailing spaces (acumatica.md 5.2)"),
        Rule(
            name: "subaccount-form", values: ["plain", "segmented"],
            meaning: "whether subaccounts come without or with the separators of their mask (acumatica.md 5.2)"),
        Rule(
            name: "stamp-offset", values: ["utc", "local"],
            meaning:
                "whether LastModifiedDateTime comes in UTC or in the tenant's zone with its offset (acumatica.md 4.5)"),
        Rule(
            name: "stamp-fraction", values: ["3", "trimmed", "7", "0"],
            meaning:
                "how many fraction digits LastModifiedDateTime has; trimmed drops trailing zeros (acumatica.md 4.5)"),
        Rule(
            name: "period-form", values: ["MMYYYY", "MM-YYYY"],
            meaning: "how a period is written in answers (acumatica.md 5.2)"),
        Rule(
            name: "canceled", values: ["one-l", "two"],
            meaning: "how the status of a cancelled purchase order is spelt (acumatica.md 6.6)"),
        Rule(
            name: "check-type", values: ["Payment", "Check"],
            meaning:
                "how the type of an AP payment is shown: Payment and Voided Payment, or Check and Void Check (acumatica.md 6.8)"
        ),
        Rule(
            name: "endpoint-list", values: ["object", "array"],
            meaning: "whether `GET /entity` answers an object or the bare array of older builds (acumatica.md 1.2)"),
        Rule(
            name: "endpoint-links", values: ["path", "url"],
            meaning: "whether `href` in the list of endpoints is a path or a full URL (acumatica.md 1.2)"),
        Rule(
            name: "endpoint-features", values: ["absent", "present"],
            meaning: "whether the list of endpoints names the features too (acumatica.md 1.2)"),
        Rule(
            name: "unauthorised-body", values: ["message", "empty", "html", "redirect"],
            meaning:
                "what an entity route answers without a session; the last is a 302 to the sign-in page (acumatica.md 2.3)"
        ),
        Rule(
            name: "entity-404", values: ["json", "html"],
            meaning: "the body of a 404 for an endpoint, entity or action that is not there (acumatica.md 1.5)"),
        Rule(
            name: "missing-record", values: ["500", "404"],
            meaning: "the status of a GET by key of a record that is not there (acumatica.md 0.6)"),
        Rule(
            name: "filter-error-status", values: ["500", "400"],
            meaning: "the status of a `$filter` that is refused (acumatica.md 4.2)"),
        Rule(
            name: "collection-post", values: ["406", "405"],
            meaning: "the status of a POST to a collection (acumatica.md 1.5)"),
        Rule(
            name: "login-limit-status", values: ["500", "429", "400"],
            meaning: "the status of \"API Login Limit\" (acumatica.md 2.5)"),
        Rule(
            name: "token-error-status", values: ["400", "401"],
            meaning: "the status of an error of the token endpoint (acumatica.md 2.1)"),
        Rule(
            name: "delete-refusal", values: ["500", "422"],
            meaning: "the status of a DELETE that is refused (acumatica.md 7.4)"),
        Rule(
            name: "refusal-body", values: ["entity", "with-exception"],
            meaning: "whether a 422 names the exception beside the entity (acumatica.md 8)"),
        Rule(
            name: "action-location", values: ["relative", "absolute"],
            meaning: "whether the Location of an action is a path or a full URL (acumatica.md 7.3)"),
        Rule(
            name: "done-location", values: ["present", "absent"],
            meaning: "whether the 204 of an action names the entity in a Location (acumatica.md 7.3)"),
        Rule(
            name: "selector-message", values: ["label", "value"],
            meaning: "whether an unknown code is told by its field alone or with the value (acumatica.md 8)"),
    ]

    /// How requests are taken: all at work in `RequestReadings`.
    static let acumaticaRequests: [Rule] = [
        Rule(
            name: "unknown-members", values: ["ignored", "refused"],
            meaning: "whether a body may have members that are not in the contract; refused is 400 (acumatica.md 5.2)"),
        Rule(
            name: "date-shift", values: ["shifted", "kept"],
            meaning:
                "whether a written date with an offset moves to its day in UTC, or keeps the day that is written (acumatica.md 4.5)"
        ),
        Rule(
            name: "quote-doubling", values: ["accepted", "refused"],
            meaning: "whether a doubled quote in a filter stands for a quote; refused is 500 (acumatica.md 4.2)"),
        Rule(
            name: "decimal-filter", values: ["accepted", "refused"],
            meaning: "whether a filter may compare a decimal; refused is 500 (acumatica.md 4.2)"),
        Rule(
            name: "top-zero", values: ["nothing", "everything", "refused"],
            meaning: "what `$top=0` gives (acumatica.md 4.4)"),
        Rule(
            name: "po-actions", values: ["known", "404"],
            meaning: "whether PurchaseOrder has its undeclared workflow actions (acumatica.md 7.3)"),
        Rule(
            name: "not-operators", values: ["accepted", "refused"],
            meaning: "whether filters know `ne` and `not`; refused is 500 (acumatica.md 4.2)"),
        Rule(
            name: "date-literal", values: ["accepted", "refused"],
            meaning: "whether filters know `date'...'`; refused is 500 (acumatica.md 4.2)"),
    ]

    /// How the screens and the sign-in work.
    static let acumaticaRules: [Rule] = [
        Rule(
            name: "list-order", values: ["key", "insertion"],
            meaning: "whether lists come in the order of keys or of creation (acumatica.md 4.4)"),
        Rule(
            name: "optimisation", values: ["ok", "fails"],
            meaning:
                "whether lists of Bill and PurchaseOrder with Project, VendorRef or the period fail as not optimised (acumatica.md 4.3)"
        ),
        Rule(
            name: "put-filter-none", values: ["insert", "404"],
            meaning: "what a PUT does whose `$filter` finds nothing (acumatica.md 7.1)"),
        Rule(
            name: "put-filter-many", values: ["500", "first"],
            meaning: "what a PUT does whose `$filter` finds several records (acumatica.md 7.1)"),
        Rule(
            name: "hold-actions", values: ["persist", "lost"],
            meaning: "whether ReleaseFromHold and PutOnHold are stored (acumatica.md 7.3)"),
        Rule(
            name: "description-too-long", values: ["cut", "refused"],
            meaning: "whether too long a description is cut without a word or refused (acumatica.md 6.5)"),
        Rule(
            name: "order-description", values: ["60", "256"],
            meaning: "how many characters the description of a purchase order holds (acumatica.md 6.6)"),
        Rule(
            name: "duplicate-message", values: ["current", "old"],
            meaning: "the wording of a duplicate vendor reference (acumatica.md 7.6)"),
        Rule(
            name: "duplicate-warning", values: ["silent", "shown"],
            meaning: "whether a duplicate that is only a warning is told beside the value of a 200 (acumatica.md 7.6)"),
        Rule(
            name: "closed-period-message", values: ["named", "inactive", "empty"],
            meaning: "the wording of a period that is not open (acumatica.md 8)"),
        Rule(
            name: "selector-case", values: ["ignored", "matters"],
            meaning: "whether written codes are found in any case (acumatica.md 5.2)"),
        Rule(
            name: "vendor-numbering", values: ["manual", "auto"],
            meaning: "whether a vendor that is written without VendorID gets a number (acumatica.md 6.1)"),
        Rule(
            name: "single-tenant", values: ["no", "yes"],
            meaning: "whether the site has one tenant, which any tenant name reaches (acumatica.md 2.2)"),
        Rule(
            name: "cookie-idle", values: ["10", "20"],
            meaning: "after how many idle minutes a cookie session ends (acumatica.md 2.3)"),
        Rule(
            name: "list-expand", values: ["given", "empty", "fails"],
            meaning:
                "whether lists of periods and ledgers give their rows when expanded, give none, or fail (acumatica.md 4.3)"
        ),
        Rule(
            name: "bill-description", values: ["512", "256"],
            meaning: "how many characters the description of a bill holds (acumatica.md 6.5)"),
        Rule(
            name: "order-reference", values: ["free", "unique"],
            meaning: "whether the vendor reference of a purchase order must be unique for its vendor (acumatica.md 7.6)"
        ),
    ]
}
