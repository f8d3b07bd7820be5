package io.pgwal.reliability;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Whether events arrived in order, key by key. What comes again after a lost connection or a crash goes back, so ids
 * alone need not ascend. What has to hold is:
 *
 * <ul>
 *   <li>An event comes for the first time only after all earlier ones of its key have come.
 *   <li>Within one process an event of a key is followed by the next one of that key, or goes back: it never leaps over
 *       one. Going back and then forward again thus takes every step.
 * </ul>
 */
final class ArrivalOrder {

    private final Map<String, List<String>> lanes;
    /** Lane → its events in order. */
    private final Map<String, TreeSet<String>> order = new HashMap<>();

    private final List<String> faults = new ArrayList<>();
    private final Map<String, String> furthest = new HashMap<>();
    private final Map<String, String> previous = new HashMap<>();
    private int run = -1;

    private ArrivalOrder(Map<String, List<String>> lanes) {
        this.lanes = lanes;
        lanes.forEach((id, its) -> its.forEach(
                lane -> order.computeIfAbsent(lane, it -> new TreeSet<>()).add(id)));
    }

    /**
     * @param completed in the order in which they were completed
     * @param lanes     event id → what it has to be in order within
     */
    static List<String> faults(List<Delivered> completed, Map<String, List<String>> lanes) {
        ArrivalOrder check = new ArrivalOrder(lanes);
        completed.forEach(check::next);
        return check.faults;
    }

    private void next(Delivered delivered) {
        if (delivered.run() != run) {
            run = delivered.run();
            previous.clear();
        }
        String id = delivered.event().id();
        for (String lane : lanes.get(id)) {
            refuseLeap(lane, "of all", furthest.get(lane), id);
            if (previous.containsKey(lane)) {
                refuseLeap(lane, "in run " + run, previous.get(lane), id);
            }
            previous.put(lane, id);
            furthest.merge(lane, id, (a, b) -> a.compareTo(b) > 0 ? a : b);
        }
    }

    /** @param before null: nothing came before */
    private void refuseLeap(String lane, String where, String before, String id) {
        TreeSet<String> its = order.get(lane);
        String next = before == null ? its.first() : its.higher(before);
        if (next != null && id.compareTo(next) > 0) {
            faults.add(lane + ": the last one " + where + " was " + before + ", then came " + id + " before " + next);
        }
    }
}
