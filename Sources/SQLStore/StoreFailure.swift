// What can be wrong with the store itself, in plain words and with the way out.

import Core

enum StoreFailure {
    static func missing(_ path: String) -> Failure {
        Failure(
            code: "store-missing", message: "There is no store at \(path).",
            action: "Name the right home with --home, or make one with `init`.", next: .halt)
    }

    static func unreadable(_ path: String, _ detail: String) -> Failure {
        Failure(
            code: "store-unreadable", message: "The store at \(path) cannot be opened: \(detail).",
            action: "Check that the folder is there, and that this user may read and write it and the files in it.",
            next: .halt)
    }

    static func damaged(_ detail: String) -> Failure {
        Failure(
            code: "store-damaged", message: "The store is damaged: \(detail).",
            action: "Keep the file, and go back to the last backup. The sync after it looks up what is in the ledger.",
            next: .halt)
    }

    static func foreign(_ path: String) -> Failure {
        Failure(
            code: "store-damaged", message: "The database at \(path) is not a store of ml-connector.",
            action: "Name the right home with --home. Nothing was changed in this file.", next: .halt)
    }

    static func newer(_ migration: String) -> Failure {
        Failure(
            code: "store-newer",
            message:
                "The store was written by a newer version of ml-connector (it has \"\(migration)\", which this "
                + "one does not know).",
            action: "Install that version again. Nothing was changed.", next: .halt)
    }

    static func full() -> Failure {
        Failure(
            code: "store-full", message: "The disk of the store is full; nothing of this step was kept.",
            action: "Make room, then run the command again.", next: .halt)
    }

    static func busy() -> Failure {
        Failure(
            code: "store-busy",
            message: "Another process kept the store locked for \(Int(Limits.storeBusySecondsMax)) s.",
            action: "Run the command again when it is done.", next: .retry(afterSeconds: nil))
    }

    static func refused(_ detail: String) -> Failure {
        Failure(
            code: "store-refused", message: "The store refused a change: \(detail).",
            action: "Report this; nothing of this step was kept.", next: .halt)
    }

    static func placeUnknown() -> Failure {
        Failure(
            code: "after-unknown", message: "The list cannot go on from there: `after` is no `next` of such a list.",
            action: "Copy `next` from the former answer as it is, with the same filters, or start without it.",
            next: .halt)
    }
}
