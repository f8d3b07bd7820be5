package io.pgwal.examples.tokafka;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What was committed and what is in the topic: for each key its changes in order. */
final class Histories {

    /**
     * @param twice      records with the event id of an earlier one
     * @param missing    committed, and not in the topic
     * @param unexpected in the topic, and never committed
     * @param outOfOrder keys whose changes are not in the order of their commits
     */
    record Balance(int committed, int inTopic, int keys, int twice, int missing, int unexpected, int outOfOrder) {

        /** At least once, and each key in order. */
        boolean isRight() {
            return missing == 0 && unexpected == 0 && outOfOrder == 0;
        }

        @Override
        public String toString() {
            return committed + " changes of " + keys + " keys committed, " + inTopic + " records in the topic, "
                    + missing
                    + " missing, " + unexpected + " that were never committed, " + twice + " twice, " + outOfOrder
                    + " keys out of order";
        }
    }

    private final Map<String, List<String>> committed = new LinkedHashMap<>();
    private final Map<String, List<String>> inTopic = new LinkedHashMap<>();
    private final Set<String> eventIds = new HashSet<>();
    private int twice;

    void committed(String key, String change) {
        committed.computeIfAbsent(key, none -> new ArrayList<>()).add(change);
    }

    /** In the order of the partition. What comes again counts where it came first. */
    void inTopic(String eventId, String key, String change) {
        if (eventIds.add(eventId)) {
            inTopic.computeIfAbsent(key, none -> new ArrayList<>()).add(change);
        } else {
            twice++;
        }
    }

    Balance balance() {
        Set<String> keys = new TreeSet<>(committed.keySet());
        keys.addAll(inTopic.keySet());
        int missing = 0;
        int unexpected = 0;
        int outOfOrder = 0;
        for (String key : keys) {
            List<String> wanted = committed.getOrDefault(key, List.of());
            List<String> found = inTopic.getOrDefault(key, List.of());
            List<String> wantedNotFound = without(wanted, found);
            List<String> foundNotWanted = without(found, wanted);
            missing += wantedNotFound.size();
            unexpected += foundNotWanted.size();
            if (!without(wanted, wantedNotFound).equals(without(found, foundNotWanted))) {
                outOfOrder++;
            }
        }
        return new Balance(
                count(committed), count(inTopic) + twice, committed.size(), twice, missing, unexpected, outOfOrder);
    }

    private static List<String> without(List<String> all, List<String> some) {
        List<String> rest = new ArrayList<>(all);
        some.forEach(rest::remove);
        return rest;
    }

    private static int count(Map<String, List<String>> histories) {
        return histories.values().stream().mapToInt(List::size).sum();
    }
}
