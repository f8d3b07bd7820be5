package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.replication.Change;
import java.util.AbstractList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandedOverTest {

    private final HandedOver handedOver = new HandedOver(100);

    @Test
    void what_does_not_come_back_is_overdue_again_and_again_until_it_does() {
        Parcel early = parcel(1, 0);
        Parcel late = parcel(1, 1);
        handedOver.add(early, 1_000);
        handedOver.add(late, 1_050);
        assertThat(handedOver.overdue(1_099)).isEmpty();
        assertThat(handedOver.overdue(1_100)).containsExactly(early);
        assertThat(handedOver.overdue(1_150)).containsExactly(late);
        assertThat(handedOver.overdue(1_200)).containsExactly(early);
        handedOver.remove(early);
        handedOver.remove(late);
        assertThat(handedOver.overdue(9_000)).isEmpty();
        assertThat(handedOver.count()).isZero();
    }

    @Test
    void what_a_connection_that_is_gone_handed_over_is_forgotten() {
        handedOver.add(parcel(1, 0), 0);
        Parcel now = parcel(2, 0);
        handedOver.add(now, 0);
        assertThat(handedOver.keepOnly(2)).isEqualTo(1);
        assertThat(handedOver.overdue(100)).containsExactly(now);
        assertThat(handedOver.remove(now)).isTrue();
        assertThat(handedOver.remove(now)).as("once").isFalse();
    }

    /** A row's hash is that of all its values, which nobody has asked for. */
    @Test
    void a_parcel_is_found_without_a_look_at_what_is_in_it() {
        Parcel one = new Parcel(unlooked(), List.of(), 1);
        Parcel other = new Parcel(unlooked(), List.of(), 1);
        handedOver.add(one, 0);
        assertThat(handedOver.remove(other)).isFalse();
        assertThat(handedOver.remove(one)).isTrue();
    }

    private static List<Change> unlooked() {
        return new AbstractList<>() {
            @Override
            public Change get(int index) {
                throw new AssertionError("looked at");
            }

            @Override
            public int size() {
                return 1;
            }
        };
    }

    private static Parcel parcel(long epoch, int tries) {
        return new Parcel(List.of(), List.of(), epoch, tries, null);
    }
}
