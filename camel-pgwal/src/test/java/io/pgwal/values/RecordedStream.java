package io.pgwal.values;

import io.pgwal.protocol.PgOutputDecoder;
import io.pgwal.protocol.PgOutputMessage;
import io.pgwal.testing.TestDatabase;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.postgresql.replication.PGReplicationStream;

/** Reads a slot from its start to the first row of a marker table, acknowledges nothing, and keeps the inserted rows. */
final class RecordedStream {

    static final String MARKER = "the_end";

    /** What decides how values are written as text. */
    static final String[] PINNED = {
        "set DateStyle = ISO",
        "set IntervalStyle = postgres",
        "set extra_float_digits = 1",
        "set bytea_output = hex",
        "set lc_monetary = 'C'"
    };

    private RecordedStream() {}

    /** @return the rows in order, by table name */
    static Map<String, List<Row>> read(
            TestDatabase database,
            String publication,
            boolean binary,
            String timeZone,
            TypeCatalog types,
            Consumer<UndecodableValueException> undecodable)
            throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", database.server().user());
        properties.setProperty("password", database.server().password());
        properties.setProperty("replication", "database");
        properties.setProperty("assumeMinServerVersion", "14");
        properties.setProperty("preferQueryMode", "simple");
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), properties)) {
            pin(connection, timeZone);
            try (PGReplicationStream stream = connection
                    .unwrap(PGConnection.class)
                    .getReplicationAPI()
                    .replicationStream()
                    .logical()
                    .withSlotName(database.slot())
                    .withAutomaticFlush(false)
                    .withSlotOption("proto_version", 1)
                    .withSlotOption("publication_names", publication)
                    .withSlotOption("binary", binary)
                    .start()) {
                return rows(stream, types, undecodable);
            }
        }
    }

    static void pin(Connection connection, String timeZone) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set TimeZone = '" + timeZone + "'");
            for (String setting : PINNED) {
                statement.execute(setting);
            }
        }
    }

    private static Map<String, List<Row>> rows(
            PGReplicationStream stream, TypeCatalog types, Consumer<UndecodableValueException> undecodable)
            throws SQLException {
        PgOutputDecoder decoder = new PgOutputDecoder();
        Map<Long, RowDecoder> relations = new HashMap<>();
        Map<String, List<Row>> tables = new LinkedHashMap<>();
        while (!tables.containsKey(MARKER)) {
            ByteBuffer buffer = stream.read();
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            PgOutputMessage message = decoder.decode(bytes, 0);
            if (message instanceof PgOutputMessage.Relation relation) {
                relations.put(relation.oid(), new RowDecoder(relation, types, Set.of(), undecodable));
            } else if (message instanceof PgOutputMessage.Insert insert) {
                RowDecoder rows = relations.get(insert.relation());
                tables.computeIfAbsent(rows.relation().name(), name -> new ArrayList<>())
                        .add(rows.row(insert.newRow()));
            }
        }
        return tables;
    }
}
