package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.protocol.PgOutputMessage;
import io.pgwal.values.RowDecoder;
import io.pgwal.values.UndecodableValueException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The relations of one connection, each as its latest Relation message describes it. Session's thread only.
 *
 * <p>Messages in streamed blocks describe what their transaction sees, and count for its changes only until it commits.
 * The server then takes them for known, so they become everybody's, but for those after which a newer one has arrived.
 */
final class RelationCatalog {

    private final Map<Long, DescribedRelation> everybodys = new HashMap<>();
    private final CatalogReader catalog;
    private final Consumer<UndecodableValueException> undecodable;
    /** What counts now: everybody's, or what the transaction that is replayed has described. */
    private Map<Long, DescribedRelation> current = everybodys;

    RelationCatalog(CatalogReader catalog, Consumer<UndecodableValueException> undecodable) {
        this.catalog = catalog;
        this.undecodable = undecodable;
    }

    /** From here on a streamed transaction is replayed. */
    void beginReplay() {
        current = new HashMap<>();
    }

    /** @param committed false when it was prepared: the server describes its tables again to others */
    void endReplay(boolean committed) {
        Map<Long, DescribedRelation> replayed = current;
        current = everybodys;
        if (committed) {
            replayed.forEach((oid, relation) -> everybodys.merge(
                    oid, relation, (known, other) -> other.arrival() > known.arrival() ? other : known));
        }
    }

    /**
     * @param arrival place among all messages of the connection; of a replayed one, its place when it arrived
     * @return whether it says anything new about the relation
     */
    boolean describe(PgOutputMessage.Relation message, long arrival) {
        DescribedRelation own = current.get(message.oid());
        DescribedRelation before = own == null ? everybodys.get(message.oid()) : own;
        boolean same = before != null && before.message().equals(message);
        if (same && own != null && own.isSelfContained()) {
            own.arrived(arrival);
            return false;
        }
        DescribedRelation described = new DescribedRelation(message, catalog, undecodable, before);
        described.arrived(arrival);
        current.put(message.oid(), described);
        return !same;
    }

    /**
     * @param lsn position of the change that is to be decoded
     * @throws ReplicationFailure when no Relation message has named it: the stream contradicts itself
     */
    RowDecoder get(long oid, Lsn lsn) {
        DescribedRelation described = current.get(oid);
        if (described == null) {
            throw ReplicationFailure.malformed("a change of relation " + oid + " came without its Relation message");
        }
        return described.decoder(lsn);
    }
}
