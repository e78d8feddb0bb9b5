// The four shapes of a user and the two of an approver (procurify.md 12.1, 12.4, 12.10).
import Foundation

extension ProcurifyState {
    /// A signed address of a picture: another one at every read.
    private func picture(_ person: Firm.Person) -> Value {
        .string(
            "https://files.\(firm.subdomain).example/people/\(person.id).png?signature=\(reads &* 7919 &+ person.id)")
    }

    /// UserSummary: `user` is the account's own number.
    func userSummary(_ id: Int) -> Value {
        let person = person(id)
        let made = ProcurifyStamp.value(FirmDay(2024, 1, 8).at(9))
        return record([
            ("id", .integer(person.id)), ("user", .integer(person.id)), ("firstName", .string(person.firstName)),
            ("lastName", .string(person.lastName)), ("email", .string(person.email)),
            ("department", departmentSummary(person.department)), ("position", .string(person.position)),
            ("phone", .null), ("address", .null), ("profile_image", picture(person)), ("slack_user_id", ""),
            ("notifications", true), ("is_active", true), ("mobile", false), ("is_sso_enabled", false),
            ("last_changed_by", .null), ("approval_delegatee", .null), ("created_at", made), ("updated_at", made),
        ])
    }

    /// SimpleUserSummary: requesters, approvers, the last exporter.
    func userSimpleSummary(_ id: Int) -> Value {
        let person = person(id)
        return record([
            ("id", .integer(person.id)), ("email", .string(person.email)), ("firstName", .string(person.firstName)),
            ("lastName", .string(person.lastName)), ("position", .string(person.position)),
            ("profile_image", picture(person)), ("approval_delegatee", .null),
        ])
    }

    /// SimpleUser: the bill list.
    func userSimple(_ id: Int) -> Value {
        let person = person(id)
        return record([
            ("id", .integer(person.id)), ("firstName", .string(person.firstName)),
            ("lastName", .string(person.lastName)), ("email", .string(person.email)),
            ("profile_image", picture(person)),
        ])
    }

    /// ApproverRead: the bill detail.
    func approverRead(_ id: Int?) -> Value {
        guard let id else { return .null }
        return record([
            ("id", .integer(id + 17)), ("user", userSimpleSummary(id)),
            ("amount_limit", .fixed(person(id).approvalLimit ?? 0, 2)), ("approval_level", 1),
            ("item_variance_amount_limit", .null), ("item_variance_percentage_limit", .null),
        ])
    }

    /// BillListViewApprover: no id and no address, so the list does not tell who it is.
    func approverInList(_ id: Int?) -> Value {
        guard let id else { return .null }
        let delegatee = person(2)
        return record([
            ("firstName", .string(person(id).firstName)), ("lastName", .string(person(id).lastName)),
            ("profile_image", picture(person(id))),
            (
                "approval_delegatee",
                record([
                    ("id", .integer(delegatee.id)), ("firstName", .string(delegatee.firstName)),
                    ("lastName", .string(delegatee.lastName)),
                ])
            ),
        ])
    }

    /// `users/me` (12.10): the owner of the application.
    func me() -> Value {
        var fields = userSummary(owner.id).fields ?? [:]
        var department = departmentSummary(owner.department).fields ?? [:]
        department["branch"] = locationView(self.department(owner.department).branch)
        fields["department"] = .object(department)
        let extra: [(String, Value)] = [
            ("uuid", .string(FirmDice.identifier(of: "user-\(owner.id)"))),
            (
                "domains",
                record([
                    ("active", true),
                    ("procurify_domains", [["subdomain": .string(firm.subdomain), "name": .string(firm.name)]]),
                ])
            ),
            ("systemaccess_cache", ["settings": true, "accounts_payable": true, "purchaser": true]),
            ("is_approval_delegatee", false), ("role", 0), ("headquarter_logo", ""), ("pending_invite", false),
        ]
        for (key, value) in extra { fields.append(key, value) }
        return .object(fields)
    }
}
