package io.pgwal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.protocol.PgOutputMessage.LogicalMessage;
import io.pgwal.protocol.PgOutputMessage.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decodes a stream whole and holds it to what the protocol promises about order: units {@code B..C}, {@code b..P} and
 * {@code S..E} are whole and hold nothing of others, ends ascend, rows have as many columns as their Relation.
 */
final class StreamOrder {

    private static final char NONE = '-';

    private final PgOutputDecoder decoder = new PgOutputDecoder();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final Map<Long, Integer> columnsOfRelation = new HashMap<>();
    private final Set<Long> streamed = new HashSet<>();
    private final List<String> texts = new ArrayList<>();
    private char open = NONE;
    private char previous = NONE;
    private Lsn lastEnd = Lsn.ZERO;
    private int interleavings;

    void take(byte[] frame) {
        if (!(WalFrame.decode(frame) instanceof WalFrame.XLogData data)) {
            counts.merge("k", 1, Integer::sum);
            return;
        }
        assertThat(data.walEnd()).isEqualTo(data.walStart());
        char tag = (char) data.bytes()[data.offset()];
        PgOutputMessage message = decoder.decode(data.bytes(), data.offset());
        texts.add(MessageText.of(message));
        counts.merge(Character.toString(tag), 1, Integer::sum);
        place(tag, message);
        end(message).ifPresent(end -> {
            assertThat(end.isAfter(lastEnd)).as("%s after %s", message, lastEnd).isTrue();
            lastEnd = end;
        });
        rows(message);
        previous = tag;
    }

    /** How many there were of each message, by tag; keepalives are k. */
    Map<String, Integer> counts() {
        return counts;
    }

    /** Every message in the order of the stream, as {@link MessageText} gives it. */
    List<String> texts() {
        return texts;
    }

    /** How many blocks began while another streamed transaction was in progress. */
    int interleavings() {
        return interleavings;
    }

    void end() {
        assertThat(open).as("unit left open").isEqualTo(NONE);
        assertThat(streamed).as("streamed and never ended").isEmpty();
    }

    private void place(char tag, PgOutputMessage message) {
        switch (tag) {
            case 'B', 'b', 'S' -> {
                assertThat(open).as("unit open before %s", message).isEqualTo(NONE);
                open = tag;
            }
            case 'C' -> close('B', message);
            case 'P' -> close('b', message);
            case 'E' -> close('S', message);
            case 'c', 'A', 'p', 'K', 'r' ->
                assertThat(open).as("unit open before %s", message).isEqualTo(NONE);
            case 'M' ->
                assertThat(((LogicalMessage) message).transactional())
                        .as("%s in unit %s", message, open)
                        .isEqualTo(open != NONE);
            default -> assertThat(open).as("unit around %s", message).isNotEqualTo(NONE);
        }
        if (message instanceof Origin) {
            assertThat("BbS").as("before %s", message).contains(Character.toString(previous));
        }
        streams(message);
    }

    private void streams(PgOutputMessage message) {
        if (message instanceof PgOutputMessage.StreamStart start) {
            interleavings += streamed.stream().anyMatch(xid -> xid != start.xid()) ? 1 : 0;
            assertThat(streamed.add(start.xid())).as("first block: %s", start).isEqualTo(start.first());
        } else if (message instanceof PgOutputMessage.StreamCommit commit) {
            assertThat(streamed.remove(commit.xid()))
                    .as("streamed before %s", commit)
                    .isTrue();
        } else if (message instanceof PgOutputMessage.StreamPrepare prepare) {
            assertThat(streamed.remove(prepare.xid()))
                    .as("streamed before %s", prepare)
                    .isTrue();
        } else if (message instanceof PgOutputMessage.StreamAbort abort) {
            assertThat(streamed).as("streamed before %s", abort).contains(abort.xid());
            if (abort.xid() == abort.subxid()) {
                streamed.remove(abort.xid());
            }
        }
    }

    private void close(char opener, PgOutputMessage message) {
        assertThat(open).as("unit open before %s", message).isEqualTo(opener);
        open = NONE;
    }

    private void rows(PgOutputMessage message) {
        if (message instanceof PgOutputMessage.Relation relation) {
            columnsOfRelation.put(relation.oid(), relation.columns().size());
        } else if (message instanceof PgOutputMessage.Insert insert) {
            row(insert.relation(), insert.newRow());
        } else if (message instanceof PgOutputMessage.Update update) {
            update.key().ifPresent(key -> row(update.relation(), key));
            update.oldRow().ifPresent(old -> row(update.relation(), old));
            row(update.relation(), update.newRow());
        } else if (message instanceof PgOutputMessage.Delete delete) {
            row(delete.relation(), delete.key().or(delete::oldRow).orElseThrow());
        } else if (message instanceof PgOutputMessage.Truncate truncate) {
            assertThat(columnsOfRelation).containsKeys(truncate.relations().toArray(Long[]::new));
        }
    }

    private void row(long relation, Tuple tuple) {
        assertThat(tuple.size()).as("columns of a row of %d", relation).isEqualTo(columnsOfRelation.get(relation));
    }

    /** Where a unit ends, for the messages that end one. */
    private static Optional<Lsn> end(PgOutputMessage message) {
        if (message instanceof PgOutputMessage.Commit commit) {
            return Optional.of(commit.endLsn());
        } else if (message instanceof PgOutputMessage.StreamCommit commit) {
            return Optional.of(commit.endLsn());
        } else if (message instanceof PgOutputMessage.Prepare prepare) {
            return Optional.of(prepare.endLsn());
        } else if (message instanceof PgOutputMessage.StreamPrepare prepare) {
            return Optional.of(prepare.endLsn());
        } else if (message instanceof PgOutputMessage.CommitPrepared commit) {
            return Optional.of(commit.endLsn());
        } else if (message instanceof PgOutputMessage.RollbackPrepared rollback) {
            return Optional.of(rollback.rollbackEndLsn());
        }
        return Optional.empty();
    }
}
