package io.pgwal.examples.scaleout;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.examples.DemoServer;
import io.pgwal.examples.KafkaBroker;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ScaleOutIT {

    @Test
    void two_routes_with_half_of_the_rows_each_deliver_all_of_them_once_and_in_order_as_one_route_does()
            throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DemoServer server = DemoServer.embedded("logical");
                KafkaBroker broker = KafkaBroker.start()) {
            // or it throws
            new ScaleOut(server, broker, 500, 4).run(1, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .containsPattern("\\| one slot, one route \\| [\\d,]+ \\(")
                .containsPattern("\\| two slots with row filters, two routes \\| [\\d,]+ \\(");
    }
}
