package io.pgwal.reliability;

import io.pgwal.camel.PgWalConstants;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;

/**
 * Writes each event to the log before its exchange completes. Which events it fails, how often, and which take long, the
 * seed and the event's id determine.
 */
final class RecordingRoute extends RouteBuilder {

    static final String ID = "recording";

    private static final long OUTLIVES_ITS_CONNECTION_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    private final String uri;
    private final EventLog log;
    private final int run;
    private final long seed;
    private final CrashPoint crashPoint;
    private final long crashAt;
    private final AtomicLong exchanges = new AtomicLong();

    /**
     * @param seed    0: nothing fails and nothing takes long
     * @param crashAt at which exchange, from 1
     */
    RecordingRoute(String uri, EventLog log, int run, long seed, CrashPoint crashPoint, long crashAt) {
        this.uri = uri;
        this.log = log;
        this.run = run;
        this.seed = seed;
        this.crashPoint = crashPoint;
        this.crashAt = crashAt;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        from(uri).routeId(ID).process(this::record);
    }

    private void record(Exchange exchange) {
        boolean last = exchanges.incrementAndGet() == crashAt;
        Message message = exchange.getMessage();
        if (last && crashPoint == CrashPoint.DISPATCHED) {
            halt();
        }
        int redelivery = message.getHeader(PgWalConstants.REDELIVERY, 0, Integer.class);
        List<RecordedEvent> events = RecordedEvent.of(message);
        long dice = mix(events.get(0).id().hashCode() * 31L + seed);
        if (seed != 0 && Math.floorMod(dice, 200) == 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(Math.floorMod(dice >> 16, 20)));
        }
        if (seed != 0 && Math.floorMod(dice >> 20, 10_000) == 0) {
            LockSupport.parkNanos(OUTLIVES_ITS_CONNECTION_NANOS);
        }
        int rarity = message.getBody() instanceof List ? 60 : 1500;
        boolean fails =
                seed != 0 && Math.floorMod(dice >> 8, rarity) == 0 && redelivery <= Math.floorMod(dice >> 24, 2);
        log.append(events.stream()
                .map(event -> new Delivered(run, !fails, redelivery, event))
                .toList());
        if (last && crashPoint == CrashPoint.RECORDED) {
            halt();
        }
        if (fails) {
            throw new OnPurpose();
        }
    }

    /** As SIGKILL: no hook runs, nothing is said to anyone. It takes a moment, in which no other lane records. */
    private void halt() {
        synchronized (log) {
            Runtime.getRuntime().halt(CrashPoint.EXIT);
        }
    }

    private static long mix(long bits) {
        long mixed = (bits ^ bits >>> 33) * 0xff51afd7ed558ccdL;
        return mixed ^ mixed >>> 33;
    }

    /** Without a stack trace: there are many. */
    private static final class OnPurpose extends RuntimeException {
        private static final long serialVersionUID = 1;

        OnPurpose() {
            super("fails on purpose", null, false, false);
        }
    }
}
