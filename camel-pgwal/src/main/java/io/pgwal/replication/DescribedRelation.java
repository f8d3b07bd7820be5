package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.protocol.PgOutputMessage;
import io.pgwal.protocol.PgOutputMessage.ReplicaIdentity;
import io.pgwal.values.PgType;
import io.pgwal.values.RowDecoder;
import io.pgwal.values.TypeCatalog;
import io.pgwal.values.UndecodableValueException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One Relation message with what the catalogs add to it: two decoders, one for changes for which the catalogs are known
 * to be right, and one that leaves open what they do not prove. Session's thread only.
 *
 * <p>The catalogs are asked when the message comes. Of a table with composite types they are asked again at the first
 * change behind the last look, since ALTER TYPE sends no message.
 */
final class DescribedRelation {

    /** @param from changes from here on were written by this version of the type */
    private record Known(CompositeRows rows, Lsn from) {}

    private final PgOutputMessage.Relation message;
    private final CatalogReader catalog;
    private final Consumer<UndecodableValueException> undecodable;
    private final List<Long> userTypes;
    private final boolean asksForTable;
    private TableRows table = TableRows.NONE;
    private Map<Long, Known> composites = Map.of();
    private List<PgType> others = List.of();
    private Lsn upTo = Lsn.ZERO;
    private long arrival;
    private Lsn certainFrom = Lsn.ZERO;
    private RowDecoder certain;
    private RowDecoder cautious;

    /** @param before an earlier one of the same table; null when there is none */
    DescribedRelation(
            PgOutputMessage.Relation message,
            CatalogReader catalog,
            Consumer<UndecodableValueException> undecodable,
            DescribedRelation before) {
        this.message = message;
        this.catalog = catalog;
        this.undecodable = undecodable;
        this.userTypes = message.columns().stream()
                .map(PgOutputMessage.Relation.Column::typeOid)
                .filter(oid -> !TypeCatalog.isBuiltin(oid))
                .distinct()
                .toList();
        if (!userTypes.isEmpty()) {
            readTypes(before == null ? Map.of() : before.composites);
        }
        build();
        boolean full = message.replicaIdentity() == ReplicaIdentity.FULL;
        this.asksForTable = full || !certain.collatedKey().isEmpty();
        if (asksForTable) {
            table = full ? catalog.table(message.oid()) : catalog.collations(message);
            build();
        }
    }

    PgOutputMessage.Relation message() {
        return message;
    }

    /** Whether the message says all, so that there is no reason to ask the catalogs when it comes again. */
    boolean isSelfContained() {
        return userTypes.isEmpty() && !asksForTable;
    }

    /** Place of the latest message like this one among all messages of the connection. */
    long arrival() {
        return arrival;
    }

    void arrived(long at) {
        arrival = at;
    }

    /** @param lsn position of the change that is to be decoded */
    RowDecoder decoder(Lsn lsn) {
        if (!composites.isEmpty() && !upTo.isAfter(lsn)) {
            lookAgain();
        }
        return certainFrom.isAfter(lsn) ? cautious : certain;
    }

    private void lookAgain() {
        Map<Long, PgType> types = new HashMap<>();
        composites.forEach((oid, known) -> types.put(oid, known.rows.type()));
        CatalogReader.Types look = catalog.composites(types);
        boolean same = composites.entrySet().stream().allMatch(known -> look.composites()
                .get(known.getKey())
                .version()
                .equals(known.getValue().rows.version()));
        if (same) {
            upTo = look.upTo();
        } else {
            readTypes(composites);
            build();
        }
    }

    private void readTypes(Map<Long, Known> before) {
        CatalogReader.Types look = catalog.typesWithParts(userTypes);
        Map<Long, Known> found = new HashMap<>();
        look.composites().forEach((oid, rows) -> {
            Known known = before.get(oid);
            Lsn from = rows.certain()
                    ? Lsn.ZERO
                    : known != null && known.rows.version().equals(rows.version()) ? known.from : rows.seenAt();
            found.put(oid, new Known(rows, from));
        });
        composites = found;
        others = look.others();
        upTo = look.upTo();
    }

    private void build() {
        boolean full = message.replicaIdentity() == ReplicaIdentity.FULL;
        Set<String> key = full ? table.primaryKey(message) : Set.of();
        Set<String> certainKey = full ? table.certainPrimaryKey(message) : Set.of();
        Set<String> deterministic = table.deterministic();
        Set<String> certainlyDeterministic = table.certainlyDeterministic();
        certainFrom = composites.values().stream().map(Known::from).reduce(Lsn.ZERO, Lsn::max);
        boolean sameTypes = certainFrom.equals(Lsn.ZERO);
        certain = new RowDecoder(message, types(true), key, deterministic, undecodable);
        if (key.equals(certainKey) && deterministic.equals(certainlyDeterministic)) {
            cautious = sameTypes ? certain : new RowDecoder(message, types(false), key, deterministic, undecodable);
        } else {
            certainFrom = Lsn.max(certainFrom, table.seenAt());
            cautious = new RowDecoder(message, types(sameTypes), certainKey, certainlyDeterministic, undecodable);
        }
    }

    private TypeCatalog types(boolean exact) {
        TypeCatalog types = new TypeCatalog();
        others.forEach(types::add);
        composites.values().forEach(known -> types.add(exact ? known.rows.exact() : known.rows.type()));
        return types;
    }
}
