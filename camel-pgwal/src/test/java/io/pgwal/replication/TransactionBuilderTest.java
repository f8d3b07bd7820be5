package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgwal.protocol.Lsn;
import io.pgwal.values.Row;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Changes without a server, and changes that were serialized. */
class TransactionBuilderTest {

    private static final Row BEFORE =
            Row.builder("public.orders").key("id", 1).column("total", 5).build();
    private static final Row AFTER =
            Row.builder("public.orders").key("id", 2).column("total", 6).build();

    private static List<Change> changes() {
        return Transaction.builder()
                .xid(7)
                .startsAt(Lsn.parse("1/0"))
                .committedAt(Instant.parse("2026-01-01T00:00:00.000001Z"))
                .origin("elsewhere")
                .insert(BEFORE)
                .update(BEFORE.key(), AFTER)
                .delete(AFTER.key())
                .truncate("public.orders")
                .message("outbox", new byte[] {1})
                .insert("public.log", Map.of("text", "done"))
                .build();
    }

    @Test
    void built_changes_are_a_committed_transaction_in_order() {
        List<Change> changes = changes();
        assertThat(changes)
                .extracting(Change::kind)
                .containsExactly(Kind.INSERT, Kind.UPDATE, Kind.DELETE, Kind.TRUNCATE, Kind.MESSAGE, Kind.INSERT);
        assertThat(changes).extracting(Change::ordinal).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(changes).extracting(Change::isLast).containsExactly(false, false, false, false, false, true);
        assertThat(changes)
                .extracting(change -> change.eventId().orElseThrow().toString())
                .isSorted();
        Transaction transaction = changes.get(0).transaction();
        assertThat(transaction.xid()).hasValue(7);
        assertThat(transaction.commitLsn()).isGreaterThan(changes.get(5).lsn());
        assertThat(transaction.endLsn().orElseThrow()).isGreaterThan(transaction.commitLsn());
        assertThat(transaction.origin()).contains("elsewhere");
        assertThat(changes.get(1)).isInstanceOfSatisfying(Change.Update.class, update -> {
            assertThat(update.row()).isEqualTo(AFTER);
            assertThat(update.before()).contains(BEFORE.key());
        });
    }

    @Test
    void a_transaction_without_a_change_is_refused() {
        assertThatThrownBy(() -> Transaction.builder().build()).hasMessageContaining("insert(row)");
    }

    @Test
    void serialized_changes_say_what_they_said_and_share_their_transaction() throws Exception {
        List<Change> changes = changes();
        changes.get(0).transaction().trace(0, new TraceContext("00-a", Optional.of("b=c")));
        List<Change> copies = copy(changes);
        assertThat(copies).hasSameSizeAs(changes);
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            Change copy = copies.get(i);
            assertThat(copy).hasSameClassAs(change);
            assertThat(copy.transaction()).isSameAs(copies.get(0).transaction());
            assertThat(copy.eventId()).isEqualTo(change.eventId());
            assertThat(copy.lsn()).isEqualTo(change.lsn());
            assertThat(copy.isLast()).isEqualTo(change.isLast());
            assertThat(copy.relation()).isEqualTo(change.relation());
        }
        assertThat(((Change.Update) copies.get(1)).row()).isEqualTo(AFTER);
        assertThat(((Change.Update) copies.get(1)).before()).contains(BEFORE.key());
        assertThat(((Change.Message) copies.get(4)).content()).containsExactly(1);
        Transaction transaction = copies.get(0).transaction();
        assertThat(transaction.xid()).hasValue(7);
        assertThat(transaction.commitTime()).contains(Instant.parse("2026-01-01T00:00:00.000001Z"));
        assertThat(transaction.endLsn()).isEqualTo(changes.get(0).transaction().endLsn());
        assertThat(transaction.origin()).contains("elsewhere");
        assertThat(transaction.traceContext(3)).contains(new TraceContext("00-a", Optional.of("b=c")));
        assertThat(copy(copies)).extracting(Change::isLast).containsExactly(false, false, false, false, false, true);
    }

    @Test
    void an_event_id_is_serializable() throws Exception {
        EventId id = changes().get(0).eventId().orElseThrow();
        assertThat(copy(id)).isEqualTo(id);
    }

    @SuppressWarnings("unchecked")
    private static <T> T copy(T object) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }
}
