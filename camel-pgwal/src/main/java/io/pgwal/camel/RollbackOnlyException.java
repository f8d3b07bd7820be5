package io.pgwal.camel;

/** The route marked the exchange rollback-only without an exception of its own. */
public final class RollbackOnlyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RollbackOnlyException() {
        super("The exchange was marked rollback-only");
    }
}
