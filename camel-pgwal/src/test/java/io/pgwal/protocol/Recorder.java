package io.pgwal.protocol;

import io.pgwal.protocol.PgOutputMessage.LogicalMessage;
import io.pgwal.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyDual;

/** Reads a slot from its beginning and keeps every CopyData as it came; decodes only to know when to pause. */
final class Recorder implements AutoCloseable {

    private final Connection connection;
    private final CopyDual copy;
    private final TestDatabase database;
    private final List<byte[]> frames = new ArrayList<>();
    private final PgOutputDecoder decoder = new PgOutputDecoder();
    private int marks;

    /** The slot is there, and the publication too. */
    Recorder(TestDatabase database, Variant variant, String publication) throws SQLException {
        this.database = database;
        Properties properties = new Properties();
        properties.setProperty("user", database.server().user());
        properties.setProperty("password", database.server().password());
        properties.setProperty("replication", "database");
        properties.setProperty("assumeMinServerVersion", "14");
        properties.setProperty("preferQueryMode", "simple");
        connection = DriverManager.getConnection(database.jdbcUrl(), properties);
        try (Statement statement = connection.createStatement()) {
            // the least there is: whatever is larger gets streamed while it is in progress
            statement.execute("SET logical_decoding_work_mem = '64kB'");
        }
        copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyDual("START_REPLICATION SLOT " + database.slot() + " LOGICAL 0/0 (" + variant.options(publication)
                        + ")");
    }

    /** Returns when the server has decoded everything that is in the WAL now, open transactions included. */
    void catchUp() throws SQLException {
        String mark = "mark " + ++marks;
        database.sql("SELECT pg_logical_emit_message(true, '" + mark + "', '')");
        boolean seen = false;
        while (true) {
            byte[] frame = copy.readFromCopy();
            frames.add(frame);
            if (WalFrame.decode(frame) instanceof WalFrame.XLogData data) {
                PgOutputMessage message = decoder.decode(data.bytes(), data.offset());
                seen |= message instanceof LogicalMessage logical
                        && logical.prefix().equals(mark);
                if (seen && message instanceof PgOutputMessage.Commit) {
                    return;
                }
            }
        }
    }

    List<byte[]> frames() {
        return List.copyOf(frames);
    }

    /** Drops the connection; a CopyDone would first have the server send on. */
    @Override
    public void close() throws SQLException {
        connection.abort(Runnable::run);
    }
}
