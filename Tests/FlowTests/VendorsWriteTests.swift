// How vendors are looked up, written, checked and found again after doubt.

import Core
import Foundation
import TestKit
import Testing

@testable import ProcurifyAcumatica

@Suite struct VendorsWriteTests {
    private let all = "/api/v3/vendors/all/"

    private func page(_ rows: [JSON], next: String? = nil) -> ScriptedTransport.Step {
        let pagination: JSON = [
            "count": .integer(rows.count), "next": .optional(next), "previous": .null, "page_size": 100,
        ]
        return .json(200, (["metadata": ["pagination": pagination], "data": .array(rows)] as JSON).encoded())
    }

    private func single(_ row: JSON, status: Int = 200) -> ScriptedTransport.Step {
        .json(status, (["metadata": [:], "data": row] as JSON).encoded())
    }

    /// A list that answers by `external_id` and by `name`.
    private func filtered(external: [JSON], named: [JSON]) -> ScriptedTransport.Step {
        .compute { request in
            let rows = request.url.contains("external_id=") ? external : named
            let body: JSON = [
                "metadata": ["pagination": ["count": .integer(rows.count), "next": .null]], "data": .array(rows),
            ]
            return HTTPResponse(
                status: 200, headers: [("Content-Type", "application/json")], body: Data(body.encoded().utf8))
        }
    }

    @Test("a new vendor is asked for by external id and by name, and written where there is neither")
    func lookUpNothing() async throws {
        let world = try MasterWorld()
        let plan = try await world.plan(try await world.vendor(name: "O'Brien & Sons/2"), flow: world.vendors)
        world.network.on(.get, all, page([]))
        let found = try await world.vendors.lookUp([plan], store: world.store)
        #expect(try await world.judge(plan, found: found[plan.record], flow: world.vendors) == .write)
        let asked = world.network.log.filter { $0.hasPrefix("GET") }
        #expect(asked.count == 2)
        #expect(asked[0].contains("external_id=V0012"))
        #expect(asked[1].contains("name=O'Brien%20%26%20Sons%2F2"))
    }

