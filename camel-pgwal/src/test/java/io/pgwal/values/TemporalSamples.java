package io.pgwal.values;

/** Values of dates, times and intervals. */
final class TemporalSamples {

    private final TypeSamples samples;
    private final RandomValues random;

    TemporalSamples(TypeSamples samples) {
        this.samples = samples;
        this.random = samples.random;
    }

    void add() {
        dates();
        times();
        intervals();
    }

    private void dates() {
        samples.of("date")
                .literals("infinity", "-infinity", "2000-01-01", "1999-12-31", "1970-01-01", "0001-01-01", "9999-12-31")
                .literals(
                        "10000-01-01",
                        "5874897-12-31",
                        "4713-11-24 BC",
                        "0001-12-31 BC",
                        "0044-03-15 BC",
                        "0005-02-29 BC")
                .literals("2024-02-29", "1582-10-10")
                .random(random::date);
        String[] timestamps = {
            "infinity",
            "-infinity",
            "2000-01-01 00:00:00",
            "1999-12-31 23:59:59.999999",
            "1970-01-01 00:00:00.1",
            "294276-12-31 23:59:59.999999",
            "4713-11-24 00:00:00 BC",
            "0001-12-31 23:59:59.5 BC",
            "10000-01-01 12:30:00",
            "0001-01-01 00:00:00",
            "2024-02-29 24:00:00",
            "2016-12-31 23:59:60",
            "2000-01-01 00:00:00.000001"
        };
        samples.of("timestamp").literals(timestamps).random(random::timestamp);
        samples.of("timestamp(0)")
                .literals("1999-12-31 23:59:59.5", "infinity")
                .random(() -> "2020-05-05 " + random.time());
        // rounds up into a year that no version reads
        samples.of("timestamp(0)").literals("294276-12-31 23:59:59.999999").oneWay();
        samples.of("timestamp(3)").random(random::timestamp);
        samples.of("timestamptz")
                .literals(timestamps)
                .literals("2020-01-01 00:00:00+05:30", "0001-01-01 00:00:00+15:59:59", "1883-11-18 12:00:00-04:56:02")
                .random(random::timestamptz);
    }

    private void times() {
        String[] times = {"00:00:00", "24:00:00", "23:59:59.999999", "12:00:00.1", "23:59:60", "00:00:00.000001"};
        samples.of("time").literals(times).random(random::time);
        samples.of("time(0)").literals(times).literals("23:59:59.9").random(random::time);
        samples.of("timetz")
                .literals(
                        "00:00:00+00", "24:00:00-15:59:59", "24:00:00+15:59:59", "12:00:00+05:30", "12:00:00-00:00:01")
                .literals("23:59:59.999999-12:30", "24:00:00+00")
                .random(() -> random.time() + random.zone());
    }

    private void intervals() {
        TypeSample interval = samples.of("interval")
                .literals(
                        "0",
                        "1 year",
                        "-1 year",
                        "1 mon",
                        "1 day",
                        "-1 days +02:03:04",
                        "-1 mons",
                        "11 mons",
                        "12 mons")
                .literals(
                        "10 mons 3 days -04:05:06.789",
                        "-1 year -2 mons 3 days -04:05:06",
                        "-1 year 2 mons",
                        "-00:00:00.1")
                .literals("1 year 2 mons -3 days 04:05:06.7", "178956970 years 7 mons", "-178956970 years -8 mons")
                .literals("2147483647 days", "-2147483648 days", "00:00:00.000001")
                .literals("-1 mon 1 day", "1 mon -1 day 00:00:01", "-13 mons 00:00:01")
                .random(random::interval);
        if (samples.major >= 15) {
            interval.literals("2562047788:00:54.775807");
            // written as -2562047788:00:54.775808, which no version reads
            samples.of("interval").literals("-9223372036854775808 microseconds").oneWay();
        }
        if (samples.major >= 17) {
            interval.literals("infinity", "-infinity");
        }
        samples.of("interval day to second(3)").random(random::interval);
    }
}
