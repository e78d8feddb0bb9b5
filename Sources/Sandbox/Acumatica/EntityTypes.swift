// The entities of the Default endpoint that are served: every field of 24.200.001 and 25.200.001 (acumatica.md 6).

extension EntityType {
    /// Entities with a URL of their own. `X:S` a text, `B` boolean, `D` decimal, `I` integer, `T` moment, `G` GUID,
    /// `[X]` detail rows, `{X}` a linked entity.
    static let entities: [EntityType] = [
        EntityType(
            "Vendor", keys: ["VendorID"], graph: "PX.Objects.AP.VendorMaint", view: "BAccount",
            """
            AccountRef:S APAccount:S APSubaccount:S Attributes:[AttributeValue] CashAccount:S \
            Contacts:[CustomerContact] CreatedDateTime:T CurrencyID:S CurrencyRateType:S EnableCurrencyOverride:B \
            EnableRateOverride:B F1099Box:S F1099Vendor:B FATCA:B FOBPoint:S ForeignEntity:B LandedCostVendor:B \
            LastModifiedDateTime:T LeadTimedays:I LegalName:S LocationName:S MainContact:{Contact} MaxReceipt:D \
            MinReceipt:D ParentAccount:S PaymentBy:S PaymentInstructions:[BusinessAccountPaymentInstructionDetail] \
            PaymentLeadTimedays:I PaymentMethod:S PaySeparately:B PrimaryContact:{Contact} PrintOrders:B \
            ReceiptAction:S ReceivingBranch:S RemittanceAddressOverride:B RemittanceContact:{Contact} \
            RemittanceContactOverride:B SendOrdersbyEmail:B ShippingContactOverride:B ShippingAddressOverride:B \
            ShippingContact:{Contact} ShippingTerms:S ShipVia:S Status:S TaxCalculationMode:S TaxRegistrationID:S \
            TaxZone:S Terms:S ThresholdReceipt:D VendorClass:S VendorID:S VendorIsLaborUnion:B VendorIsTaxAgency:B \
            VendorName:S Warehouse:S
            """),
        EntityType(
            "VendorClass", keys: ["ClassID"], graph: "PX.Objects.AP.VendorClassMaint", view: "VendorClassRecord",
            """
            Attributes:[BusinessAccountClassAttributeDetail] ClassID:S CreatedDateTime:T Description:S \
            LastModifiedDateTime:T
            """),
        EntityType(
            "Account", keys: ["AccountCD"], graph: "PX.Objects.GL.AccountMaint", view: "AccountRecords",
            """
            AccountCD:S AccountClass:S AccountGroup:S AccountID:I Active:B CashAccount:B ChartOfAccountsOrder:I \
            ConsolidationAccount:S CreatedDateTime:T CurrencyID:S Description:S LastModifiedDateTime:T PostOption:S \
            RequireUnits:B RevaluationRateType:S Secured:B TaxCategory:S Type:S UseDefaultSubaccount:B
            """),
        EntityType(
            "Subaccount", keys: ["SubaccountCD"], graph: "PX.Objects.GL.SubAccountMaint", view: "SubRecords",
            """
            Active:B Description:S Secured:B SubaccountCD:S SubaccountID:I
            """),
        EntityType(
            "Bill", keys: ["Type", "ReferenceNbr"], graph: "PX.Objects.AP.APInvoiceEntry", view: "Document",
            """
            Amount:D Applications:[BillApplicationDetail] ApprovedForPayment:B Balance:D BranchID:S CashAccount:S \
            CurrencyID:S Date:T Description:S Details:[BillDetail] DueDate:T Hold:B LocationID:S PostPeriod:S \
            Project:S ReferenceNbr:S Status:S TaxDetails:[BillTaxDetail] TaxTotal:D Terms:S Type:S Vendor:S \
            VendorRef:S IsTaxValid:B LastModifiedDateTime:T
            """, since25: "RetainageDocuments:[BillRetainageDocument]"),
        EntityType(
            "PurchaseOrder", keys: ["Type", "OrderNbr"], graph: "PX.Objects.PO.POOrderEntry", view: "Document",
            """
            BaseCurrencyID:S Branch:S ControlTotal:D CurrencyID:S CurrencyEffectiveDate:T CurrencyRate:D \
            CurrencyRateTypeID:S CurrencyReciprocalRate:D Date:T Description:S Details:[PurchaseOrderDetail] Hold:B \
            IsTaxValid:B LastModifiedDateTime:T LineTotal:D Location:S OrderNbr:S OrderTotal:D Owner:S Project:S \
            PromisedOn:T ShippingInstructions:{ShippingInstructions} Status:S TaxDetails:[PurchaseOrderTaxDetail] \
            TaxTotal:D Terms:S Type:S VendorID:S VendorRef:S VendorTaxZone:S
            """),
        EntityType(
            "PurchaseReceipt", keys: ["Type", "ReceiptNbr"], graph: "PX.Objects.PO.POReceiptEntry", view: "Document",
            """
            BaseCurrencyID:S BillDate:T Branch:S ControlQty:D CreateBill:B CurrencyID:S CurrencyEffectiveDate:T \
            CurrencyRate:D CurrencyRateTypeID:S CurrencyReciprocalRate:D Date:T Details:[PurchaseReceiptDetail] \
            Hold:B InventoryRefNbr:S LastModifiedDateTime:T Location:S PostPeriod:S ProcessReturnWithOriginalCost:B \
            ReceiptNbr:S Status:S TotalCost:D TotalQty:D Type:S UnbilledQuantity:D VendorID:S VendorRef:S \
            Warehouse:S
            """),
        EntityType(
            "Check", keys: ["Type", "ReferenceNbr"], graph: "PX.Objects.AP.APPaymentEntry", view: "Document",
            """
            ApplicationDate:T CashAccount:S CurrencyID:S Description:S Details:[CheckDetail] \
            History:[CheckHistoryDetail] Hold:B PaymentAmount:D PaymentMethod:S PaymentRef:S ReferenceNbr:S Status:S \
            Type:S UnappliedBalance:D Vendor:S LastModifiedDateTime:T
            """),
        EntityType(
            "Ledger", keys: ["LedgerID"], graph: "PX.Objects.GL.GeneralLedgerMaint", view: "LedgerRecords",
            """
            Branches:[LedgerBranches] Companies:[LedgerCompanies] ConsolidationSource:B Currency:S Description:S \
            LastModifiedDateTime:T LedgerID:S Type:S
            """),
        EntityType(
            "FinancialPeriod", keys: ["FinancialYear"], graph: "PX.Objects.GL.FiscalPeriodMaint", view: "FiscalYear",
            """
            CreatedDateTime:T Details:[FinancialPeriodDetail] FinancialYear:S LastModifiedDateTime:T NbrOfPeriods:I \
            StartDate:T UserDefinedPeriods:B
            """),
        EntityType(
            "Currency", keys: ["CurrencyID"], graph: "PX.Objects.CM.CurrencyMaint", view: "CuryListRecords",
            """
            Active:B CreatedDateTime:T CurrencyID:S CurrencySymbol:S DecimalPrecision:I Description:S \
            LastModifiedDateTime:T UseForAccounting:B
            """),
        EntityType(
            "Tax", keys: ["TaxID"], graph: "PX.Objects.TX.SalesTaxMaint", view: "Tax",
            """
            CalculateOn:S CashDiscount:S CreatedDateTime:T DeductibleVAT:B Description:S EnterFromTaxBill:B \
            ExcludeFromTaxonTaxCalculation:B IncludeInVATExemptTotal:B IncludeInVATTaxableTotal:B \
            LastModifiedDateTime:T NotValidAfter:T PendingVAT:B ReverseVAT:B StatisticalVAT:B TaxAgency:S \
            TaxClaimableAccount:S TaxClaimableSubaccount:S TaxExpenseAccount:S TaxExpenseSubaccount:S TaxID:S \
            TaxPayableAccount:S TaxPayableSubaccount:S TaxSchedule:[TaxScheduleDetail] TaxType:S \
            Zones:[TaxZoneDetail]
            """),
        EntityType(
            "CompaniesStructure", keys: [], graph: "PX.Objects.CS.CompaniesStructureInq", view: "Filter",
            """
            Results:[CompaniesStructureDetail]
            """),
    ]
}
