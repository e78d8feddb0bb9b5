// What the ERP's messages mean: the dictionary of errors of Acumatica.

package import Core

/// Messages as acumatica.md 2.2, 2.5, 4.3, 6.5 to 7.6 and 8 give them; a particular one stands before a general one.
package enum ERPErrorDictionary {
    package static let entries: [KnownError] = documents + lookUps + required + site

    private static let documents: [KnownError] = [
        KnownError(
            "duplicate-vendor-ref", "vendor ref. number*has already been used",
            "The vendor's invoice number stands on another document already.", .accountsPayable,
            "Compare both documents in Bills and Adjustments (AP301000); delete one, or `ignore` the record."),
        KnownError(
            "duplicate-vendor-ref-old", "document with this vendor ref. already exists",
            "The vendor's invoice number stands on another document already.", .accountsPayable,
            "Compare both documents in Bills and Adjustments (AP301000); delete one, or `ignore` the record."),
        KnownError(
            "post-period-empty", "post period*cannot be empty",
            "The financial period of this date is not open, or was never generated.", .controller,
            "Generate or open the period in Manage Financial Periods (GL503000), then `resume`."),
        KnownError(
            "period-inactive", "financial period is inactive", "The financial period is inactive.", .controller,
            "Open the period in Manage Financial Periods (GL503000), then `resume`."),
        KnownError(
            "period-closed", "period*is closed", "The financial period is closed.", .controller,
            "Reopen the period in Manage Financial Periods (GL503000), or correct the posting date in Procurify."),
        KnownError(
            "period-locked", "period*is locked", "The financial period is locked.", .controller,
            "Unlock the period in Manage Financial Periods (GL503000), or correct the posting date in Procurify."),
        KnownError(
            "out-of-balance", "document is out of the balance",
            "The amount of the document does not equal its lines and taxes.", .accountsPayable,
            "Check taxes and discounts of the document in Bills and Adjustments (AP301000)."),
        KnownError(
            "out-of-balance-short", "out of balance", "The amount of the document does not equal its lines and taxes.",
            .accountsPayable, "Check taxes and discounts of the document in Bills and Adjustments (AP301000)."),
        KnownError(
            "on-hold", "document is on hold and cannot be released", "The document is on hold, so it is not released.",
            .accountsPayable, "Take it off hold in Bills and Adjustments (AP301000)."),
        KnownError(
            "status-invalid", "document status is invalid for processing",
            "The document's status does not allow this step: it was released, voided or sent for approval meanwhile.",
            .accountsPayable, "Look at the document in Bills and Adjustments (AP301000), then `resume`."),
        KnownError(
            "vendor-status", "the vendor status is", "The vendor's status does not allow new documents.",
            .accountsPayable, "Set the vendor to Active in Vendors (AP303000), then `resume`."),
        KnownError(
            "cannot-be-deleted", "document cannot be deleted", "The document was released or used, so it stays.",
            .accountsPayable, "Reverse or void it in Bills and Adjustments (AP301000)."),
        KnownError(
            "quantity-over-order", "quantity*exceeds", "More is billed or received than the order line allows.",
            .accountsPayable, "Check the order in Purchase Orders (PO301000)."),
        KnownError(
            "amount-negative", "should be greater than", "An amount or quantity is lower than this field allows.",
            .accountsPayable, "Correct the line in Procurify (Fix Bill)."),
        KnownError(
            "concurrent-edit", "another process has updated", "Somebody saved the document at the same moment.",
            .accountsPayable, "`resume` the record; it is read anew."),
        KnownError(
            "concurrent-add", "another process has added", "Somebody saved the document at the same moment.",
            .accountsPayable, "`resume` the record; it is read anew."),
        KnownError(
            "subaccount-inactive", "subaccount*is inactive", "The subaccount is inactive.", .controller,
            "Activate it in Subaccounts (GL203000), or correct the `subaccount` mapping."),
        KnownError(
            "account-inactive", "account*is inactive", "The account is inactive in the ledger.", .controller,
            "Activate it in Chart of Accounts (GL202500), or correct the coding in Procurify."),
        KnownError(
            "control-account", "control account", "The account is a control account and takes no manual entries.",
            .controller, "Choose another account in Procurify, or map it with `mapping set account`."),
        KnownError(
            "cash-account", "cash account", "The account is a cash account, or the document lacks one.", .controller,
            "Check the account in Chart of Accounts (GL202500) and Cash Accounts (CA202000)."),
        KnownError(
            "branch-rights", "branch*no access", "The connector's user may not use this branch.", .erpAdministrator,
            "Give the user's role access to the branch in Branches (CS102000) or User Roles (SM201005)."),
        KnownError(
            "currency-rate", "currency rate is not defined", "There is no exchange rate for this date.", .controller,
            "Enter the rate in Currency Rates (CM301000), then `resume`."),
        KnownError(
            "numbering", "numbering sequence", "The numbering of this kind of document is missing or used up.",
            .erpAdministrator, "Extend it in Numbering Sequences (CS201010), then `resume`."),
    ]

    private static let lookUps: [KnownError] = [
        KnownError(
            "vendor-unknown", "vendor*cannot be found in the system", "The vendor does not exist in this tenant.",
            .accountsPayable, "Create it in Vendors (AP303000) or correct it with `mapping set vendor`."),
        KnownError(
            "subaccount-unknown", "subaccount*cannot be found in the system", "The subaccount does not exist.",
            .controller, "Create it in Subaccounts (GL203000) or correct the `subaccount` mapping."),
        KnownError(
            "account-unknown", "account*cannot be found in the system", "The account does not exist.", .controller,
            "Create it in Chart of Accounts (GL202500) or correct it with `mapping set account`."),
        KnownError(
            "branch-unknown", "branch*cannot be found in the system", "The branch does not exist.", .controller,
            "Correct it with `mapping set branch`, or acumatica.branch; branches are listed in Branches (CS102000)."),
        KnownError(
            "project-unknown", "project*cannot be found in the system",
            "The project does not exist, or Projects is on and no project was sent.", .controller,
            "Set defaults.project to the non-project code (Projects Preferences, PM101000)."),
        KnownError(
            "terms-unknown", "terms*cannot be found in the system", "The credit terms do not exist.", .controller,
            "Create them in Credit Terms (CS206500) or correct them with `mapping set terms`."),
        KnownError(
            "currency-unknown", "currency*cannot be found in the system", "The currency does not exist.", .controller,
            "Activate it in Currencies (CM202000) or correct it with `mapping set currency`."),
        KnownError(
            "tax-unknown", "tax*cannot be found in the system", "The tax, tax zone or tax category does not exist.",
            .controller, "Check Taxes (TX205000), Tax Zones (TX206000) and Tax Categories (TX205500)."),
        KnownError(
            "item-unknown", "inventory*cannot be found in the system", "The item does not exist.", .controller,
            "Check Non-Stock Items (IN202000)."),
        KnownError(
            "unit-unknown", "uom*cannot be found in the system", "The unit of measure does not exist.", .controller,
            "Add it in Units of Measure (CS203100)."),
        KnownError(
            "location-unknown", "location*cannot be found in the system", "The vendor's location does not exist.",
            .accountsPayable, "Check the locations of the vendor in Vendor Locations (AP303010)."),
        KnownError(
            "order-unknown", "order*cannot be found in the system", "The order that the line names does not exist.",
            .accountsPayable, "Look for it in Purchase Orders (PO301000), then `replay` the order's record."),
        KnownError(
            "something-unknown", "cannot be found in the system", "A code that was sent does not exist in this tenant.",
            .controller, "Create what the message names, or correct the mapping that leads to it."),
    ]

    private static let required: [KnownError] = [
        KnownError(
            "vendor-ref-required", "'vendor ref.' cannot be empty", "The company requires the vendor's invoice number.",
            .accountsPayable, "Enter the invoice number in Procurify (Fix Bill)."),
        KnownError(
            "branch-required", "'branch' cannot be empty", "The document has no branch.", .engineer,
            "Set acumatica.branch or `mapping set branch`; the user needs access in Branches (CS102000)."),
        KnownError(
            "subaccount-required", "'subaccount' cannot be empty", "A line has no subaccount.", .controller,
            "Complete the `subaccount` mapping."),
        KnownError(
            "account-required", "'account' cannot be empty", "A line has no account.", .accountsPayable,
            "Code the line in Procurify (Fix Bill)."),
        KnownError(
            "project-required", "'project' cannot be empty", "The company requires a project on each line.", .engineer,
            "Set defaults.project."),
        KnownError(
            "task-required", "'project task' cannot be empty", "The project requires a task on each line.", .controller,
            "Use the non-project code (Projects Preferences, PM101000), or enter the document by hand."),
        KnownError(
            "terms-required", "'terms' cannot be empty", "The vendor has no credit terms.", .accountsPayable,
            "Give the vendor credit terms in Vendors (AP303000)."),
        KnownError(
            "field-required", "cannot be empty", "A field that the company requires was not filled.", .accountsPayable,
            "Fill what the message names in Procurify, or make it optional in Acumatica."),
        KnownError(
            "value-not-allowed", "is not allowed", "A choice that was sent is not in the ERP's list of this field.",
            .engineer, "Check that the connector's user signs in with the locale en-US (User Profile, SM203010)."),
        KnownError(
            "text-too-long", "string value provided exceeds", "A text is longer than its field.", .accountsPayable,
            "Shorten what the message names in Procurify."),
    ]

    private static let site: [KnownError] = [
        KnownError(
            "login-limit", "api login limit", "All API users of the licence are signed in.", .erpAdministrator,
            "End a session in Users (SM201010), or look at License Monitoring Console (SM604000)."),
        KnownError(
            "invalid-credentials", "invalid credentials", "User name and password do not belong together.", .engineer,
            "Store the right password with `secret set`; repeated wrong ones lock the user (Users, SM201010)."),
        KnownError(
            "undefined-company", "pxundefinedcompany", "The tenant does not exist on this site.", .engineer,
            "Correct acumatica.tenant; it is the login name in Tenants (SM203520)."),
        KnownError(
            "not-optimised", "optimization cannot be performed", "The ERP cannot list some fields.", .nobody,
            "Nothing: they are left out of the list."),
        KnownError(
            "no-entity", "no entity satisfies the condition", "The document is not there any more.", .accountsPayable,
            "Look for it in Acumatica; `replay --recreate --reason TEXT` posts it anew."),
        KnownError(
            "setup-missing", "required configuration data is not entered",
            "A form of the module was never filled in.", .erpAdministrator, "Fill in the form that the message names."),
        KnownError(
            "incompatible-types", "incompatible types", "The ERP does not take a value in this form.", .engineer,
            "Report it with the record's audit trail."),
        KnownError(
            "dictionary-key", "given key was not present in the dictionary", "The ERP cannot list this entity so.",
            .engineer, "Report it with the endpoint's version."),
        KnownError(
            "insufficient-rights", "insufficient rights", "The connector's user lacks a right.", .erpAdministrator,
            "Give its role the rights to the screen in Access Rights by Role (SM201025)."),
        KnownError(
            "body-empty", "request body should not be empty", "The ERP received no body.", .engineer,
            "Look for a proxy that drops bodies; then `resume`."),
        KnownError(
            "database-busy", "deadlocked on lock resources", "The ERP's database was busy.", .nobody,
            "Nothing: it is looked up and tried again."),
    ]
}
