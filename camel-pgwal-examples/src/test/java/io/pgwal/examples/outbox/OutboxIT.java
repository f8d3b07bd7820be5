package io.pgwal.examples.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.examples.DemoServer;
import io.pgwal.examples.JavaProcess;
import org.junit.jupiter.api.Test;

class OutboxIT {

    @Test
    void an_order_that_is_committed_is_heard_of_once_and_one_that_is_rolled_back_is_not() throws Exception {
        try (DemoServer server = DemoServer.embedded("logical")) {
            JavaProcess run = JavaProcess.run(Outbox.class, server.url(), entry -> true);
            assertThat(run.err()).isEmpty();
            assertThat(run.exitCode()).isZero();
            assertThat(run.out().lines())
                    .contains("  ordering  3: piano", "  heard     order 11: tea")
                    .noneMatch(line -> line.contains("heard") && line.contains("piano"))
                    .contains("12 orders: 8 in the table, 4 rolled back after their message was written.")
                    .contains("Summary: 8 changes sent by the workload, 8 seen by the route in commit order,"
                            + " 0 seen twice, 0 missing, 0 that were never committed.");
        }
    }
}
