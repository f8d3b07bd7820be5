package io.pgwal.camel.transform;

/** Whether the library that writes JSON is there; it is an optional dependency. Uses nothing of it. */
final class Jackson {

    private static final boolean PRESENT = isPresent();

    private Jackson() {}

    /**
     * @param what for the message: what cannot be done
     * @throws IllegalStateException when it is not on the class path
     */
    static void require(String what) {
        if (!PRESENT) {
            throw new IllegalStateException(what + " needs Jackson, which is not on the class path."
                    + " Add the dependency com.fasterxml.jackson.core:jackson-databind");
        }
    }

    private static boolean isPresent() {
        try {
            Class.forName("com.fasterxml.jackson.databind.ObjectMapper", false, Jackson.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false; // and whoever asks for JSON is told
        }
    }
}
