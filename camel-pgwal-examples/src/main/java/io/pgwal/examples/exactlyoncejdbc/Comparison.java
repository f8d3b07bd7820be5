package io.pgwal.examples.exactlyoncejdbc;

import io.pgwal.examples.DemoServer;
import io.pgwal.examples.Sandbox;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The two tables beside each other, as SQL sees them.
 *
 * @param tooMany   rows that are there twice, or were never made
 * @param cameAgain events that were sent again after a kill, and left out
 */
record Comparison(long made, long arrived, long missing, long tooMany, long cameAgain) {

    static Comparison of(DemoServer server) throws IOException, SQLException {
        try (Connection connection = server.connect();
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(Sandbox.text("/exactly-once-jdbc/compare.sql"))) {
            row.next();
            return new Comparison(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
        }
    }

    boolean isRight() {
        return missing == 0 && tooMany == 0;
    }

    @Override
    public String toString() {
        return made + " payments made, " + arrived + " arrived, " + missing + " missing, " + tooMany + " too many; "
                + cameAgain + " came again after a kill and were left out";
    }
}
