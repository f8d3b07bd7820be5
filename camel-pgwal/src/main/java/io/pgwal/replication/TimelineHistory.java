package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which timelines a server's WAL went through.
 *
 * <p>Source: PostgreSQL, "Streaming Replication Protocol", TIMELINE_HISTORY; a line is {@code timeline TAB lsn TAB reason}.
 *
 * @param leftAt where each earlier timeline was left for the next
 */
record TimelineHistory(Map<Long, Lsn> leftAt) {

    static final TimelineHistory NONE = new TimelineHistory(Map.of());

    TimelineHistory {
        leftAt = Map.copyOf(leftAt);
    }

    static TimelineHistory of(String text) {
        Map<Long, Lsn> leftAt = new HashMap<>();
        text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
                .forEach(line -> {
                    String[] parts = line.split("\\s+", 3);
                    leftAt.put(Long.valueOf(parts[0]), Lsn.parse(parts[1]));
                });
        return new TimelineHistory(leftAt);
    }

    /** @param connection a walsender session */
    static TimelineHistory read(Connection connection, long timeline) throws SQLException {
        if (timeline == 1) {
            return NONE;
        }
        try (Statement sql = connection.createStatement();
                ResultSet file = sql.executeQuery("TIMELINE_HISTORY " + timeline)) {
            file.next();
            // declared bytea by some majors, and yet sent as it stands in the file
            return of(file.getString(2));
        }
    }

    /** Empty when the server never was on that timeline, or still is. */
    Optional<Lsn> left(long timeline) {
        return Optional.ofNullable(leftAt.get(timeline));
    }
}
