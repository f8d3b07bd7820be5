package io.pgwal.protocol;

import static io.pgwal.protocol.Wire.wire;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that no server sends: each is refused, in words that lead to the byte, and leaves the decoder as it was. */
class MalformedMessageTest {

    private static final String MESSAGE_TAGS = "ABCDEIKMOPRSTUYbcpr";

    static Stream<Arguments> wrong() {
        return Stream.of(marks(), counts(), texts(), flags()).flatMap(cases -> cases);
    }

    private static Stream<Arguments> marks() {
        return Stream.of(
                wrong("Insert.newRow at offset 5: needs 'N', has 'K'", "49 00004001 'K' 0000"),
                wrong("Update.row at offset 5: needs 'K', 'O' or 'N', has 'X'", "55 00004001 'X' 0000"),
                wrong("Update.newRow at offset 8: needs 'N', has 'O'", "55 00004001 'K' 0000 'O' 0000"),
                wrong("Delete.row at offset 5: needs 'K' or 'O', has 'N'", "44 00004001 'N' 0000"),
                wrong(
                        "Relation.replicaIdentity at offset 9: needs 'd', 'i', 'f' or 'n', has 0x00",
                        "52 00004001 's' 00 't' 00 00 0000"),
                wrong(
                        "Insert.tuple.kind at offset 8: needs 'n', 'u', 't' or 'b', has 'x'",
                        "49 00004001 'N' 0001 'x' 00000000"),
                wrong(
                        "Insert.tuple.kind at offset 8: needs 'n', 'u', 't' or 'b', has 0xFF",
                        "49 00004001 'N' 0001 FF"));
    }

    private static Stream<Arguments> counts() {
        return Stream.of(
                wrong(
                        "Insert.tuple.columns at offset 6: needs a count of 0 or more, has -1",
                        "49 00004001 'N' FFFF 'n'"),
                wrong("Insert.tuple.columns at offset 6: needs 32767 bytes, has 1", "49 00004001 'N' 7FFF 'n'"),
                wrong(
                        "Insert.tuple.value at offset 9: needs a length of 0 or more, has -1",
                        "49 00004001 'N' 0001 't' FFFFFFFF"),
                wrong(
                        "Insert.tuple.value at offset 13: needs 2147483647 bytes, has 1",
                        "49 00004001 'N' 0001 't' 7FFFFFFF 'a'"),
                wrong(
                        "Relation.columns at offset 10: needs a count of 0 or more, has -32768",
                        "52 00004001 's' 00 't' 00 'd' 8000"),
                wrong("Relation.columns at offset 10: needs 327670 bytes, has 0", "52 00004001 's' 00 't' 00 'd' 7FFF"),
                wrong("Truncate.relations at offset 1: needs a count of 0 or more, has -1", "54 FFFFFFFF 00"),
                wrong("Truncate.relations at offset 1: needs 8589934588 bytes, has 4", "54 7FFFFFFF 00 00004001"),
                wrong(
                        "LogicalMessage.content at offset 11: needs a length of 0 or more, has -1",
                        "4D 01 0000000000000001 00 FFFFFFFF"),
                wrong(
                        "LogicalMessage.content at offset 15: needs 2147483647 bytes, has 2",
                        "4D 01 0000000000000001 00 7FFFFFFF 'hi'"));
    }

    private static Stream<Arguments> texts() {
        return Stream.of(
                wrong("Origin.name (zero-terminated) at offset 9: needs 2 bytes, has 1", "4F 0000000000000001 'a'"));
    }

    private static Stream<Arguments> flags() {
        String three = " 0000000000000001 0000000000000002 0000000000000003 ";
        return Stream.of(
                wrong("Commit.flags at offset 1: needs 0, has 1", "43 01" + three),
                wrong("StreamCommit.flags at offset 5: needs 0, has 255", "63 000002F1 FF" + three),
                wrong("Prepare.flags at offset 1: needs 0, has 1", "50 01" + three + "000002F1 00"),
                wrong("StreamPrepare.flags at offset 1: needs 0, has 1", "70 01" + three + "000002F1 00"),
                wrong("CommitPrepared.flags at offset 1: needs 0, has 1", "4B 01" + three + "000002F1 00"),
                wrong(
                        "RollbackPrepared.flags at offset 1: needs 0, has 128",
                        "72 80" + three + "0000000000000004 000002F1 00"),
                wrong("StreamStart.first at offset 5: needs 0 or 1, has 2", "53 000002F1 02"),
                wrong("LogicalMessage.flags at offset 1: needs 0 or 1, has 2", "4D 02 0000000000000001 00 00000000"),
                wrong(
                        "Relation.column.flags at offset 12: needs 0 or 1, has 2",
                        "52 00004001 's' 00 't' 00 'd' 0001 02 'c' 00 00000017 FFFFFFFF"),
                wrong(
                        "Truncate.flags at offset 5: needs CASCADE (1), RESTART IDENTITY (2) or both, has 4",
                        "54 00000001 04 00004001"));
    }

