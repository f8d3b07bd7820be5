package io.pgwal.values;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Values of the built-in types: all the special ones, and random ones. */
final class TypeSamples {

    private final List<TypeSample> samples = new ArrayList<>();
    final RandomValues random;
    final int major;

    private TypeSamples(int major, long seed) {
        this.major = major;
        this.random = new RandomValues(new Random(seed));
    }

    static List<TypeSample> builtin(int major, long seed) {
        TypeSamples types = new TypeSamples(major, seed);
        types.numbers();
        types.decimals();
        types.texts();
        types.bytesAndBits();
        types.documents();
        new TemporalSamples(types).add();
        types.addresses();
        types.geometry();
        types.textSearch();
        types.internals();
        types.ranges();
        return types.samples;
    }

    TypeSample of(String type) {
        TypeSample sample = new TypeSample(type);
        samples.add(sample);
        return sample;
    }

    private void numbers() {
        of("bool").literals("t", "f");
        of("int2").literals("0", "-32768", "32767").random(() -> "" + (short) random.int8());
        of("int4").literals("0", "-2147483648", "2147483647").random(() -> "" + (int) random.int8());
        of("int8")
                .literals("0", "-9223372036854775808", "9223372036854775807", "-9223372036854775807")
                .random(() -> "" + random.int8());
        of("oid").literals("0", "2147483648", "4294967295").random(() -> random.unsigned(32));
        of("xid").literals("0", "2147483648", "4294967295").random(() -> random.unsigned(32));
        of("cid").literals("0", "4294967295").random(() -> random.unsigned(32));
        of("xid8").literals("0", "9223372036854775808", "18446744073709551615").random(() -> random.unsigned(64));
        of("float4")
                .literals("0", "-0", "NaN", "Infinity", "-Infinity", "1e-45", "3.4028235e38", "1.1754944e-38")
                .literals("16777216", "16777217", "0.1", "1e10", "123456.79", "-1.5", "99999.99", "1234567")
                .random(random::float4);
        of("float8")
                .literals("0", "-0", "NaN", "Infinity", "-Infinity", "4.9e-324", "2.2250738585072014e-308", "0.1")
                .literals("1.7976931348623157e308", "1e300", "1e15", "1e16", "123456789012345680", "-1e-5", "1e22")
                .literals("9007199254740993", "0.30000000000000004", "999999999999999", "-123456789012345")
                .random(random::float8);
    }

    private void decimals() {
        of("numeric")
                .literals("0", "0.00", "-0.0", "1.50", "NaN", "Infinity", "-Infinity", "1e-16383", "9.9e131071", "1e20")
                .literals("123456789012345678901234567890.123456789", "0.0001", "0.00010000", "0.00001", "10000")
                .literals("100000000", "99999999.99999999", "-99999999.99999999", "999999999999999999", "1e18")
                .literals("9999999999999999999", "-1234567890123456.78", "12345678901234567.8", "0.000000000000000001")
                .sql("repeat('9', 131072)::numeric", "('-0.' || repeat('7', 16383))::numeric")
                .random(random::numeric);
        of("numeric(10,2)").literals("0", "1", "-99999999.99", "0.5").random(() -> random.below(1_000_000) + ".5");
        if (major >= 15) {
            of("numeric(5,-2)").literals("0", "12345", "-9999900", "49").random(() -> "" + random.below(9_000_000));
            of("numeric(3,5)").literals("0", "0.00999", "-0.00001");
        }
        of("money")
                .literals(
                        "0", "-0.01", "0.99", "-1234.56", "1234567.89", "-92233720368547758.08", "92233720368547758.07")
                .random(() -> random.int8() / 100 + ".07");
    }

