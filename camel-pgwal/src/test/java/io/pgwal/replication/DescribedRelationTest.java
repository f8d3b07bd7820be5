package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgwal.protocol.Lsn;
import io.pgwal.protocol.PgOutputMessage;
import io.pgwal.protocol.PgOutputMessage.ReplicaIdentity;
import io.pgwal.protocol.Tuple;
import io.pgwal.protocol.TupleWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Relations whose catalog look-up fails, because nothing listens at the server's port. */
class DescribedRelationTest {

    private static final int TEXT = 25;

    @Test
    void key_of_unread_collation_does_not_tell_rows_apart() throws IOException {
        TupleWriter tuple = new TupleWriter();
        tuple.add(Tuple.Kind.TEXT, new byte[] {'x'}, 0, 1);
        try (CatalogReader unreachable = unreachable()) {
            DescribedRelation described =
                    new DescribedRelation(message(ReplicaIdentity.DEFAULT), unreachable, e -> {}, null);
            assertThat(described.decoder(Lsn.ZERO).row(tuple.toTuple()).keyHash())
                    .isEmpty();
            assertThat(described.isSelfContained())
                    .as("the next Relation message looks again")
                    .isFalse();
        }
    }

    @Test
    void unread_primary_key_under_replica_identity_full_is_a_failure() throws IOException {
        try (CatalogReader unreachable = unreachable()) {
            assertThatThrownBy(() -> new DescribedRelation(message(ReplicaIdentity.FULL), unreachable, e -> {}, null))
                    .isInstanceOf(ReplicationFailure.class);
        }
    }

    private static PgOutputMessage.Relation message(ReplicaIdentity identity) {
        return new PgOutputMessage.Relation(
                PgOutputMessage.NOT_STREAMED,
                16_385,
                "public",
                "t",
                identity,
                List.of(new PgOutputMessage.Relation.Column(true, "id", TEXT, -1)));
    }

    private static CatalogReader unreachable() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        return new CatalogReader(
                SessionSettings.of(ConnectionSettings.ofUrl("jdbc:postgresql://127.0.0.1:" + port + "/d"), "s", "p"));
    }
}
