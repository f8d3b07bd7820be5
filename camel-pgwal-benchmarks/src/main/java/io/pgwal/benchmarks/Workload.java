package io.pgwal.benchmarks;

import java.util.List;

/** What is written once and then read by every consumer from a slot of its own. All SQL runs inside the server. */
public enum Workload {
    W1("inserts of a narrow row, transactions of 1,000", 1_000_000, 1_000, Table.NARROW) {
        @Override
        String transaction() {
            return Table.INSERT + "generate_series((t - 1) * 1000 + 1, t * 1000) x";
        }
    },
    W2("transactions of one such insert", 200_000, 1, Table.NARROW) {
        @Override
        String transaction() {
            return Table.INSERT + "(VALUES (t)) one(x)";
        }
    },
    W3("updates of a 20-column row, REPLICA IDENTITY FULL, transactions of 100", 300_000, 100, Table.WIDE) {
        @Override
        String transaction() {
            return "UPDATE wide SET a = a + 1, d = clock_timestamp()"
                    + " WHERE id BETWEEN (t % 1000) * 100 + 1 AND (t % 1000) * 100 + 100";
        }
    },
    W4("one transaction of inserts of the narrow row", 2_000_000, 2_000_000, Table.NARROW) {
        @Override
        String transaction() {
            return null; // see run
        }

        @Override
        String run(double scale) {
            return Table.INSERT + "generate_series(1, " + changes(scale) + ") x";
        }
    };

    static final String PUBLICATION = "pgwal_benchmark";

    private final String title;
    private final int changes;
    private final int perTransaction;
    private final Table table;

    Workload(String title, int changes, int perTransaction, Table table) {
        this.title = title;
        this.changes = changes;
        this.perTransaction = perTransaction;
        this.table = table;
    }

    /** In words, without the number of changes. */
    public String title() {
        return title;
    }

    /** @param scale 1 for the size in which figures are published; the size of a transaction stays, but for W4's */
    public int changes(double scale) {
        int wanted = (int) Math.round(changes * scale);
        return this == W4 ? Math.max(1, wanted) : Math.max(1, wanted / perTransaction) * perTransaction;
    }

    /** Columns that a route reads when it reads three: a bigint, an int, a text. */
    List<String> threeColumns() {
        return table.threeColumns;
    }

    /** Makes the table with what is to be in it before slots are made, and its publication. */
    List<String> setUp() {
        return List.of(
                "DROP PUBLICATION IF EXISTS pgwal_benchmark",
                "DROP TABLE IF EXISTS narrow, wide",
                table.create,
                table.prepare,
                "CREATE PUBLICATION pgwal_benchmark FOR TABLE " + table.name);
    }

    /** One transaction, whose number from 1 on is {@code t}. */
    abstract String transaction();

    String run(double scale) {
        int transactions = changes(scale) / perTransaction;
        return "DO $$ BEGIN FOR t IN 1.." + transactions + " LOOP " + transaction() + "; COMMIT; END LOOP; END $$";
    }

    private enum Table {
        NARROW(
                "narrow",
                "CREATE TABLE narrow (id bigint PRIMARY KEY, v int, name text, ts timestamptz, n numeric)",
                "ANALYZE narrow",
                List.of("id", "v", "name")),
        WIDE(
                "wide",
                "CREATE TABLE wide (id bigint PRIMARY KEY, a int, b bigint, c text, d timestamptz, e numeric,"
                        + " f boolean, g uuid, h date, i double precision, j text, k int, l bigint, m text,"
                        + " n timestamp, o numeric, p boolean, q smallint, r text, s jsonb);"
                        + " ALTER TABLE wide REPLICA IDENTITY FULL",
                "INSERT INTO wide SELECT x, x, x * 10, 'text ' || x, now(), x * 1.5, true, gen_random_uuid(),"
                        + " current_date, x / 3.0, repeat('x', 20), x, x, 'm' || x, now()::timestamp, x / 7.0, false,"
                        + " (x % 1000)::int2, 'r' || x, '{\"a\": 1}' FROM generate_series(1, 100000) x",
                List.of("id", "a", "c"));

        static final String INSERT = "INSERT INTO narrow SELECT x, x % 1000,"
                + " 'forty characters of text in this row ' || (x % 100), clock_timestamp(), x * 1.25 FROM ";

        private final String name;
        private final String create;
        private final String prepare;
        private final List<String> threeColumns;

        Table(String name, String create, String prepare, List<String> threeColumns) {
            this.name = name;
            this.create = create;
            this.prepare = prepare;
            this.threeColumns = threeColumns;
        }
    }
}
