package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.values.Relation;
import io.pgwal.values.Row;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * What happened, in the order in which PostgreSQL sends it. Immutable. Serializable: a change that is read back has the
 * same content, but does not equal the original, because its {@link Transaction} is another object. It has no session, so
 * nothing can be acknowledged with it.
 */
public sealed interface Change extends Serializable {

    /** What it is acknowledged with. */
    Transaction transaction();

    /** Position of its WAL record; rows written by one COPY share it, so it identifies nothing. */
    Lsn lsn();

    /** 0-based among row changes, truncated tables and messages of its transaction, delivered or not. */
    long ordinal();

    Kind kind();

    /** Empty for {@link Kind#RELATION}, which PostgreSQL repeats at will. */
    default Optional<EventId> eventId() {
        return Optional.of(new EventId(transaction().commitLsn(), EventId.Phase.CHANGE, ordinal()));
    }

    /** The table it is about, if it is about one. */
    default Optional<Relation> relation() {
        return Optional.empty();
    }

    /** Size in memory that its frame takes, in bytes; roughly. */
    default int bytes() {
        return 64;
    }

    /** Last one of its transaction that is handed over. */
    default boolean isLast() {
        return transaction().endsWith(this);
    }

    /** A change of one row. */
    sealed interface RowChange extends Change {

        /** After an insert or update; before a delete, as far as PostgreSQL sent it. */
        Row row();

        /** The row before an update or a delete, as far as PostgreSQL sent it. */
        Optional<Row> before();

        @Override
        default Optional<Relation> relation() {
            return Optional.of(row().relation());
        }

        @Override
        default int bytes() {
            return row().bytes();
        }
    }

    record Insert(Transaction transaction, Lsn lsn, long ordinal, Row row) implements RowChange {
        @Override
        public Kind kind() {
            return Kind.INSERT;
        }

        @Override
        public Optional<Row> before() {
            return Optional.empty();
        }
    }

    /** @param before the key if it changed (or is TOASTed), the whole row under REPLICA IDENTITY FULL, else empty */
    record Update(Transaction transaction, Lsn lsn, long ordinal, Row row, Optional<Row> before) implements RowChange {
        @Override
        public Kind kind() {
            return Kind.UPDATE;
        }

        /** An Optional is not serializable. */
        private Object writeReplace() {
            return new SerializedUpdate(transaction, lsn, ordinal, row, before.orElse(null));
        }
    }

    /** @param row the key, or the whole row under REPLICA IDENTITY FULL */
    record Delete(Transaction transaction, Lsn lsn, long ordinal, Row row) implements RowChange {
        @Override
        public Kind kind() {
            return Kind.DELETE;
        }

        @Override
        public Optional<Row> before() {
            return Optional.of(row);
        }
    }

    /**
     * One table of a TRUNCATE; a TRUNCATE of several is several of these, in the order sent.
     *
     * @param statement all published tables of the statement, this one included, in the order sent
     */
    record Truncate(
            Transaction transaction,
            Lsn lsn,
            long ordinal,
            Relation truncated,
            List<Relation> statement,
            boolean cascade,
            boolean restartIdentity)
            implements Change {
        public Truncate {
            statement = List.copyOf(statement);
        }

        @Override
        public Kind kind() {
            return Kind.TRUNCATE;
        }

        @Override
        public Optional<Relation> relation() {
            return Optional.of(truncated);
        }
    }

    /** Written by {@code pg_logical_emit_message}; any role may write any prefix, so trust it accordingly. */
    record Message(Transaction transaction, Lsn lsn, long ordinal, boolean transactional, String prefix, byte[] content)
            implements Change {
        @Override
        public Kind kind() {
            return Kind.MESSAGE;
        }

        @Override
        public Optional<EventId> eventId() {
            EventId.Phase phase = transactional ? EventId.Phase.CHANGE : EventId.Phase.ALONE;
            return Optional.of(new EventId(transaction.commitLsn(), phase, ordinal));
        }

        @Override
        public int bytes() {
            return 64 + content.length;
        }
    }

    record Described(Transaction transaction, Lsn lsn, long ordinal, Relation described) implements Change {
        @Override
        public Kind kind() {
            return Kind.RELATION;
        }

        @Override
        public Optional<EventId> eventId() {
            return Optional.empty();
        }

        @Override
        public Optional<Relation> relation() {
            return Optional.of(described);
        }
    }

    /** Begin or end of a transaction, or the outcome of a prepared one. */
    record Boundary(Transaction transaction, Lsn lsn, long ordinal, Kind kind) implements Change {
        @Override
        public Optional<EventId> eventId() {
            EventId.Phase phase =
                    switch (kind) {
                        case BEGIN -> EventId.Phase.BEGIN;
                        case ROLLBACK_PREPARED -> EventId.Phase.ALONE;
                        default -> EventId.Phase.COMMIT;
                    };
            return Optional.of(new EventId(transaction.commitLsn(), phase, ordinal));
        }
    }
}
