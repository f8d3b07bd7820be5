package io.pgwal.values;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Values of types that a database defines itself or has from extensions. */
final class UserTypeSamples {

    static final String[] DEFINITIONS = {
        "create extension hstore",
        "create extension citext",
        "create extension ltree",
        "create extension cube",
        "create type mood as enum ('sad', 'ok', 'with space', 'q\"uo''te', 'a,b', 'NULL', '{}', 'back\\slash', 'é')",
        "create domain positive as int check (value > 0)",
        "create domain more_positive as positive check (value > 10)",
        "create domain texts as text[]",
        "create domain exact as numeric(12,4)",
        "create type pair as (\"a b\" int, \"NULL\" text)",
        "create type textrange as range (subtype = text)",
        "create type positiverange as range (subtype = positive)",
        "create type floatrange as range (subtype = float8, subtype_diff = float8mi)",
        "create type pairrange as range (subtype = pair)",
        "create type shrunk as (x int, gone text, y date)",
        "alter type shrunk drop attribute gone",
        "alter type shrunk add attribute z bytea",
        "create table of_rows (a int, b text[])",
        "create type nothing as ()",
        "create type everything as (t text, n numeric, s text[], p pair, ps pair[], r textrange, m mood, d more_positive,"
                + " i interval, b bytea, h hstore, j jsonb, tsr tstzrange, mr int4multirange, x texts, bx box[])",
        "create domain anything as everything"
    };

    private UserTypeSamples() {}

    static List<TypeSample> all(long seed) {
        RandomValues random = new RandomValues(new Random(seed));
        String[] everything = new String[30];
        for (int i = 0; i < everything.length; i++) {
            everything[i] = everything(random);
        }
        List<TypeSample> samples = new ArrayList<>(List.of(
                new TypeSample("mood")
                        .literals("sad", "ok", "with space", "q\"uo'te", "a,b", "NULL", "{}", "back\\slash", "é"),
                new TypeSample("positive").literals("1", "2147483647"),
                new TypeSample("more_positive").literals("11", "2147483647"),
                new TypeSample("texts")
                        .literals("{}", "{a,NULL,\"NULL\",\"\"}", "[-1:0]={\"{\",\"\\\\\"}", "{{a},{b}}")
                        .withoutArrays(),
                new TypeSample("texts[]")
                        .literals("{}", "{\"{a,\\\"b c\\\"}\",NULL,\"[0:0]={x}\"}")
                        .withoutArrays(),
                new TypeSample("exact").literals("1", "-0.5"),
                new TypeSample("pair")
                        .sql("row(null, null)", "row(1, '')", "row(-1, 'NULL')")
                        .random(() -> "(" + random.below(9) + "," + doubled(random.text()) + ")"),
                new TypeSample("textrange")
                        .literals("empty", "(,)", "[\"\",\"\"]", "[a,\"b,)\"]", "(\"\\\"\",)")
                        .sql("textrange('(', ')', '[]')", "textrange('\"', '\\', '[)')"),
                new TypeSample("textmultirange").literals("{}", "{[\"\",\"\"],[a,\"b,}\"]}"),
                new TypeSample("positiverange").literals("empty", "[1,5)", "(1,)"),
                new TypeSample("floatrange").literals("[-0.5,Infinity)", "(,)", "[1e300,NaN]"),
                new TypeSample("floatmultirange").literals("{[1.5,2.5),[3,4]}"),
                new TypeSample("pairrange").sql("pairrange(row(1, ',\"\\'), row(2, null), '[]')", "'empty'"),
                new TypeSample("pairmultirange").sql("pairmultirange(pairrange(row(1, ',\"\\'), row(2, null), '[]'))"),
                new TypeSample("shrunk").sql("row(1, '2020-01-01', '\\x00')", "row(null, null, null)"),
                new TypeSample("of_rows").sql("row(1, '{a,NULL}')", "row(null, null)"),
                new TypeSample("nothing").literals("()"),
                new TypeSample("everything").sql(everything),
                new TypeSample("anything").sql(everything)));
        samples.addAll(ofExtensions(random));
        return samples;
    }

    private static List<TypeSample> ofExtensions(RandomValues random) {
        return List.of(
                new TypeSample("hstore")
                        .literals("", "a=>1", "\"\"=>\"\"", "a=>NULL,b=>\"NULL\"")
                        .random(random::hstore),
                new TypeSample("citext").literals("", "Ab", "NULL").random(random::text),
                new TypeSample("ltree").literals("", "a.b.c", "Top.Science"),
                new TypeSample("lquery").literals("a.*{1,2}.!b|c*@%", "*"),
                new TypeSample("ltxtquery").literals("a & !(b | c*@)", "a"));
    }

    private static String everything(RandomValues random) {
        String text = TypeSample.quoted(random.text());
        String pair = "row(" + random.below(9) + ", " + text + ")::pair";
        return "row(" + text + ", " + random.numeric() + ", array[" + text + ", null, ''], " + pair + ", array[" + pair
                + ", null], textrange(" + text + ", null), 'q\"uo''te', 12, '" + random.interval() + "', '"
                + random.hex()
                + "', " + TypeSample.quoted(random.hstore()) + ", " + TypeSample.quoted(random.json())
                + ", tstzrange('" + random.timestamptz() + "', null), '{[1,3),[5,)}', array[" + text
                + "], array[box '(1,2),(3,4)', null])";
    }

    private static String doubled(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\"\"") + '"';
    }
}
