package io.pgwal.camel;

/** What is measured of one consumer, for whoever collects figures. */
interface ConsumerMeters {

    ConsumerMeters NONE = new ConsumerMeters() {};

    /** Those of the registry's Micrometer; {@link #NONE} without Micrometer, or without a registry of its own. */
    static ConsumerMeters of(PgWalConsumer consumer) {
        try {
            return MicrometerMeters.of(consumer);
        } catch (NoClassDefFoundError e) {
            if (String.valueOf(e.getMessage()).startsWith("io/micrometer/")) {
                return NONE; // an optional dependency
            }
            throw e;
        }
    }

    /** The consumer is about to start; takes the place of an earlier one of the same route. */
    default void bind() {}

    /** The consumer will not start again. */
    default void unbind() {}

    /** Whether lanes are measured at all. */
    default boolean isOn() {
        return false;
    }

    /** For one lane. */
    default LaneMeter lane() {
        return LaneMeter.NONE;
    }
}
