package io.pgwal.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgwal.reliability.FlakyProxy.Way;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A fault that does nothing proves nothing. */
@Timeout(30)
class FlakyProxyTest {

    private ServerSocket listener;
    private FlakyProxy proxy;
    private Socket client;
    private Socket server;

    @BeforeEach
    void connect() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        proxy = FlakyProxy.to(listener.getLocalPort());
        client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        server = listener.accept();
        say(client, server, 1);
        say(server, client, 2);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
        proxy.close();
        listener.close();
    }

    private static void say(Socket from, Socket to, int what) throws IOException {
        from.getOutputStream().write(what);
        assertThat(to.getInputStream().read()).isEqualTo(what);
    }

    private static void requireSilence(Socket socket, int millis) throws IOException {
        socket.setSoTimeout(millis);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(0);
    }

    @Test
    void a_cut_resets_both_sides() {
        proxy.cut();
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
    }

    @Test
    void the_client_sees_the_end_while_the_server_sees_nothing() throws IOException {
        proxy.halfClose(Way.TO_CLIENT);
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        requireSilence(server, 200);
        say(client, server, 3);
        client.close();
        assertThat(server.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void the_server_sees_the_end_while_the_client_sees_nothing() throws IOException {
        proxy.halfClose(Way.TO_SERVER);
        assertThat(server.getInputStream().read()).isEqualTo(-1);
        requireSilence(client, 200);
        say(server, client, 3);
    }

    @Test
    void what_is_stalled_comes_later_and_the_other_way_is_free() throws IOException {
        proxy.stall(Way.TO_SERVER, Duration.ofMillis(1000));
        client.getOutputStream().write(3);
        requireSilence(server, 300);
        say(server, client, 4);
        assertThat(server.getInputStream().read()).isEqualTo(3);
    }

    @Test
    void what_is_held_never_comes_when_it_is_cut() throws IOException {
        proxy.holdToServer();
        client.getOutputStream().write(3);
        requireSilence(server, 200);
        proxy.cut();
        proxy.behave();
        assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
    }
}
