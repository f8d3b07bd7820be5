package io.pgwal.replication;

import io.pgwal.replication.ReplicationFailure.Kind;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.security.auth.login.LoginException;
import org.postgresql.util.PSQLException;

/**
 * A failure of the driver's own, not of the server: its kind, and its root cause. The driver gives one SQLSTATE to many
 * of them (08006 to a broken connection, an untrusted certificate and a missing file alike). The types in the chain of
 * causes tell them apart; the text never does.
 */
final class DriverFault {

    private final SQLException exception;
    private final Phase phase;
    private final ConnectionSettings connection;
    private final List<Throwable> causes = new ArrayList<>();

    DriverFault(SQLException exception, Phase phase, ConnectionSettings connection) {
        this.exception = exception;
        this.phase = phase;
        this.connection = connection;
        // a chain may be a ring, and a longer one says no more
        for (Throwable next = exception.getCause(); next != null && causes.size() < 20; next = next.getCause()) {
            causes.add(next);
        }
    }

    /** Whether the server sent it. */
    boolean isServers() {
        return exception instanceof PSQLException told && told.getServerErrorMessage() != null;
    }

    /** Empty when the SQLSTATE says it all. */
    Optional<Kind> kind() {
        if (isServers()) {
            return Optional.empty();
        }
        if (has(UnknownHostException.class)) {
            return Optional.of(Kind.HOST_UNKNOWN);
        }
        // a handshake that the network breaks off is no matter of certificates
        if (has(SocketException.class) || has(SocketTimeoutException.class) || has(EOFException.class)) {
            return Optional.of(Kind.CONNECTION_LOST);
        }
        if (phase.connects()) {
            Optional<Kind> refused = ofConnecting();
            if (refused.isPresent()) {
                return refused;
            }
        }
        return has(IOException.class) ? Optional.of(Kind.CONNECTION_LOST) : Optional.empty();
    }

    /** Whether a BAD_SETTING is about a file for TLS. */
    boolean isOfFile() {
        return has(GeneralSecurityException.class)
                || has(FileNotFoundException.class)
                || has(FileSystemException.class);
    }

    /** The innermost cause as type and first line; empty without a cause. */
    Optional<String> rootCause() {
        if (causes.isEmpty()) {
            return Optional.empty();
        }
        Throwable root = causes.get(causes.size() - 1);
        String text = firstLine(root);
        return Optional.of(root.getClass().getSimpleName() + (text.isEmpty() ? "" : ": " + text));
    }

    static String firstLine(Throwable e) {
        return e.getMessage() == null
                ? ""
                : e.getMessage().lines().findFirst().orElse("").strip();
    }

    private Optional<Kind> ofConnecting() {
        if (has(SSLException.class)) {
            return Optional.of(Kind.TLS_FAILED);
        }
        if (has(LoginException.class) || causes.stream().anyMatch(DriverFault::isOfGss)) {
            return Optional.of(Kind.AUTHENTICATION_FAILED);
        }
        if (isOfFile() || has(NumberFormatException.class) || has(ReflectiveOperationException.class)) {
            return Optional.of(Kind.BAD_SETTING); // a file, a parameter's value, a class that a parameter names
        }
        String state = String.valueOf(exception.getSQLState());
        // with no cause it is a check of the driver's own: the host's name in the certificate, the mode of the key's
        // file
        boolean checked = causes.isEmpty() && connection.checksTls() && state.equals("08006");
        if (checked || state.equals("08004") && connection.requiresTls() && TlsQuestion.isRefused(connection)) {
            return Optional.of(Kind.TLS_FAILED);
        }
        return Optional.empty();
    }

    /** By name: the module is not in every runtime. */
    private static boolean isOfGss(Throwable cause) {
        return cause.getClass().getName().equals("org.ietf.jgss.GSSException");
    }

    private boolean has(Class<? extends Throwable> type) {
        return causes.stream().anyMatch(type::isInstance);
    }
}
