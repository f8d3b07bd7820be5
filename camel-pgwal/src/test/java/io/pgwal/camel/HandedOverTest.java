package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;

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
        handedOver.keepOnly(2);
        assertThat(handedOver.overdue(100)).containsExactly(now);
    }

    private static Parcel parcel(long epoch, int tries) {
        return new Parcel(List.of(), List.of(), epoch, tries);
    }
}
