// The tables of the audit trail: the chain, its payloads apart from it, and its head apart from both.

enum AuditTables {
    @Sendable static func statements(_ word: Dialect) -> [String] {
        [
            """
            CREATE TABLE audit (
                sequence \(word.integer) NOT NULL PRIMARY KEY, at \(word.integer) NOT NULL, connection \(word.text)
                NOT NULL,
                record_connection \(word.text), record_flow \(word.text), record_key \(word.text),
                actor \(word.text) NOT NULL, action \(word.text) NOT NULL, detail \(word.text) NOT NULL,
                request_hash \(word.text), response_hash \(word.text),
                previous \(word.text) NOT NULL, hash \(word.text) NOT NULL
            )\(word.tableEnd)
            """,
            """
            CREATE INDEX audit_by_record ON audit (record_connection, record_flow, record_key, sequence)
            WHERE record_key IS NOT NULL
            """,
            """
            CREATE TABLE payloads (
                sequence \(word.integer) NOT NULL PRIMARY KEY, request \(word.text), response \(word.text),
                FOREIGN KEY (sequence) REFERENCES audit (sequence) DEFERRABLE INITIALLY DEFERRED
            )\(word.tableEnd)
            """,
            """
            CREATE TABLE audit_head (
                id \(word.integer) NOT NULL PRIMARY KEY CHECK (id = 1), sequence \(word.integer) NOT NULL, hash
                \(word.text) NOT NULL
            )\(word.tableEnd)
            """,
        ]
    }
}
