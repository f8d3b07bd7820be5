package io.pgwal.replication;

import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Letting go of connections. */
final class Connections {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private Connections() {}

    /**
     * Closes the socket without a word. {@code close()} would end the COPY first, for which the server sends the rest of
     * the current transaction, all of which the driver reads into memory.
     */
    static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debug("The connection was closed already", e);
        }
    }
}
