// `serve`: flows on their schedule, until SIGTERM.

import Foundation
import Testing

@Suite("Serve")
struct ServeTests {
    @Test("serve posts what comes, leaves with 0 on SIGTERM, and catches up once after a stop")
    func schedule() async throws {
        var options = StageOptions()
        options.connection += ["schedule: {vendors: 1s, accounts: 1s, purchase-orders: 1s, bills: 500ms}"]
        try await Stage.with(options) { stage in
            let first = try stage.start("serve")
            while try await stage.control.state("acumatica", "Bill").count < 20, first.isRunning {}
            first.terminate()
            #expect(try await first.wait().status == 0)
            let second = try stage.start("serve")
            while try await stage.control.state("acumatica", "Bill").count < Exactness.billsOfTheFirm,
                second.isRunning
            {}
            second.terminate()
            #expect(try await second.wait().status == 0)
            try await stage.settle()
            try await Exactness(stage: stage).check()
        }
    }

    @Test("serve refuses a host and a port until there is something to serve there", arguments: ["--host", "--port"])
    func refused(option: String) async throws {
        try await Stage.with { stage in
            let ran = try await stage.run("serve", option, "1")
            #expect(ran.status == 2, "\(ran.errors)")
        }
    }
}