    private void texts() {
        String[] nasty = {
            "",
            " ",
            "NULL",
            "null",
            "\"",
            "\"\"",
            "\\",
            "\\\\",
            "{}",
            "(,)",
            "a,b",
            "it's",
            "\n\t\r",
            "\u0001",
            "é",
            "😀",
            "empty",
            "\uFFFD",
            "a;b",
            "=>",
            "[0:1]={a,b}",
            "\\x41",
            "x".repeat(20_000)
        };
        of("text").literals(nasty).random(random::text);
        of("varchar").literals(nasty).random(random::text);
        of("varchar(8)").literals("", "a", "😀😀😀😀😀😀😀😀");
        of("bpchar").literals("", "a", "a  ", "NULL").random(random::text);
        of("char(9)").literals("", "a", "a b", "\"", "é", "NULL");
        of("name").literals("", "a", "NULL", "quoted \"name\"", "é").random(random::text);
        of("refcursor").literals("", "<unnamed portal 1>").random(random::text);
        of("\"char\"").literals("", "a", "\"", "\\", " ", "{", "'", ",");
        TypeSample high = of("\"char\"").sql("(-1)::\"char\"", "(-128)::\"char\"", "(-56)::\"char\"");
        if (major < 16) {
            // a byte that is no UTF-8: the server itself cannot read it back
            high.withoutArrays().oneWay();
        }
    }

    private void bytesAndBits() {
        of("bytea").literals("\\x", "\\x00", "\\xff00deadbeef", "\\x5c78").random(random::hex);
        of("bit(1)").literals("0", "1");
        of("bit(9)").literals("101100111").random(() -> random.bits(9));
        of("bit(64)").random(() -> random.bits(64));
        of("varbit").literals("", "0", "1", "00000000", "000000001").random(() -> random.bits(random.below(70)));
        of("uuid")
                .literals("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff")
                .random(random::uuid);
    }

    private void documents() {
        of("json")
                .literals("{\"a\": 1, \"a\":  2}", "[]", "null", "\"x\"", " 1.10 ", "\"\\u00e9\"")
                .random(random::json);
        of("jsonb")
                .literals("{\"b\":1,\"a\":[1,2.50,1e3,null]}", "{}", "\"\"", "1.10", "null")
                .random(random::json);
        of("jsonpath")
                .literals(
                        "$", "strict $.a", "$.\"a b\"[*] ? (@ > 1.50 && @.c like_regex \"^x\" flag \"i\")", "$[last]");
        of("xml")
                .literals("<a/>", "<?xml version=\"1.0\"?><a>é</a>", "text &amp; more", "<a b=\"c\">d</a><e/>")
                .literals("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><a/>", "")
                .literals("<?xml version=\"1.1\" encoding=\"UTF-8\"?><a>é</a>");
    }

    private void addresses() {
        of("inet")
                .literals(
                        "0.0.0.0", "10.1.2.3/8", "255.255.255.255", "0.0.0.0/0", "::", "::1", "::/0", "::ffff:1.2.3.4")
                .literals(
                        "::1.2.3.4",
                        "2001:db8::1/64",
                        "1:0:0:2:0:0:0:3",
                        "1::2:0:0:3:4",
                        "1:2:3:4:5:6:7:8",
                        "fe80::/10")
                .literals(
                        "0:0:1::",
                        "::0:1:0:0:2",
                        "1:0:2:3:4:5:6:7",
                        "::2:3:4",
                        "::ffff:0:1.2.3.4",
                        "::2",
                        "::1:0",
                        "::ffff:0:0")
                .random(random::inet);
        of("cidr")
                .literals("10/8", "0/0", "::/0", "2001:db8::/32", "1.2.3.4/32", "::ffff:1.2.3.4/128", "192.168.1.0/24")
                .random(random::ipv4)
                .random(random::ipv6);
        of("macaddr").literals("00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff").random(() -> random.mac(6));
        of("macaddr8").literals("00:00:00:00:00:00:00:00", "08002b:0102030405").random(() -> random.mac(8));
    }

    private void geometry() {
        of("point")
                .literals("(1,2.5)", "(-0,1e300)", "(NaN,Infinity)", "(0.1,-1e-7)", "(1e15,1e16)")
                .random(random::point);
        of("line")
                .literals("{1,-1,0}", "{0.5,-1,1e300}", "[(0,0),(1,1)]")
                .random(() -> "{1," + random.float8() + "," + random.float8() + "}");
        of("lseg").literals("[(1,2),(3,4)]").random(() -> "[" + random.point() + "," + random.point() + "]");
        of("box").literals("(1,2),(3,4)", "(3,2),(1,4)").random(() -> random.point() + "," + random.point());
        of("path")
                .literals("((1,2),(3,4))", "[(1,2),(3,4)]", "[(1,2)]")
                .random(() -> "[" + random.points(1) + "]")
                .random(() -> "(" + random.points(1) + ")");
        of("polygon").literals("((1,2),(3,4),(5,6))", "((1,2))").random(() -> "(" + random.points(1) + ")");
        of("circle")
                .literals("<(1,2),3>", "<(-1,0.5),0>")
                .random(() -> "<" + random.point() + "," + random.below(99) + ">");
    }

