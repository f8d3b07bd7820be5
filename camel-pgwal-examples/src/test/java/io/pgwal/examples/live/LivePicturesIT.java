package io.pgwal.examples.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.examples.DemoServer;
import io.pgwal.examples.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@EnabledIfSystemProperty(
        named = "pgwal.docs.write",
        matches = "true",
        disabledReason = "it takes a minute, and the pictures of the README anew")
class LivePicturesIT {

    private static final Path FOLDER = Path.of("..", "src-docs");
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(70);
    private static final int PORT = 8080;

    @Test
    void a_minute_of_the_workload_makes_pictures_in_light_and_dark() throws Exception {
        try (Sandbox sandbox = Sandbox.on(DemoServer.embedded("logical"), "live", "pgwal_live")) {
            Live.serve(sandbox, PORT);
            Workload workload = Workload.start(sandbox);
            try (Chromium page = Chromium.open(Chromium.find().orElseThrow(), "http://localhost:" + PORT + "/")) {
                new CountDownLatch(1).await(LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS);
                for (String scheme : new String[] {"light", "dark"}) {
                    Path picture = FOLDER.resolve(scheme.equals("light") ? "live.png" : "live-dark.png");
                    page.prefer(scheme);
                    page.screenshot(picture);
                    assertThat(Files.size(picture)).isBetween(20_000L, 200_000L);
                }
            } finally {
                workload.stop();
            }
        }
    }
}
