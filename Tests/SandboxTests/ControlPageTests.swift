// The page of the control port: escaped, usable without a script, closed to other sites.
import Foundation
import Testing

@testable import Sandbox

@Suite("Page of the control port")
struct ControlPageTests {
    private let world: World
    private let site: ControlSite<AcumaticaSite, ProcurifySite>

    init() {
        let firm = Firm.make(seed: 7, size: .small)
        world = World(WorldState(firm: firm, seed: 7))
        let actions =
            acumaticaActions.map { ("acumatica", $0) } + procurifyActions.map { (system: "procurify", action: $0) }
        site = ControlSite(
            acumatica: AcumaticaSite(firm: firm), procurify: ProcurifySite(firm: firm), actions: actions,
            faults: FaultLayer(seed: 0), log: RequestLog(), sessions: { _ in .null })
    }

    private func get(_ target: String, accept: String = "text/html,*/*;q=0.8") async -> SandboxResponse {
        await site.handle(SandboxRequest("GET", target, headers: [("Accept", accept)]), world: world)
    }

    private func post(
        _ path: String, _ form: String, headers: [(String, String)] = [], host: String = "127.0.0.1:8083"
    ) async -> SandboxResponse {
        await site.handle(
            SandboxRequest("POST", path, headers: headers, body: Array(form.utf8), host: host), world: world)
    }

    @Test("a browser gets the page, others the description")
    func page() async {
        let html = await get("/")
        #expect(html.status == 200)
        #expect(html.header("content-type") == "text/html; charset=utf-8")
        #expect(html.header("content-security-policy")?.hasPrefix("default-src 'none'") == true)
        let text = String(decoding: html.body, as: UTF8.self)
        #expect(text.contains("/page/actions/procurify/add-bills"))
        #expect(!text.contains("<script"))
        #expect(await get("/", accept: "*/*").value["actions"]?.items?.isEmpty == false)
    }

    @Test("every list shows rows or says that there are none, and pages past the end show the last")
    func lists() async {
        for list in PageList.all {
            let answer = await get("/?system=\(list.system)&entity=\(list.entity)&page=999")
            #expect(String(decoding: answer.body, as: UTF8.self).contains(" in all, page "), "\(list.entity)")
        }
        let bills = String(decoding: await get("/?system=procurify&entity=bills").body, as: UTF8.self)
        #expect(bills.components(separatedBy: "<tr>").count == PageList.rowsOfPage + 2)
        #expect(bills.contains(">older</a>"))
    }

    @Test("what documents and outcomes say is text, never markup")
    func escapes() async {
        let hostile = "<img src=x onerror=\"alert('1')\">&"
        let row: Fields = ["invoice_number": "1", "vendor_name": .string(hostile)]
        let table = PageList.all[0].table([row], page: 0)
        #expect(table.contains("&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;"))
        #expect(!table.contains("<img"))
        let answer = await get("/?outcome=\(Markup.parameter(hostile))&result=%22%3E&system=%22%3E")
        #expect(!String(decoding: answer.body, as: UTF8.self).contains("<img"))
    }

    @Test("an action by form takes effect and leads back with its outcome")
    func acts() async {
        let before = world.read { $0.procurify.billIDs.count }
        let done = await post(
            "/page/actions/procurify/add-bills", "count=2", headers: [("Origin", "http://127.0.0.1:8083")])
        #expect(done.status == 303)
        #expect(done.header("location")?.hasPrefix("/?system=procurify&result=done&outcome=add%2Dbills") == true)
        #expect(world.read { $0.procurify.billIDs.count } == before + 2)
        let wrong = await post("/page/actions/procurify/add-bills", "count=2&colour=red")
        #expect(wrong.header("location")?.contains("result=failed") == true)
        #expect(await post("/page/nothing", "").status == 404)
        let read = await post("/page/readings?system=procurify", "bill-fix=new-uuid")
        #expect(read.header("location")?.contains("result=done") == true)
        #expect(world.read { $0.readings["bill-fix"] } == "new-uuid")
    }

    @Test("a form of another site is refused and changes nothing")
    func refuses() async {
        let before = world.read { $0.procurify.billIDs.count }
        let path = "/page/actions/procurify/add-bills"
        for origin in ["https://evil.example", "null", "http://127.0.0.1:9999"] {
            #expect(await post(path, "count=1", headers: [("Origin", origin)]).status == 403, "\(origin)")
        }
        #expect(await post(path, "count=1", headers: [("Sec-Fetch-Site", "cross-site")]).status == 403)
        for host in ["evil.example:8083", "127.0.0.1.evil.example"] {
            #expect(await post(path, "count=1", headers: [("Origin", "http://\(host)")], host: host).status == 403)
        }
        #expect(world.read { $0.procurify.billIDs.count } == before)
    }
}
