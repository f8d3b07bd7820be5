package io.pgwal.reliability;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.SplittableRandom;

/** The statements of a {@link WorkloadSession}. Every row version that one writes has a number of its own. */
final class RowWrites {

    private static final int ACCOUNTS = 60;
    private static final String NEXT_VERSION = "version = nextval('versions')";
    /** Longer than what PostgreSQL keeps in the row itself. */
    private static final int WIDE = 3000;

    private final SplittableRandom random;
    private final String session;
    private int written;

    RowWrites(SplittableRandom random, String session) {
        this.random = random;
        this.session = session;
    }

    void some(Statement statement) throws SQLException {
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            one(statement);
        }
    }

    void one(Statement statement) throws SQLException {
        int choice = random.nextInt(100);
        if (choice < 60) {
            account(statement, choice);
        } else if (choice < 85) {
            ledger(statement, choice);
        } else if (choice < 95) {
            statement.execute("INSERT INTO brief (id, note) VALUES (" + random.nextInt(25) + ", " + note()
                    + ") ON CONFLICT (id) DO UPDATE SET note = excluded.note, " + NEXT_VERSION);
        } else {
            statement.execute("INSERT INTO bulk (note) VALUES (" + note() + ")");
        }
    }

    private void account(Statement statement, int choice) throws SQLException {
        int id = random.nextInt(ACCOUNTS);
        if (choice < 15) {
            statement.execute("INSERT INTO account (id, note, wide) VALUES (" + id + ", " + note() + ", " + wide()
                    + ") ON CONFLICT DO NOTHING");
        } else if (choice < 40) {
            statement.execute("UPDATE account SET note = " + note() + ", " + NEXT_VERSION + " WHERE id = " + id);
        } else if (choice < 45) {
            statement.execute("UPDATE account SET wide = " + wide() + ", " + NEXT_VERSION + " WHERE id = " + id);
        } else if (choice < 54) {
            int moved = random.nextInt(ACCOUNTS);
            statement.execute("UPDATE account SET id = " + moved + ", " + NEXT_VERSION + " WHERE id = " + id
                    + " AND NOT EXISTS (SELECT FROM account WHERE id = " + moved + ")");
        } else {
            statement.execute("DELETE FROM account WHERE id = " + id);
        }
    }

    private void ledger(Statement statement, int choice) throws SQLException {
        int region = random.nextInt(4);
        String code = "'c " + random.nextInt(8) + "'";
        String its = " WHERE region = " + region + " AND code = " + code;
        if (choice < 68) {
            statement.execute("INSERT INTO ledger (region, code, note, wide) VALUES (" + region + ", " + code + ", "
                    + note() + ", " + wide() + ") ON CONFLICT DO NOTHING");
        } else if (choice < 78) {
            statement.execute("UPDATE ledger SET note = " + note() + ", " + NEXT_VERSION + its);
        } else if (choice < 81) {
            statement.execute("UPDATE ledger SET region = region + 1, " + NEXT_VERSION + its);
        } else {
            statement.execute("DELETE FROM ledger" + its);
        }
    }

    void many(Statement statement, int rows) throws SQLException {
        int choice = random.nextInt(10);
        String newest = "(SELECT coalesce(max(id), 0) FROM bulk) - ";
        if (choice < 7) {
            statement.execute("INSERT INTO bulk (note) SELECT " + note() + " FROM generate_series(1, " + rows + ")");
        } else if (choice < 9) {
            statement.execute(
                    "UPDATE bulk SET note = " + note() + ", " + NEXT_VERSION + " WHERE id > " + newest + rows);
        } else {
            statement.execute("DELETE FROM bulk WHERE id < " + newest + 2 * rows);
        }
    }

    /** More than a network buffer holds. */
    void largeValue(Statement statement) throws SQLException {
        statement.execute("UPDATE account SET wide = repeat(" + note() + ", " + (1000 + random.nextInt(20_000)) + "), "
                + NEXT_VERSION + " WHERE id = " + random.nextInt(ACCOUNTS));
    }

    void truncate(Statement statement) throws SQLException {
        one(statement);
        statement.execute("TRUNCATE brief");
        one(statement);
    }

    void message(Statement statement) throws SQLException {
        String content = "m-" + session + "-" + Long.toHexString(random.nextLong()) + "-" + written++;
        if (random.nextInt(4) == 0) {
            statement.execute(
                    "SELECT pg_logical_emit_message(false, '" + RecordedEvent.LOOSE_PREFIX + "', '" + content + "')");
        }
        statement.execute("INSERT INTO journal (kind, tab, key, content) VALUES ('" + RecordedEvent.MESSAGE
                + "', '', 'told', '" + content + "')");
        statement.execute("SELECT pg_logical_emit_message(true, 'told', '" + content + "')");
        one(statement);
    }

    private String note() {
        String odd = random.nextInt(10) == 0 ? " \u00e9\u20ac\t''\\n & = %41 \ud83d\udc2b" : "";
        return random.nextInt(30) == 0 ? "NULL" : "'" + session + " " + written++ + odd + "'";
    }

    private String wide() {
        return random.nextInt(5) == 0 ? "NULL" : "repeat('" + session + written++ + " ', " + WIDE + ")";
    }
}
