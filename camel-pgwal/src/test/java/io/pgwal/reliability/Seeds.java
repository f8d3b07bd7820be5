package io.pgwal.reliability;

/** The seed of this run: {@code -Dseed}, or a new one. */
final class Seeds {

    private Seeds() {}

    static long seed() {
        return Long.getLong("seed", System.nanoTime() & 0xFFFFFF);
    }

    /** How to repeat what failed. */
    static String command(Class<?> test, int major, long seed, String more) {
        return "repeat: ./mvnw verify -pl camel-pgwal -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test="
                + test.getSimpleName() + " -Dpgwal.postgres.majors=" + major + " -Dseed=" + seed + more;
    }
}
