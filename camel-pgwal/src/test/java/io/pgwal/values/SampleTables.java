package io.pgwal.values;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Tables that hold all the samples of one type. */
final class SampleTables {

    private SampleTables() {}

    /** Columns: the value, an array with NULL in it, and one of two dimensions with lower bounds of its own. */
    static void create(Connection connection, String table, TypeSample sample) throws SQLException {
        String type = sample.type;
        String arrays = sample.arrays ? ", a " + type + "[], m " + type + "[]" : "";
        execute(connection, "create table " + table + " (id int, v " + type + arrays + ")");
        execute(connection, "alter table " + table + " replica identity full");
    }

    /** @param refused takes what the server says of values that it does not take */
    static void fill(Connection connection, String table, TypeSample sample, List<String> refused) throws SQLException {
        execute(connection, "create temp table made (like " + table + ")");
        for (int i = 0; i < sample.expressions.size(); i++) {
            try {
                execute(connection, "insert into made (id, v) values (" + i + ", " + sample.expressions.get(i) + ")");
            } catch (SQLException e) {
                refused.add("the server refuses a " + sample.type + ": " + e.getMessage());
            }
        }
        execute(connection, "insert into made (id) values (-1)");
        if (sample.arrays) {
            execute(
                    connection,
                    "update made set a = array[v, null, (select n.v from made n where n.id = made.id + 1)],"
                            + " m = array_fill(v, array[2, 3], array[0, -7]) where id >= 0");
            execute(connection, "insert into made values (-2, null, '{}', '[3:3]={NULL}')");
        }
        execute(connection, "insert into " + table + " select * from made order by id");
        execute(connection, "drop table made");
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        } catch (SQLException e) {
            throw new SQLException(e.getMessage() + " in: " + sql.substring(0, Math.min(sql.length(), 500)), e);
        }
    }
}
