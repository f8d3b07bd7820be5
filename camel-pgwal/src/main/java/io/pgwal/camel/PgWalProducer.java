package io.pgwal.camel;

import io.pgwal.protocol.Lsn;
import io.pgwal.replication.ConnectionSettings;
import io.pgwal.replication.EventId;
import io.pgwal.replication.LogicalMessages;
import io.pgwal.replication.ReplicationFailure;
import io.pgwal.replication.SessionStatus;
import io.pgwal.replication.SlotAdvance;
import io.pgwal.replication.SlotCommands;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.TypeConversionException;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.service.ServiceHelper;

/** Does one {@link PgWalOperation} for each exchange, on the exchange's thread. Holds no connection. */
public class PgWalProducer extends DefaultProducer {

    private static final String SPRING = "org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy";

    private final PgWalConfiguration options;
    private final RunningConsumers consumers;
    private ConnectionSettings connection;
    private LogicalMessages messages;
    private SlotCommands slot;
    private boolean withSpring;

    public PgWalProducer(PgWalEndpoint endpoint) {
        super(endpoint);
        options = endpoint.getConfiguration();
        consumers = new RunningConsumers(endpoint);
    }

    @Override
    public PgWalEndpoint getEndpoint() {
        return (PgWalEndpoint) super.getEndpoint();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        connection = options.toConnection().forSlot(options.getSlot());
        messages = new LogicalMessages(connection);
        slot = new SlotCommands(connection, options.getSlot());
        withSpring = getEndpoint().getCamelContext().getClassResolver().resolveClass(SPRING) != null;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Message message = exchange.getMessage();
        PgWalOperation operation = operation(exchange);
        switch (operation) {
            case emitMessage ->
                message.setHeader(PgWalConstants.LSN, emit(exchange).toString());
            case status -> message.setBody(status());
            case pause -> consumers.some().forEach(ServiceHelper::suspendService);
            case resume -> consumers.some().forEach(ServiceHelper::resumeService);
            case advance -> message.setBody(advance(message));
            case dropSlot -> {
                refuseWhileRead();
                slot.drop();
            }
            default -> throw new IllegalStateException("There is no operation " + operation);
        }
    }

    private PgWalOperation operation(Exchange exchange) {
        Object named = exchange.getMessage().getHeader(PgWalConstants.OPERATION);
        if (named == null && options.getOperation() == null) {
            throw missing("operation", PgWalConstants.OPERATION);
        }
        if (named == null) {
            return options.getOperation();
        }
        try {
            return exchange.getContext().getTypeConverter().mandatoryConvertTo(PgWalOperation.class, exchange, named);
        } catch (TypeConversionException | NoTypeConversionAvailableException e) {
            throw new ReplicationFailure(
                    ReplicationFailure.Kind.BAD_SETTING,
                    "There is no operation '" + named + "'",
                    "Set the header " + PgWalConstants.OPERATION + " to one of "
                            + Arrays.toString(PgWalOperation.values()),
                    e);
        }
    }

    private Lsn emit(Exchange exchange) throws InvalidPayloadException {
        Message message = exchange.getMessage();
        String prefix = Optional.ofNullable(message.getHeader(PgWalConstants.PREFIX, String.class))
                .orElse(options.getPrefix());
        if (prefix == null) {
            throw missing("prefix", PgWalConstants.PREFIX);
        }
        LogicalMessages.Message written =
                new LogicalMessages.Message(options.isTransactional(), prefix, content(message));
        DataSource given = options.getDataSource();
        if (given == null) {
            return messages.emit(written);
        }
        return messages.emit(
                withSpring ? SpringTransactions.source(given) : given,
                written,
                exchange.isTransacted() || withSpring && SpringTransactions.isActive());
    }

    private static byte[] content(Message message) throws InvalidPayloadException {
        Object body = message.getBody();
        if (body == null) {
            return new byte[0]; // a NULL would make PostgreSQL write nothing, without a word
        }
        return body instanceof String text
                ? text.getBytes(StandardCharsets.UTF_8)
                : message.getMandatoryBody(byte[].class);
    }

    /** What the consumer knows, and what the server says; one of the two is enough. */
    private Map<String, Object> status() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("slot", options.getSlot());
        Optional<PgWalConsumer> reader =
                consumers.ofSlot().stream().min(Comparator.comparing(PgWalProducer::isStandby));
        reader.ifPresent(consumer ->
                report.put("consumer", SlotReport.ofConsumer(consumer, consumer.getSessionStatus(), Instant.now())));
        try {
            slot.state().ifPresent(state -> report.put("server", SlotReport.ofServer(state)));
        } catch (ReplicationFailure e) {
            if (reader.isEmpty()) {
                throw e;
            }
            report.put("serverError", e.getMessage());
        }
        return report;
    }

    private static boolean isStandby(PgWalConsumer consumer) {
        SessionStatus status = consumer.getSessionStatus();
        return status == null || status.state() == SessionStatus.State.STANDBY;
    }

    private Map<String, Object> advance(Message message) {
        String target = Optional.ofNullable(message.getHeader(PgWalConstants.EVENT_ID, String.class))
                .or(() -> Optional.ofNullable(message.getBody(String.class)))
                .map(String::trim)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> missing("position", PgWalConstants.EVENT_ID));
        SlotAdvance.Reading reading = SettingsFromOptions.reading(options);
        refuseWhileRead();
        SlotAdvance.Moved moved = target.indexOf('/') >= 0
                ? slot.advance(position(Lsn::parse, target), reading, options.isForce())
                : slot.advance(position(EventId::parse, target), reading, options.isForce());
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("slot", options.getSlot());
        report.put("from", moved.from().toString());
        report.put("to", moved.to().toString());
        report.put("moved", moved.hasMoved());
        return report;
    }

    private interface Reader<T> {
        T read(String text);
    }

    private static <T> T position(Reader<T> reader, String text) {
        try {
            return reader.read(text);
        } catch (IllegalArgumentException e) {
            throw new ReplicationFailure(
                    ReplicationFailure.Kind.BAD_SETTING,
                    "Where to advance to: " + e.getMessage(),
                    "Give an event id in the header " + PgWalConstants.EVENT_ID
                            + ", or an event id or an LSN as the body",
                    null);
        }
    }

    /** A consumer that is about to connect again would take what is done to its slot for a loss. */
    private void refuseWhileRead() {
        List<String> routes = consumers.ofSlotAndServer().stream()
                .map(consumer -> consumer.getRouteId() == null
                        ? "a consumer without a route"
                        : "the route " + consumer.getRouteId())
                .toList();
        if (!routes.isEmpty()) {
            throw new ReplicationFailure(
                    ReplicationFailure.Kind.SLOT_BUSY,
                    "The slot " + options.getSlot() + " is in use by " + String.join(", ", routes)
                            + " of this CamelContext",
                    "Stop it first, such as by controlbus:route?routeId=...&action=stop",
                    null);
        }
    }

    private static ReplicationFailure missing(String what, String header) {
        return new ReplicationFailure(
                ReplicationFailure.Kind.BAD_SETTING,
                "The producer has no " + what,
                "Set the option " + what + ", or the header " + header,
                null);
    }
}
