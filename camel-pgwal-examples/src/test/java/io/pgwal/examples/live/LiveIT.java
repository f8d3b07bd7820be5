package io.pgwal.examples.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgwal.examples.DemoServer;
import io.pgwal.examples.Sandbox;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LiveIT {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private static Sandbox sandbox;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        sandbox = Sandbox.on(DemoServer.embedded("logical"), "live", "pgwal_live");
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Live.serve(sandbox, port);
    }

    @AfterAll
    static void stop() throws Exception {
        sandbox.close();
    }

    @Test
    void a_real_Chromium_shows_a_change_that_commits_and_its_plots_move() throws Exception {
        Optional<Path> executable = Chromium.find();
        assumeTrue(executable.isPresent(), "no Chromium on the PATH, and -Dchromium=... names none");
        try (Chromium page = Chromium.open(executable.get(), "http://localhost:" + port + "/")) {
            await("the page is connected").atMost(LONGEST_WAIT).until(() -> text(page, "state")
                    .equals("streaming, slot pgwal_live"));
            assertThat(text(page, "total")).isEqualTo("0");
            String flat = plot(page, "throughput");
            assertThat(page.evaluate("document.getElementById('throughput').dataset.highest")
                            .asInt())
                    .isZero();

            sandbox.execute("INSERT INTO pgwal_live.orders VALUES (1, 'Ada', '<b>tea</b>', 4.20, 'new')");
            sandbox.execute("UPDATE pgwal_live.orders SET status = 'paid'");

            await("both changes are on the page").atMost(LONGEST_WAIT).until(() -> text(page, "total")
                    .equals("2"));
            await("and in its list").atMost(LONGEST_WAIT).untilAsserted(() -> {
                assertThat(text(page, "changes"))
                        .contains("INSERT", "UPDATE", "customer Ada", "item <b>tea</b>", "price 4.2", "status new");
                assertThat(page.evaluate("document.querySelector('#changes mark').textContent")
                                .asText())
                        .isEqualTo("paid");
            });
            await("the throughput's line rises").atMost(LONGEST_WAIT).untilAsserted(() -> {
                assertThat(plot(page, "throughput")).isNotEqualTo(flat).contains("100.00");
                assertThat(page.evaluate("document.getElementById('throughput').dataset.highest")
                                .asInt())
                        .isBetween(2, 4);
            });
            String then = plot(page, "throughput");
            await("and moves on").atMost(LONGEST_WAIT).until(() -> !plot(page, "throughput")
                    .equals(then));
            assertThat(page.evaluate("document.getElementById('delay').dataset.highest")
                            .asInt())
                    .as("lag in ms")
                    .isBetween(1, 30_000);
        }
    }

    @Test
    void without_a_browser_too_the_page_is_served_and_changes_come_over_its_web_socket() throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        HttpResponse<String> page = http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.body()).isEqualTo(Sandbox.text("/live/page.html"));

        Queue<String> messages = new ConcurrentLinkedQueue<>();
        WebSocket socket = http.newWebSocketBuilder()
                .buildAsync(URI.create("ws://localhost:" + port + "/live"), new Listener(messages))
                .join();
        sandbox.execute("INSERT INTO pgwal_live.stock VALUES ('cups', 7)");
        await().atMost(LONGEST_WAIT).untilAsserted(() -> assertThat(messages)
                .anyMatch(message -> message.startsWith("[{")
                        && message.contains("\"kind\":\"INSERT\"")
                        && message.contains("\"row\":{\"item\":\"cups\",\"pieces\":7}"))
                .anyMatch(message -> message.contains("\"state\":\"STREAMING\"")));
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "seen").join(); // or sending to it may fail, and come again to all
    }

    private static String text(Chromium page, String id) throws IOException, InterruptedException {
        return page.evaluate("document.getElementById('" + id + "')?.textContent ?? ''")
                .asText();
    }

    /** The line that is drawn, as SVG has it. */
    private static String plot(Chromium page, String id) throws IOException, InterruptedException {
        return page.evaluate("document.querySelector('#" + id + " path')?.getAttribute('d') ?? ''")
                .asText();
    }

    private record Listener(Queue<String> messages) implements WebSocket.Listener {

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            messages.add(text.toString());
            socket.request(1);
            return null;
        }
    }
}
