// What is planned for an account, and how it is looked up, written and found again.

import Core
import Foundation
import TestKit
import Testing

@testable import ProcurifyAcumatica

@Suite struct AccountsTests {
    private let codes = "/api/v3/account-codes/"

    private func erp(
        _ code: String = "61000", _ description: String = "Office supplies", type: String = "Expense",
        active: Bool = true,
        cash: Bool = false
    ) -> JSON {
        entity([
            ("AccountCD", .string(code)), ("Description", .string(description)), ("Type", .string(type)),
            ("Active", .bool(active)),
            ("CashAccount", .bool(cash)), ("LastModifiedDateTime", "2026-07-01T10:00:00+00:00"),
        ])
    }

    private func code(
        _ id: Int = 88, _ code: String = "61000", _ description: String = "Office supplies", active: Bool = true,
        type: Int? = 2,
        parent: Int? = nil, applied: Int? = 2
    ) -> JSON {
        [
            "id": .integer(id), "code": .string(code), "code_length": 5, "description": .string(description),
            "account_type": type.map(JSON.integer) ?? .null, "active": .bool(active),
            "parent": parent.map(JSON.integer) ?? .null,
            "applied_accounts_count": applied.map(JSON.integer) ?? .null,
        ]
    }

    private func account(_ world: MasterWorld, _ raw: JSON) async throws -> Record {
        try await world.stage(ERPAccountFeed.row(raw), flow: world.accounts)
    }

    private func departments(_ world: MasterWorld) async throws {
        for (id, name, branch, active) in [
            (14, "Civil", "Denver", true), (12, "Survey", "Denver", true), (15, "Civil", "Seattle", false),
        ] {
            try await world.mirror(
                ProcurifyMirror.department([
                    "id": .integer(id), "name": .string(name), "active": .bool(active),
                    "branch": ["id": 3, "name": .string(branch), "headquarter": true],
                ]))
        }
    }

    private func page(_ rows: [JSON]) -> ScriptedTransport.Step {
        .json(
            200,
            (["metadata": ["pagination": ["count": .integer(rows.count), "next": .null]], "data": .array(rows)] as JSON)
                .encoded())
    }

    @Test("an unknown account is created with all active departments")
    func create() async throws {
        let world = try MasterWorld()
        try await departments(world)
        let plan = try await world.plan(try await account(world, erp()), flow: world.accounts)
        #expect(plan.action == .create)
        #expect(plan.request == (try golden("account-create")))
    }

    @Test("the departments that are named are paired, by name or id; one that does not exist holds the account")
    func namedDepartments() async throws {
        for (names, expected) in [(["survey "], [12]), (["14", "Survey"], [12, 14]), (["civil"], [14])]
            as [([String], JSON)]
        {
            let world = try MasterWorld { $0.accounts.departments = names }
            try await departments(world)
            let plan = try await world.plan(try await account(world, erp()), flow: world.accounts)
            #expect(plan.request["departments"] == expected)
        }
        let world = try MasterWorld { $0.accounts.departments = ["Survey", "Marketing"] }
        try await departments(world)
        let record = try await account(world, erp())
        #expect(try await world.rejection(record, flow: world.accounts)?.code == "held department-not-paired")
    }

    @Test(
        "accounts out of scope are skipped",
        arguments: [
            ("61000", "Liability", false, "type Liability"), ("10100", "Asset", true, "cash account"),
            ("69990", "Expense", false, "pattern 699*"), ("1X99", "Asset", false, "pattern *x*9"),
        ])
    func scope(code: String, type: String, cash: Bool, expected: String) async throws {
        let world = try MasterWorld { $0.accounts.exclude = ["699*", "*x*9"] }
        let rejection = try await world.rejection(
            try await account(world, erp(code, type: type, cash: cash)), flow: world.accounts)
        #expect(rejection?.code == "skipped account-excluded")
        #expect(rejection?.reason.message.contains(expected) == true)
    }

