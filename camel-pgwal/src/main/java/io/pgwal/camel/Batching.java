package io.pgwal.camel;

/**
 * Whether a lane gathers parcels into one exchange.
 *
 * @param size          at most so many parcels; 1 for none
 * @param intervalNanos no longer than this for the rest to come
 */
record Batching(int size, long intervalNanos) {

    static final Batching OFF = new Batching(1, 0);

    boolean isOn() {
        return size > 1;
    }
}
