package io.pgwal.replication;

import java.util.EnumSet;
import java.util.Set;

/** What a {@link Change} is. The names are those of the header {@code CamelPgWalKind}. */
public enum Kind {
    INSERT,
    UPDATE,
    DELETE,
    TRUNCATE,
    /** A logical message, written by {@code pg_logical_emit_message}. */
    MESSAGE,
    /** A row that a snapshot found. */
    READ,
    BEGIN,
    COMMIT,
    /** A table's description has changed, or is sent for the first time in this connection. */
    RELATION,
    PREPARE,
    COMMIT_PREPARED,
    ROLLBACK_PREPARED;

    /** What becomes an exchange unless something else is asked for. */
    public static Set<Kind> usual() {
        return EnumSet.of(INSERT, UPDATE, DELETE, TRUNCATE, MESSAGE, READ);
    }
}
