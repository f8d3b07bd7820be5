package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.protocol.PgOutputDecoder;
import io.pgwal.protocol.PgOutputMessage;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a slot that nobody reads would deliver next, looked at without taking it: what is acknowledged together, with its
 * positions and numbers as the stream would have them, and without its rows.
 *
 * <p>The server decodes from the slot's restart_lsn on each time, as far as it is asked to.
 */
final class SlotContents {

    /**
     * What is acknowledged together.
     *
     * @param commitLsn of its event ids
     * @param end       what acknowledges it
     * @param alone     outside of any transaction, with no start that counts
     * @param begins    whether its BEGIN is handed over
     * @param last      ordinal of the last change that is handed over; -1 when there is none
     * @param ends      whether its COMMIT is handed over, its PREPARE, or what became of it when it was prepared
     */
    record Unit(Lsn commitLsn, Lsn end, boolean alone, boolean begins, long last, boolean ends) {

        boolean isEmpty() {
            return !begins && last < 0 && !ends;
        }

        boolean goesOnAfter(EventId event) {
            return switch (event.phase()) {
                case BEGIN -> last >= 0 || ends;
                case CHANGE -> last > event.ordinal() || ends;
                case ALONE, COMMIT -> false;
            };
        }

        /** A message may end at the very byte at which the next commit starts, so the LSN alone does not tell. */
        boolean holds(EventId event) {
            return commitLsn.equals(event.commitLsn()) && alone == (event.phase() == EventId.Phase.ALONE);
        }

        /** Not sent any more when the slot stands there. */
        boolean isPassedBy(Lsn position) {
            return alone ? !end.isAfter(position) : position.isAfter(commitLsn);
        }
    }

    /** Row data stays in the server, and of a large transaction only as much is here at a time. */
    private static final int FETCH = 10_000;

    private static final String PEEK = """
            SELECT CASE WHEN pg_catalog.get_byte(data, 0) IN (%s) THEN pg_catalog.substring(data, 1, 1) ELSE data END
              FROM pg_catalog.pg_logical_slot_peek_binary_changes(
                   ?::pg_catalog.name, ?::pg_catalog.pg_lsn, ?::int, VARIADIC ARRAY[%%s]::pg_catalog.text[])""".formatted(tags("IUDRY"));

    private final Connection connection;
    private final String slot;
    private final StreamOptions options;
    private final String sql;
    private final List<String> arguments;

    /**
     * @param name    of the slot, or of a copy, which does not remember twoPhase
     * @param reading which changes are handed over and counted
     * @throws ReplicationFailure PUBLICATION_MISSING, here or when it is looked at: PostgreSQL 18 shows nothing of such a
     *     publication, and warns
     */
    SlotContents(Connection connection, SlotState of, String name, SlotAdvance.Reading reading) throws SQLException {
        this.connection = connection;
        this.slot = name;
        this.options = reading.options();
        List<String> missing = Publications.missing(connection, reading.publications());
        if (!missing.isEmpty()) {
            throw unpublished("there is no publication " + String.join(", ", missing));
        }
        int major = connection.getMetaData().getDatabaseMajorVersion();
        List<String> all = new ArrayList<>(List.of(
                "proto_version",
                Integer.toString(Math.min(4, major - 12)),
                "publication_names",
                SqlText.identifiers(reading.publications())));
        if (options.messages()) {
            all.addAll(List.of("messages", "true"));
        }
        if (options.onlyLocal() && major >= 16) {
            all.addAll(List.of("origin", "none"));
        }
        if (of.twoPhase() && major >= 15) {
            all.addAll(List.of("two_phase", "true"));
        }
        this.arguments = all;
        this.sql =
                PEEK.formatted(String.join(", ", all.stream().map(each -> "?").toList()));
    }

    private ReplicationFailure unpublished(String why) {
        return new ReplicationFailure(
                ReplicationFailure.Kind.PUBLICATION_MISSING,
                "What the slot would deliver cannot be looked at: " + why + "; it was not moved",
                "Check the option publication: SELECT pubname FROM pg_publication. To move the slot without a look: a"
                        + " position, and force=true",
                null);
    }

    private static String tags(String letters) {
        return String.join(", ", letters.chars().mapToObj(Integer::toString).toList());
    }

    /** The first unit that hands something over; empty when there is none. @param bound as below */
    Optional<Unit> first(Lsn bound) throws SQLException {
        return first(bound, unit -> !unit.isEmpty());
    }

    /**
     * The first unit that hands something over, or holds the event, even if it hands nothing over.
     *
     * @return empty when there is none
     */
    Optional<Unit> firstOrOf(EventId event) throws SQLException {
        Lsn start = event.commitLsn();
        // how far to look so that the record which starts there is seen; not a position
        Lsn within = new Lsn(start.bits() + 1);
        return first(within, unit -> !unit.isEmpty() || unit.holds(event));
    }

