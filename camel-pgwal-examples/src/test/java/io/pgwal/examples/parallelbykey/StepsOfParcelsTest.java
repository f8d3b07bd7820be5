package io.pgwal.examples.parallelbykey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StepsOfParcelsTest {

    private final StepsOfParcels heard = new StepsOfParcels(2, 2);

    @Test
    void parcels_may_overtake_each_other() {
        hear(2, 1);
        hear(1, 1);
        hear(1, 2);
        hear(2, 2);
        assertThat(heard.count()).isEqualTo(4);
        assertThat(heard.wrong()).isEmpty();
    }

    @Test
    void steps_of_one_parcel_may_not() {
        hear(1, 2);
        hear(1, 1);
        hear(2, 1);
        hear(2, 2);
        assertThat(heard.wrong()).containsExactly(1);
    }

    @Test
    void a_step_that_came_twice_and_one_that_is_missing_are_wrong() {
        hear(1, 1);
        hear(1, 2);
        hear(1, 2);
        hear(2, 1);
        assertThat(heard.wrong()).containsExactly(1, 2);
    }

    private void hear(int parcel, int step) {
        heard.heard(Map.of("id", parcel, "step", step));
    }
}
