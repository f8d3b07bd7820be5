package io.pgwal.examples.exactlyoncejdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.examples.DemoServer;
import io.pgwal.examples.JavaProcess;
import io.pgwal.examples.Sandbox;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ExactlyOnceJdbcIT {

    private static DemoServer server;

    @BeforeAll
    static void start() throws IOException {
        server = DemoServer.embedded("logical");
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void nothing_is_missing_and_nothing_is_there_twice_though_the_consumer_was_killed_four_times() throws Exception {
        JavaProcess run = JavaProcess.run(ExactlyOnceJdbc.class, server.url(), entry -> true);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .filteredOn(line -> line.matches("  kill \\d: \\d+ payments have arrived of \\d+ made by now"))
                .hasSize(4);
        assertThat(run.out())
                .containsPattern("Summary: 1000 payments made, 1000 arrived, 0 missing, 0 too many;"
                        + " [1-9]\\d* came again after a kill and were left out");
    }

    @Test
    void a_payment_that_is_missing_and_one_that_is_there_twice_are_counted() throws Exception {
        try (Sandbox sandbox =
                Sandbox.on(DemoServer.at(server.url()), "exactly-once-jdbc", "pgwal_payments", "pgwal_bank")) {
            sandbox.execute("INSERT INTO pgwal_payments.payments VALUES (1, 1, 10), (2, 1, 20), (3, 1, 30), (4, 1, 40);"
                    + "INSERT INTO pgwal_bank.payments VALUES (1, 1, 10), (2, 1, 20), (2, 1, 20)");
            Comparison result = Comparison.of(server);
            assertThat(result).isEqualTo(new Comparison(4, 3, 2, 1, 0));
            assertThat(result.isRight()).isFalse();
        }
    }
}
