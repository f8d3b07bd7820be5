package io.pgwal.camel;

/** A failure's cause in one line: its class and message, and those of its root cause. Never a stack trace. */
final class CauseText {

    private static final int MOST = 300;

    private CauseText() {}

    static String of(Throwable cause) {
        Throwable root = cause;
        for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
            root = root.getCause();
        }
        String text = one(cause);
        return root == cause || text.contains(firstLine(root)) ? text : text + ", caused by " + one(root);
    }

    private static String one(Throwable cause) {
        String message = firstLine(cause);
        return name(cause) + (message.isEmpty() ? "" : ": " + message);
    }

    static String name(Throwable cause) {
        String name = cause.getClass().getSimpleName();
        return name.isEmpty() ? cause.getClass().getName() : name;
    }

    /** Later lines may be a server's DETAIL, which quotes rows. */
    private static String firstLine(Throwable cause) {
        String line = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        if (cause.getMessage() == null) {
            return "";
        }
        return line.length() > MOST ? line.substring(0, MOST) + "..." : line;
    }
}
