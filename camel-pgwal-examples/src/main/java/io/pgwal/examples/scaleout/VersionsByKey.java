package io.pgwal.examples.scaleout;

/** Whether each key has its versions 1, 2, 3, ... in order, none missing and none twice. */
final class VersionsByKey {

    private final int[] last;
    private long wrong;

    /** @param keys these are 1 to this */
    VersionsByKey(int keys) {
        this.last = new int[keys + 1];
    }

    void see(int key, int version) {
        if (version != last[key] + 1) {
            wrong++;
        }
        last[key] = version;
    }

    boolean areComplete(int versions) {
        for (int key = 1; key < last.length; key++) {
            if (last[key] != versions) {
                return false;
            }
        }
        return wrong == 0;
    }
}
