package io.pgwal.camel;

import io.pgwal.replication.Change;
import io.pgwal.values.KeyHashing;
import io.pgwal.values.Relation;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Which lanes a change has to take its turn in, so that what must stay in order meets in a lane. A change with several
 * lanes waits for its turn in all of them, and holds them up until it is done.
 *
 * <p>Keys are compared without their table: a row that moves to another partition stays in its lane.
 *
 * <p>No I/O, clock or lock; one thread.
 */
final class LaneRouter {

    /** What stays in order. The names are those of the option. */
    enum Ordering {
        /** Changes of one key. Both lanes of a changed key; all lanes for TRUNCATE and what is not about a row. */
        KEY,
        /** Changes of one table. */
        TABLE,
        /** Changes of one transaction. */
        TRANSACTION,
        NONE
    }

    private final Ordering ordering;
    private final int lanes;
    private final Map<Long, KeyHashing> hashings = new HashMap<>();
    private int next;

    LaneRouter(Ordering ordering, int lanes) {
        this.ordering = ordering;
        this.lanes = lanes;
    }

    /** @param into where the change's lanes are set, from 0 */
    void route(Change change, BitSet into) {
        switch (ordering) {
            case NONE -> into.set(turn());
            // by its identity, not in turn: when it comes again it must meet its exchanges that are still in the route
            case TRANSACTION ->
                into.set(lane(Long.hashCode(change.transaction().commitLsn().bits())));
            default -> byContent(change, into);
        }
    }

    private void byContent(Change change, BitSet into) {
        Relation relation = change.relation().orElse(null);
        if (change instanceof Change.Message message) {
            into.set(lane(message.prefix().hashCode()));
        } else if (relation == null || change instanceof Change.Described) {
            into.set(0, lanes); // begin and commit stand between all changes of different transactions
        } else if (ordering == Ordering.TABLE) {
            into.set(table(relation));
        } else if (change instanceof Change.RowChange row
                && !isNew(relation, row.row().keyHashing())) {
            key(row, relation, into);
        } else {
            into.set(0, lanes);
        }
    }

    private void key(Change.RowChange change, Relation relation, BitSet into) {
        OptionalInt hash = change.row().keyHash();
        if (hash.isEmpty()) {
            into.set(table(relation));
            return;
        }
        into.set(lane(hash.getAsInt()));
        change.before().ifPresent(before -> into.set(lane(before.keyHash().orElse(hash.getAsInt()))));
    }

    /**
     * Returns true for the first change whose key hashes otherwise than the change before it: the key has other columns,
     * or its collation became known. The same key may have another lane then.
     */
    private boolean isNew(Relation relation, KeyHashing hashing) {
        KeyHashing before = hashings.put(relation.oid(), hashing);
        return before != hashing && before != null && !before.equals(hashing);
    }

    private int table(Relation relation) {
        return lane(Long.hashCode(relation.oid()));
    }

    private int turn() {
        next = (next + 1) % lanes;
        return next;
    }

    /** Spreads hashes that differ in a few bits only. */
    private int lane(int hash) {
        int mixed = hash * 0x9E3779B9;
        return Math.floorMod(mixed ^ mixed >>> 16, lanes);
    }
}
