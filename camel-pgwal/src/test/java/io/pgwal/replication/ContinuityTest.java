package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgwal.protocol.Lsn;
import io.pgwal.replication.ReplicationFailure.Kind;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ContinuityTest {

    private static final TimelineHistory LEFT_AT_500 = TimelineHistory.of("1\t0/500\tno recovery target specified\n");

    @Test
    void another_system_identifier_is_another_server() {
        Continuity known = known(server("a", 1, "0/900"), "0/400", "0/300");
        assertThatCode(() -> known.checkCluster(server("a", 1, "0/900"))).doesNotThrowAnyException();
        refused(Kind.OTHER_SERVER, () -> known.checkCluster(server("b", 1, "0/900")));
    }

    @Test
    void a_server_whose_WAL_ends_before_what_was_acknowledged_was_set_back() {
        Continuity known = known(server("a", 1, "0/900"), "0/400", "0/300");
        assertThatCode(() -> known.checkHistory(server("a", 1, "0/400"), TimelineHistory.NONE))
                .doesNotThrowAnyException();
        refused(Kind.HISTORY_DIVERGED, () -> known.checkHistory(server("a", 1, "0/3FF"), TimelineHistory.NONE));
    }

    @Test
    void a_promoted_standby_that_has_all_that_was_delivered_is_gone_on_with_from_where_its_slot_stands() {
        Continuity known = known(server("a", 1, "0/900"), "0/600", "0/4FF");
        Server promoted = server("a", 2, "0/550");
        assertThatCode(() -> known.checkHistory(promoted, LEFT_AT_500)).doesNotThrowAnyException();
        assertThat(known.start(promoted)).isEqualTo(Lsn.ZERO);
        assertThat(known.start(server("a", 1, "0/900"))).isEqualTo(Lsn.parse("0/600"));
    }

    @Test
    void a_promoted_standby_without_something_that_was_delivered_is_named_however_far_its_WAL_is_by_now() {
        Continuity known = known(server("a", 1, "0/900"), "0/400", "0/500");
        refused(Kind.HISTORY_DIVERGED, () -> known.checkHistory(server("a", 2, "9/0"), LEFT_AT_500));
    }

    @Test
    void who_read_a_standby_may_have_followed_it_through_its_promotion() {
        Continuity known = known(standby("a", 1), "0/400", "0/600");
        assertThatCode(() -> known.checkHistory(server("a", 2, "0/900"), LEFT_AT_500))
                .doesNotThrowAnyException();
    }

    @Test
    void a_timeline_that_does_not_come_from_ours_is_named() {
        Continuity second = known(server("a", 2, "0/900"), "0/400", "0/300");
        refused(Kind.HISTORY_DIVERGED, () -> second.checkHistory(server("a", 1, "0/900"), TimelineHistory.NONE));
        refused(Kind.HISTORY_DIVERGED, () -> second.checkHistory(server("a", 3, "0/900"), LEFT_AT_500));
    }

    @Test
    void a_slot_that_stands_further_on_than_this_session_ever_said_has_a_gap() {
        Continuity known = known(server("a", 1, "0/900"), "0/400", "0/300");
        assertThatCode(() -> known.checkSlot(slot("0/400"), false)).doesNotThrowAnyException();
        assertThatCode(() -> known.checkSlot(slot("0/100"), false)).doesNotThrowAnyException();
        refused(Kind.SLOT_RECREATED, () -> known.checkSlot(slot("0/401"), false));
    }

    @Test
    void shared_slot_that_is_ahead_is_another_instances_progress() {
        Continuity known = known(server("a", 1, "0/900"), "0/400", "0/300");
        assertThatCode(() -> known.checkSlot(slot("0/401"), true)).doesNotThrowAnyException();
    }

    private static void refused(Kind kind, ThrowingCallable check) {
        assertThatThrownBy(check).isInstanceOfSatisfying(ReplicationFailure.class, failure -> assertThat(failure.kind())
                .isEqualTo(kind));
    }

    private static Continuity known(Server last, String confirmed, String delivered) {
        return new Continuity("there", last, new Continuity.Position(Lsn.parse(confirmed), Lsn.parse(delivered)));
    }

    private static Server server(String systemId, long timeline, String walEnd) {
        return new Server(17, systemId, timeline, Lsn.parse(walEnd), "logical", Duration.ofMinutes(1), false);
    }

    private static Server standby(String systemId, long timeline) {
        return new Server(17, systemId, timeline, Lsn.parse("0/900"), "logical", Duration.ofMinutes(1), true);
    }

    private static ReplicationSlots.Slot slot(String confirmedFlush) {
        return new ReplicationSlots.Slot("s", "pgoutput", "d", false, "reserved", null, 0, Lsn.parse(confirmedFlush));
    }
}
