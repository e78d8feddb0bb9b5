// The few words in which databases differ.

/// What the schema says differently on another database.
struct Dialect: Sendable {
    /// Text that compares byte by byte.
    var text: String
    /// A whole number of 64 bits.
    var integer: String
    var bytes: String
    /// A primary key that counts by itself.
    var counter: String
    /// The end of a table's definition.
    var tableEnd: String

    /// SQLite 3.40; strict tables refuse a value of another type.
    static let sqlite = Dialect(
        text: "TEXT", integer: "INTEGER", bytes: "BLOB", counter: "INTEGER PRIMARY KEY", tableEnd: " STRICT")
}
