package io.pgwal.camel.transform;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the library that writes JSON, and Camel's data format for it, are there. Both are optional. Uses neither. */
final class Jackson {

    private static final Logger LOG = LoggerFactory.getLogger(Jackson.class);
    private static final String REMEDY = "Add the dependency com.fasterxml.jackson.core:jackson-databind";
    private static final AtomicBoolean WARNED = new AtomicBoolean();
    private static final boolean PRESENT = isPresent("com.fasterxml.jackson.databind.ObjectMapper");

    private Jackson() {}

    /**
     * @param what for the message: what cannot be done
     * @throws IllegalStateException when it is not on the class path
     */
    static void require(String what) {
        if (!PRESENT) {
            throw new IllegalStateException(what + " needs Jackson, which is not on the class path." + " " + REMEDY);
        }
    }

    /** For what has another way without it, such as a log line; when it is missing that is logged, once. */
    static boolean isPresentForText() {
        if (!PRESENT && WARNED.compareAndSet(false, true)) {
            LOG.warn(
                    "Rows become text as any Java map does, such as {id=1}, and not JSON: Jackson is not on the class path. {}",
                    REMEDY);
        }
        return PRESENT;
    }

    /** Whether camel-jackson is there, and Jackson with it. */
    static boolean isDataFormatPresent() {
        return PRESENT && isPresent("org.apache.camel.component.jackson.JacksonDataFormat");
    }

    private static boolean isPresent(String type) {
        try {
            Class.forName(type, false, Jackson.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false; // a caller that needs it says so
        }
    }
}
