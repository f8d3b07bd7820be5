package io.pgwal.reliability;

import java.util.List;

/**
 * What the checker found. Of each kind of fault the first few are described.
 *
 * @param deliveries completed ones
 * @param events     different ones
 * @param duplicated deliveries beyond the first of an event
 * @param failed     tries that the route failed on purpose
 * @param lost       committed and never delivered
 * @param invented   delivered and never committed
 * @param outOfOrder of a key, as they arrived or by their event ids
 * @param changed    another content at another delivery of the same event id
 * @param different  rows that the events do not lead to
 */
record Findings(
        long deliveries,
        long events,
        long duplicated,
        long failed,
        List<String> lost,
        List<String> invented,
        List<String> outOfOrder,
        List<String> changed,
        List<String> different) {

    boolean isClean() {
        return lost.isEmpty() && invented.isEmpty() && outOfOrder.isEmpty() && changed.isEmpty() && different.isEmpty();
    }

    /** The faults found, for a failure's message. */
    String faults() {
        return said("lost", lost)
                + said("invented", invented)
                + said("out of order", outOfOrder)
                + said("changed", changed)
                + said("different", different);
    }

    private static String said(String name, List<String> found) {
        return found.isEmpty()
                ? ""
                : name + " (" + found.size() + "):\n  "
                        + String.join("\n  ", found.subList(0, Math.min(found.size(), 10))) + "\n";
    }

    @Override
    public String toString() {
        return "delivered " + deliveries + ", events " + events + ", duplicated " + duplicated + ", failed on purpose "
                + failed + ", lost " + lost.size() + ", invented " + invented.size() + ", out of order "
                + outOfOrder.size() + ", changed " + changed.size() + ", different rows " + different.size();
    }
}
