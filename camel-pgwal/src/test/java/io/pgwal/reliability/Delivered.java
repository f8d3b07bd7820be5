package io.pgwal.reliability;

/**
 * One try of one event.
 *
 * @param run        which process of the consumer it was, from 0
 * @param completed  false: the route failed it on purpose
 * @param redelivery how often the component had tried it before
 */
record Delivered(int run, boolean completed, int redelivery, RecordedEvent event) {

    String toLine() {
        return String.join(
                "\t",
                completed ? "completed" : "failed",
                Integer.toString(redelivery),
                event.id(),
                event.kind(),
                event.table(),
                event.key(),
                event.oldKey(),
                event.gid(),
                event.content());
    }

    static Delivered parse(int run, String line) {
        String[] part = line.split("\t", -1);
        if (part.length != 9) {
            throw new IllegalArgumentException("not a line of an event log: " + line);
        }
        return new Delivered(
                run,
                part[0].equals("completed"),
                Integer.parseInt(part[1]),
                new RecordedEvent(part[2], part[3], part[4], part[5], part[6], part[7], part[8]));
    }
}
