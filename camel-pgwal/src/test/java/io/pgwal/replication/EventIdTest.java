package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgwal.protocol.Lsn;
import io.pgwal.replication.EventId.Phase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventIdTest {

    @Test
    void it_is_made_of_the_commit_LSN_the_phase_and_the_ordinal() {
        assertThat(new EventId(Lsn.parse("0/16B3748"), Phase.CHANGE, 5)).hasToString("00000000016B3748-2-000000000005");
    }

    @Test
    void it_is_read_from_what_it_is_written_as_and_from_nothing_else() {
        for (EventId id : List.of(
                new EventId(Lsn.parse("0/16B3748"), Phase.CHANGE, 5),
                new EventId(new Lsn(-1), Phase.ALONE, 0),
                new EventId(Lsn.ZERO, Phase.COMMIT, 456_789_012_345L))) {
            assertThat(EventId.parse(id.toString())).isEqualTo(id);
        }
        for (String text : List.of("", "0/16B3748", "00000000016B3748-4-000000000005", "16B3748-2-5", "x")) {
            assertThatThrownBy(() -> EventId.parse(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + text + "' is not an event id");
        }
    }

    @Test
    void sorted_as_text_ids_are_in_order_of_delivery() {
        List<EventId> delivered = new ArrayList<>();
        for (long bits : new long[] {1, 0xFFFFFFFFL, 0x16_80000001L, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
            delivered.add(new EventId(new Lsn(bits), Phase.ALONE, 0));
            delivered.add(new EventId(new Lsn(bits), Phase.BEGIN, 0));
            for (long ordinal : new long[] {0, 1, 9, 10, 4_999_999, 999_999_999_999L}) {
                delivered.add(new EventId(new Lsn(bits), Phase.CHANGE, ordinal));
            }
            delivered.add(new EventId(new Lsn(bits), Phase.COMMIT, 3));
        }
        List<EventId> shuffled = new ArrayList<>(delivered);
        Collections.shuffle(shuffled, new Random(1));
        List<EventId> byText = new ArrayList<>(shuffled);
        byText.sort(java.util.Comparator.comparing(EventId::toString));
        assertThat(byText).isEqualTo(delivered);
        Collections.sort(shuffled);
        assertThat(shuffled).isEqualTo(delivered);
        assertThat(delivered.stream().map(id -> id.toString().length()).distinct())
                .containsExactly(31);
    }
}
