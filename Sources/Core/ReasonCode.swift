// The stable codes of reasons, each with its remedy; docs/REASONS.md is the same list.

/// A code that scripts, documents and people rely on.
package struct ReasonCode: RawRepresentable, Hashable, Sendable {
    package var rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
    package init(_ rawValue: String) { self.rawValue = rawValue }

    /// What a person does about it.
    package var remedy: String { Self.catalogue[self]?.remedy ?? "Look at the record with `records show`." }
    /// Whether a change of reference data or mappings may settle it, so that it is planned anew by itself.
    package var heals: Bool { Self.catalogue[self]?.heals ?? false }

    /// What is known of a code.
    package struct Entry: Sendable {
        package var remedy: String
        package var heals: Bool
    }
}

extension ReasonCode {
    package static let vendorNotInERP = ReasonCode("vendor-not-in-erp")
    package static let vendorInactive = ReasonCode("vendor-inactive")
    package static let vendorMatchProposed = ReasonCode("vendor-match-proposed")
    package static let vendorNameClash = ReasonCode("vendor-name-clash")
    package static let nameTooLong = ReasonCode("name-too-long")
    package static let tooManyDeactivations = ReasonCode("too-many-deactivations")
    package static let accountNotInERP = ReasonCode("account-not-in-erp")
    package static let accountInactive = ReasonCode("account-inactive")
    package static let accountNotDeactivatable = ReasonCode("account-code-not-deactivatable")
    package static let departmentNotPaired = ReasonCode("department-not-paired")
    package static let subaccountNotInERP = ReasonCode("subaccount-not-in-erp")
    package static let branchNotInERP = ReasonCode("branch-not-in-erp")
    package static let currencyNotInERP = ReasonCode("currency-not-in-erp")
    package static let chargeAccountMissing = ReasonCode("charge-account-missing")
    package static let periodClosed = ReasonCode("period-closed")
    package static let periodMissing = ReasonCode("period-missing")
    package static let invoiceNumberMissing = ReasonCode("invoice-number-missing")
    package static let referenceTooLong = ReasonCode("reference-too-long")
    package static let duplicateInvoice = ReasonCode("duplicate-invoice")
    package static let anotherInstallation = ReasonCode("another-installation")
    package static let amountMismatch = ReasonCode("amount-mismatch")
    package static let dateMismatch = ReasonCode("date-mismatch")
    package static let orderNotPosted = ReasonCode("order-not-posted")
    package static let orderNotOpen = ReasonCode("order-not-open")
    package static let orderBeforeStartDate = ReasonCode("order-before-start-date")
    package static let orderLineMissing = ReasonCode("order-line-missing")
    package static let overOrder = ReasonCode("over-order")
    package static let changedAfterPosting = ReasonCode("changed-after-posting")
    package static let cancelledAfterPosting = ReasonCode("cancelled-after-posting")
    package static let changedWhileIgnored = ReasonCode("changed-while-ignored")
    package static let refusedByERP = ReasonCode("refused-by-erp")
    package static let refusedByProcurify = ReasonCode("refused-by-procurify")
    package static let erpDocumentAltered = ReasonCode("erp-document-altered")
    package static let lookUpNotTrusted = ReasonCode("lookup-not-trusted")
    package static let undecodable = ReasonCode("undecodable")
    package static let heldByPerson = ReasonCode("held-by-person")
    package static let ignoredByPerson = ReasonCode("ignored-by-person")
    package static let outcomeUnknown = ReasonCode("outcome-unknown")
    package static let cardBill = ReasonCode("card-bill")
    package static let expenseBill = ReasonCode("expense-bill")
    package static let cardOrder = ReasonCode("card-order")
    package static let beforeStartDate = ReasonCode("before-start-date")
    package static let notApproved = ReasonCode("not-approved")
    package static let cancelled = ReasonCode("cancelled")
    package static let closedBeforePosting = ReasonCode("closed-before-posting")
    package static let notASupplier = ReasonCode("not-a-supplier")
    package static let classExcluded = ReasonCode("class-excluded")
    package static let inactiveInERP = ReasonCode("inactive-in-erp")
    package static let accountExcluded = ReasonCode("account-excluded")
    package static let deletedInERP = ReasonCode("deleted-in-erp")

