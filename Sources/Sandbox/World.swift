// The one state of both simulated systems, and the only way to it.

import Foundation
import Synchronization

/// All that both systems hold. A plain value: a request sees one consistent state and leaves one.
struct WorldState: Sendable {
    var acumatica: AcumaticaState
    var procurify: ProcurifyState
    var random: SeededGenerator
    var clock = SandboxClock()
    var readings: Readings { didSet { acumatica.use(readings) } }

    /// Both systems of one firm, as on the morning of the first sync.
    init(firm: Firm, seed: UInt64, readings: Readings = Readings()) {
        acumatica = AcumaticaState(firm: firm)
        procurify = ProcurifyState(firm: firm)
        random = SeededGenerator(seed: seed)
        self.readings = readings
        acumatica.use(readings)
    }
}

/// Owns the state. Bodies are synchronous, so that a request takes effect as a whole or not at all.
final class World: Sendable {
    private let state: Mutex<WorldState>

    init(_ state: sending WorldState) { self.state = Mutex(state) }

    /// Looks without changing. Keep no part of the state beyond the body: the next write would have to copy it.
    func read<Result: Sendable>(_ body: (WorldState) throws -> Result) rethrows -> Result {
        try state.withLock { try body($0) }
    }

    func write<Result: Sendable>(_ body: (inout WorldState) throws -> Result) rethrows -> Result {
        try state.withLock { try body(&$0) }
    }
}

/// The time of day of both systems.
struct SandboxClock: Sendable {
    /// Seconds that it is slow, and seconds that it stands still for; faults set them (Faults.swift).
    var behind = 0.0
    var span = 0.0

    var now: Date {
        let now = Date().addingTimeInterval(-behind)
        guard span > 0 else { return now }
        return Date(timeIntervalSinceReferenceDate: (now.timeIntervalSinceReferenceDate / span).rounded(.down) * span)
    }
}

/// SplitMix64: the same seed gives the same firm and the same faults on every machine.
struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A GUID in the form of version 4.
    mutating func guid() -> String {
        var bytes = (0..<16).map { _ in UInt8(truncatingIfNeeded: next() >> 32) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        let cuts = [0, 8, 12, 16, 20, 32]
        return zip(cuts, cuts.dropFirst()).map { start, end in
            String(hex.dropFirst(start).prefix(end - start))
        }.joined(separator: "-")
    }

    /// A secret text of letters and digits.
    mutating func token(length: Int) -> String {
        let letters = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789")
        return String((0..<length).map { _ in letters[Int(next() % UInt64(letters.count))] })
    }
}
