// What Procurify's messages mean: the dictionary of its errors.

package import Core

/// Messages as procurify.md 1.2 and 1.4 give them; a particular one stands before a general one.
package enum ProcurifyErrorDictionary {
    package static let entries: [KnownError] = [
        KnownError(
            "invalid-client", "invalid_client", "The application's id and secret do not belong together.", .engineer,
            "Make a new secret in Settings, Integrations, API, and store it with `secret set`."),
        KnownError(
            "access-denied", "access_denied", "The application may not ask for a token.", .procurifyAdministrator,
            "Check the application in Settings, Integrations, API; its owner must be active."),
        KnownError(
            "no-credentials", "authentication credentials were not provided", "Procurify did not see our token.",
            .engineer, "Look for a proxy that drops headers; then run `ping`."),
        KnownError(
            "invalid-token", "invalid token", "The token is no longer valid.", .nobody,
            "Nothing: a new one is asked for. If it stays, check the application in Settings, Integrations, API."),
        KnownError(
            "no-permission", "do not have permission", "The role of the application's owner lacks a permission.",
            .procurifyAdministrator, "Give the owner's role the permission in Settings, Roles; `ping` names which."),
        KnownError(
            "not-found", "not found", "The record is not there any more.", .accountsPayable,
            "Look for it in Procurify; it may have been merged or removed."),
        KnownError(
            "invalid-page", "invalid page", "The list became shorter while it was read.", .nobody,
            "Nothing: it is read again."),
        KnownError(
            "method-not-allowed", "method*not allowed", "Procurify does not offer this step by its API.", .engineer,
            "Report it; the step is to be done in Procurify by hand."),
        KnownError(
            "throttled", "request was throttled", "Procurify asks us to wait.", .nobody, "Nothing: it is tried again."),
        KnownError(
            "vendor-already-active", "vendor_already_active", "The vendor is active already.", .accountsPayable,
            "`resume` the record; it is compared anew."),
        KnownError(
            "vendor-already-inactive", "vendor_already_inactive", "The vendor is inactive already.", .accountsPayable,
            "`resume` the record; it is compared anew."),
        KnownError(
            "number-exists", "po_num*already exists", "Another order has this number.", .accountsPayable,
            "Give one of the two orders another number in Procurify."),
        KnownError(
            "unique", "must be unique", "Another record has this value.", .procurifyAdministrator,
            "Find the record with the same value in Procurify, and change or link one of them."),
        KnownError(
            "already-exists", "already exists", "Another record has this value.", .procurifyAdministrator,
            "Find the record with the same value in Procurify, and change or link one of them."),
        KnownError(
            "field-required", "this field is required", "Procurify requires a field that was not sent.", .engineer,
            "Fill the field in Acumatica, or make it optional in Procurify."),
        KnownError(
            "field-blank", "may not be blank", "Procurify requires a field that is empty in Acumatica.",
            .accountsPayable, "Fill the field in Acumatica."),
        KnownError(
            "text-too-long", "ensure this field has no more than", "A text is longer than Procurify takes.",
            .accountsPayable, "Shorten it in Acumatica."),
        KnownError(
            "invalid-reference", "object does not exist", "A record that was named is not there any more.",
            .procurifyAdministrator, "Run `sync` again; if it stays, look for the record in Procurify."),
        KnownError(
            "invalid-choice", "is not a valid choice", "Procurify does not know a value that was sent.", .engineer,
            "Report it with the record's audit trail."),
        KnownError(
            "invalid-email", "enter a valid email", "An e-mail address is not one.", .accountsPayable,
            "Correct the address of the vendor in Vendors (AP303000)."),
        KnownError(
            "bill-not-approved", "not approved", "The bill is not approved, so it cannot be marked as paid.",
            .accountsPayable, "Approve the bill in Procurify, or mark it as paid there by hand."),
    ]
}
