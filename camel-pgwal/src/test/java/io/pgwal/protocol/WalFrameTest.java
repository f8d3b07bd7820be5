package io.pgwal.protocol;

import static io.pgwal.protocol.Wire.wire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgwal.protocol.WalFrame.Keepalive;
import io.pgwal.protocol.WalFrame.XLogData;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WalFrameTest {

    private static final byte[] XLOG_DATA =
            wire("'w'  0000000001573E78  00000016B374D848  0000000000000007", "45"); // start, end, sendTime; a message

    private static final byte[] KEEPALIVE = wire("'k'  00000016B374D848  0000000000000007  01"); // end, time, reply

    @Test
    void an_xlog_data_holds_positions_and_leaves_its_message_where_it_is() {
        XLogData data = (XLogData) WalFrame.decode(XLOG_DATA);

        assertThat(data.walStart()).isEqualTo(Lsn.parse("0/1573E78"));
        assertThat(data.walEnd()).isEqualTo(Lsn.parse("16/B374D848"));
        assertThat(data.sendTime()).isEqualTo(new PgTime(7));
        assertThat(data.bytes()).isSameAs(XLOG_DATA);
        assertThat(data.bytes()[data.offset()]).isEqualTo((byte) 'E');
    }

    @Test
    void a_keepalive_says_whether_it_wants_an_answer() {
        assertThat(WalFrame.decode(KEEPALIVE)).isEqualTo(new Keepalive(Lsn.parse("16/B374D848"), new PgTime(7), true));
        assertThat(WalFrame.decode(wire("'k'  0000000000000000  FFFFFFFFFFFFFFFF  00")))
                .isEqualTo(new Keepalive(Lsn.ZERO, new PgTime(-1), false));
    }

    @Test
    void no_prefix_of_a_frame_decodes_and_each_says_what_it_lacks() {
        for (int length = 0; length < 25; length++) {
            assertLacks(Arrays.copyOf(XLOG_DATA, length));
        }
        for (int length = 0; length < KEEPALIVE.length; length++) {
            assertLacks(Arrays.copyOf(KEEPALIVE, length));
        }
    }

    private static void assertLacks(byte[] prefix) {
        assertThatThrownBy(() -> WalFrame.decode(prefix))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageMatching("(CopyData|XLogData|Keepalive)\\.\\w+ at offset \\d+: needs \\d bytes, has \\d");
    }

    @Test
    void a_frame_without_a_message_leaves_it_to_the_decoder_to_miss_it() {
        XLogData empty = (XLogData) WalFrame.decode(Arrays.copyOf(XLOG_DATA, 25));

        assertThatThrownBy(() -> new PgOutputDecoder().decode(empty.bytes(), empty.offset()))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("message.tag at offset 0: needs 1 bytes, has 0");
    }

    @Test
    void a_keepalive_ends_after_18_bytes_and_asks_with_0_or_1() {
        assertThatThrownBy(() -> WalFrame.decode(Arrays.copyOf(KEEPALIVE, 19)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("Keepalive at offset 18: needs to end here, has 1 more bytes");
        assertThatThrownBy(() -> WalFrame.decode(wire("'k'  0000000000000000  0000000000000000  02")))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("Keepalive.replyRequested at offset 17: needs 0 or 1, has 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "'r'", "'W'", "'K'", "FF"})
    void nothing_but_w_and_k_comes_from_a_server(String tag) {
        assertThatThrownBy(() -> WalFrame.decode(wire(tag, "00000016B374D848  0000000000000007  01")))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageStartingWith("CopyData.tag at offset 0: needs 'w' or 'k', has ");
    }

    @Test
    void a_status_update_is_34_bytes_in_the_order_of_the_protocol() {
        StatusUpdate update = new StatusUpdate(new Lsn(3), new Lsn(-2), Lsn.parse("0/1"), new PgTime(-1), true);

        assertThat(update.encode())
                .isEqualTo(wire(
                        "'r'  0000000000000003  FFFFFFFFFFFFFFFE  0000000000000001", // written, flushed, applied
                        "FFFFFFFFFFFFFFFF  01")); // clientTime, replyRequested
        assertThat(new StatusUpdate(Lsn.ZERO, Lsn.ZERO, Lsn.ZERO, new PgTime(0), false).encode())
                .hasSize(34)
                .endsWith(0);
    }
}