    @Test(
        "patterns stand for whole codes",
        arguments: [
            ("61000", "61000", true), ("61000", "6100", false), ("61000", "6*0", true), ("61000", "*", true),
            ("61000", "*1*", true),
            ("61000", "6*1*0", true), ("61", "61*61", false), ("61000", "*9", false), ("", "*", true),
            ("a.c", "a?c", false), ("6", "**", true),
        ])
    func patterns(code: String, pattern: String, expected: Bool) {
        #expect(AccountPlanning.matches(code, pattern) == expected)
    }

    @Test(
        "types of the two systems correspond",
        arguments: [("Asset", 0), ("Liability", 1), ("Expense", 2), ("Income", 3)])
    func types(type: String, number: Int) async throws {
        let world = try MasterWorld { $0.accounts.types = ["asset", "LIABILITY", "Expense", "Income"] }
        let plan = try await world.plan(try await account(world, erp(type: type)), flow: world.accounts)
        #expect(plan.request["account_type"] == .integer(number))
    }

    @Test("a description is cut to what Procurify keeps and never empty; a code that is too long is held")
    func lengths() async throws {
        let world = try MasterWorld()
        let long = try await world.plan(
            try await account(world, erp("1", String(repeating: "é", count: 201))), flow: world.accounts)
        #expect(long.request["description"]?.text?.unicodeScalars.count == 200)
        let empty = try await world.plan(try await account(world, erp("2", "")), flow: world.accounts)
        #expect(empty.request["description"] == "2")
        let code = try await account(world, erp(String(repeating: "9", count: 51)))
        #expect(try await world.rejection(code, flow: world.accounts)?.code == "held name-too-long")
    }

    @Test("a known code that agrees is left alone; an update keeps type and parent as people have them")
    func update() async throws {
        let world = try MasterWorld()
        try await world.mirror(ProcurifyMirror.accountCode(code(88, "61000", " Office supplies ")))
        let record = try await account(world, erp())
        #expect(try await world.plan(record, flow: world.accounts).action == .nothing)
        try await world.mirror(ProcurifyMirror.accountCode(code(88, "61000", "Old", type: 5, parent: 80)))
        let plan = try await world.plan(record, flow: world.accounts)
        #expect(plan.action == .update)
        #expect(plan.request == (try golden("account-update")))
        let next = try await world.settle(record, world.accounts.assume(plan))
        #expect(next.state == .posted)
        #expect(try await world.plan(next, flow: world.accounts).action == .nothing)
    }

    @Test("inactive in the ERP: an active code is held until a person puts it away, an unknown one is skipped")
    func inactive() async throws {
        let world = try MasterWorld()
        let record = try await account(world, erp(active: false))
        #expect(try await world.rejection(record, flow: world.accounts)?.code == "skipped inactive-in-erp")
        try await world.mirror(ProcurifyMirror.accountCode(code()))
        let rejection = try await world.rejection(record, flow: world.accounts)
        #expect(rejection?.code == "held account-code-not-deactivatable")
        #expect(rejection?.reason.code.heals == true)
        try await world.mirror(ProcurifyMirror.accountCode(code(active: false)))
        #expect(try await world.plan(record, flow: world.accounts).action == .nothing)
    }

    @Test("a code that nobody can choose is held with its own reason, also beside an update, and heals")
    func notPaired() async throws {
        let world = try MasterWorld()
        try await world.mirror(ProcurifyMirror.accountCode(code(applied: 0)))
        let record = try await account(world, erp())
        #expect(try await world.rejection(record, flow: world.accounts)?.code == "held department-not-paired")
        try await world.mirror(ProcurifyMirror.accountCode(code(88, "61000", "Old", applied: 0)))
        let plan = try await world.plan(record, flow: world.accounts)
        let settlement = try await world.accounts.accept(plan, answer: code(applied: 0), store: world.store)
        #expect(settlement.held?.code == .departmentNotPaired)
        let next = try await world.settle(record, settlement)
        #expect(next.state == .held)
        #expect(try await world.rejection(next, flow: world.accounts)?.code == "held department-not-paired")
        try await world.mirror(ProcurifyMirror.accountCode(code(88, "61000", "Old", applied: 3)))
        #expect(try await world.plan(next, flow: world.accounts).action == .nothing)
        // A list that does not say how many there are says nothing.
        try await world.mirror(ProcurifyMirror.accountCode(code(applied: nil)))
        #expect(try await world.plan(next, flow: world.accounts).action == .nothing)
    }

