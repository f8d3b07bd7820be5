package io.pgwal.replication;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the trace context that a transaction carries: transactional logical messages whose prefix is the field's name and
 * whose content is its value in UTF-8. A {@code tracestate} counts after its {@code traceparent}. Session's thread only;
 * one for each connection.
 *
 * <p>Source: W3C Trace Context, level 1, sections 3.2 and 3.3.
 */
final class TraceMessages {

    static final String PARENT = "traceparent";
    static final String STATE = "tracestate";

    private static final Logger LOG = LoggerFactory.getLogger(TraceMessages.class);
    private static final Set<String> PREFIXES = Set.of(PARENT, STATE);

    /** The version ff and ids of zeros only are none. A version after 00 may have more behind the flags. */
    private static final Pattern PARENT_SYNTAX =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-[!-~]*)?");

    private static final int PARENT_LENGTH = 55;

    private static final Pattern STATE_SYNTAX = Pattern.compile("[ -~\t]{1,512}");

    private boolean warned;

    static boolean isOne(String prefix) {
        return PREFIXES.contains(prefix);
    }

    /** @param ordinal of the transaction's next change, which is the first that belongs to the trace */
    void read(Transaction transaction, long ordinal, String prefix, byte[] content) {
        if (!isOne(prefix)) {
            return;
        }
        String value = new String(content, StandardCharsets.UTF_8).trim();
        TraceContext before = transaction.traceContext(ordinal).orElse(null);
        if (prefix.equals(PARENT) && isParent(value)) {
            transaction.trace(ordinal, new TraceContext(value, Optional.empty()));
        } else if (prefix.equals(STATE)
                && before != null
                && STATE_SYNTAX.matcher(value).matches()) {
            transaction.trace(ordinal, new TraceContext(before.traceparent(), Optional.of(value)));
        } else {
            refuse(transaction, prefix, before == null);
        }
    }

    private static boolean isParent(String value) {
        return PARENT_SYNTAX.matcher(value).matches() && (value.length() == PARENT_LENGTH || !value.startsWith("00"));
    }

    private void refuse(Transaction transaction, String prefix, boolean withoutParent) {
        String reason = prefix.equals(STATE) && withoutParent
                ? "comes without a traceparent before it"
                : "is not in the format of W3C Trace Context";
        String text = "The logical message {} of the transaction {} {}; its changes are delivered without it";
        if (warned) {
            LOG.debug(text, prefix, transaction, reason);
        } else {
            warned = true; // anybody may write such messages, and so fill a log
            LOG.warn(text + ". Said once for this connection", prefix, transaction, reason);
        }
    }
}
