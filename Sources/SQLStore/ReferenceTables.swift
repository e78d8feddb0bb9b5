// The tables of what stands beside the records: facts, mirror, mappings, secrets, fences.

enum ReferenceTables {
    @Sendable static func statements(_ word: Dialect) -> [String] {
        mirror(word) + [
            """
            CREATE TABLE facts (
                connection \(word.text) NOT NULL, name \(word.text) NOT NULL, value \(word.text) NOT NULL,
                PRIMARY KEY (connection, name)
            )\(word.tableEnd)
            """,
            """
            CREATE TABLE mappings (
                connection \(word.text) NOT NULL, table_name \(word.text) NOT NULL, source \(word.text) NOT NULL,
                target \(word.text) NOT NULL, proposed \(word.integer) NOT NULL,
                PRIMARY KEY (connection, table_name, source)
            )\(word.tableEnd)
            """,
            """
            CREATE TABLE secrets (
                name \(word.text) NOT NULL PRIMARY KEY, sealed \(word.bytes) NOT NULL,
                created_at \(word.integer) NOT NULL, updated_at \(word.integer) NOT NULL
            )\(word.tableEnd)
            """,
            """
            CREATE TABLE fences (
                connection \(word.text) NOT NULL PRIMARY KEY, number \(word.integer) NOT NULL
            )\(word.tableEnd)
            """,
        ]
    }

    private static func mirror(_ word: Dialect) -> [String] {
        [
            """
            CREATE TABLE mirror (
                connection \(word.text) NOT NULL, kind \(word.text) NOT NULL, key \(word.text) NOT NULL,
                name \(word.text) NOT NULL, link \(word.text) NOT NULL, body \(word.text) NOT NULL,
                modified_at \(word.integer), pass \(word.integer) NOT NULL,
                PRIMARY KEY (connection, kind, key)
            )\(word.tableEnd)
            """,
            "CREATE INDEX mirror_by_name ON mirror (connection, kind, name, key) WHERE name <> ''",
            "CREATE INDEX mirror_by_link ON mirror (connection, kind, link, key) WHERE link <> ''",
        ]
    }
}
