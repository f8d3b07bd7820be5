package io.pgwal.replication;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Asks servers whether they speak TLS, by the SSLRequest that every client begins with. The driver reports a server
 * without TLS and a missing password by the same SQLSTATE.
 */
final class TlsQuestion {

    private static final int PATIENCE_MS = 2_000;

    /** Length 8, code 80877103. */
    private static final byte[] SSL_REQUEST = {0, 0, 0, 8, 0x04, (byte) 0xd2, 0x16, 0x2f};

    private TlsQuestion() {}

    /** Returns true if one of the servers answers that it has no TLS. */
    static boolean isRefused(ConnectionSettings connection) {
        return connection.addresses().stream().anyMatch(TlsQuestion::isRefused);
    }

    private static boolean isRefused(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MS);
            socket.connect(address, PATIENCE_MS);
            socket.getOutputStream().write(SSL_REQUEST);
            return socket.getInputStream().read() == 'N';
        } catch (IOException e) {
            return false; // no answer, so not this one
        }
    }
}