    @Test("without the group of all vendors the plain list is asked")
    func plainList() async throws {
        let world = try MasterWorld()
        let plan = try await world.plan(try await world.vendor(), flow: world.vendors)
        world.network.on(.get, all, .json(404, #"{"detail":"Not found."}"#))
        world.network.on(.get, "/api/v3/vendors/", filtered(external: [VendorSample.procurify()], named: []))
        let found = try await world.vendors.lookUp([plan], store: world.store)
        #expect(found[plan.record]?["external"]?.items?.count == 1)
    }

    @Test("a filter that the server does not apply proves nothing")
    func untrusted() async throws {
        let world = try MasterWorld()
        let plan = try await world.plan(try await world.vendor(), flow: world.vendors)
        world.network.on(.get, all, page([VendorSample.procurify(external: "V0077")]))
        await #expect {
            try await world.vendors.lookUp([plan], store: world.store)
        } throws: { ($0 as? Failure)?.code == "lookup-not-trusted" }
    }

    @Test(
        "a vendor that carries the external id already is adopted, or recovered after a try, and brought up to date"
    )
    func external() async throws {
        let world = try MasterWorld()
        let record = try await world.vendor()
        let plan = try await world.plan(record, flow: world.vendors)
        world.network.on(.get, all, filtered(external: [VendorSample.procurify(1080, ["city": "Tacoma"])], named: []))
        let found = try await world.vendors.lookUp([plan], store: world.store)
        guard
            case .settled(let settlement) = try await world.judge(plan, found: found[plan.record], flow: world.vendors)
        else {
            Issue.record("not settled")
            return
        }
        #expect(settlement.kind == .adopted)
        #expect(settlement.target == Vendors.target("1080"))
        #expect(settlement.nextStep == "update")
        let next = try await world.settle(record, settlement)
        #expect(try await world.plan(next, flow: world.vendors).request == ["city": "Seattle"])
        try await world.store.write { writer in _ = try writer.open(Attempt.fixture(record.id)) }
        guard case .settled(let again) = try await world.judge(plan, found: found[plan.record], flow: world.vendors)
        else {
            Issue.record("not settled")
            return
        }
        #expect(again.kind == .recovered)
    }

    @Test("a vendor of the same name that the mirror does not know yet stops the create, as the mode says")
    func sameNameLive() async throws {
        for (match, expected) in [
            (VendorSettings.Match.confirm, "held vendor-match-proposed"), (.unambiguousName, "adopted"),
        ] {
            let world = try MasterWorld { $0.vendors.match = match }
            let plan = try await world.plan(try await world.vendor(), flow: world.vendors)
            let live = VendorSample.procurify(1080, name: "northwind TRADERS", external: nil)
            world.network.on(
                .get, all,
                filtered(external: [], named: [live, VendorSample.procurify(1, name: "Northwind", external: nil)]))
            let found = try await world.vendors.lookUp([plan], store: world.store)
            switch try await world.judge(plan, found: found[plan.record], flow: world.vendors) {
            case .settled(let settlement):
                #expect(settlement.kind.rawValue == expected)
                #expect(settlement.nextStep == "update")
            case .rejected(let rejection): #expect(rejection.code == expected)
            default: Issue.record("neither")
            }
        }
    }

    @Test("a live vendor of the same name that belongs to another ERP vendor is no obstacle")
    func sameNameTaken() async throws {
        let world = try MasterWorld()
        try await world.vendor("V0001", name: "Other")
        let plan = try await world.plan(try await world.vendor(), flow: world.vendors)
        world.network.on(.get, all, filtered(external: [], named: [VendorSample.procurify(9, external: "V0001")]))
        let found = try await world.vendors.lookUp([plan], store: world.store)
        #expect(try await world.judge(plan, found: found[plan.record], flow: world.vendors) == .write)
    }

    @Test("the create is one POST of the planned body, and its answer gives the link")
    func create() async throws {
        let world = try MasterWorld()
        let record = try await world.vendor()
        let plan = try await world.plan(record, flow: world.vendors)
        let answer = VendorSample.procurify(1081, ["dateModified": "2026-07-01T12:00:01Z"])
        world.network.on(.post, "/api/v3/vendors/", single(answer, status: 201))
        let result = await world.vendors.write(plan, permit: {})
        guard case .done(let body) = result.outcome else {
            Issue.record("not done")
            return
        }
        let sent = try #require(world.network.requests.last?.body)
        #expect(try JSON.parse(sent) == plan.request)
        let settlement = try await world.vendors.accept(plan, answer: body, store: world.store)
        #expect(settlement.kind == .created)
        #expect(settlement.target == Vendors.target("1081"))
        #expect(settlement.held == nil)
        let next = try await world.settle(record, settlement)
        #expect(try await world.plan(next, flow: world.vendors).action == .nothing)
    }

    @Test("an answer without an id leaves the outcome in doubt, and one that lost the link is held")
    func oddAnswers() async throws {
        let world = try MasterWorld()
        let plan = try await world.plan(try await world.vendor(), flow: world.vendors)
        await #expect {
            try await world.vendors.accept(plan, answer: ["ok": true], store: world.store)
        } throws: { ($0 as? Failure)?.effect == .unknown }
        let lost = VendorSample.procurify(1081, external: nil)
        let settlement = try await world.vendors.accept(plan, answer: lost, store: world.store)
        #expect(settlement.held?.code == .refusedByProcurify)
        #expect(settlement.target == Vendors.target("1081"))
        // An answer that leaves the link out is read again.
        world.network.on(.get, "/api/v3/vendors/1081/", single(VendorSample.procurify(1081)))
        let short = try await world.vendors.accept(plan, answer: ["id": 1081], store: world.store)
        #expect(short.held == nil)
    }

    @Test("an update is one PATCH of what differs; a counterpart that agrees by now is left alone")
    func update() async throws {
        let world = try MasterWorld()
        try await world.listed(1067, ["city": "Tacoma"])
        let record = try await world.vendor()
        let plan = try await world.plan(record, flow: world.vendors)
        world.network.on(.get, "/api/v3/vendors/1067/", single(VendorSample.procurify(1067, ["city": "Tacoma"])))
        var found = try await world.vendors.lookUp([plan], store: world.store)
        #expect(try await world.judge(plan, found: found[plan.record], flow: world.vendors) == .write)
        world.network.on(.patch, "/api/v3/vendors/1067/", single(VendorSample.procurify()))
        guard case .done = await world.vendors.write(plan, permit: {}).outcome else {
            Issue.record("not done")
            return
        }
        #expect(try JSON.parse(try #require(world.network.requests.last?.body)) == ["city": "Seattle"])
        world.network.on(.get, "/api/v3/vendors/1067/", single(VendorSample.procurify()))
        found = try await world.vendors.lookUp([plan], store: world.store)
        guard
            case .settled(let settlement) = try await world.judge(plan, found: found[plan.record], flow: world.vendors)
        else {
            Issue.record("not settled")
            return
        }
        #expect(settlement.kind == .unchanged)
        #expect(settlement.nextStep == nil)
        let next = try await world.settle(record, settlement)
        #expect(try await world.plan(next, flow: world.vendors).action == .nothing)
    }

