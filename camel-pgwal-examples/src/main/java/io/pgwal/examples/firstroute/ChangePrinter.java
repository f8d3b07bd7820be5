package io.pgwal.examples.firstroute;

import io.pgwal.camel.PgWalConstants;
import io.pgwal.examples.Ledger;
import io.pgwal.protocol.Lsn;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** One line for each change, made of what an exchange holds. */
final class ChangePrinter implements Processor {

    private static final String COLUMNS = "  %-11s %-9s %-21s %s%n";
    private static final int LONGEST_VALUE = 24;

    private final PrintStream out;
    private final Ledger ledger;
    private volatile Lsn lastEnd = Lsn.ZERO;

    ChangePrinter(PrintStream out, Ledger ledger) {
        this.out = out;
        this.ledger = ledger;
    }

    void printHeading() {
        out.printf(COLUMNS, "LSN", "KIND", "RELATION", "ROW");
    }

    @Override
    public void process(Exchange exchange) {
        Message change = exchange.getMessage();
        String kind = change.getHeader(PgWalConstants.KIND, String.class);
        String relation = change.getHeader(PgWalConstants.RELATION, "-", String.class);
        String lsn = change.getHeader(PgWalConstants.LSN, String.class);
        out.printf(COLUMNS, lsn, kind, relation, text(kind, change));
        lastEnd = Lsn.parse(change.getHeader(PgWalConstants.END_LSN, String.class));
        ledger.seen(change.getHeader(PgWalConstants.EVENT_ID, String.class), kind + " " + relation);
    }

    /** Where the transaction of the change that was printed last ends. */
    Lsn lastEnd() {
        return lastEnd;
    }

    private static String text(String kind, Message change) {
        return switch (kind) {
            case "TRUNCATE" -> "(all rows)";
            case "MESSAGE" ->
                '"' + new String(change.getBody(byte[].class), StandardCharsets.UTF_8) + "\" with prefix "
                        + change.getHeader(PgWalConstants.PREFIX);
            case "UPDATE" -> row(change.getBody(Map.class)) + notes(change);
            default -> row(change.getBody(Map.class));
        };
    }

    /** What an update's row alone does not say. */
    private static String notes(Message update) {
        Map<?, ?> before = update.getHeader(PgWalConstants.BEFORE, Map.class);
        List<?> unchanged = update.getHeader(PgWalConstants.UNCHANGED, List.class);
        return (before == null ? "" : "  (was " + row(before) + ")")
                + (unchanged == null ? "" : "  (unchanged and not sent: " + join(unchanged) + ")");
    }

    private static String join(List<?> names) {
        return names.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static String row(Map<?, ?> row) {
        return row.entrySet().stream()
                .map(column -> column.getKey() + "=" + shortened(String.valueOf(column.getValue())))
                .collect(Collectors.joining(" "));
    }

    private static String shortened(String value) {
        return value.length() <= LONGEST_VALUE
                ? value
                : value.substring(0, LONGEST_VALUE).strip() + "... (" + value.length() + " characters)";
    }
}
