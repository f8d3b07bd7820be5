package io.pgwal.camel.transform;

import io.pgwal.testing.OnEveryPostgres;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.TestDatabase;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

@OnEveryPostgres
class ExploreIT {
    private final PgServer server;

    ExploreIT(PgServer server) {
        this.server = server;
    }

    @Test
    void explore() throws Exception {
        List<String> lines = java.nio.file.Files.readAllLines(java.nio.file.Path.of("/tmp/explore.sql"));
        try (TestDatabase database = server.newDatabase();
                PrintStream out = new PrintStream("/tmp/explore.out")) {
            database.sql("CREATE PUBLICATION pub FOR ALL TABLES");
            try (DebeziumRun run = DebeziumRun.start(database, "pub")) {
                for (String line : lines) {
                    if (line.isBlank()) continue;
                    int before = run.sofar().size();
                    try {
                        database.sql(line);
                    } catch (java.sql.SQLException e) {
                        out.println("SQL ERROR " + line + " " + e.getMessage());
                        continue;
                    }
                    if (line.startsWith("INSERT")
                            || line.startsWith("UPDATE")
                            || line.startsWith("DELETE")
                            || line.startsWith("TRUNC")
                            || line.startsWith("SELECT")) {
                        out.println(line);
                        try {
                            run.await(before + 1);
                        } catch (RuntimeException e) {
                            Throwable t = e;
                            while (t.getCause() != null) t = t.getCause();
                            out.println("   DEAD " + t);
                            break;
                        }
                        java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
                        for (DebeziumRun.Event event :
                                run.sofar().subList(before, run.sofar().size())) {
                            out.println("   " + event.topic() + " " + event.key() + "  " + event.value());
                        }
                        out.flush();
                    }
                }
            }
        }
    }
}