    /** @param bound how far to look: at what commits before it, and perhaps a little further */
    private Optional<Unit> first(Lsn bound, Predicate<Unit> wanted) throws SQLException {
        for (int rows = 1; ; ) {
            List<Unit> units = new ArrayList<>();
            long seen = peek(bound, rows, units);
            Optional<Unit> found = units.stream().filter(wanted).findFirst();
            if (found.isPresent() || seen < rows) {
                return found;
            }
            // 14 sends every transaction of the database, empty; look further, from the start: nothing was taken
            rows = (int) Math.min(Integer.MAX_VALUE, 16 * seen);
        }
    }

    /**
     * @param rows the server stops after the transaction with which there are so many
     * @return how many rows there were
     */
    private long peek(Lsn bound, int rows, List<Unit> units) throws SQLException {
        UnitReader reader = new UnitReader(options, units);
        connection.setAutoCommit(false); // without a transaction the driver reads all rows at once
        StoredBytes.keep(connection); // until the rollback
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCH);
            statement.setString(1, slot);
            statement.setString(2, bound.toString());
            statement.setInt(3, rows);
            for (int i = 0; i < arguments.size(); i++) {
                statement.setString(4 + i, arguments.get(i));
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    reader.accept(row.getBytes(1));
                }
            }
            SQLWarning warning = statement.getWarnings();
            if (warning != null && "55000".equals(warning.getSQLState())) {
                throw unpublished("there was no publication when its changes were made (" + warning.getMessage() + ")");
            }
        }
        connection.rollback();
        connection.setAutoCommit(true);
        return reader.messages;
    }

    /** Counts as {@link TransactionAssembler} does. */
    private static final class UnitReader {

        private final PgOutputDecoder decoder = new PgOutputDecoder();
        private final StreamOptions options;
        private final List<Unit> units;
        private Lsn commitLsn = Lsn.ZERO;
        private boolean begins;
        private long ordinal;
        private long last = -1;
        private long messages;

        UnitReader(StreamOptions options, List<Unit> units) {
            this.options = options;
            this.units = units;
        }

        void accept(byte[] message) {
            messages++;
            switch (new String(message, 0, 1, StandardCharsets.US_ASCII)) {
                case "I" -> count(Kind.INSERT);
                case "U" -> count(Kind.UPDATE);
                case "D" -> count(Kind.DELETE);
                case "R", "Y" -> {}
                default -> accept(decoder.decode(message, 0));
            }
        }

        private void accept(PgOutputMessage message) {
            if (message instanceof PgOutputMessage.Begin begin) {
                begin(begin.finalLsn());
                begins = options.kinds().contains(Kind.BEGIN);
            } else if (message instanceof PgOutputMessage.BeginPrepare begin) {
                begin(begin.prepareLsn());
                begins = options.kinds().contains(Kind.BEGIN);
            } else if (message instanceof PgOutputMessage.Commit commit) {
                end(commit.endLsn(), false, options.kinds().contains(Kind.COMMIT));
            } else if (message instanceof PgOutputMessage.Prepare prepare) {
                end(prepare.endLsn(), false, true);
            } else if (message instanceof PgOutputMessage.CommitPrepared commit) {
                begin(commit.commitLsn());
                end(commit.endLsn(), false, true);
            } else if (message instanceof PgOutputMessage.RollbackPrepared rollback) {
                begin(rollback.rollbackEndLsn());
                end(rollback.rollbackEndLsn(), true, true);
            } else if (message instanceof PgOutputMessage.Truncate truncate) {
                truncate.relations().forEach(table -> count(Kind.TRUNCATE));
            } else if (message instanceof PgOutputMessage.LogicalMessage written) {
                logicalMessage(written);
            }
        }

        private void logicalMessage(PgOutputMessage.LogicalMessage message) {
            if (!message.transactional()) {
                begin(message.lsn());
            }
            if (options.wants(message.prefix())) {
                count(Kind.MESSAGE);
            } else {
                ordinal++;
            }
            if (!message.transactional()) {
                end(message.lsn(), true, false);
            }
        }

        private void begin(Lsn commit) {
            commitLsn = commit;
            begins = false;
            ordinal = 0;
            last = -1;
        }

        private void count(Kind kind) {
            if (options.kinds().contains(kind)) {
                last = ordinal;
            }
            ordinal++;
        }

        private void end(Lsn end, boolean alone, boolean ends) {
            units.add(new Unit(commitLsn, end, alone, begins, last, ends));
        }
    }
}
