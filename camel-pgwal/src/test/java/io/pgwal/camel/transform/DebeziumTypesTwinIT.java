package io.pgwal.camel.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.testing.OnOldestAndNewestPostgres;
import io.pgwal.testing.PgServer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Every type alone and in arrays, nulls, extremes and infinities, as Debezium writes them. What is not the same stands
 * here, all of it, and with its reasons in src-docs/debezium.md.
 */
@OnOldestAndNewestPostgres
class DebeziumTypesTwinIT extends TwinFixture {

    /** Columns that Debezium leaves out, and the values with them. */
    private static final Set<String> LEFT_OUT = Set.of(
            "xid",
            "cid",
            "xid8",
            "refcursor",
            "jsonpath",
            "tsquery",
            "line",
            "lseg",
            "box",
            "path",
            "polygon",
            "circle",
            "pg_lsn",
            "tid",
            "pg_snapshot",
            "txid_snapshot",
            "regclass",
            "regtype",
            "aclitem",
            "int4multirange",
            "tstzmultirange",
            "lquery",
            "pair",
            "cube",
            "floatrange");

    /** As elements of arrays it leaves out these too. */
    private static final Set<String> LEFT_OUT_OF_ARRAYS = Set.of(
            "money",
            "name",
            "varbit",
            "varbit(5)",
            "varbit(1)",
            "xml",
            "interval",
            "interval day to second(3)",
            "point",
            "positive",
            "price",
            "discount",
            "flags",
            "precise");

    /** Values that are others in arrays. */
    private static final List<String> WRONG_IN_ARRAYS = List.of(
            // the whole array is lost: always, or when it has a NULL in it
            "bit(1) 0",
            "bit(1) 1",
            "bit(1) {}",
            "bit(1) with NULL",
            "bit(9) 101100111",
            "bit(9) 000000000",
            "bit(9) 000000001",
            "bit(9) {}",
            "bit(9) with NULL",
            "bit(64) " + "1".repeat(64),
            "bit(64) 1" + "0".repeat(63),
            "bit(64) {}",
            "bit(64) with NULL",
            "tsvector with NULL",
            "mood with NULL",
            "ltree with NULL",
            // another day or year
            "date 0044-03-15 BC",
            "date 4713-11-24 BC",
            "date infinity",
            "date -infinity",
            "timestamp 0044-03-15 12:00:00 BC",
            "timestamp 4713-11-24 00:00:00 BC",
            "timestamptz 0044-03-15 12:00+00 BC",
            "timestamptz -infinity",
            // no more than milliseconds, or seconds; 24:00:00 is 0
            "time 23:59:59.999999",
            "time 24:00:00",
            "time(0) 24:00:00",
            "time(4) 12:34:56.7891",
            "time(4) with NULL",
            "timetz 23:59:59.999999-12:30",
            "timetz 12:00:00.5+00",
            "timetz(3) 12:00:00.5+00",
            "timetz(3) with NULL",
            // as outside of arrays
            "timestamp 294276-12-31 23:59:59.999999",
            "hstore b=>1, aa=>2");

    DebeziumTypesTwinIT(PgServer server) {
        super(server);
    }

    @Test
    void values_are_written_as_debezium_writes_them() throws Exception {
        TwinTypes types = TwinTypes.alone(server.major());
        List<Difference> differences = differences(types.tables(), types.rows());
        List<String> expected = new ArrayList<>(List.of(
                // the value is lost
                "int2vector 1 2 3",
                "oidvector 1 4294967295",
                "name a",
                // beyond 64 bits
                "timestamp 294276-12-31 23:59:59.999999",
                // calculated in floating point
                "interval 00:00:02.01",
                "interval 300 years 00:00:00.000001",
                // in the order of a hash table
                "hstore b=>1, aa=>2"));
        if (server.major() >= 15) {
            expected.add("numeric(5,-2) 12345"); // a scale below 0 is taken for 2046
        }
        if (server.major() >= 17) {
            expected.addAll(List.of("interval infinity", "interval -infinity")); // 0
        }
        check(types, differences, LEFT_OUT, expected);
    }

    @Test
    void arrays_are_written_as_debezium_writes_them() throws Exception {
        TwinTypes types = TwinTypes.inArrays(server.major());
        List<Difference> differences = differences(types.tables(), types.rows());
        Set<String> leftOut = new HashSet<>(LEFT_OUT);
        leftOut.addAll(LEFT_OUT_OF_ARRAYS);
        List<String> expected = new ArrayList<>(WRONG_IN_ARRAYS);
        if (server.major() >= 15) {
            expected.addAll(List.of("numeric(5,-2) 12345", "numeric(5,-2) with NULL"));
        }
        check(types, differences, leftOut, expected);
    }

    private static void check(
            TwinTypes types, List<Difference> differences, Set<String> leftOut, List<String> expected) {
        Map<String, Long> missing = differences.stream()
                .filter(Difference::isLeftOut)
                .collect(Collectors.groupingBy(one -> types.type(one.table()), Collectors.counting()));
        assertThat(differences)
                .allMatch(one -> one.path().equals("/after/v") && !one.pgwal().isMissingNode());
        assertThat(missing).isEqualTo(leftOut.stream().collect(Collectors.toMap(Function.identity(), type ->
                (long) types.count(type))));
        assertThat(differences.stream().filter(one -> !one.isLeftOut()).map(types::value))
                .containsExactlyInAnyOrderElementsOf(expected);
    }
}