    private void textSearch() {
        of("tsvector")
                .literals("", "'a':1A,2B,3C,4D fat:5 'q''x' 'back\\\\slash'", "a b c", "'with space':16383A")
                .random(random::tsvector);
        of("tsquery")
                .literals("", "a", "a & b | !c", "!(a & b)", "a <-> b <-> c", "a <-> (b <-> c)", "a <2> b", "a <0> b")
                .literals("a:*AB & 'it''s':D", "!!a", "(a | b) & c", "!a <-> b", "a <-> (b | c)", "(a & b) <-> c")
                .literals("a & (b & c)", "a | (b | c)", "!(a <-> b)", "(a <-> b) <-> (c <-> d)", "'back\\\\slash':A")
                .random(() -> random.tsquery(4));
    }

    private void internals() {
        of("pg_lsn").literals("0/0", "FFFFFFFF/FFFFFFFF", "16/B374D848", "0/1");
        of("tid").literals("(0,0)", "(4294967295,65535)", "(1,2)");
        of("pg_snapshot").literals("10:20:10,14,15", "10:20:", "1:9223372036854775807:");
        of("txid_snapshot").literals("10:20:10,14,15", "10:20:");
        of("int2vector").literals("", "1 2 3", "-32768", "0").withoutArrays();
        of("int2vector[]").literals("{1 2,NULL,\"\"}").withoutArrays();
        of("int4[]")
                .literals("{{{{{{1,2}}}}}}", "[-2147483648:-2147483647]={1,2}", "[2147483646:2147483646]={1}", "{}")
                .withoutArrays();
        of("oidvector").literals("", "1 2 4294967295", "0").withoutArrays();
        of("aclitem").literals("postgres=r/postgres", "=arwdDxt/postgres").onlyText();
        of("regclass").literals("pg_class", "-", "99999", "pg_type_oid_index").otherInBinary();
        of("regtype").literals("int4", "timestamp with time zone", "-", "_int4").otherInBinary();
        of("regproc").literals("now", "-").otherInBinary();
        of("regprocedure").literals("abs(integer)", "-").otherInBinary();
        of("regoper").literals("||/", "0").otherInBinary();
        of("regoperator").literals("+(integer,integer)", "0").otherInBinary();
        of("regrole").literals("postgres", "-").otherInBinary();
        of("regnamespace").literals("pg_catalog", "-").otherInBinary();
        of("regconfig").literals("english", "simple").otherInBinary();
        of("regdictionary").literals("simple").otherInBinary();
        of("regcollation").literals("\"C\"", "\"POSIX\"").otherInBinary();
    }

    private void ranges() {
        String[] shapes = {"empty", "(,)", "[%s,)", "(,%s)", "(,%s]", "[%s,%s]", "[%s,%s)", "(%s,%s)"};
        range("int4", shapes, "-2147483648", "7");
        range("int8", shapes, "-5", "9223372036854775806");
        range("num", shapes, "-1.50", "Infinity");
        range("ts", shapes, "\"0044-03-15 12:00:00 BC\"", "infinity");
        range("tstz", shapes, "\"2020-01-01 00:00:00.5+00\"", "infinity");
        range("date", shapes, "-infinity", "\"4000-01-01\"");
    }

    private void range(String name, String[] shapes, String low, String high) {
        TypeSample range = of(name + "range");
        TypeSample multirange = of(name + "multirange").literals("{}", "{empty}");
        for (String shape : shapes) {
            String text = shape.replaceFirst("%s", low).replaceFirst("%s", high);
            range.literals(text);
            multirange.literals("{" + text + "}", "{" + text + ",empty," + text + "}");
        }
        range.literals("[" + high + "," + high + "]");
        multirange.literals("{[" + low + "," + low + "],[" + high + "," + high + "]}");
    }
}
