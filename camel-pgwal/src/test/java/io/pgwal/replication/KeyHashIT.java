package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import io.pgwal.values.Row;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** PostgreSQL says which keys are equal: these must hash alike, in the text and in the binary format. */
@OnOldestAndNewestPostgres
class KeyHashIT extends SessionFixture {

    /** Types whose keys must be told apart, and values of which some are equal. */
    private static final Map<String, String> APART = new LinkedHashMap<>();
    /** Types of which all values may hash alike. */
    private static final Map<String, String> ALIKE = new LinkedHashMap<>();

    static {
        APART.put("bool", "t,true,f");
        APART.put("int4", "0,-0,1,01");
        APART.put("int8", "0,1,9223372036854775807");
        APART.put("float4", "0,-0,1,1.0,NaN,nan,Infinity,0.1");
        APART.put("float8", "0,-0,1e0,1,NaN,-Infinity,0.1,1e300");
        APART.put("numeric", "0,-0.0,0.000,1,1.0,1.00,10,1e1,NaN,12345678901234567890.10,12345678901234567890.1");
        APART.put("numeric(10,2)", "1,1.00,2");
        APART.put("money", "1,1.00,2");
        APART.put("text", "a,a ,A");
        APART.put("varchar(5)", "a,a ,A");
        APART.put("name", "a,A");
        APART.put("bpchar", "a,a ,a   , a,A");
        APART.put("char(3)", "a,a ,b");
        APART.put("\"char\"", "a,b");
        APART.put("bytea", "\\x61,a,\\x62");
        APART.put("date", "2024-02-29,20240229,infinity,0044-03-15 BC");
        APART.put("time", "12:00,12:00:00.0,24:00:00,00:00");
        APART.put("timetz", "12:00+00,13:00+01,12:00:00+00:00");
        APART.put("timestamp", "2024-01-01,2024-01-01 00:00:00.000,-infinity");
        APART.put("timestamptz", "2024-01-01 00:00+00,2024-01-01 01:00+01,2024-01-01 01:00+00");
        APART.put("interval", "1 mon,30 days,720:00:00,1 day,24:00:00,1 day -24:00,0,1 year,360 days");
        APART.put(
                "uuid",
                "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11,a0eebc999c0b4ef8bb6d6bb9bd380a11,"
                        + "b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
        APART.put("inet", "10.0.0.1,10.0.0.1/32,10.0.0.1/8,::1,0:0::1,::ffff:10.0.0.1");
        APART.put("cidr", "10.0.0.0/8,10/8,::/0");
        APART.put("macaddr", "08:00:2b:01:02:03,08002B010203,08:00:2b:01:02:04");
        APART.put("macaddr8", "08:00:2b:01:02:03,08:00:2b:ff:fe:01:02:03,08:00:2b:01:02:04:05:06");
        APART.put("bit(3)", "101,110");
        APART.put("varbit", "1,10,100");
        APART.put("pg_lsn", "0/1,00/01,1/0");
        APART.put("oid", "1,01,4294967295");
        APART.put("amount", "1.0,1.00,2");
        APART.put("padded", "a,a ,b");
        ALIKE.put("citext", "A,a,b");
        ALIKE.put("jsonb", "1.0,1.00,{\"a\": 1.0},{\"a\": 1.00}");
        ALIKE.put("numrange", "[1.0\\,2),[1\\,2.0),empty");
        ALIKE.put("int4range", "[1\\,2],[1\\,3)");
        ALIKE.put("int4[]", "{1},[1:1]={1},{2}");
        ALIKE.put("numeric[]", "{1.0},{1.00}");
        ALIKE.put("bpchar[]", "{a},{\"a \"}");
        ALIKE.put("pair", "(1\\,1.0),(1\\,1.00)");
        ALIKE.put("hstore", "a=>1,\"a\"=>\"1\"");
        ALIKE.put("mood", "sad,ok");
        ALIKE.put("text COLLATE ignoring", "a,A,b");
        ALIKE.put("varchar(9) COLLATE ignoring", "a,A,b");
        ALIKE.put("bpchar COLLATE ignoring", "a,A ,b");
        ALIKE.put("ignorant", "a,A,b");
    }

    KeyHashIT(PgServer server) {
        super(server);
    }

    @Test
    void keys_that_the_server_takes_for_equal_hash_alike() throws SQLException {
        database.sql(
                "CREATE EXTENSION citext",
                "CREATE EXTENSION hstore",
                "CREATE COLLATION ignoring (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                "CREATE DOMAIN amount AS numeric",
                "CREATE DOMAIN padded AS bpchar",
                "CREATE DOMAIN ignorant AS text COLLATE ignoring",
                "CREATE TYPE pair AS (a int, b numeric)",
                "CREATE TYPE mood AS ENUM ('sad', 'ok')");
        List<String> types = new ArrayList<>(APART.keySet());
        types.addAll(ALIKE.keySet());
        List<List<String>> values = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            String type = types.get(i);
            values.add(
                    List.of((APART.containsKey(type) ? APART : ALIKE).get(type).split("(?<!\\\\),")));
            database.sql(
                    "CREATE TABLE k" + i + " (id " + type + " PRIMARY KEY)",
                    "CREATE TABLE v" + i + " (n int, id " + type + ")",
                    "ALTER PUBLICATION pub ADD TABLE k" + i);
        }
        for (boolean binary : new boolean[] {false, true}) {
            Map<String, List<OptionalInt>> hashes = hashes(types.size(), values, binary);
            for (int i = 0; i < types.size(); i++) {
                check(types.get(i), hashes.get("k" + i), equal(i));
            }
        }
    }

