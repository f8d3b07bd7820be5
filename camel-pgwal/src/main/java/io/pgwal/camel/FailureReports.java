package io.pgwal.camel;

import io.pgwal.replication.ReplicationFailure;
import io.pgwal.replication.Verdict;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.support.BridgeExceptionHandlerToErrorHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports a consumer's failures: each to the exception handler that the user has set, with its cause; else to the log,
 * in one line. The stack trace is logged once for an exchange, however often it is retried, and with DEBUG each time.
 */
final class FailureReports {

    private static final Logger LOG = LoggerFactory.getLogger(PgWalConsumer.class);

    private final PgWalConsumer consumer;
    /** Logs a stack trace each time, so it is passed by. */
    private final ExceptionHandler camels;

    /** @param camels the consumer's exception handler when nobody sets one */
    FailureReports(PgWalConsumer consumer, ExceptionHandler camels) {
        this.consumer = consumer;
        this.camels = camels;
    }

    /** @param trace whether the log has its stack trace */
    void exchange(String text, Throwable cause, boolean trace) {
        ExceptionHandler handler = consumer.getExceptionHandler();
        if (handler == camels) {
            log(text, cause, trace);
        } else if (handler instanceof BridgeExceptionHandlerToErrorHandler) {
            log(text, cause, false); // the error handler has seen this exchange already
        } else {
            handler.handleException(text, cause);
        }
    }

    private static void log(String text, Throwable cause, boolean trace) {
        if (trace) {
            LOG.warn(text, cause);
        } else {
            LOG.warn(text);
            LOG.debug("Its stack trace", cause);
        }
    }

    /** Of the session, which goes on. */
    void session(ReplicationFailure failure) {
        if (consumer.getExceptionHandler() != camels) {
            handle(failure);
        } else if (failure.verdict() == Verdict.STANDBY) {
            LOG.info(failure.getMessage());
            LOG.debug("Its stack trace", failure);
        } else {
            log(failure.getMessage(), failure, false);
        }
    }

    /** Of the session, which has ended: the route stops. */
    void end(ReplicationFailure failure) {
        if (consumer.getExceptionHandler() != camels) {
            handle(failure);
        } else {
            LOG.error(failure.getMessage(), failure);
        }
    }

    private void handle(ReplicationFailure failure) {
        try {
            consumer.getExceptionHandler().handleException(failure.getMessage(), failure);
        } catch (RuntimeException e) {
            e.addSuppressed(failure);
            LOG.error("The exception handler failed to handle this: {}", failure.getMessage(), e);
        }
    }
}