    @Test("a replay of a vendor that people changed at Procurify is planned as an update")
    func replay() async throws {
        let world = try MasterWorld()
        try await world.listed()
        let record = try await world.vendor()
        let plan = try await world.plan(record, flow: world.vendors)
        #expect(plan.action == .nothing)
        world.network.on(.get, "/api/v3/vendors/1067/", single(VendorSample.procurify(1067, ["name": "Northwind"])))
        let found = try await world.vendors.lookUp([plan], store: world.store)
        guard
            case .settled(let settlement) = try await world.judge(plan, found: found[plan.record], flow: world.vendors)
        else {
            Issue.record("not settled")
            return
        }
        #expect(settlement.nextStep == "update")
        let next = try await world.settle(record, settlement)
        #expect(try await world.plan(next, flow: world.vendors).request == ["name": "Northwind Traders"])
    }

    @Test("a counterpart that is gone, or carries another external id, is for a person; a mapping overrides the latter")
    func wrongCounterpart() async throws {
        let world = try MasterWorld()
        let record = try await world.vendor()
        try await world.edit(record) { $0.target = Vendors.target("1067") }
        var plan = try await world.plan(record, flow: world.vendors)
        #expect(try await world.judge(plan, found: ["row": .null], flow: world.vendors) != .write)
        let other: JSON = ["row": VendorSample.procurify(1067, external: "V0099")]
        guard case .rejected(let rejection) = try await world.judge(plan, found: other, flow: world.vendors) else {
            Issue.record("not rejected")
            return
        }
        #expect(rejection.code == "held vendor-name-clash")
        try await world.map("vendor", "1067", "V0012")
        plan = try await world.plan(record, flow: world.vendors)
        #expect(try await world.judge(plan, found: other, flow: world.vendors) == .write)
    }

    @Test("after a doubtful create it is found by external id, else by a fresh row of its name, else not at all")
    func doubtfulCreate() async throws {
        let world = try MasterWorld()
        let record = try await world.vendor()
        let plan = try await world.plan(record, flow: world.vendors)
        var attempt = Attempt.fixture(record.id)
        attempt.outcome = .unknown
        attempt.intent = plan.intent.setting("request", to: plan.request)
        let fresh = VendorSample.procurify(1090, external: nil, ["dateModified": "2026-07-01T12:00:05Z"])
        let cases: [(external: [JSON], named: [JSON], id: String?)] = [
            ([VendorSample.procurify(1089)], [fresh], "1089"), ([], [fresh], "1090"),
            ([], [VendorSample.procurify(1090, external: nil)], nil), ([], [], nil),
        ]
        for (external, named, id) in cases {
            world.network.on(.get, all, filtered(external: external, named: named))
            let found = try await world.vendors.search(record, attempts: [attempt], thorough: true, store: world.store)
            let verdict = try await world.store.read { [attempt, flow = world.vendors] reader in
                try flow.resolve(
                    record, attempts: [attempt], found: found,
                    given: Given(reader: reader, census: .null, now: VirtualClock.start))
            }
            if case .settled(let settlement) = verdict {
                #expect(settlement.kind == .recovered)
                #expect(settlement.target.number == id)
            } else {
                #expect(verdict == .write)
                #expect(id == nil)
            }
        }
    }

    @Test("after a doubtful update the counterpart tells whether it landed")
    func doubtfulUpdate() async throws {
        let world = try MasterWorld()
        try await world.listed(1067, ["city": "Tacoma"])
        let record = try await world.vendor()
        let plan = try await world.plan(record, flow: world.vendors)
        var attempt = Attempt.fixture(record.id)
        attempt.outcome = .unknown
        attempt.intent = plan.intent.setting("request", to: plan.request)
        for city in ["Tacoma", "Seattle"] {
            world.network.on(
                .get, "/api/v3/vendors/1067/", single(VendorSample.procurify(1067, ["city": .string(city)])))
            let found = try await world.vendors.search(record, attempts: [attempt], thorough: false, store: world.store)
            let verdict = try await world.store.read { [attempt, flow = world.vendors] reader in
                try flow.resolve(
                    record, attempts: [attempt], found: found,
                    given: Given(reader: reader, census: .null, now: VirtualClock.start))
            }
            #expect((verdict == .write) == (city == "Tacoma"))
        }
    }

    @Test("a person links to a vendor by its id at Procurify; then what differs is written")
    func link() async throws {
        let world = try MasterWorld()
        let record = try await world.vendor()
        let target = try world.vendors.target(named: " 1067 ")
        let settlement = world.vendors.link(
            record, to: target, counterpart: VendorSample.procurify(1067, name: "NW", external: nil))
        let next = try await world.settle(record, settlement)
        #expect(next.state == .pending)
        #expect(
            try await world.plan(next, flow: world.vendors).request
                == ["name": "Northwind Traders", "external_id": "V0012"])
        #expect(throws: Failure.self) { try world.vendors.target(named: "V0012/../1") }
    }
}
