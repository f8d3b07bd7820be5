package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.protocol.PgOutputMessage;
import io.pgwal.protocol.PgOutputMessage.ReplicaIdentity;
import io.pgwal.protocol.Tuple;
import io.pgwal.protocol.TupleWriter;
import io.pgwal.replication.Change;
import io.pgwal.replication.Transaction;
import io.pgwal.values.RowDecoder;
import io.pgwal.values.TypeCatalog;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Lanes of row changes under ordering=key. */
class LaneRouterTest {

    private static final int LANES = 8;
    private static final int TEXT = 25;

    private final LaneRouter router = new LaneRouter(LaneRouter.Ordering.KEY, LANES);

    @Test
    void key_lane_follows_a_table_lane_only_behind_a_barrier() {
        RowDecoder cautious = table(Set.of());
        RowDecoder certain = table(Set.of("id"));
        assertThat(lanes(cautious)).as("unknown collation").isEqualTo(1);
        assertThat(lanes(certain)).as("first change with a proven collation").isEqualTo(LANES);
        assertThat(lanes(certain)).as("second one").isEqualTo(1);
        assertThat(lanes(cautious)).as("unknown again").isEqualTo(LANES);
        assertThat(lanes(cautious)).isEqualTo(1);
    }

    @Test
    void table_that_is_described_alike_again_needs_no_barrier() {
        assertThat(lanes(table(Set.of("id")))).isEqualTo(1);
        assertThat(lanes(table(Set.of("id")))).isEqualTo(1);
    }

    private int lanes(RowDecoder table) {
        TupleWriter tuple = new TupleWriter();
        byte[] key = "a".getBytes(StandardCharsets.UTF_8);
        tuple.add(Tuple.Kind.TEXT, key, 0, key.length);
        BitSet lanes = new BitSet();
        Change change =
                Transaction.builder().insert(table.row(tuple.toTuple())).build().get(0);
        router.route(change, lanes);
        return lanes.cardinality();
    }

    private static RowDecoder table(Set<String> deterministic) {
        PgOutputMessage.Relation message = new PgOutputMessage.Relation(
                PgOutputMessage.NOT_STREAMED,
                16_385,
                "public",
                "t",
                ReplicaIdentity.DEFAULT,
                List.of(new PgOutputMessage.Relation.Column(true, "id", TEXT, -1)));
        return new RowDecoder(message, new TypeCatalog(), Set.of(), deterministic, undecodable -> {
            throw undecodable;
        });
    }
}
