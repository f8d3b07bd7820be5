package io.pgwal.replication;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/**
 * The receipt for one {@link Change}: whoever takes the change says here what became of it, once, from any thread. What
 * is said later is ignored. As long as nothing is said, the slot's position stays before the change's transaction.
 */
public final class Delivery {

    private static final VarHandle SAID;

    static {
        try {
            SAID = MethodHandles.lookup().findVarHandle(Delivery.class, "said", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final InFlight inFlight;
    private final Unit unit;
    private final int bytes;

    @SuppressWarnings(
            "unused") // read and written through SAID: a receipt is made for every change, so it is kept small
    private volatile boolean said;

    Delivery(InFlight inFlight, Unit unit, int bytes) {
        this.inFlight = inFlight;
        this.unit = unit;
        this.bytes = bytes;
    }

    /** The change is where it was to go, durably: PostgreSQL may forget it once all before it are done as well. */
    public void succeeded() {
        if (SAID.compareAndSet(this, false, true)) {
            inFlight.completed(unit, bytes);
        }
    }

    /** The change was given up: the session stops with this cause, and the change comes again at the next start. */
    public void failed(Throwable cause) {
        Objects.requireNonNull(cause, "a change is given up for a reason");
        if (SAID.compareAndSet(this, false, true)) {
            inFlight.failed(cause);
        }
    }
}
