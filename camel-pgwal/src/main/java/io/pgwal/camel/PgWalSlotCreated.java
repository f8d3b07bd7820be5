package io.pgwal.camel;

import io.pgwal.protocol.Lsn;
import java.io.Serial;
import java.util.EventObject;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.CamelEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Camel event: a consumer's slot was missing and has been created. Changes that committed before its position are not
 * delivered. Sent to the context's event notifiers by a thread of its own: a notifier may take as long as it likes.
 */
public final class PgWalSlotCreated extends EventObject implements CamelEvent {

    private static final Logger LOG = LoggerFactory.getLogger(PgWalSlotCreated.class);

    @Serial
    private static final long serialVersionUID = 1L;

    private final String slot;
    private final String lsn;
    private long timestamp;

    PgWalSlotCreated(PgWalConsumer consumer, String slot, String lsn) {
        super(consumer);
        this.slot = slot;
        this.lsn = lsn;
    }

    static void tell(PgWalConsumer consumer, Lsn start) {
        PgWalSlotCreated event = new PgWalSlotCreated(consumer, consumer.getSlot(), start.toString());
        CamelContext context = consumer.getEndpoint().getCamelContext();
        Runnable notify = () -> {
            try {
                context.getManagementStrategy().notify(event);
            } catch (Exception e) {
                LOG.warn("An event notifier failed to handle the event: {}", event, e);
            }
        };
        context.getExecutorServiceManager()
                .newThread("pgwal-event-" + consumer.getSlot(), notify)
                .start();
    }

    public String getSlot() {
        return slot;
    }

    /** Position of the new slot, such as {@code 0/16B3748}. */
    public String getLsn() {
        return lsn;
    }

    @Override
    public Type getType() {
        return Type.Custom;
    }

    @Override
    public long getTimestamp() {
        return timestamp;
    }

    /** Set by Camel's notifiers when the context asks for timestamps; else 0. */
    @Override
    public void setTimestamp(long timestamp) {
        this.timestamp = timestamp;
    }

    @Override
    public String toString() {
        return "Slot " + slot + " was created at " + lsn + ". Changes that committed earlier are not delivered";
    }
}
