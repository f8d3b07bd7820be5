package io.pgwal.replication;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/**
 * Has the server send text as it is stored, where it cannot tell what the bytes mean. A database of encoding SQL_ASCII takes
 * any bytes, and the server refuses to send those that are not valid in the client's encoding (22021), at each attempt.
 */
final class StoredBytes {

    private StoredBytes() {}

    /**
     * For the rest of the session, or of the transaction if that is rolled back. The driver takes text that comes for another
     * encoding then, so only bytes and ASCII are to be read; what it writes stays UTF-8.
     */
    static void keep(Connection connection) throws SQLException {
        if ("SQL_ASCII".equals(connection.unwrap(PGConnection.class).getParameterStatus("server_encoding"))) {
            try (Statement sql = connection.createStatement()) {
                // to the server each byte is valid in LATIN1, which it does not convert; to the driver each is a
                // character
                sql.execute("SET client_encoding = 'LATIN1'");
            }
        }
    }
}
