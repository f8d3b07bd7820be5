package io.pgwal.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ConsumerSpecTest {

    @Test
    void options_follow_the_colon() {
        ConsumerSpec spec = ConsumerSpec.parse("pgwal:exchangePer=batch;batchSize=10");
        assertThat(spec.kind()).isEqualTo(ConsumerKind.PGWAL);
        assertThat(spec.options()).containsEntry("exchangePer", "batch").containsEntry("batchSize", "10");
        assertThat(ConsumerSpec.parse("pg_recvlogical").options()).isEmpty();
    }

    @Test
    void what_is_no_consumer_is_told_which_there_are() {
        assertThatThrownBy(() -> ConsumerSpec.parse("kafka"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("kafka", "pgwal", "pg_recvlogical", "debezium-engine");
        assertThatThrownBy(() -> ConsumerSpec.parse("pgwal:binary"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'binary' in pgwal:binary is not option=value");
    }
}