    /// Every code with its remedy and whether new reference data may settle it.
    package static let catalogue: [ReasonCode: Entry] = [
        vendorNotInERP: Entry(
            remedy:
                "Create the vendor in Acumatica (AP303000), or map it: `mapping set vendor <Procurify vendor id> <VendorID>`.",
            heals: true),
        vendorInactive: Entry(
            remedy: "Set the vendor's status to Active in Acumatica (AP303000), or change the vendor in Procurify.",
            heals: true),
        vendorMatchProposed: Entry(
            remedy:
                "Look at the proposal with `mapping list` and confirm it: `mapping accept ID` or `mapping accept --unambiguous`.",
            heals: true),
        vendorNameClash: Entry(
            remedy:
                "Several vendors have this name: say which is meant with `mapping set vendor <Procurify vendor id> <VendorID>`.",
            heals: true),
        tooManyDeactivations: Entry(
            remedy:
                "Check in Acumatica that the vendors are meant to be inactive, then `resume` the records, or raise vendors.max_deactivations.",
            heals: false),
        accountNotInERP: Entry(
            remedy:
                "Create the account in Acumatica (GL202500), or map the code: `mapping set account <code> <AccountCD>`.",
            heals: true),
        accountInactive: Entry(
            remedy: "Activate the account in Acumatica (GL202500), or map the code to another account.", heals: true),
        accountNotDeactivatable: Entry(
            remedy:
                "Procurify's API cannot deactivate an account code: do it in Procurify under Settings, Account Codes.",
            heals: true),
        departmentNotPaired: Entry(
            remedy:
                "Procurify's API cannot pair an existing code: link it to departments in Procurify under Settings, Chart of Accounts.",
            heals: true),
        subaccountNotInERP: Entry(
            remedy:
                "Create the subaccount in Acumatica (GL203000), or map it: `mapping set subaccount 'location|department|account' <Subaccount>`.",
            heals: true),
        branchNotInERP: Entry(
            remedy: "Map the location: `mapping set branch <Procurify location> <BranchID>`.", heals: true),
        currencyNotInERP: Entry(
            remedy:
                "Activate the currency in Acumatica (CM202000), or map it: `mapping set currency <code> <CurrencyID>`.",
            heals: true),
        chargeAccountMissing: Entry(
            remedy: "Name the account: `mapping set charge <charge name> <AccountCD>`.", heals: true),
        periodClosed: Entry(
            remedy:
                "Open the period for AP in Acumatica (GL201000), or change the posting date of the bill in Procurify.",
            heals: true),
        periodMissing: Entry(
            remedy: "Generate the period in Acumatica (GL201000), or change the posting date of the bill in Procurify.",
            heals: true),
        nameTooLong: Entry(
            remedy: "Shorten the name or code in Acumatica (vendors AP303000, accounts GL202500).", heals: false),
        invoiceNumberMissing: Entry(remedy: "Enter the invoice number in Procurify (Fix Bill).", heals: false),
        referenceTooLong: Entry(
            remedy: "Shorten the invoice number in Procurify (Fix Bill) to at most 40 characters.", heals: false),
        duplicateInvoice: Entry(
            remedy:
                "If it is the same invoice, `link` or `ignore` it; if it is another one, `resume ID --not-a-duplicate`.",
            heals: false),
        anotherInstallation: Entry(
            remedy: "Another installation of the connector posts for this Procurify domain: stop one of the two.",
            heals: false),
        amountMismatch: Entry(
            remedy:
                "Correct the amounts in Procurify (Fix Bill) so that lines, charges and taxes add up, or correct the document in Acumatica.",
            heals: false),
        dateMismatch: Entry(remedy: "Correct the date in Procurify (Fix Bill).", heals: false),
        orderNotPosted: Entry(
            remedy: "Nothing, if the order is on its way; otherwise look at the order's own record.", heals: true),
        orderNotOpen: Entry(
            remedy: "Take the order off hold, approve it or reopen it in Acumatica (PO301000).", heals: true),
        orderBeforeStartDate: Entry(
            remedy: "`link` the order's record to its order in Acumatica, or set posting.bill_without_order: unlinked.",
            heals: true),
        orderLineMissing: Entry(
            remedy: "Correct the coding of the bill in Procurify, or set posting.recoded: unlink.", heals: true),
        overOrder: Entry(
            remedy: "Raise the order in Procurify, correct the bill, or raise posting.over_order.", heals: true),
        changedAfterPosting: Entry(
            remedy: "Make the same change in Acumatica by hand, then `resume` or `ignore` the record.", heals: false),
        cancelledAfterPosting: Entry(
            remedy: "Cancel the document in Acumatica by hand, then `ignore` the record.", heals: false),
        changedWhileIgnored: Entry(
            remedy: "Look at the change, then `resume` or `ignore` the record again.", heals: false),
        refusedByERP: Entry(remedy: "Mend what Acumatica names, then `resume` the record.", heals: false),
        refusedByProcurify: Entry(remedy: "Mend what Procurify names, then `resume` the record.", heals: false),
        erpDocumentAltered: Entry(
            remedy:
                "A create changed a document that was there. Check it in Acumatica, set posting.create: plain, then `unfreeze` and `resume`.",
            heals: false),
        lookUpNotTrusted: Entry(
            remedy:
                "Acumatica's lists do not show a document that is there. Check the rights of the connector's user, then run `sync` again.",
            heals: true),
        undecodable: Entry(
            remedy:
                "Look at the raw record with `records show` and report what is odd about it; it is read again when it changes.",
            heals: false),
        heldByPerson: Entry(remedy: "`resume` the record when it may go on.", heals: false),
        ignoredByPerson: Entry(remedy: "`resume` the record if it is to be posted after all.", heals: false),
        outcomeUnknown: Entry(remedy: "Nothing: it is looked up before anything is sent again.", heals: false),
        cardBill: Entry(remedy: "Nothing: card bills are settled by the card statement.", heals: false),
        expenseBill: Entry(remedy: "Nothing: expense bills are outside this connection.", heals: false),
        cardOrder: Entry(remedy: "Nothing: orders paid by card are settled by the card statement.", heals: false),
        beforeStartDate: Entry(remedy: "Nothing: it was approved before posting.start_date.", heals: false),
        notApproved: Entry(remedy: "Nothing: it is posted once it is approved in Procurify.", heals: false),
        cancelled: Entry(remedy: "Nothing: it was cancelled before it was posted.", heals: false),
        closedBeforePosting: Entry(
            remedy: "Nothing, or `link` it to an order in Acumatica: it was closed before it was first seen.",
            heals: false),
        notASupplier: Entry(
            remedy: "Nothing: tax agencies and labour unions are not offered in Procurify.", heals: false),
        classExcluded: Entry(remedy: "Nothing, or change vendors.classes.", heals: false),
        inactiveInERP: Entry(remedy: "Nothing: it is inactive in Acumatica and unknown in Procurify.", heals: false),
        deletedInERP: Entry(
            remedy: "If it must be posted again: `replay ID --recreate --reason TEXT`; otherwise `ignore` the record.",
            heals: false),
        accountExcluded: Entry(remedy: "Nothing, or change accounts.types and accounts.exclude.", heals: false),
    ]
}
