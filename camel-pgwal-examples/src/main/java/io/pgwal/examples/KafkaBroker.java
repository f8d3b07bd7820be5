package io.pgwal.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.commons.io.FileUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/** A Kafka of one node, broker and controller in one (KRaft), in this JVM. Its topics survive a stop, not a close. */
public final class KafkaBroker implements AutoCloseable {

    private final Path home;
    private final KafkaConfig config;
    private final String address;
    private KafkaRaftServer server;

    private KafkaBroker(Path home, Properties properties, String address) {
        this.home = home;
        this.config = KafkaConfig.fromProps(properties);
        this.address = address;
    }

    /** Returns when it takes requests. */
    public static KafkaBroker start() throws IOException {
        Path home = Files.createTempDirectory("pgwal-kafka-");
        int port;
        int controllerPort;
        try (ServerSocket one = new ServerSocket(0);
                ServerSocket other = new ServerSocket(0)) {
            port = one.getLocalPort();
            controllerPort = other.getLocalPort();
        }
        Properties properties = properties(home, port, controllerPort);
        format(home, properties);
        KafkaBroker broker = new KafkaBroker(home, properties, "localhost:" + port);
        broker.comeBack();
        return broker;
    }

    private static Properties properties(Path home, int port, int controllerPort) {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "process.roles", "broker,controller",
                "node.id", "1",
                "controller.quorum.voters", "1@localhost:" + controllerPort,
                "controller.listener.names", "CONTROLLER",
                "listeners", "PLAINTEXT://localhost:" + port + ",CONTROLLER://localhost:" + controllerPort,
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "log.dirs", home.resolve("log").toString(),
                "auto.create.topics.enable", "false"));
        return properties;
    }

    private static void format(Path home, Properties properties) throws IOException {
        Path file = home.resolve("server.properties");
        try (var out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        String[] arguments = {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()};
        if (StorageTool.execute(arguments, new PrintStream(said, true, StandardCharsets.UTF_8)) != 0) {
            throw new IOException("The broker's folder is not formatted: " + said.toString(StandardCharsets.UTF_8));
        }
    }

    /** Host and port, the same after it came back. */
    public String address() {
        return address;
    }

    /** Ends it; its topics remain for when it comes back. */
    public void goAway() {
        server.shutdown();
        server.awaitShutdown();
        server = null;
    }

    /** On the same port, with the topics that it had. */
    public void comeBack() {
        server = new KafkaRaftServer(config, Time.SYSTEM);
        server.startup();
    }

    /** @param settings such as message.timestamp.type; what is left out is as the broker has it */
    public void createTopic(String name, int partitions, Map<String, String> settings)
            throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address))) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(settings)))
                    .all()
                    .get();
        }
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            goAway();
        }
        FileUtils.deleteDirectory(home.toFile());
    }
}