    @Test("of several rows of one code the active one counts")
    func severalRows() async throws {
        let world = try MasterWorld()
        try await world.mirror(
            ProcurifyMirror.accountCode(code(70, active: false)), ProcurifyMirror.accountCode(code(90, "61000", "Old")),
            ProcurifyMirror.accountCode(code(91, "61000", "Older")))
        let plan = try await world.plan(try await account(world, erp()), flow: world.accounts)
        #expect(plan.intent["id"] == 90)
    }

    @Test("before a create the code is asked for, inactive ones too; what is there is linked and brought up to date")
    func lookUp() async throws {
        let world = try MasterWorld()
        let record = try await account(world, erp())
        let plan = try await world.plan(record, flow: world.accounts)
        world.network.on(.get, codes, page([]))
        var found = try await world.accounts.lookUp([plan], store: world.store)
        #expect(try await world.judge(plan, found: found[plan.record], flow: world.accounts) == .write)
        let asked = world.network.log.filter { $0.hasPrefix("GET") }
        #expect(asked.count == 2)
        #expect(asked.allSatisfy { $0.contains("code=61000") })
        #expect(asked[1].contains("active=false"))
        world.network.on(.get, codes, page([code(7, "610"), code(88, "61000", "Old")]))
        found = try await world.accounts.lookUp([plan], store: world.store)
        guard
            case .settled(let settlement) = try await world.judge(plan, found: found[plan.record], flow: world.accounts)
        else {
            Issue.record("not settled")
            return
        }
        #expect(settlement.kind == .adopted)
        let next = try await world.settle(record, settlement)
        #expect(next.state == .pending)
        let update = try await world.plan(next, flow: world.accounts)
        #expect(update.action == .update)
        #expect(update.intent["id"] == 88)
    }

