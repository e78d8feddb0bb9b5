// `secret rotate-key`: a new key, and everything sealed with it.

import App
import ArgumentParser
import Core

struct SecretRotateKey: Command {
    static let configuration = CommandConfiguration(
        commandName: "rotate-key", abstract: "Make a new key and seal every secret with it, while the connector runs.",
        discussion:
            "Interrupted, it is taken up by running it again. With ML_CONNECTOR_KEY the new key (base64 of 32 bytes) is read from standard input."
    )

    @OptionGroup var global: GlobalOptions

    func perform(_ console: Console) async throws -> ExitStatus {
        let rotation = KeyRotation(home: global.chosenHome, effects: .live())
        let isOutside = try KeyRotation.isOutside()
        let given = isOutside ? try SecretPrompt.read("the new key", console) : nil
        let document = try await rotation.run(given: given)
        let sealed =
            "Secrets sealed: \(document["secrets"]?.integer ?? 0). The key is \(document["key"]?.text ?? "") now."
        let outside = "Set ML_CONNECTOR_KEY to the new key for every process of this home."
        console.print(document, isOutside ? "\(sealed) \(outside)" : sealed)
        return .done
    }
}
