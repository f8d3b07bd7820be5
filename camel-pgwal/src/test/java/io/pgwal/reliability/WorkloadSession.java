package io.pgwal.reliability;

import io.pgwal.testing.TestDatabase;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.postgresql.PGConnection;

/** One session of the {@link Workload}: transaction after transaction, and a new connection when it loses its own. */
final class WorkloadSession {

    private static final long RECONNECT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final TestDatabase database;
    private final String name;
    private final SplittableRandom random;
    private final int pauseMillis;
    private final BooleanSupplier stopped;
    private final RowWrites writes;
    private int gids;

    WorkloadSession(
            TestDatabase database, String name, SplittableRandom random, int pauseMillis, BooleanSupplier stopped) {
        this.database = database;
        this.name = name;
        this.random = random;
        this.pauseMillis = pauseMillis;
        this.stopped = stopped;
        this.writes = new RowWrites(random, name);
    }

    void run(int transactions) {
        int left = transactions;
        while (left > 0 && !stopped.getAsBoolean()) {
            try (Connection first = connect();
                    Connection second = connect()) {
                while (left > 0 && !stopped.getAsBoolean() && first.isValid(5) && second.isValid(5)) {
                    left--;
                    attempt(first, second);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(pauseMillis + 1)));
                }
            } catch (SQLException e) {
                LockSupport.parkNanos(this, RECONNECT_NANOS); // the server is away, and comes back
            }
        }
    }

    private Connection connect() throws SQLException {
        Connection connection = database.connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "SET lock_timeout = '300ms'; SET deadlock_timeout = '100ms'; SET statement_timeout = '10s'");
        }
        connection.setAutoCommit(false);
        return connection;
    }

    /** What fails, by a deadlock, a duplicate key or the server's end, is rolled back, as far as there is a server. */
    private void attempt(Connection first, Connection second) throws SQLException {
        try {
            transaction(first, second);
        } catch (SQLException e) {
            first.rollback();
            second.rollback();
        }
    }

    private void transaction(Connection first, Connection second) throws SQLException {
        int choice = random.nextInt(1000);
        try (Statement statement = first.createStatement()) {
            if (choice < 450) {
                writes.one(statement);
            } else if (choice < 700) {
                withSavepoints(first, statement);
            } else if (choice < 800) {
                adjacent(statement, second);
            } else if (choice < 850) {
                writes.some(statement);
                prepare(first, statement);
                return;
            } else if (choice < 890) {
                writes.message(statement);
            } else if (choice < 925) {
                writes.some(statement);
                first.rollback();
                return;
            } else if (choice < 955) {
                copy(first, 20 + random.nextInt(500));
            } else if (choice < 975) {
                writes.many(statement, 300 + random.nextInt(3000));
            } else if (choice < 985) {
                writes.largeValue(statement);
            } else {
                writes.truncate(statement);
            }
            first.commit();
        }
    }

    private void withSavepoints(Connection connection, Statement statement) throws SQLException {
        int parts = 1 + random.nextInt(4);
        for (int i = 0; i < parts; i++) {
            Savepoint savepoint = connection.setSavepoint();
            boolean keep = random.nextInt(3) > 0;
            boolean large = random.nextInt(50) == 0;
            try {
                if (large) {
                    writes.many(statement, 300 + random.nextInt(1500));
                } else {
                    writes.some(statement);
                }
            } catch (SQLException e) {
                keep = false;
            }
            if (!keep) {
                connection.rollback(savepoint);
            }
        }
    }

    /** Two commit records with nothing in between: one ends where the next begins. */
    private void adjacent(Statement statement, Connection second) throws SQLException {
        try (Statement other = second.createStatement()) {
            writes.one(statement);
            writes.many(other, 1 + random.nextInt(3));
            statement.getConnection().commit();
            second.commit();
        }
    }

    private void prepare(Connection connection, Statement statement) throws SQLException {
        String gid = name + "-" + Long.toHexString(random.nextLong()) + "-" + gids++;
        statement.execute("PREPARE TRANSACTION '" + gid + "'");
        connection.rollback(); // ends the driver's transaction; what is prepared is out of its reach
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(20)));
        connection.setAutoCommit(true);
        statement.execute((random.nextInt(3) > 0 ? "COMMIT" : "ROLLBACK") + " PREPARED '" + gid + "'");
        connection.setAutoCommit(false);
    }

    private void copy(Connection connection, int rows) throws SQLException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            lines.append(name).append(" copied ").append(i).append('\n');
        }
        try {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY bulk (note) FROM STDIN", new StringReader(lines.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of a reader over a string
        }
    }
}
