package io.pgwal.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WalSocketFactoryTest {

    private static final int PIECE = 4000;
    private static final int PIECES = 2000;
    private static final long APART_NANOS = 100_000;
    /** The driver's is one millisecond; here no silence is to be taken for being told. */
    private static final int ASKS_MILLIS = 999;

    private static final int WAITS_MILLIS = 20_000;

    @Test
    void a_fast_stream_arrives_whole_and_who_asks_whether_more_is_there_is_told_and_then_comes_late() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket reader = new WalSocketFactory().createSocket()) {
            reader.connect(server.getLocalSocketAddress());
            reader.setSoTimeout(ASKS_MILLIS);
            CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(server));
            int told = readWhole(reader.getInputStream());
            written.get(1, TimeUnit.MINUTES);
            // a pause takes many pieces' time: at once is it told, and then it comes late
            assertThat(told).isBetween(1, PIECES / 3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, WAITS_MILLIS})
    void who_waits_for_an_answer_is_never_told_that_it_is_not_there(int soTimeout) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket reader = new WalSocketFactory().createSocket(server.getInetAddress(), server.getLocalPort())) {
            reader.setSoTimeout(soTimeout);
            CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(server));
            assertThat(readWhole(reader.getInputStream())).isZero();
            written.get(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void poll_waits_as_long_as_its_thread_said_unless_bytes_come() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket reader = new WalSocketFactory().createSocket(server.getInetAddress(), server.getLocalPort());
                Socket writer = server.accept()) {
            WalSocketFactory.waitWhenAsked(100);
            long begin = System.nanoTime();
            assertThat(poll(reader)).isEqualTo(-1);
            assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(90));
            WalSocketFactory.waitWhenAsked(900);
            writer.getOutputStream().write(7);
            assertThat(poll(reader)).isEqualTo(7);
        }
    }

    /** As the driver does it. @return -1 when nothing came */
    private static int poll(Socket reader) throws IOException {
        reader.setSoTimeout(1);
        try {
            byte[] one = new byte[1];
            return reader.getInputStream().read(one, 0, 1) < 0 ? -2 : one[0];
        } catch (SocketTimeoutException e) {
            return -1;
        } finally {
            reader.setSoTimeout(0);
        }
    }

    private static void write(ServerSocket server) {
        try (Socket writer = server.accept()) {
            OutputStream out = writer.getOutputStream();
            byte[] piece = new byte[PIECE];
            for (int i = 0; i < PIECES; i++) {
                for (int at = 0; at < PIECE; at++) {
                    piece[at] = (byte) (i * PIECE + at);
                }
                out.write(piece);
                LockSupport.parkNanos(APART_NANOS);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return how often it was told that nothing was there */
    private static int readWhole(InputStream in) throws IOException {
        byte[] buffer = new byte[8192];
        int told = 0;
        int next = 0;
        while (true) {
            int count;
            try {
                count = in.read(buffer, 0, buffer.length);
            } catch (SocketTimeoutException e) {
                told++;
                continue;
            }
            if (count < 0) {
                assertThat(next).isEqualTo(PIECE * PIECES);
                return told;
            }
            for (int i = 0; i < count; i++, next++) {
                if (buffer[i] != (byte) next) {
                    throw new AssertionError("Byte " + next + " is not what was written");
                }
            }
        }
    }
}
