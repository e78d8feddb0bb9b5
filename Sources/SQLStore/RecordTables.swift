// The tables of records and of what hangs on them: tallies, attempts, claims, billed lines.

enum RecordTables {
    @Sendable static func statements(_ word: Dialect) -> [String] {
        records(word) + indices + tallies(word) + attempts(word) + claims(word) + billed(word)
    }

    private static func records(_ word: Dialect) -> [String] {
        [
            """
            CREATE TABLE records (
                connection \(word.text) NOT NULL, flow \(word.text) NOT NULL, key \(word.text) NOT NULL,
                title \(word.text) NOT NULL, state \(word.text) NOT NULL,
                reason_code \(word.text), reason_message \(word.text), reason_action \(word.text),
                source_system \(word.text) NOT NULL, source_id \(word.text) NOT NULL, source_number \(word.text) NOT
                NULL,
                source_version \(word.integer) NOT NULL, modified_at \(word.integer),
                body \(word.text) NOT NULL, fingerprint \(word.text) NOT NULL, list_print \(word.text) NOT NULL,
                posted_print \(word.text),
                target_system \(word.text), target_type \(word.text), target_number \(word.text),
                adopted \(word.integer) NOT NULL, erp_status \(word.text), posted \(word.text) NOT NULL,
                amount \(word.text), currency \(word.text), attempts \(word.integer) NOT NULL,
                first_seen_at \(word.integer) NOT NULL, changed_at \(word.integer) NOT NULL, due_at \(word.integer),
                planned_epoch \(word.integer) NOT NULL, rank \(word.integer) NOT NULL,
                decisions \(word.text) NOT NULL, search_text \(word.text) NOT NULL,
                PRIMARY KEY (connection, flow, key)
            )\(word.tableEnd)
            """
        ]
    }

    /// One for each way in which records are asked for: lists, walks, work that is due, the next due moment, reasons,
    /// targets. The partial ones stay small however long the history is.
    private static let indices = [
        "CREATE INDEX records_by_change ON records (connection, flow, state, changed_at, key)",
        "CREATE INDEX records_by_state ON records (connection, flow, state, key)",
        """
        CREATE INDEX records_by_work ON records (connection, flow, state, rank, first_seen_at, key, due_at)
        WHERE due_at IS NOT NULL
        """,
        "CREATE INDEX records_by_due ON records (connection, state, due_at) WHERE due_at IS NOT NULL",
        """
        CREATE INDEX records_by_reason ON records (connection, flow, state, reason_code, planned_epoch)
        WHERE reason_code IS NOT NULL
        """,
        """
        CREATE INDEX records_by_target ON records (connection, target_number, target_type, target_system, flow, key)
        WHERE target_number IS NOT NULL
        """,
    ]

    /// Counts and sums kept with every change, so that status reads a few rows instead of the history.
    private static func tallies(_ word: Dialect) -> [String] {
        [
            """
            CREATE TABLE tallies (
                connection \(word.text) NOT NULL, flow \(word.text) NOT NULL, state \(word.text) NOT NULL,
                currency \(word.text) NOT NULL, records \(word.integer) NOT NULL, total \(word.text) NOT NULL,
                PRIMARY KEY (connection, flow, state, currency)
            )\(word.tableEnd)
            """
        ]
    }

    private static func attempts(_ word: Dialect) -> [String] {
        [
            """
            CREATE TABLE attempts (
                id \(word.counter),
                connection \(word.text) NOT NULL, flow \(word.text) NOT NULL, key \(word.text) NOT NULL,
                started_at \(word.integer) NOT NULL, ended_at \(word.integer), outcome \(word.text) NOT NULL,
                fence \(word.integer) NOT NULL, intent \(word.text) NOT NULL, message \(word.text),
                FOREIGN KEY (connection, flow, key) REFERENCES records (connection, flow, key) DEFERRABLE INITIALLY
                DEFERRED
            )\(word.tableEnd)
            """,
            "CREATE INDEX attempts_by_record ON attempts (connection, flow, key, id)",
            "CREATE INDEX attempts_open ON attempts (connection, id) WHERE outcome = 'open'",
        ]
    }

    private static func claims(_ word: Dialect) -> [String] {
        [
            """
            CREATE TABLE claims (
                connection \(word.text) NOT NULL, claim \(word.text) NOT NULL,
                flow \(word.text) NOT NULL, key \(word.text) NOT NULL,
                PRIMARY KEY (connection, claim),
                FOREIGN KEY (connection, flow, key) REFERENCES records (connection, flow, key) DEFERRABLE INITIALLY
                DEFERRED
            )\(word.tableEnd)
            """,
            "CREATE INDEX claims_by_record ON claims (connection, flow, key)",
        ]
    }

    private static func billed(_ word: Dialect) -> [String] {
        [
            """
            CREATE TABLE billed (
                connection \(word.text) NOT NULL, bill \(word.text) NOT NULL,
                order_number \(word.text) NOT NULL, line \(word.integer) NOT NULL,
                quantity \(word.text) NOT NULL, amount \(word.text) NOT NULL,
                PRIMARY KEY (connection, bill, order_number, line)
            )\(word.tableEnd)
            """,
            "CREATE INDEX billed_by_line ON billed (connection, order_number, line)",
        ]
    }
}
