package io.pgwal.replication.preflight;

/**
 * What one check found.
 *
 * @param check  the check's name, the same in every version
 * @param what   what is so, and what it leads to
 * @param remedy the SQL or the setting that mends it, one line each; empty when there is nothing to mend
 */
public record Finding(String check, Level level, String what, String remedy) {

    public enum Level {
        OK,
        /** It works, and may stop working, or do harm. */
        WARN,
        /** It cannot work. */
        FAIL
    }

    /** In one line. */
    @Override
    public String toString() {
        return level + " " + check + ": " + what + (remedy.isEmpty() ? "" : ". " + remedy.replace("\n", " "));
    }
}
