package io.pgwal.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is waited for at a stop: all that may still be acknowledged, and nothing else. */
class LaneControlTest {

    private final LaneControl control = new LaneControl((what, cause) -> {});

    @Test
    void what_was_handed_over_is_waited_for_until_somebody_completes_it() {
        Parcel parcel = entered();
        control.handsOver(parcel, 0);
        assertThat(control.inRoute()).isEqualTo(1);
        control.leave(parcel, true);
        assertThat(control.inRoute()).isZero();
        assertThat(control.handedOver().count()).isZero();
    }

    @Test
    void what_was_handed_over_by_a_connection_that_is_gone_is_waited_for_no_more() {
        Parcel parcel = entered();
        control.handsOver(parcel, 0);
        control.nextEpoch();
        assertThat(control.inRoute()).isZero();
        control.leave(parcel, true);
        assertThat(control.inRoute()).as("it is counted out once").isZero();
    }

    @Test
    void nor_is_what_was_in_the_route_when_the_connection_went_and_is_handed_over_now() {
        Parcel parcel = entered();
        control.nextEpoch();
        assertThat(control.inRoute()).as("it is in the route").isEqualTo(1);
        control.handsOver(parcel, 0);
        assertThat(control.inRoute()).isZero();
        assertThat(control.handedOver().count()).isZero();
        control.leave(parcel, true);
        assertThat(control.inRoute()).isZero();
    }

    private Parcel entered() {
        Parcel parcel = new Parcel(List.of(), List.of(), control.epoch());
        assertThat(control.enter(parcel)).isTrue();
        return parcel;
    }
}
