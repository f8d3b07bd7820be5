package io.pgwal.examples.parallelbykey;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.examples.DemoServer;
import io.pgwal.examples.JavaProcess;
import org.junit.jupiter.api.Test;

class ParallelByKeyIT {

    @Test
    void each_parcel_came_by_each_of_its_steps_once_and_in_order_by_one_lane_and_by_four() throws Exception {
        try (DemoServer server = DemoServer.embedded("logical")) {
            JavaProcess run = JavaProcess.run(ParallelByKey.class, server.url(), entry -> true);
            assertThat(run.err()).isEmpty();
            assertThat(run.exitCode()).isZero();
            assertThat(run.out())
                    .containsPattern("one lane:  400 changes in \\d+ ms")
                    .containsPattern("4 lanes:   400 changes in \\d+ ms")
                    .contains("Summary: 400 changes of 20 keys each time, in order for each key;");
        }
    }
}