    private static Arguments wrong(String message, String bytes) {
        return Arguments.of(message, bytes);
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void what_is_wrong_is_refused_by_field_offset_need_and_have(String message, String bytes) {
        PgOutputDecoder decoder = new PgOutputDecoder();

        assertThat(PgOutputDecoderTest.failure(decoder, wire(bytes), 0)).hasMessage(message);
        assertOutsideOfBlock(decoder);
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void what_is_wrong_is_refused_in_a_block_too_and_the_block_stays_open(String message, String bytes) {
        PgOutputDecoder decoder = new PgOutputDecoder();
        decoder.decode(Sample.STREAM_START, 0);
        boolean carriesXid = "RYIUDTM".indexOf(wire(bytes)[0]) >= 0;

        PgOutputDecoderTest.failure(decoder, wire(carriesXid ? bytes.replaceFirst(" ", " 000002F3 ") : bytes), 0);
        assertInBlock(decoder);
    }

    @Test
    void no_letter_but_those_of_the_protocol_is_a_message() {
        IntStream.range(0, 256).filter(tag -> MESSAGE_TAGS.indexOf(tag) < 0).forEach(tag -> assertThat(
                        PgOutputDecoderTest.failure(new PgOutputDecoder(), new byte[] {(byte) tag}, 0))
                .hasMessageStartingWith("message.tag at offset 0: needs a message of pgoutput 1 to 4, has "));
    }

    @Test
    void blocks_do_not_nest() {
        PgOutputDecoder decoder = new PgOutputDecoder();
        decoder.decode(Sample.STREAM_START, 0);

        assertThat(PgOutputDecoderTest.failure(decoder, Sample.STREAM_START, 0))
                .hasMessage("message.tag at offset 0: needs StreamStop of the open streamed block first, "
                        + "has StreamStart");
        assertInBlock(decoder);
    }

    @Test
    void a_block_that_is_not_open_does_not_stop() {
        PgOutputDecoder decoder = new PgOutputDecoder();

        assertThat(PgOutputDecoderTest.failure(decoder, wire("45"), 0))
                .hasMessage("message.tag at offset 0: needs an open streamed block, has StreamStop");
        assertOutsideOfBlock(decoder);
    }

    static Stream<Sample> outsideOnly() {
        return MessageSamples.all().stream()
                .filter(sample -> sample.place() == Sample.Place.OUTSIDE)
                .filter(sample -> "BCcAbPpKr".indexOf(sample.bytes()[0]) >= 0);
    }

    @ParameterizedTest
    @MethodSource("outsideOnly")
    void nothing_begins_or_ends_a_transaction_within_a_block(Sample sample) {
        PgOutputDecoder decoder = new PgOutputDecoder();
        decoder.decode(Sample.STREAM_START, 0);

        assertThat(PgOutputDecoderTest.failure(decoder, sample.bytes(), 0))
                .hasMessage("message.tag at offset 0: needs StreamStop of the open streamed block first, has "
                        + sample.message());
        assertInBlock(decoder);
    }

    @Test
    void a_block_opens_and_closes_only_with_a_whole_message() {
        PgOutputDecoder decoder = new PgOutputDecoder();
        PgOutputDecoderTest.failure(decoder, wire("53 000002F1 01 00"), 0);
        assertOutsideOfBlock(decoder);

        decoder.decode(Sample.STREAM_START, 0);
        PgOutputDecoderTest.failure(decoder, wire("45 00"), 0);
        assertInBlock(decoder);

        decoder.decode(wire("45"), 0);
        assertOutsideOfBlock(decoder);
    }

    private static void assertOutsideOfBlock(PgOutputDecoder decoder) {
        assertThat(MessageText.of(decoder.decode(wire("44 00004001 'K' 0000"), 0)))
                .isEqualTo("Delete[xid=0, relation=16385, key=()]");
    }

    private static void assertInBlock(PgOutputDecoder decoder) {
        assertThat(MessageText.of(decoder.decode(wire("44 000002F3 00004001 'K' 0000"), 0)))
                .isEqualTo("Delete[xid=755, relation=16385, key=()]");
    }
}
