package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.protocol.PgTime;
import io.pgwal.values.Relation;
import io.pgwal.values.Row;
import io.pgwal.values.RowBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds the changes of one committed transaction without a server, so that a route can be unit tested. The positions are
 * made up and in order. Not thread-safe.
 */
public final class TransactionBuilder {

    private static final long BYTES_OF_CHANGE = 0x100;

    /** Makes a change of what is known only when the transaction is complete. */
    private interface Step {
        Change of(Transaction transaction, Lsn lsn, long ordinal);
    }

    private final List<Step> steps = new ArrayList<>();
    private long xid = 738;
    private Lsn start = Lsn.parse("0/16B3700");
    private Instant commitTime = Instant.parse("2024-02-29T12:00:00Z");
    private String origin;

    TransactionBuilder() {}

    /** Sets the transaction id. Default: 738. */
    public TransactionBuilder xid(long id) {
        xid = id;
        return this;
    }

    /** Sets the position of the first change, which event ids follow from. Default: 0/16B3700. */
    public TransactionBuilder startsAt(Lsn lsn) {
        start = lsn;
        return this;
    }

    /** Sets the time of the commit. Default: 2024-02-29T12:00:00Z. */
    public TransactionBuilder committedAt(Instant time) {
        commitTime = time;
        return this;
    }

    /** Names the replication origin that the transaction came from. Default: none. */
    public TransactionBuilder origin(String name) {
        origin = name;
        return this;
    }

    public TransactionBuilder insert(Row row) {
        return add((transaction, lsn, ordinal) -> new Change.Insert(transaction, lsn, ordinal, row));
    }

    /** Adds an insert into a table without a key; for one with a key build the row with {@link Row#builder}. */
    public TransactionBuilder insert(String table, Map<String, ?> columns) {
        return insert(row(table, columns));
    }

    public TransactionBuilder update(Row after) {
        return update((Row) null, after);
    }

    /** @param before the old key, or the old row under REPLICA IDENTITY FULL; null when PostgreSQL sends none */
    public TransactionBuilder update(Row before, Row after) {
        return add((transaction, lsn, ordinal) ->
                new Change.Update(transaction, lsn, ordinal, after, Optional.ofNullable(before)));
    }

    /** Adds an update of a table without a key; for one with a key build the row with {@link Row#builder}. */
    public TransactionBuilder update(String table, Map<String, ?> columns) {
        return update(row(table, columns));
    }

    /** @param before the key ({@link Row#key}), or the whole row under REPLICA IDENTITY FULL */
    public TransactionBuilder delete(Row before) {
        return add((transaction, lsn, ordinal) -> new Change.Delete(transaction, lsn, ordinal, before));
    }

    /** Adds one statement: a change for each table. */
    public TransactionBuilder truncate(String... tables) {
        List<Relation> statement = Arrays.stream(tables)
                .map(table -> Row.builder(table).build().relation())
                .toList();
        for (Relation relation : statement) {
            add((transaction, lsn, ordinal) ->
                    new Change.Truncate(transaction, lsn, ordinal, relation, statement, false, false));
        }
        return this;
    }

    /** Adds a transactional logical message. */
    public TransactionBuilder message(String prefix, byte[] content) {
        return add((transaction, lsn, ordinal) ->
                new Change.Message(transaction, lsn, ordinal, true, prefix, content.clone()));
    }

    private TransactionBuilder add(Step step) {
        steps.add(step);
        return this;
    }

    private static Row row(String table, Map<String, ?> columns) {
        RowBuilder row = Row.builder(table);
        return row.columns(columns).build();
    }

    /** @throws IllegalStateException when nothing was added */
    public List<Change> build() {
        if (steps.isEmpty()) {
            throw new IllegalStateException("The transaction has no change. Add one, such as insert(row)");
        }
        Lsn commit = at(steps.size());
        Transaction transaction = new Transaction(xid, commit, PgTime.of(commitTime), null);
        if (origin != null) {
            transaction.cameFrom(origin);
        }
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            changes.add(steps.get(i).of(transaction, at(i), i));
        }
        transaction.end(at(steps.size() + 1), changes.get(changes.size() - 1));
        return List.copyOf(changes);
    }

    private Lsn at(int record) {
        return new Lsn(start.bits() + record * BYTES_OF_CHANGE);
    }
}
