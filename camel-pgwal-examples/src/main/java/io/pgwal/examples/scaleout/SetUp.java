package io.pgwal.examples.scaleout;

import java.util.List;

/**
 * Who reads what.
 *
 * @param slots each with a publication of its name and a route in a JVM of its own
 */
record SetUp(String name, List<String> slots) {

    static final SetUp ONE = new SetUp("one slot, one route", List.of("pgwal_scale_all"));
    static final SetUp TWO =
            new SetUp("two slots with row filters, two routes", List.of("pgwal_scale_even", "pgwal_scale_odd"));
    static final List<SetUp> ALL = List.of(ONE, TWO);
}
