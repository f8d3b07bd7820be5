package io.pgwal.protocol;

import static io.pgwal.protocol.Wire.wire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgwal.protocol.PgOutputMessage.StreamAbort;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sample of every message: whole, cut off anywhere, too long, after other bytes. */
class PgOutputDecoderTest {

    private static final String ALL = "io.pgwal.protocol.MessageSamples#all";

    private static final Pattern LACK =
            Pattern.compile("(?<field>\\S+)( \\(zero-terminated\\))? at offset (?<offset>\\d+): "
                    + "needs (?<need>\\d+) bytes, has (?<have>\\d+)");

    @ParameterizedTest
    @MethodSource(ALL)
    void a_message_says_what_its_bytes_say(Sample sample) {
        assertThat(MessageText.of(sample.decoder().decode(sample.bytes(), 0))).isEqualTo(sample.text());
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void a_message_may_begin_anywhere_in_the_array(Sample sample) {
        byte[] shifted = new byte[25 + sample.bytes().length];
        System.arraycopy(sample.bytes(), 0, shifted, 25, sample.bytes().length);

        assertThat(MessageText.of(sample.decoder().decode(shifted, 25))).isEqualTo(sample.text());
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void no_prefix_of_a_message_decodes_and_each_says_what_it_lacks(Sample sample) {
        for (int length = 0; length < sample.bytes().length; length++) {
            byte[] prefix = Arrays.copyOf(sample.bytes(), length);
            if (sample.name().equals("StreamAbort, 25 bytes") && length == 9) {
                // the one message with two lengths
                assertThat(sample.decoder().decode(prefix, 0)).isEqualTo(new StreamAbort(753, 753, Optional.empty()));
                continue;
            }
            PgOutputDecoder decoder = sample.decoder();
            MalformedMessageException lack = failure(decoder, prefix, 0);

            assertThat(lack).hasMessageMatching(LACK);
            Matcher parts = LACK.matcher(lack.getMessage());
            assertThat(parts.matches()).isTrue();
            int have = Integer.parseInt(parts.group("have"));
            assertThat(Long.parseLong(parts.group("need"))).isGreaterThan(have);
            assertThat(lack.offset()).isEqualTo(Integer.parseInt(parts.group("offset")));
            // what lacks is the field itself, or what a count promises: then the count, and Truncate's flags, are there
            assertThat(lack.offset() + have).isBetween(length - 5, length);
            assertThat(lack.field()).startsWith((length == 0 ? "message" : sample.message()) + ".");
            assertThat(MessageText.of(decoder.decode(sample.bytes(), 0))).isEqualTo(sample.text());
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void offsets_of_errors_count_from_the_tag_wherever_the_message_begins(Sample sample) {
        byte[] cut = Arrays.copyOf(sample.bytes(), sample.bytes().length - 1);
        byte[] shifted = new byte[25 + cut.length];
        System.arraycopy(cut, 0, shifted, 25, cut.length);

        assertThat(failure(sample.decoder(), shifted, 25))
                .hasMessage(failure(sample.decoder(), cut, 0).getMessage());
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void no_message_decodes_with_a_byte_left_over(Sample sample) {
        byte[] longer = Arrays.copyOf(sample.bytes(), sample.bytes().length + 1);

        MalformedMessageException excess = failure(sample.decoder(), longer, 0);
        if (sample.name().equals("StreamAbort, 9 bytes")) {
            assertThat(excess).hasMessage("StreamAbort.abortLsn at offset 9: needs 8 bytes, has 1");
        } else {
            assertThat(excess)
                    .hasMessage(sample.message() + " at offset " + sample.bytes().length
                            + ": needs to end here, has 1 more bytes");
        }
    }

    @Test
    void the_samples_hold_every_message_of_the_protocol() {
        String tags = MessageSamples.all().stream()
                .map(sample -> String.valueOf((char) sample.bytes()[0]))
                .distinct()
                .sorted()
                .collect(Collectors.joining());

        assertThat(tags).isEqualTo("ABCDEIKMOPRSTUYbcpr");
    }

    @Test
    void a_tuple_refers_to_the_bytes_it_came_in_and_copies_nothing() {
        byte[] bytes = wire("49  00004001  'N'  0002  't' 00000002 'ab'  'n'");
        PgOutputMessage.Insert insert = (PgOutputMessage.Insert) new PgOutputDecoder().decode(bytes, 0);

        assertThat(insert.newRow().frame()).isSameAs(bytes);
        assertThat(insert.newRow().size()).isEqualTo(2);
        assertThat(insert.newRow().offset(0)).isEqualTo(13);
        assertThat(insert.newRow().length(0)).isEqualTo(2);
    }

    /** A database of encoding SQL_ASCII may have such names. */
    @Test
    void name_that_is_not_UTF_8_is_hex() {
        byte[] bytes = wire("52 00004001 's' 00 'caf' E9 00 'd' 0001 00 EDA080 00 00000017 FFFFFFFF");
        PgOutputMessage.Relation relation = (PgOutputMessage.Relation) new PgOutputDecoder().decode(bytes, 0);

        assertThat(relation.name()).isEqualTo("\\x636166e9");
        assertThat(relation.columns().get(0).name()).isEqualTo("\\xeda080");
    }

    static MalformedMessageException failure(PgOutputDecoder decoder, byte[] bytes, int offset) {
        MalformedMessageException failure =
                catchThrowableOfType(MalformedMessageException.class, () -> decoder.decode(bytes, offset));
        assertThat(failure).as("decoding %s", Arrays.toString(bytes)).isNotNull();
        return failure;
    }
}