    @Test("a filter that the server does not apply proves nothing")
    func untrusted() async throws {
        let world = try MasterWorld()
        let plan = try await world.plan(try await account(world, erp()), flow: world.accounts)
        let body: JSON = [
            "metadata": [
                "pagination": ["count": 200, "next": "https://acme.procurify.com/api/v3/account-codes/?page=2"]
            ],
            "data": [code(1, "1")],
        ]
        world.network.on(.get, codes, .json(200, body.encoded()))
        await #expect {
            try await world.accounts.lookUp([plan], store: world.store)
        } throws: { ($0 as? Failure)?.code == "lookup-not-trusted" }
    }

    @Test("type or parent that people changed since the list was read are not set back")
    func fresh() async throws {
        let world = try MasterWorld()
        try await world.mirror(ProcurifyMirror.accountCode(code(88, "61000", "Old")))
        let record = try await account(world, erp())
        let plan = try await world.plan(record, flow: world.accounts)
        let live = code(88, "61000", "Old", type: 2, parent: 71)
        guard case .settled(let settlement) = try await world.judge(plan, found: ["rows": [live]], flow: world.accounts)
        else {
            Issue.record("not settled")
            return
        }
        let next = try await world.settle(record, settlement)
        let again = try await world.plan(next, flow: world.accounts)
        #expect(again.request["parent"] == 71)
        #expect(try await world.judge(again, found: ["rows": [live]], flow: world.accounts) == .write)
        let gone = try await world.judge(again, found: ["rows": []], flow: world.accounts)
        guard case .rejected(let rejection) = gone else {
            Issue.record("not rejected")
            return
        }
        #expect(rejection.code == "held refused-by-procurify")
    }

    @Test("a create is a POST and an update a PUT to the id, each once, with the planned body")
    func write() async throws {
        let world = try MasterWorld()
        try await departments(world)
        let record = try await account(world, erp())
        let create = try await world.plan(record, flow: world.accounts)
        world.network.on(.post, codes, .json(201, (["metadata": [:], "data": code()] as JSON).encoded()))
        guard case .done(let answer) = await world.accounts.write(create, permit: {}).outcome else {
            Issue.record("not done")
            return
        }
        #expect(try JSON.parse(try #require(world.network.requests.last?.body)) == create.request)
        let settlement = try await world.accounts.accept(create, answer: answer, store: world.store)
        #expect(settlement.kind == .created)
        #expect(settlement.target == Accounts.target("61000"))
        try await world.settle(record, settlement)
        let changed = try await account(world, erp("61000", "Office and kitchen"))
        let update = try await world.plan(changed, flow: world.accounts)
        world.network.on(
            .put, codes + "88/", .json(200, (["data": code(88, "61000", "Office and kitchen")] as JSON).encoded()))
        guard case .done(let second) = await world.accounts.write(update, permit: {}).outcome else {
            Issue.record("not done")
            return
        }
        let last = try await world.accounts.accept(update, answer: second, store: world.store)
        #expect(last.kind == .updated)
        let next = try await world.settle(changed, last)
        #expect(try await world.plan(next, flow: world.accounts).action == .nothing)
        #expect(world.network.log.filter { $0.hasPrefix("PUT") || $0.hasPrefix("POST /api") }.count == 2)
    }

    @Test("a description that Procurify does not keep is held, not sent for ever")
    func notKept() async throws {
        let world = try MasterWorld()
        try await world.mirror(ProcurifyMirror.accountCode(code(88, "61000", "Old")))
        let plan = try await world.plan(try await account(world, erp()), flow: world.accounts)
        let settlement = try await world.accounts.accept(plan, answer: code(88, "61000", "OLD"), store: world.store)
        #expect(settlement.held?.code == .refusedByProcurify)
        #expect(settlement.nextStep == nil)
    }

    @Test("after doubt the code tells whether a create or an update landed")
    func doubt() async throws {
        let world = try MasterWorld()
        let record = try await account(world, erp())
        let create = try await world.plan(record, flow: world.accounts)
        try await world.mirror(ProcurifyMirror.accountCode(code(88, "61000", "Old")))
        let update = try await world.plan(record, flow: world.accounts)
        let cases: [(Plan, [JSON], Bool)] = [
            (create, [], false), (create, [code()], true), (create, [code(88, "61000", "Old")], true),
            (update, [code(88, "61000", "Old")], false), (update, [code()], true), (update, [code(99)], false),
        ]
        for (plan, rows, landed) in cases {
            var attempt = Attempt.fixture(record.id)
            attempt.outcome = .unknown
            attempt.intent = plan.intent
            let verdict = try await world.store.read { [attempt, flow = world.accounts] reader in
                try flow.resolve(
                    record, attempts: [attempt], found: rows,
                    given: Given(reader: reader, census: .null, now: VirtualClock.start))
            }
            #expect((verdict != .write) == landed)
        }
    }

    @Test(
        "a row that cannot be understood is undecodable, by field",
        arguments: [("Type", "Equity"), ("Type", ""), ("Active", "maybe"), ("AccountCD", "")])
    func undecodable(field: String, value: String) throws {
        let world = try MasterWorld()
        let raw = erp().setting(field, to: value.isEmpty ? [:] : ["value": .string(value)])
        #expect {
            try world.accounts.decode(ERPAccountFeed.row(raw), detail: nil)
        } throws: { ($0 as? Undecodable)?.field == field }
    }
}
