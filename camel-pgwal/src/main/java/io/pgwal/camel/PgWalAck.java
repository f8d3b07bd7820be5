package io.pgwal.camel;

/**
 * With {@code manualAck=true}: says what becomes of the changes of one exchange, in place of the exchange's completion. In
 * the header {@code CamelPgWalAck}. It is valid until the connection is lost: then the changes come again, with another one
 * of these, and what is said here has no effect. Once, from any thread; what is said later is ignored.
 */
public interface PgWalAck {

    /**
     * The changes are where they were to go, durably. PostgreSQL may forget them, whatever becomes of the exchange: an
     * exchange that fails after this is not tried again.
     */
    void acknowledge();

    /**
     * The changes did not arrive: what {@code onFailure} says is done about them, as for an exchange that fails.
     *
     * @param cause for the log and the exception handler
     */
    void reject(Throwable cause);
}