    @Test
    void stream_goes_on_when_no_connection_is_left_for_collations() throws SQLException {
        String role = database.name() + "_cdc";
        database.sql(
                "CREATE ROLE " + role + " LOGIN REPLICATION PASSWORD 'secret'",
                "CREATE TABLE named (id text PRIMARY KEY)",
                "ALTER PUBLICATION pub ADD TABLE named");
        try {
            Recorder recorder = Recorder.acknowledging();
            SessionSettings settings = SessionSettings.of(connection(role, "secret"), database.slot(), "pub")
                    .with(QUICK);
            ReplicationSession session = started(settings, recorder);
            await().until(() -> session.status().state() == SessionStatus.State.STREAMING);
            database.sql("ALTER ROLE " + role + " CONNECTION LIMIT 0", "INSERT INTO named VALUES ('a')");
            assertThat(((Change.Insert) recorder.awaitCount(1).get(0)).row().keyHash())
                    .isEmpty();
            database.sql(
                    "ALTER ROLE " + role + " CONNECTION LIMIT -1",
                    "ALTER TABLE named ADD n int",
                    "INSERT INTO named VALUES ('b')");
            assertThat(((Change.Insert) recorder.awaitCount(2).get(1)).row().keyHash())
                    .isPresent();
            assertThat(session.status().reconnects()).isZero();
            session.stop(java.time.Duration.ofSeconds(5));
            await().until(() -> database.queryOne(
                    "SELECT NOT active FROM pg_replication_slots WHERE slot_name = '" + database.slot() + "'",
                    Boolean.class));
        } finally {
            database.sql("DROP ROLE " + role);
        }
    }

    /** Of each table, in the order of its values. */
    private Map<String, List<OptionalInt>> hashes(int tables, List<List<String>> values, boolean binary)
            throws SQLException {
        Recorder recorder = Recorder.acknowledging();
        ReplicationSession session = started(
                settings()
                        .with(new StreamOptions(
                                Streaming.OFF, false, binary, false, Set.of(), false, Set.of(Kind.INSERT), false)),
                recorder);
        List<String> sql = new ArrayList<>();
        for (int i = 0; i < tables; i++) {
            sql.add("TRUNCATE v" + i);
            for (int n = 0; n < values.get(i).size(); n++) {
                String value = "'" + values.get(i).get(n).replace("\\,", ",") + "'";
                sql.add("INSERT INTO v" + i + " VALUES (" + n + ", " + value + ")");
                sql.add("INSERT INTO k" + i + " VALUES (" + value + ")");
                sql.add("DELETE FROM k" + i);
            }
        }
        database.sql("BEGIN; " + String.join("; ", sql) + "; COMMIT");
        int count = values.stream().mapToInt(List::size).sum();
        Map<String, List<OptionalInt>> hashes = new TreeMap<>();
        for (Change change : recorder.awaitCount(count)) {
            Row row = ((Change.Insert) change).row();
            hashes.computeIfAbsent(row.relation().name(), name -> new ArrayList<>())
                    .add(row.keyHash());
        }
        session.stop(java.time.Duration.ofSeconds(5));
        await().until(() -> database.queryOne(
                "SELECT NOT active FROM pg_replication_slots WHERE slot_name = '" + database.slot() + "'",
                Boolean.class));
        return hashes;
    }

    private boolean[][] equal(int table) throws SQLException {
        try (Connection connection = database.connect();
                Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("SELECT a.n, b.n, a.id = b.id, (SELECT count(*) FROM v" + table
                        + ") FROM v" + table + " a, v" + table + " b")) {
            boolean[][] equal = null;
            while (rows.next()) {
                equal = equal == null ? new boolean[rows.getInt(4)][rows.getInt(4)] : equal;
                equal[rows.getInt(1)][rows.getInt(2)] = rows.getBoolean(3);
            }
            return equal;
        }
    }

    private static void check(String type, List<OptionalInt> hashes, boolean[][] equal) {
        for (int a = 0; a < equal.length; a++) {
            for (int b = 0; b < equal.length; b++) {
                if (equal[a][b]) {
                    assertThat(hashes.get(a))
                            .as("%s, values %d and %d", type, a, b)
                            .isEqualTo(hashes.get(b));
                } else if (APART.containsKey(type)) {
                    assertThat(hashes.get(a))
                            .as("%s, values %d and %d", type, a, b)
                            .isPresent()
                            .isNotEqualTo(hashes.get(b));
                }
            }
        }
    }
}
