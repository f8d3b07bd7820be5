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

    /** To be called last before the stream begins: the driver takes text of the session for another encoding then. */
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
