package io.pgwal.examples.live;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/** A real Chromium without a window, spoken to over its DevTools protocol; one page, one command at a time. */
final class Chromium implements AutoCloseable {

    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final BlockingQueue<String> messages = new ArrayBlockingQueue<>(1000);
    private final Path home;
    private final Process process;
    private WebSocket page;
    private int commands;

    private Chromium(Path home, Process process) {
        this.home = home;
        this.process = process;
    }

    /** The one that {@code -Dchromium} names, which must be there; else the first on the PATH, if any. */
    static Optional<Path> find() {
        String named = System.getProperty("chromium", "");
        if (!named.isEmpty()) {
            return Optional.of(Path.of(named));
        }
        return NAMES.stream()
                .flatMap(name -> Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Chromium open(Path executable, String url) throws Exception {
        Path home = Files.createTempDirectory("chromium-");
        List<String> command = new ArrayList<>(List.of(
                executable.toString(),
                "--headless=new",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--hide-scrollbars",
                "--window-size=1180,880",
                "--remote-debugging-port=0",
                "--user-data-dir=" + home));
        if (System.getProperty("user.name").equals("root")) {
            command.add("--no-sandbox"); // it refuses to run as root with one
        }
        command.add("about:blank");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("output").toFile())
                .start();
        Chromium chromium = new Chromium(home, process);
        try {
            chromium.connect();
            chromium.command("Page.navigate", Map.of("url", url));
            return chromium;
        } catch (Exception e) {
            try (chromium) {
                throw e;
            }
        }
    }

    private void connect() throws IOException, InterruptedException {
        Path port = home.resolve("DevToolsActivePort");
        await().atMost(LONGEST_WAIT)
                .alias("Chromium starts, which says: " + home.resolve("output"))
                .until(() -> Files.exists(port) && Files.size(port) > 0);
        URI list = URI.create("http://127.0.0.1:" + Files.readAllLines(port).get(0) + "/json/list");
        JsonNode targets =
                json.readTree(http.send(HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofString())
                        .body());
        for (JsonNode target : targets) {
            if (target.get("type").asText().equals("page")) {
                page = http.newWebSocketBuilder()
                        .buildAsync(
                                URI.create(target.get("webSocketDebuggerUrl").asText()), new Listener())
                        .join();
                return;
            }
        }
        throw new IOException("Chromium has no page: " + targets);
    }

    /** What an expression of JavaScript is on the page. */
    JsonNode evaluate(String expression) throws IOException, InterruptedException {
        JsonNode result = command("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
        if (result.has("exceptionDetails")) {
            throw new IOException(expression + " fails: " + result.get("exceptionDetails"));
        }
        return result.get("result").path("value");
    }

    /** @param scheme dark or light */
    void prefer(String scheme) throws IOException, InterruptedException {
        command(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    void screenshot(Path file) throws IOException, InterruptedException {
        JsonNode picture = command("Page.captureScreenshot", Map.of("format", "png"));
        Files.write(file, Base64.getDecoder().decode(picture.get("data").asText()));
    }

    private JsonNode command(String method, Map<String, ?> parameters) throws IOException, InterruptedException {
        int id = ++commands;
        page.sendText(json.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true)
                .join();
        while (true) {
            String message = messages.poll(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS);
            if (message == null) {
                throw new IOException("Chromium does not answer " + method);
            }
            JsonNode answer = json.readTree(message);
            if (answer.path("id").asInt() == id) {
                if (answer.has("error")) {
                    throw new IOException(method + " fails: " + answer.get("error"));
                }
                return answer.get("result");
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (Stream<ProcessHandle> children = process.descendants()) {
            List<ProcessHandle> all = children.toList();
            process.destroyForcibly().onExit().join();
            all.forEach(child -> {
                child.destroyForcibly();
                child.onExit().join();
            });
        }
        FileUtils.deleteDirectory(home.toFile());
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                messages.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }
    }
}
