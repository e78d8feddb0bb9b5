// What the vault promises of sealed secrets and of its key file.

import Core
import Foundation
import SQLStore
import TestKit
import Testing
import Vault

@Suite("The vault")
struct VaultTests {
    private let vault = Vault(key: .generate())

    private func code(_ work: () throws -> Void) -> String? {
        do {
            try work()
            return nil
        } catch {
            return (error as? Failure)?.code
        }
    }

    @Test("any secret opens to what was sealed, and shows nothing of itself")
    func roundTrip() throws {
        for text in Hostile.texts + [""] {
            let sealed = try vault.seal(Data(text.utf8), identity: text)
            #expect(try vault.open(sealed, identity: text) == Data(text.utf8))
            if text.utf8.count > 3 { #expect(sealed.range(of: Data(text.utf8)) == nil) }
        }
    }

    @Test("two seals of one secret share nothing but the header")
    func nonces() throws {
        let seals = try (0..<200).map { _ in try vault.seal(Data("secret".utf8), identity: "a") }
        #expect(Set(seals).count == seals.count)
        #expect(Set(seals.map { $0.dropFirst(5).prefix(12) }).count == seals.count)
        #expect(Set(seals.map { $0.prefix(5) }).count == 1)
    }

    @Test("a flip of any bit of any byte, a cut and an addition are noticed")
    func flips() throws {
        let sealed = try vault.seal(Data("a secret of some length".utf8), identity: "acme.password")
        for index in sealed.indices {
            for bit in 0..<8 {
                var flipped = sealed
                flipped[index] ^= 1 << UInt8(bit)
                let code = code { _ = try vault.open(flipped, identity: "acme.password") }
                let expected = (1...4).contains(index) ? "wrong-key" : "secret-damaged"
                #expect(code == expected, "byte \(index)")
            }
        }
        for length in 0..<sealed.count {
            #expect(code { _ = try vault.open(sealed.prefix(length), identity: "acme.password") } == "secret-damaged")
        }
        #expect(code { _ = try vault.open(sealed + Data([0]), identity: "acme.password") } == "secret-damaged")
    }

    @Test("a secret does not open in another place or with another key")
    func moved() throws {
        let sealed = try vault.seal(Data("secret".utf8), identity: "a")
        #expect(code { _ = try vault.open(sealed, identity: "b") } == "secret-damaged")
        #expect(code { _ = try vault.open(sealed, identity: "") } == "secret-damaged")
        #expect(code { _ = try Vault(key: .generate()).open(sealed, identity: "a") } == "wrong-key")
    }

    @Test("a slice of a larger buffer opens as well")
    func slices() throws {
        let sealed = try vault.seal(Data("secret".utf8), identity: "a")
        let buffer = Data([9, 9, 9]) + sealed
        #expect(try vault.open(buffer.dropFirst(3), identity: "a") == Data("secret".utf8))
    }

    @Test("a wrong key is told by the check value")
    func checkValue() throws {
        let value = try vault.checkValue()
        try vault.verify(checkValue: value)
        #expect(code { try Vault(key: .generate()).verify(checkValue: value) } == "wrong-key")
        #expect(code { try vault.verify(checkValue: "no base64!") } == "secret-damaged")
        let other = try vault.seal(Data("ml-connector".utf8), identity: "elsewhere").base64EncodedString()
        #expect(code { try vault.verify(checkValue: other) } == "secret-damaged")
    }

    @Test("a key is 32 bytes of base64, and its id is its own")
    func keys() throws {
        let key = VaultKey.generate()
        #expect(try VaultKey(base64: "  \(key.base64)\n") == key)
        #expect(key.id.count == 8)
        #expect(VaultKey.generate().id != key.id)
        for text in [
            "", "abc", key.base64 + "AAAA", Data(count: 31).base64EncodedString(),
            Data(count: 33).base64EncodedString(),
        ] {
            #expect(code { _ = try VaultKey(base64: text) } == "key-malformed")
        }
    }

    @Test("a key that is printed, reflected or dumped does not show itself")
    func silentKeys() {
        let key = VaultKey.generate()
        var dumped = ""
        dump(key, to: &dumped)
        dump(Vault(key: key), to: &dumped)
        dump(SecretHolder(key: key), to: &dumped)
        let shown = "\(key) \(String(reflecting: key)) \(Vault(key: key)) \(dumped)"
        #expect(!shown.contains(key.base64))
        #expect(!shown.contains("symmetric"))
        #expect(shown.contains(key.id))
    }

    private struct SecretHolder { var key: VaultKey }
}

@Suite("The key file")
struct KeyFileTests {
    private func code(_ work: () throws -> Void) -> String? {
        do {
            try work()
            return nil
        } catch {
            return (error as? Failure)?.code
        }
    }

    @Test("is made once, for its owner alone, and read back")
    func made() throws {
        let home = try TemporaryHome()
        let path = home.path + "/key"
        let key = try KeyFile.create(at: path)
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        #expect(try KeyFile.load(at: path) == key)
        #expect(code { _ = try KeyFile.create(at: path) } == "key-exists")
        #expect(try KeyFile.load(at: path) == key)
    }

    @Test(
        "is refused where others may do anything with it", arguments: [0o640, 0o604, 0o620, 0o602, 0o610, 0o666, 0o777])
    func open(_ mode: Int) throws {
        let home = try TemporaryHome()
        let path = home.path + "/key"
        let key = try KeyFile.create(at: path)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        #expect(code { _ = try KeyFile.load(at: path) } == "key-readable-by-others")
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: path)
        #expect(try KeyFile.load(at: path) == key)
    }

    @Test("says what is wrong with it")
    func wrong() throws {
        let home = try TemporaryHome()
        let path = home.path + "/key"
        #expect(code { _ = try KeyFile.load(at: path) } == "key-missing")
        #expect(code { _ = try KeyFile.load(at: home.path) } == "key-unreadable")
        #expect(code { _ = try KeyFile.create(at: home.path + "/nowhere/key") } == "key-unreadable")
        for content in ["", "hello", String(repeating: "A", count: 5_000)] {
            _ = FileManager.default.createFile(
                atPath: path, contents: Data(content.utf8), attributes: [.posixPermissions: 0o600])
            #expect(code { _ = try KeyFile.load(at: path) } == "key-malformed")
        }
    }
}
