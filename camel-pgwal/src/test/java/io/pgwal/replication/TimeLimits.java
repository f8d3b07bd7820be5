package io.pgwal.replication;

import java.util.ArrayList;
import java.util.List;

/** The settings by which a server ends a session or a statement. */
final class TimeLimits {

    private TimeLimits() {}

    static List<String> on(int major) {
        List<String> names = new ArrayList<>(List.of(
                "statement_timeout",
                "lock_timeout",
                "idle_in_transaction_session_timeout",
                "idle_session_timeout",
                "tcp_user_timeout"));
        if (major >= 17) {
            names.add("transaction_timeout");
        }
        return names;
    }
}
