package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.replication.SessionStatus.State;
import io.pgwal.values.UndecodableValueException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the session's thread writes how it is, and everybody reads. */
final class StatusBoard {

    private static final Logger LOG = LoggerFactory.getLogger(StatusBoard.class);

    private final LongAdder undecodable = new LongAdder();
    private final Set<String> undecodableColumns = ConcurrentHashMap.newKeySet();
    private long reconnects;
    private long slotCreations;
    private long attempts;
    private long bytesOfEarlier;
    private ReplicationFailure lastFailure;
    private volatile SessionStatus status;

    StatusBoard() {
        Instant now = Instant.now();
        status = new SessionStatus(
                State.STOPPED,
                now,
                now,
                Lsn.ZERO,
                Lsn.ZERO,
                Lsn.ZERO,
                0,
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                0,
                0,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    SessionStatus status() {
        return status;
    }

    void failed(ReplicationFailure failure) {
        lastFailure = failure;
        attempts++;
    }

    /** Nothing is tried again from here on. */
    void stopped() {
        lastFailure = lastFailure == null ? null : lastFailure.atTheEnd();
    }

    /** A connection and its pump are at their end. */
    void ends(WalPump pump) {
        bytesOfEarlier += pump.receivedBytes();
    }

    void reconnects() {
        reconnects++;
    }

    void createsSlot() {
        slotCreations++;
    }

    /** Any thread: a value was handed over as text. */
    void undecodable(UndecodableValueException e) {
        undecodable.increment();
        if (undecodableColumns.add(e.relation() + "." + e.column())) {
            LOG.warn("{}; said once for this column, counted each time", e.getMessage());
        }
    }

    /** Without a connection: nothing is in flight, and the positions are those of the last one. */
    void disconnected(State state, Lsn confirmed) {
        SessionStatus before = status;
        post(
                state,
                before.received(),
                confirmed,
                Lsn.max(before.serverEnd(), confirmed),
                0,
                Unit.Waiting.NONE,
                bytesOfEarlier,
                0,
                before.walStatus(),
                before.heartbeatError());
    }

    void connected(State state, WalPump pump, SlotWatch watch) {
        attempts = 0;
        lastFailure = null; // recovered from: what it advises would mislead
        Optional<SlotWatch.View> seen = watch.view();
        Lsn serverEnd = Lsn.max(pump.received(), pump.confirmable());
        post(
                state,
                pump.received(),
                pump.confirmable(),
                seen.map(view -> Lsn.max(view.walEnd(), serverEnd)).orElse(serverEnd),
                pump.inFlight(),
                pump.oldest(),
                bytesOfEarlier + pump.receivedBytes(),
                pump.spilledBytes(),
                seen.map(SlotWatch.View::walStatus),
                watch.heartbeatError());
    }

    private void post(
            State state,
            Lsn received,
            Lsn confirmed,
            Lsn serverEnd,
            long inFlight,
            Unit.Waiting oldest,
            long receivedBytes,
            long spilledBytes,
            Optional<String> walStatus,
            Optional<String> heartbeatError) {
        Instant now = Instant.now();
        SessionStatus before = status;
        status = new SessionStatus(
                state,
                before.state() == state ? before.since() : now,
                now,
                received,
                confirmed,
                serverEnd,
                inFlight,
                oldest.handedOver(),
                oldest.commit(),
                reconnects,
                attempts,
                receivedBytes,
                spilledBytes,
                undecodable.sum(),
                slotCreations,
                walStatus,
                heartbeatError,
                Optional.ofNullable(lastFailure));
    }
}
