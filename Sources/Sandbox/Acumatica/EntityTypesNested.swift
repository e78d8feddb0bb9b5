// The detail rows and linked entities of the served entities (acumatica.md 6).

extension EntityType {
    /// Rows and linked entities, which have no URL of their own.
    static let nested: [EntityType] = [
        EntityType(
            "AttributeValue",
            """
            AttributeID:S AttributeDescription:S IsActive:B RefNoteID:G Required:B Value:S ValueDescription:S
            """),
        EntityType(
            "CustomerContact",
            """
            Contact:{Contact} ContactID:I LastModifiedDateTime:T
            """),
        EntityType(
            "Contact",
            """
            Active:B Activities:[ActivityDetail] Address:{Address} OverrideAccountAddress:B AddressValidated:B \
            Attention:S Attributes:[AttributeValue] BusinessAccount:S Campaigns:[CampaignDetail] Cases:[CaseDetail] \
            CompanyName:S ContactClass:S ContactID:I ContactMethod:S ConvertedBy:S DateOfBirth:T DisplayName:S \
            DoNotCall:B DoNotEmail:B DoNotFax:B DoNotMail:B Duplicate:S DuplicateFound:B \
            Duplicates:[ContactDuplicateDetail] Email:S Fax:S FaxType:S FirstName:S Gender:S Image:S JobTitle:S \
            LanguageOrLocale:S LastIncomingActivity:T LastModifiedDateTime:T LastName:S LastOutgoingActivity:T \
            MaritalStatus:S MarketingLists:[MarketingListDetail] MiddleName:S NoMarketing:B NoMassMail:B \
            Notifications:[ContactNotification] Opportunities:[OpportunityDetail] Owner:S OwnerEmployeeName:S \
            ParentAccount:S Phone1:S Phone1Type:S Phone2:S Phone2Type:S Phone3:S Phone3Type:S QualificationDate:T \
            Reason:S Relations:[RelationDetail] RoleAssignments:[BCRoleAssignment] Source:S SourceCampaign:S \
            SpouseOrPartnerName:S Status:S Synchronize:B Title:S Type:S UserInfo:{ContactUserInfo} WebSite:S \
            Workgroup:S WorkgroupDescription:S NoteID:G FullName:S ExtRefNbr:S
            """),
        EntityType(
            "ActivityDetail",
            """
            Billable:B Overtime:S BillableOvertime:S BillableTime:S Category:S CostCode:S CreatedDateTime:T \
            LastModifiedDateTime:T CreatedByID:S NoteID:G Owner:S Project:S ProjectTask:S RefNoteID:G Released:B \
            StartDate:T Status:S Summary:S TimeSpent:S Type:S WorkgroupID:S
            """),
        EntityType(
            "Address",
            """
            AddressLine1:S AddressLine2:S City:S Country:S PostalCode:S State:S Validated:B
            """,
            since25: """
                BuildingName:S BuildingNumber:S Department:S DistrictName:S Floor:S PostBox:S Room:S StreetName:S \
                SubDepartment:S TownLocationName:S UnitNumber:S
                """),
        EntityType(
            "CampaignDetail",
            """
            CampaignID:S CampaignName:S ContactID:I Stage:S
            """),
        EntityType(
            "CaseDetail",
            """
            CaseID:S ClassID:S ClosingDate:T DateReported:T Estimation:S InitialResponse:S Owner:S Reason:S \
            Severity:S Status:S Subject:S Workgroup:S
            """),
        EntityType(
            "ContactDuplicateDetail",
            """
            BusinessAccount:S BusinessAccountName:S BusinessAccountType:S DisplayName:S Duplicate:S Email:S \
            LastModifiedDate:T Type:S
            """),
        EntityType(
            "MarketingListDetail",
            """
            ContactID:I DynamicList:B Format:S ListName:S MarketingListID:I Subscribed:B
            """),
        EntityType(
            "ContactNotification",
            """
            Active:B Bcc:B ClassID:S Description:S Format:S MailingID:S Module:S NotificationID:I Report:S Source:S
            """),
        EntityType(
            "OpportunityDetail",
            """
            Currency:S DisplayName:S Estimation:T Owner:S Probability:I Stage:S Status:S Subject:S Total:D \
            Workgroup:S
            """),
        EntityType(
            "RelationDetail",
            """
            Account:S AddToCc:B ContactDisplayName:S ContactID:I Document:G DocumentTargetNoteIDDescription:S \
            Email:S Name:S Primary:B RelationID:I Role:S Type:S DocumentDate:T
            """),
        EntityType(
            "BCRoleAssignment",
            """
            RoleAssignmentID:I BAccountID:I ContactID:I LocationCD:S Role:S CreatedDateTime:T LastModifiedDateTime:T
            """),
        EntityType(
            "ContactUserInfo",
            """
            GeneratePassword:B Login:S Password:S Roles:[ContactRoles] Status:S UserType:S
            """),
        EntityType(
            "ContactRoles",
            """
            RoleDescription:S RoleName:S Selected:B UserType:I
            """),
        EntityType(
            "BusinessAccountPaymentInstructionDetail",
            """
            Description:S LocationID:I PaymentInstructionsID:S PaymentMethod:S Value:S
            """),
        EntityType(
            "BusinessAccountClassAttributeDetail",
            """
            Active:B AttributeID:S DefaultValue:S Description:S Required:B SortOrder:I
            """),
        EntityType(
            "BillApplicationDetail",
            """
            AmountPaid:D Balance:D DocType:S ReferenceNbr:S Status:S
            """),
        EntityType(
            "BillDetail",
            """
            Account:S Amount:D Branch:S CalculateDiscountsOnImport:B CostCode:S Description:S ExtendedCost:D \
            InventoryID:S LCLineNbr:I LCNbr:S LCType:S NonBillable:B POLine:I POOrderNbr:S POOrderType:S \
            POReceiptLine:I POReceiptType:S POReceiptNbr:S Project:S ProjectTask:S Qty:D Subaccount:S TaxCategory:S \
            TransactionDescription:S UnitCost:D UOM:S
            """),
        EntityType(
            "BillTaxDetail",
            """
            TaxableAmount:D TaxAmount:D TaxID:S TaxRate:D
            """),
        EntityType(
            "PurchaseOrderDetail",
            """
            Account:S AlternateID:S BranchID:S CalculateDiscountsOnImport:B Cancelled:B Completed:B CompleteOn:D \
            CostCode:S Description:S ExtendedCost:D InventoryID:S LineDescription:S LineNbr:I LineType:S \
            MaxReceiptPercent:D MinReceiptPercent:D OrderNbr:S OrderQty:D OrderedQty:D OrderType:S OrigPONbr:S \
            OrigPOType:S Project:S ProjectTask:S Promised:T QtyOnReceipts:D ReceiptAction:S ReceivedAmount:D \
            Requested:T Subaccount:S Subitem:S TaxCategory:S UnitCost:D UOM:S WarehouseID:S
            """),
        EntityType(
            "ShippingInstructions",
            """
            ShippingDestinationType:S ShippingLocation:S ShipTo:S ShipToAddress:{Address} ShipToAddressOverride:B \
            ShipToAddressValidated:B ShipToContact:{DocContact} ShipToContactOverride:B Warehouse:S
            """),
        EntityType(
            "DocContact",
            """
            Attention:S BusinessName:S Email:S Phone1:S
            """),
        EntityType(
            "PurchaseOrderTaxDetail",
            """
            RetainedTaxableAmount:D RetainedTaxAmount:D TaxableAmount:D TaxAmount:D TaxID:S TaxRate:D
            """),
        EntityType(
            "PurchaseReceiptDetail",
            """
            Account:S AccrualAccount:S AccrualSubaccount:S Allocations:[PurchaseReceiptDetailAllocation] Branch:S \
            Description:S EditableUnitCost:B EstimatedINExtendedCost:D ExtendedCost:D ExpirationDate:T \
            FinalINExtendedCost:D InventoryID:S LineNbr:I LineType:S Location:S LotSerialNbr:S OpenQty:D \
            OrderedQty:D POLineNbr:I POOrderNbr:S POOrderType:S POReceiptLineNbr:I POReceiptNbr:S ReceiptQty:D \
            Subaccount:S Subitem:S TransactionDescription:S TransferOrderNbr:S TransferOrderLineNbr:I \
            TransferOrderType:S TransferShipmentNbr:S UnitCost:D UOM:S Warehouse:S
            """),
        EntityType(
            "PurchaseReceiptDetailAllocation",
            """
            LineNbr:I Location:S LotSerialNbr:S Qty:D ReceiptNbr:S SplitLineNbr:I ExpirationDate:T
            """),
        EntityType(
            "CheckDetail",
            """
            AmountPaid:D Balance:D CashDiscountBalance:D DocLineNbr:I DocType:S ReferenceNbr:S
            """),
        EntityType(
            "CheckHistoryDetail",
            """
            AmountPaid:D Balance:D CashDiscountBalance:D CashDiscountTaken:D DocType:S ReferenceNbr:S VendorRef:S
            """),
        EntityType(
            "LedgerBranches",
            """
            Active:B BranchID:S BranchName:S CompanyName:S
            """),
        EntityType(
            "LedgerCompanies",
            """
            Active:B Company:S CompanyName:S CompanyType:S
            """),
        EntityType(
            "FinancialPeriodDetail",
            """
            AdjustmentPeriod:B ClosedInAP:B ClosedInAR:B ClosedInCA:B ClosedInFA:B ClosedInIN:B Description:S \
            EndDate:T FinancialPeriodID:S LengthInDays:I PeriodNbr:S StartDate:T Status:S
            """),
        EntityType(
            "TaxScheduleDetail",
            """
            DeductibleTaxRate:D MaxTaxableAmount:D MinTaxableAmount:D ReportingGroup:S RevisionID:I StartDate:T \
            TaxID:S TaxRate:D
            """),
        EntityType(
            "TaxZoneDetail",
            """
            DefaultTaxCategory:S Description:S TaxID:S TaxZoneID:S
            """),
        EntityType(
            "CompaniesStructureDetail",
            """
            BaseCurrencyID:S BranchCountry:S BranchID:S BranchName:S BranchStatus:B CompanyID:S CompanyName:S \
            CompanyStatus:B CompanyType:S
            """),
    ]
}
