package io.pgwal.replication;

import io.pgwal.protocol.PgOutputMessage;
import io.pgwal.protocol.PgOutputMessage.ReplicaIdentity;
import io.pgwal.values.RowDecoder;
import io.pgwal.values.TypeCatalog;
import io.pgwal.values.UndecodableValueException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The relations of one connection, each as its latest Relation message describes it. Session's thread only.
 *
 * <p>pg_type is asked again for each Relation message that uses types that are not built in: they may have been altered,
 * and the server sends the message again when they were.
 */
final class RelationCatalog {

    private final Map<Long, RowDecoder> decoders = new HashMap<>();
    private final Map<Long, PgOutputMessage.Relation> messages = new HashMap<>();
    private final TypeCatalog types = new TypeCatalog();
    private final CatalogReader catalog;
    private final Consumer<UndecodableValueException> undecodable;

    RelationCatalog(CatalogReader catalog, Consumer<UndecodableValueException> undecodable) {
        this.catalog = catalog;
        this.undecodable = undecodable;
    }

    /** @return whether it says anything new about the relation */
    boolean describe(PgOutputMessage.Relation message) {
        List<Long> userTypes = message.columns().stream()
                .map(PgOutputMessage.Relation.Column::typeOid)
                .filter(oid -> !TypeCatalog.isBuiltin(oid))
                .distinct()
                .toList();
        boolean same = message.equals(messages.put(message.oid(), message));
        if (same && userTypes.isEmpty() && message.replicaIdentity() != ReplicaIdentity.FULL) {
            return false;
        }
        catalog.typesWithParts(userTypes).forEach(types::add);
        Set<String> primaryKey =
                message.replicaIdentity() == ReplicaIdentity.FULL ? catalog.primaryKey(message.oid()) : Set.of();
        decoders.put(message.oid(), new RowDecoder(message, types, primaryKey, undecodable));
        return !same;
    }

    /** @throws ReplicationFailure when no Relation message has named it: the stream contradicts itself */
    RowDecoder get(long oid) {
        RowDecoder decoder = decoders.get(oid);
        if (decoder == null) {
            throw ReplicationFailure.malformed("a change of relation " + oid + " came without its Relation message");
        }
        return decoder;
    }
}
